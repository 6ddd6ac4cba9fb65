/**
 * One board on the desk: its cell, and all that it touches: meter, line, contactor, load, journal,
 * HTTP and chance. Carries out what the cell asks for and brings it what happens.
 */
import { wireTime } from '../drivers/modbus/line';
import type { BoardEvent, Now } from '../src/ports';
import type { View } from '../src/web/view';
import { BoardRequests } from './board-requests';
import { type CellInput, type CellOutput, plainBytes } from './border';
import type { QueuedEvent } from './event-queue';
import { BoardFlash } from './flash/board-flash';
import { watchMirror } from './mirror-contact';
import { type ArmedCut, PowerCuts } from './power-cut';
import type { BoardCell, Happens, Surroundings } from './surroundings';

type Outputs = readonly CellOutput[];

const TICK_MS = 1_000;
const ENTROPY_BYTES = 48;
/** The board's loader takes this long after power came back. */
const BOOT_MS = 500;

export class DeskBoard {
  readonly #around: Surroundings;
  #cell: BoardCell | undefined;
  #view: View | undefined;
  /** Counts boots: what was under way before the last one reaches nobody. */
  #boot = 0;
  readonly #timers = new Map<number, QueuedEvent>();
  readonly #requests: BoardRequests;
  readonly flash: BoardFlash;
  readonly cuts = new PowerCuts();
  #lastWritten = 0;

  constructor(around: Surroundings) {
    this.#around = around;
    this.#requests = new BoardRequests(around.request, (answer) =>
      this.#turn({ ...answer, now: this.#now() }),
    );
    this.flash = new BoardFlash({
      queue: around.queue,
      memory: around.flash,
      onWritten: (sequence) => this.#written(sequence),
      onFailed: () => this.#turn({ do: 'write-failed', now: this.#now() }),
      cutWithin: (order) => this.cuts.hitsFlash(order),
      cutPower: () => this.#around.losePower(),
    });
  }

  get isPowered(): boolean {
    return this.#cell !== undefined;
  }

  memory = () => this.#cell?.memory() ?? null;

  async powerOn(): Promise<void> {
    const { queue, config, secrets, jitterSeed, chip, clock, feedback } = this.#around;
    if (this.#cell !== undefined) return;
    this.#cell = await this.#around.startCell();
    this.#boot++;
    clock.booted(queue.now);
    this.cuts.booted();
    const told = feedback === undefined ? {} : { feedback };
    const chips = { hardware: chip.hardware, ...chip.firmware, ...told };
    const started = { config, secrets, jitterSeed, ...chips };
    await this.#turn({ do: 'start', now: this.#now(), flash: this.flash.content(), ...started });
    const boot = this.#boot;
    const isOver = () => boot !== this.#boot;
    await watchMirror(this.#around, isOver, (event) => this.deliver(event));
    await this.#tick(boot);
  }

  /** Everything in memory is gone, the contactor falls open, the journal stays. */
  cutPower(isMidway = false): void {
    if (this.#cell === undefined) return;
    const { isRecovering: isRecovery, isPullOpen } = this.cuts;
    const during = this.flash.doing ?? 'neither';
    this.#around.cut?.({ during, isRecovery, isPullOpen, isMidway });
    this.#cell.stop();
    this.#cell = undefined;
    this.flash.losePower();
    this.#boot++;
    for (const timer of this.#timers.values()) this.#around.queue.cancel(timer);
    this.#timers.clear();
    this.#requests.losePower();
  }

  /** The power goes there, once. Whoever armed it brings it back. */
  arm(cut: ArmedCut): void {
    this.cuts.arm(cut);
  }

  /** Whether the news that a record is written comes twice, and once more out of turn. */
  repeatsNews = false;

  /** JavaScript stands still: drivers and guard go on, what arrives waits. */
  async stall(forMs: number): Promise<void> {
    await this.#turn({ do: 'stall', now: this.#now() });
    this.#later(forMs, () => this.#turn({ do: 'go-on', now: this.#now() }));
  }

  deliver(event: BoardEvent): Happens {
    if (event.kind === 'owner-command' && this.isPowered) this.#around.owner?.(event.command);
    return this.#turn({ do: 'event', now: this.#now(), event });
  }

  /** As it would show itself now; the last one while it has no power. */
  async look(): Promise<View | undefined> {
    await this.#turn({ do: 'look', now: this.#now() });
    return this.#view;
  }

  /** Bytes that arrived on a real line. */
  bytesArrived(bytes: readonly number[]): Happens {
    return this.#turn({ do: 'bytes', now: this.#now(), bytes });
  }

  #written(sequence: number): Happens {
    this.cuts.isRecovering = false;
    const before = this.#lastWritten;
    this.#lastWritten = sequence;
    const told = this.#turn({ do: 'written', now: this.#now(), sequence });
    // Of a journal that was erased since nothing comes again.
    const again = before < sequence ? [sequence, before] : [sequence];
    return this.repeatsNews ? this.#repeat(told, again) : told;
  }

  async #repeat(told: Happens, sequences: readonly number[]): Promise<void> {
    await told;
    for (const sequence of sequences) {
      await this.#turn({ do: 'written', now: this.#now(), sequence });
    }
  }

  #now(): Now {
    return this.#around.clock.now(this.#around.queue.now);
  }

  #tick(boot: number): Happens {
    if (boot !== this.#boot) return;
    this.#around.queue.after(TICK_MS, () => this.#tick(boot));
    const ticked = this.#turn({ do: 'tick', now: this.#now() });
    if (ticked === undefined) return this.#around.second();
    return ticked.then(() => this.#around.second());
  }

  /** Runs one turn of the cell and carries out what came of it. */
  #turn(input: CellInput): Happens {
    const cell = this.#cell;
    if (cell === undefined) return;
    const outputs = cell.turn(input);
    if (!(outputs instanceof Promise)) return this.#carryOut(outputs);
    const boot = this.#boot;
    return outputs.then((late) => {
      if (boot === this.#boot || input.do === 'start') this.#carryOut(late);
    });
  }

  /** Later, unless the board was cut from power meanwhile. */
  #later(delayMs: number, run: () => Happens): QueuedEvent {
    const boot = this.#boot;
    return this.#around.queue.after(delayMs, () => (boot === this.#boot ? run() : undefined));
  }

  #carryOut(outputs: Outputs): void {
    const boot = this.#boot;
    for (const output of outputs) {
      // What came of the same turn is lost with the power.
      if (boot !== this.#boot) return;
      if (this.cuts.hitsCommand()) return this.#around.losePower();
      this.#perform(output);
      if (this.cuts.hitsSent(output)) return this.#around.losePower();
    }
  }

  #perform(output: CellOutput): void {
    switch (output.out) {
      case 'line':
        return this.#answerLine(output.bytes);
      case 'timer': {
        const { timer, afterMs } = output;
        const ring = this.#later(afterMs, () => {
          this.#timers.delete(timer);
          return this.#turn({ do: 'timer', now: this.#now(), timer });
        });
        this.#timers.set(timer, ring);
        return;
      }
      case 'timer-off':
        this.#around.queue.cancel(this.#timers.get(output.timer));
        this.#timers.delete(output.timer);
        return;
      case 'http':
        return this.#requests.begin(output);
      case 'http-stop':
        return this.#requests.stop(output.id);
      case 'erase':
        return this.flash.order(output);
      case 'write':
        this.#around.recorded?.(output.bytes);
        if (this.#around.cut !== undefined) this.cuts.sees(output);
        return this.flash.order(output);
      case 'restart':
        return this.flash.afterAll(() => this.#restart());
      case 'supply':
        return this.#around.contactor.tell(output.state, output.validForMs);
      case 'trip':
        return this.#around.contactor.trip();
      case 'entropy': {
        const hex = this.#around.chance.hex(ENTROPY_BYTES);
        this.#later(0, () => this.#turn({ do: 'entropy', now: this.#now(), hex }));
        return;
      }
      case 'crashed':
        this.#around.heard(output);
        return this.#restart();
      case 'log':
      case 'refused':
        return this.#around.heard(output);
      case 'view':
        this.#view = output.view;
        return;
    }
  }

  /** The pin of the coil floats, as without power: nobody holds the contactor meanwhile. */
  #restart(): void {
    this.#around.losePower();
    this.#around.queue.after(BOOT_MS, () => this.powerOn());
  }

  #answerLine(request: readonly number[]): void {
    const { queue, line, answerDelayMs, isByteByByte, realLine } = this.#around;
    if (realLine !== undefined) return realLine.write(new Uint8Array(request));
    const answer = this.#around.answerLine(queue.now, new Uint8Array(request));
    if (answer === undefined) return;
    const firstMs = wireTime(line, request.length) + answerDelayMs;
    if (!isByteByByte) {
      this.#later(firstMs + wireTime(line, answer.length), () =>
        this.bytesArrived(plainBytes(answer)),
      );
      return;
    }
    answer.forEach((byte, index) => {
      this.#later(firstMs + wireTime(line, index + 1), () => this.bytesArrived([byte]));
    });
  }
}
