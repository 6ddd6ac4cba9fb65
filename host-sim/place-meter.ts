/**
 * The meter of a place: what flows, how it shows, and the line on which it is asked for. Every way
 * to hurt it is a switch here. A healthy meter pays nothing for them: what answers is replaced when
 * a hurt begins or ends, and not tested at each frame.
 */
import { float32Spacing } from '../drivers/meters/register';
import { blockOf, type MeterRow } from '../drivers/meters/row';
import { METER_ROWS, type MeterType } from '../drivers/meters/rows';
import { isIntact } from '../drivers/modbus/crc16';
import { REPLY_HEADER_BYTES } from '../drivers/modbus/frame';
import type { EventQueue } from './event-queue';
import { asksFor, lossy, silent, stuckRegister, type Wrap } from './meters/line-faults';
import { type Answer, VirtualMeter } from './meters/virtual-meter';
import { symmetric, type Wiring } from './meters/wiring';
import { stream } from './prng';
import type { ScenarioBoard } from './scenario';

export type PlaceMeterOptions = {
  readonly queue: EventQueue;
  readonly seed: number;
  readonly index: number;
  readonly scenario: ScenarioBoard;
};

/** What a hurt is known by, so that it can be undone: any object of its own. */
export type Cause = object | 'page';

const MILLIWATTHOURS = 1_000_000;
const SERIAL_FIRST = 20_000_000;
/** No meter of a street has one above it: whatever is put in a meter's place is another meter. */
const OTHER_SERIAL_FIRST = 30_000_000;

export class PlaceMeter {
  readonly row: MeterRow;
  readonly address: number;
  /** What the line answers now. */
  answer: Answer;
  /** When the board last asked anything; -1: never. */
  lastAskedAtMs = -1;
  readonly answerDelayMs: number;
  readonly #options: PlaceMeterOptions;
  readonly #step: number;
  readonly #healthy: Answer;
  readonly #own: VirtualMeter;
  #present: VirtualMeter;
  #swappedBy: Cause | undefined;
  #milliWatts = 0;
  readonly #wraps = new Map<Cause, Wrap>();
  /** While something is wrapped around the line: when a sample was last answered to its end. */
  #answeredAtMs = 0;
  readonly #wirings = new Map<Cause, Wiring>();

  constructor(options: PlaceMeterOptions) {
    const { scenario, seed, index } = options;
    const { meter } = scenario;
    const { type, address } = scenario.config['meter'] as { type: MeterType; address: number };
    this.#options = options;
    this.address = address;
    this.#step = Math.round(meter.stepWattHours * 1_000);
    this.row = METER_ROWS[type];
    const chance = stream(seed, `meter ${index}`);
    this.#own = new VirtualMeter({
      row: this.row,
      address,
      serial: SERIAL_FIRST + index,
      importMilliWattHours: chance.below(meter.startKilowattHoursMax) * MILLIWATTHOURS,
      energyStep: this.#step,
      renewalPhaseMs: chance.below(1_000),
    });
    this.#present = this.#own;
    this.answerDelayMs = this.#own.answerDelayMs;
    const { losesOneFrameIn: oneIn } = meter;
    const answer: Answer = (at, request) => this.#present.answer(at, request);
    const lineChance = stream(seed, `line ${index}`).below;
    this.#healthy = oneIn === undefined ? answer : lossy(answer, lineChance, oneIn);
    this.answer = this.#healthy;
  }

  /** Of the meter that is there now. */
  get serial(): number {
    return this.#present.serial;
  }

  /** When the line last brought all of a sample, checksums right; a healthy one: now. */
  get lastAnswerAtMs(): number {
    return this.#wraps.size === 0 ? this.#options.queue.now : this.#answeredAtMs;
  }

  /** The board asks. */
  asked(atMs: number, request: Uint8Array): ReturnType<Answer> {
    this.lastAskedAtMs = atMs;
    return this.answer(atMs, request);
  }

  /** From now on so much flows. */
  flows(milliWatts: number): void {
    this.#milliWatts = milliWatts;
    let load = symmetric(this.row, milliWatts);
    for (const wiring of this.#wirings.values()) load = wiring(load);
    this.#present.loadChanges(this.#options.queue.now, load);
  }

  /** Puts `wrap` around all that answers, until `mend`. */
  wrap(cause: Cause, wrap: Wrap): void {
    if (this.#wraps.size === 0) this.#answeredAtMs = this.#options.queue.now;
    this.#wraps.set(cause, wrap);
    this.#rewrap();
  }

  /** What flows is seen through `wiring`, until `mend`. */
  rewire(cause: Cause, wiring: Wiring): void {
    this.#wirings.set(cause, wiring);
    this.flows(this.#milliWatts);
  }

  /** Another meter is put in its place, until `mend`. The serial number is that of no other. */
  swap(cause: Cause, serialOffset: number, importMilliWattHours: number): void {
    const { now } = this.#options.queue;
    this.#present.loadChanges(now, symmetric(this.row, 0));
    this.#swappedBy = cause;
    this.#present = new VirtualMeter({
      row: this.row,
      address: this.address,
      serial: OTHER_SERIAL_FIRST + serialOffset,
      importMilliWattHours,
      energyStep: this.#step,
      startMs: now,
    });
    this.flows(this.#milliWatts);
  }

  /** The import register goes on from elsewhere: `to` is told where it stands, in mWh. */
  moveRegister(to: (milliWattHours: number) => number): void {
    this.#present.moveRegister(this.#options.queue.now, to);
  }

  /** Undoes whatever this cause did. A register that was moved stays where it is. */
  mend(cause: Cause): void {
    if (this.#wraps.delete(cause)) this.#rewrap();
    if (this.#wirings.delete(cause)) this.flows(this.#milliWatts);
    if (this.#swappedBy !== cause) return;
    this.#swappedBy = undefined;
    this.#present = this.#own;
    this.flows(this.#milliWatts);
  }

  /** By a person on the page; `undefined` mends it. */
  hurt(kind: 'silent' | 'stuck' | undefined): void {
    if (kind === undefined) this.mend('page');
    else if (kind === 'silent') this.wrap('page', () => silent);
    else this.wrap('page', (answer) => stuckRegister(answer, this.row));
  }

  /** Twice the step by which the register moves where it stands: float32 has its own, too. */
  get quantumMilliWattHours(): number {
    const kilowattHours = this.#present.importMilliWattHours / MILLIWATTHOURS;
    return 2 * (this.#step + float32Spacing(kilowattHours) * MILLIWATTHOURS);
  }

  #rewrap(): void {
    let wrapped = this.#healthy;
    for (const wrap of this.#wraps.values()) wrapped = wrap(wrapped);
    this.answer = this.#wraps.size === 0 ? wrapped : this.#watched(wrapped);
  }

  /** The energy block is asked for last, and only when the others have answered. */
  #watched(answer: Answer): Answer {
    const block = this.row.blocks[blockOf(this.row, this.row.importEnergy)]!;
    const expected = REPLY_HEADER_BYTES + block.count * 2 + 2;
    return (atMs, request) => {
      const reply = answer(atMs, request);
      const from = (reply?.length ?? 0) - expected;
      const isOurs = from >= 0 && reply![from] === this.address;
      if (isOurs && asksFor(request, block) && isIntact(reply!, from, reply!.length)) {
        this.#answeredAtMs = atMs;
      }
      return reply;
    };
  }
}
