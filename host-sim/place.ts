/**
 * One place of the street: a board with its meter, contactor, load and buyer, the world's book of
 * what flowed there, and what the world heard the board say.
 */
import { float32Spacing } from '../drivers/meters/register';
import { METER_ROWS, type MeterType } from '../drivers/meters/rows';
import { SECTORS_DEFAULT } from '../src/journal/ring';
import type { Tariff } from '../src/tariff/tariff';
import { parseTariff } from '../src/tariff/tariff';
import type { View } from '../src/web/view';
import { Contactor } from './contactor';
import { DeskBoard } from './desk-board';
import { EnergyBook } from './energy-book';
import type { EventQueue } from './event-queue';
import { type FlashKind, MemoryFlash } from './flash/memory-flash';
import { Load } from './load';
import { lossy, silent, stuckRegister } from './meters/line-faults';
import { type Answer, VirtualMeter } from './meters/virtual-meter';
import type { Payments } from './payments';
import { configOf, secretsOf } from './place-config';
import { PlaceRecord } from './place-record';
import type { CutPlace } from './power-cut';
import { type Stream, stream } from './prng';
import { attachRealLine, type RealLine } from './real-line';
import type { ScenarioBoard } from './scenario';
import type { BoardCell, Happens } from './surroundings';

export type PlaceOptions = {
  readonly queue: EventQueue;
  readonly seed: number;
  readonly index: number;
  readonly scenario: ScenarioBoard;
  readonly network: string;
  readonly payments: Payments;
  readonly startCell: () => Promise<BoardCell>;
  readonly toEpochMs: (at: number) => number;
  readonly isByteByByte: boolean;
  /** For ids and preimages; without it chance of the seed, which is for play money only. */
  readonly entropy?: Pick<Stream, 'hex'>;
  /** A real meter in place of the virtual one. What flows through it the world cannot know. */
  readonly realLine?: RealLine;
  /** At every change of the contactor and once a second. */
  readonly onSecond: (place: Place) => void;
  readonly onContactor: (place: Place, isClosed: boolean) => void;
  readonly onHandOver: (place: Place, paymentRequest: string) => void;
  readonly onLine: (place: Place, line: string) => void;
  readonly flash?: FlashKind | undefined;
  readonly onCut?: (place: Place, cut: CutPlace) => void;
};

/** What the partition table gives, without encryption. */
const FLASH_DEFAULT: FlashKind = { sectors: SECTORS_DEFAULT, isEncrypted: false };
const MAINS_MILLIVOLTS = 230_000;
const MILLIWATTHOURS = 1_000_000;

export class Place {
  readonly id: string;
  readonly buyer: string;
  readonly board: DeskBoard;
  readonly contactor: Contactor;
  readonly load: Load;
  readonly book: EnergyBook;
  readonly tariff: Tariff;
  /** What the world heard the board say. */
  readonly record = new PlaceRecord();
  /** The greatest excess of delivered cost over settled payments, in mWh at the tariff. */
  beyondCreditMilliWattHours = 0;
  firstClosedWallMs = -1;
  lastView: View | undefined;
  readonly row;
  readonly flash: MemoryFlash;
  readonly #options: PlaceOptions;
  readonly #meter: VirtualMeter;
  readonly #allowanceMilliSat: number;
  readonly #healthy: Answer;
  #answer: Answer;

  constructor(options: PlaceOptions) {
    const { queue, scenario, seed, index } = options;
    const { config, meter } = scenario;
    this.#options = options;
    this.id = config.board.id;
    this.buyer = scenario.buyer;
    const terms = config['terms'] as { readonly tariff: unknown; readonly allowanceSat?: number };
    this.#allowanceMilliSat = (terms.allowanceSat ?? 0) * 1_000;
    const tariff = parseTariff(terms.tariff);
    if (!tariff.ok) throw new Error(`${this.id}: terms.tariff is not a tariff`);
    this.tariff = tariff.value;
    this.book = new EnergyBook(tariff.value, options.toEpochMs);
    this.contactor = new Contactor(queue, (isClosed) => this.#flows(isClosed));
    this.load = new Load(queue, scenario.load, this.#plug(), () => this.#flows());

    const { type, address } = config['meter'] as { type: MeterType; address: number };
    const row = METER_ROWS[type];
    this.row = row;
    const chance = stream(seed, `meter ${index}`);
    this.#meter = new VirtualMeter({
      row,
      address,
      serial: 20_000_000 + index,
      importMilliWattHours: chance.below(meter.startKilowattHoursMax) * MILLIWATTHOURS,
      energyStep: meter.stepWattHours * 1_000,
      renewalPhaseMs: chance.below(1_000),
    });
    const { losesOneFrameIn: oneIn } = meter;
    const answer: Answer = (at, request) => this.#meter.answer(at, request);
    const lineChance = stream(seed, `line ${index}`).below;
    this.#healthy = oneIn === undefined ? answer : lossy(answer, lineChance, oneIn);
    this.#answer = this.#healthy;
    const { below } = stream(seed, `flash ${index}`);
    this.flash = new MemoryFlash({ ...(options.flash ?? FLASH_DEFAULT), below });
    this.board = new DeskBoard({
      queue,
      wallEpochMs: (at) => options.toEpochMs(at),
      startCell: options.startCell,
      config: configOf(options),
      secrets: secretsOf(options),
      jitterSeed: seed + index,
      flash: this.flash,
      hardware: `desk-${index}`,
      recorded: (records) => this.record.wrote(records),
      chance: options.entropy ?? stream(seed, `entropy ${index}`),
      ...(options.realLine === undefined
        ? {}
        : attachRealLine(options.realLine, (bytes) => this.board.bytesArrived(bytes))),
      answerLine: (at, request) => this.#answer(at, request),
      line: row.line,
      answerDelayMs: this.#meter.answerDelayMs,
      isByteByByte: options.isByteByByte,
      losePower: () => this.cutPower(),
      cut: (cut) => options.onCut?.(this, cut),
      tellContactor: (state, validForMs) => this.contactor.tell(state, validForMs),
      request: (request, sink) => {
        if (request.target === 'link' && request.url.includes('pr=')) {
          const paymentRequest = new URL(request.url).searchParams.get('pr');
          if (paymentRequest !== null) options.onHandOver(this, paymentRequest);
        }
        return options.payments.request(request, sink);
      },
      heard: (what) => {
        const epochSec = Math.floor(options.toEpochMs(queue.now) / 1_000);
        options.onLine(this, this.record.take(what, epochSec));
      },
      second: () => options.onSecond(this),
    });
  }

  /** What this buyer's payments have brought to the owner, by the wallet's own word. */
  get settledMilliSat(): number {
    const wallet = this.#options.payments.wallet(this.buyer);
    if (wallet !== undefined) return wallet.spentMilliSat() - wallet.feesMilliSat();
    let paid = 0;
    for (const account of this.lastView?.accounts ?? []) paid += account.paidMilliSat;
    return paid;
  }

  /** What may be used: what was settled, and what the owner grants at each sale's start. */
  get rightMilliSat(): number {
    return this.settledMilliSat + this.record.sales.length * this.#allowanceMilliSat;
  }

  get hasRealMeter(): boolean {
    return this.#options.realLine !== undefined;
  }

  async powerOn(): Promise<void> {
    await this.board.powerOn();
    const plug = this.#plug();
    await (this.load.isPlugged ? plug.plugged() : plug.unplugged());
  }

  cutPower(): void {
    this.board.cutPower();
    this.contactor.losePower();
  }

  /** `undefined` mends it. */
  hurtMeter(kind: 'silent' | 'stuck' | undefined): void {
    if (kind === undefined) this.#answer = this.#healthy;
    else this.#answer = kind === 'silent' ? silent : stuckRegister(this.#healthy, this.row);
  }

  /** The step by which this meter's register moves at its present value. */
  get quantumMilliWattHours(): number {
    const shown = this.lastView?.meter.importRegisterMilliWattHours ?? 0;
    const step = this.#options.scenario.meter.stepWattHours * 1_000;
    return 2 * (step + float32Spacing(shown / 1_000_000) * 1_000_000);
  }

  /** Whole mSat that an amount of energy costs, where the price is constant. */
  exactCost(milliWattHours: number): number {
    const price = this.tariff.knots[0]?.price ?? 0;
    return Number((BigInt(milliWattHours) * BigInt(price)) / 1_000_000n);
  }

  /** Books what flowed, and how far it went beyond what was settled by now. */
  measureExcess(): void {
    const { queue } = this.#options;
    const excess = this.book.costMilliSat(queue.now) - this.rightMilliSat;
    const price = this.tariff.knots[0]?.price ?? 1;
    if (excess <= 0 || price <= 0) return;
    const energy = Math.ceil((excess * 1_000_000) / price);
    if (energy > this.beyondCreditMilliWattHours) this.beyondCreditMilliWattHours = energy;
  }

  async look(): Promise<View | undefined> {
    const view = await this.board.look();
    if (view !== undefined) this.lastView = view;
    return this.lastView;
  }

  #plug() {
    const { scenario, payments } = this.#options;
    const link = { secret: payments.link(this.buyer) };
    return {
      plugged: (): Happens =>
        scenario.standing ? undefined : this.board.deliver({ kind: 'link-offered', link }),
      unplugged: (): Happens => this.board.deliver({ kind: 'unplugged' }),
    };
  }

  #flows(contactorClosed?: boolean): void {
    const { queue } = this.#options;
    const milliWatts = this.contactor.isClosed ? this.load.milliWatts : 0;
    this.#meter.loadChanges(queue.now, {
      importMilliWatts: milliWatts,
      exportMilliWatts: 0,
      milliVolts: this.row.volts.map(() => MAINS_MILLIVOLTS),
      milliAmps: this.row.volts.map(() =>
        Math.round((milliWatts * 1_000) / MAINS_MILLIVOLTS / this.row.volts.length),
      ),
    });
    this.measureExcess();
    this.book.flows(queue.now, milliWatts);
    if (contactorClosed === undefined) return;
    if (contactorClosed && this.firstClosedWallMs === -1)
      this.firstClosedWallMs = performance.now();
    this.#options.onContactor(this, contactorClosed);
  }
}
