/**
 * One place of the street: a board with its meter, contactor, load and buyer, the world's book of
 * what flowed there, and what the world heard the board say.
 */
import { FORMAT_NEWEST } from '../src/journal/record';
import { SECTORS_DEFAULT } from '../src/journal/ring';
import type { Tariff } from '../src/tariff/tariff';
import type { View } from '../src/web/view';
import { BoardClock } from './board-clock';
import { Contactor } from './contactor';
import { Customer } from './customer';
import { DeskBoard } from './desk-board';
import { EnergyBook } from './energy-book';
import { Entropy } from './entropy';
import type { EventQueue } from './event-queue';
import { type FlashKind, MemoryFlash } from './flash/memory-flash';
import { Load } from './load';
import type { Payments } from './payments';
import { Documents } from './place-config';
import { PlaceMeter } from './place-meter';
import { PlaceRecord } from './place-record';
import type { CutPlace } from './power-cut';
import { type PriceHistory, pricesOf } from './price-history';
import { type Stream, stream } from './prng';
import { attachRealLine, type RealLine } from './real-line';
import type { ScenarioBoard } from './scenario';
import type { BoardCell, Firmware, Happens, OwnerCommand } from './surroundings';

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
  readonly onShown?: (place: Place, paymentRequest: string) => void;
  readonly onLine: (place: Place, line: string) => void;
  readonly onOwner?: ((place: Place, command: OwnerCommand) => void) | undefined;
  readonly flash?: FlashKind | undefined;
  readonly firmware?: Firmware | undefined;
  readonly onCut?: (place: Place, cut: CutPlace) => void;
};

/** What the partition table gives, without encryption. */
const FLASH_DEFAULT: FlashKind = { sectors: SECTORS_DEFAULT, isEncrypted: false };
const FIRMWARE_DEFAULT: Firmware = { format: FORMAT_NEWEST, isConfirmed: true };

const hardwareOf = (index: number): string => `desk-${index}`;

export class Place {
  readonly id: string;
  readonly scenario: ScenarioBoard;
  /** Who shows a link here. */
  buyer: string;
  readonly board: DeskBoard;
  readonly customer: Customer;
  readonly contactor: Contactor;
  readonly load: Load;
  readonly meter: PlaceMeter;
  /** What its owner has put there. */
  readonly documents: Documents;
  readonly book: EnergyBook;
  readonly prices: PriceHistory;
  /** What the world heard the board say. */
  readonly record = new PlaceRecord();
  /** The greatest excess of delivered cost over settled payments, in mWh at the tariff. */
  beyondCreditMilliWattHours = 0;
  firstClosedWallMs = -1;
  lastView: View | undefined;
  readonly flash: MemoryFlash;
  readonly clock: BoardClock;
  readonly entropy: Entropy;
  /** What is soldered there, and what runs on it from the next boot on. */
  readonly chip: { hardware: string; firmware: Firmware };
  readonly #options: PlaceOptions;
  readonly #allowanceMilliSat: number;

  constructor(options: PlaceOptions) {
    const { queue, scenario, seed, index } = options;
    const { config } = scenario;
    this.#options = options;
    this.id = config.board.id;
    this.scenario = scenario;
    this.buyer = scenario.buyer;
    this.clock = new BoardClock(options.toEpochMs);
    this.entropy = new Entropy(options.entropy ?? stream(seed, `entropy ${index}`));
    this.chip = { hardware: hardwareOf(index), firmware: options.firmware ?? FIRMWARE_DEFAULT };
    const documents = new Documents(options);
    this.documents = documents;
    const terms = config['terms'] as { readonly allowanceSat?: number };
    this.#allowanceMilliSat = (terms.allowanceSat ?? 0) * 1_000;
    this.prices = pricesOf(scenario);
    this.meter = new PlaceMeter(options);
    this.book = new EnergyBook(this.prices.tariff, options.toEpochMs);
    this.contactor = new Contactor(queue, (isClosed) => this.#flows(isClosed));
    this.customer = new Customer({
      ...{ scenario, index, payments: options.payments },
      buyer: () => this.buyer,
      board: () => this.board,
      load: () => this.load,
      onShown: (paymentRequest) => options.onShown?.(this, paymentRequest),
    });
    this.load = new Load(queue, scenario.load, this.customer.plug, () => this.#flows());

    const { below } = stream(seed, `flash ${index}`);
    this.flash = new MemoryFlash({ ...(options.flash ?? FLASH_DEFAULT), below });
    this.board = new DeskBoard({
      queue,
      clock: this.clock,
      startCell: options.startCell,
      get config() {
        return documents.config;
      },
      secrets: documents.secrets,
      jitterSeed: seed + index,
      flash: this.flash,
      chip: this.chip,
      recorded: (records) => this.record.wrote(records),
      chance: this.entropy,
      ...(options.realLine === undefined
        ? {}
        : attachRealLine(options.realLine, (bytes) => this.board.bytesArrived(bytes))),
      answerLine: (at, request) => this.meter.asked(at, request),
      line: this.meter.row.line,
      answerDelayMs: this.meter.answerDelayMs,
      isByteByByte: options.isByteByByte,
      losePower: () => this.cutPower(true),
      cut: (cut) => options.onCut?.(this, cut),
      ...{ contactor: this.contactor, feedback: scenario.feedback },
      request: (request, sink) => {
        if (request.target === 'link' && request.url.includes('pr=')) {
          const paymentRequest = new URL(request.url).searchParams.get('pr');
          if (paymentRequest !== null) options.onHandOver(this, paymentRequest);
        }
        return options.payments.request(request, sink, index);
      },
      heard: (what) => {
        options.onLine(this, this.record.take(what, Math.floor(this.epochMs / 1_000)));
      },
      second: () => options.onSecond(this),
      owner: (command) => options.onOwner?.(this, command),
    });
  }

  get tariff(): Tariff {
    return this.prices.tariff;
  }

  /** The world's wall clock. */
  get epochMs(): number {
    return this.#options.toEpochMs(this.#options.queue.now);
  }

  /** The flash lies in another chip than it was written in. */
  get isForeign(): boolean {
    return this.chip.hardware !== hardwareOf(this.#options.index);
  }

  get meterSerial(): number {
    return this.meter.serial;
  }

  get lastAnswerAtMs(): number {
    return this.meter.lastAnswerAtMs;
  }

  /** What this buyer's payments have brought to the owner, by the wallet's own word. */
  get settledMilliSat(): number {
    const wallet = this.#options.payments.wallet(this.buyer);
    if (wallet !== undefined) return wallet.spentMilliSat() - wallet.feesMilliSat();
    return (this.lastView?.accounts ?? []).reduce((sum, { paidMilliSat }) => sum + paidMilliSat, 0);
  }

  /** What may be used: was settled, or is held; is granted at each sale's start, or forgiven. */
  get rightMilliSat(): number {
    const granted = this.record.sales.length * this.#allowanceMilliSat;
    return this.settledMilliSat + granted + this.customer.rightMilliSat;
  }

  get hasRealMeter(): boolean {
    return this.#options.realLine !== undefined;
  }

  async powerOn(): Promise<void> {
    await this.board.powerOn();
    await this.customer.plug[this.load.isPlugged ? 'plugged' : 'unplugged']();
  }

  /** `isMidway`: at a command or a byte of the board's, and not by who comes along. */
  cutPower(isMidway = false): void {
    this.board.cutPower(isMidway);
    this.contactor.losePower();
  }

  readonly offer = (buyer = this.buyer): Happens => this.customer.offer(buyer);

  /** `undefined` mends it. */
  hurtMeter(kind: 'silent' | 'stuck' | undefined): void {
    this.meter.hurt(kind);
  }

  /** The step by which this meter's register moves at its present value, and as much again. */
  get quantumMilliWattHours(): number {
    return this.meter.quantumMilliWattHours;
  }

  /** Whole mSat that so much billed energy costs, where the price is constant between changes. */
  exactCost(milliWattHours: number): number {
    return this.prices.exactCost(milliWattHours);
  }

  /** Books what flowed, and how far it went beyond what was settled by now. */
  measureExcess(): void {
    const excess = this.book.costMilliSat(this.#options.queue.now) - this.rightMilliSat;
    const price = this.prices.present;
    if (excess <= 0 || price <= 0) return;
    const energy = Math.ceil((excess * 1_000_000) / price);
    if (energy > this.beyondCreditMilliWattHours) this.beyondCreditMilliWattHours = energy;
  }

  async look(): Promise<View | undefined> {
    const view = await this.board.look();
    this.customer.saw(this.board.isPowered ? view : undefined);
    if (view !== undefined) this.lastView = view;
    return this.lastView;
  }

  #flows(contactorClosed?: boolean): void {
    const milliWatts = this.contactor.passes ? this.load.milliWatts : 0;
    this.meter.flows(milliWatts);
    this.measureExcess();
    this.book.flows(this.#options.queue.now, milliWatts);
    if (contactorClosed === undefined) return;
    if (contactorClosed && this.firstClosedWallMs === -1)
      this.firstClosedWallMs = performance.now();
    this.#options.onContactor(this, contactorClosed);
  }
}
