/**
 * The one world: one event queue on one virtual clock, in which loads, meters, wires, HTTP, flash
 * and Lightning are parts, with books of its own. Live it is paced by the wall clock; unpaced it
 * jumps from event to event. Every way to hurt it is an event of its queue.
 */
import { decodeInvoice } from '../src/payment/bolt11';
import { Checkers } from './checkers';
import type { EventQueue } from './event-queue';
import type { FlashKind } from './flash/memory-flash';
import type { Payments } from './payments';
import { Place } from './place';
import type { CutPlace } from './power-cut';
import type { Stream } from './prng';
import type { RealLine } from './real-line';
import type { Hurt, HurtKind, Scenario } from './scenario';
import type { BoardCell, Firmware, Happens, OwnerCommand } from './surroundings';

export type WorldOptions = {
  readonly queue: EventQueue;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly network: string;
  readonly payments: Payments;
  /** Names need not differ from board to board; places do. */
  readonly startCell: (id: string, place: number) => Promise<BoardCell>;
  readonly startEpochMs: number;
  /** Paced, bytes of the meter's line come one by one, as in life; else a frame at a time. */
  readonly isPaced: boolean;
  /** The node takes money for invoices that were cancelled. */
  readonly latePayments?: boolean;
  readonly entropy?: Pick<Stream, 'hex'>;
  readonly realLine?: RealLine;
  readonly onLine: (board: string, at: number, line: string) => void;
  readonly flash?: FlashKind;
  readonly firmware?: Firmware;
  readonly onCut?: (place: Place, cut: CutPlace) => void;
  /** Looks at the world in place of its own checkers, which then see nothing. */
  readonly watch?: Watch;
};

/** Who checks the world while it runs. */
export type Watch = {
  second(place: Place): Happens;
  contactor(place: Place, isClosed: boolean): void;
  handedOver(place: Place, paymentRequest: string): void;
  /** On the page, for anybody. Absent: as handed over. */
  shown?(place: Place, paymentRequest: string): void;
  line(place: Place, line: string): void;
  owner?(place: Place, command: OwnerCommand): void;
};

/** How long the world looks away between two checks of the money. */
const AUDIT_MS = { paced: 60_000, unpaced: 600_000 };
/** What may flow between a meter's renewal and the reading that brings it, lost frames included. */
const READING_LAG_MS = 5_000;
const MS_PER_HOUR = 3_600_000;

export class World {
  readonly places: readonly Place[];
  readonly checkers = new Checkers();
  readonly #options: WorldOptions;
  readonly #silentSince = new Map<string, number>();

  constructor(options: WorldOptions) {
    this.#options = options;
    const { queue, scenario, seed, network, payments, isPaced } = options;
    const watch = options.watch ?? this.#ownWatch();
    this.places = scenario.boards.map(
      (board, index) =>
        new Place({
          queue,
          seed,
          index,
          scenario: board,
          network,
          payments,
          isByteByByte: isPaced,
          ...(options.entropy === undefined ? {} : { entropy: options.entropy }),
          ...(options.realLine === undefined ? {} : { realLine: options.realLine }),
          startCell: () => options.startCell(board.config.board.id, index),
          toEpochMs: (at) => options.startEpochMs + at,
          onSecond: (place) => watch.second(place),
          onContactor: (place, isClosed) => watch.contactor(place, isClosed),
          onHandOver: (place, paymentRequest) => watch.handedOver(place, paymentRequest),
          onShown: (place, pr) => (watch.shown ?? watch.handedOver)(place, pr),
          flash: options.flash,
          firmware: options.firmware,
          ...(options.onCut === undefined ? {} : { onCut: options.onCut }),
          onLine: (place, line) => watch.line(place, line),
          onOwner: (place, command) => watch.owner?.(place, command),
        }),
    );
    for (const hurt of scenario.hurts ?? []) this.#schedule(hurt);
  }

  async start(): Promise<void> {
    for (const place of this.places) await place.powerOn();
    if (this.#options.watch === undefined) this.#auditLater();
  }

  /** Before money moves: the excess is greatest at the instant before a payment counts. */
  beforePayment(buyer: string): void {
    for (const place of this.places) if (place.buyer === buyer) place.measureExcess();
  }

  /** Does one thing to the world, or mends it. */
  hurt(kind: HurtKind, isHurt: boolean, board?: string): void | Promise<void> {
    const { payments, queue } = this.#options;
    const places = this.places.filter((place) => board === undefined || place.id === board);
    for (const place of places) {
      switch (kind) {
        case 'empty-wallet':
          if (isHurt) payments.wallet(place.buyer)?.empty();
          else payments.wallet(place.buyer)?.refill();
          break;
        case 'node-away':
          payments.setNodeAway(isHurt);
          break;
        case 'power-cut':
          if (isHurt) place.cutPower();
          else queue.after(0, () => place.powerOn());
          break;
        case 'meter-silent':
        case 'meter-stuck':
          this.#hurtMeter(place, kind, isHurt);
          break;
        case 'ok-and-never-pays':
        case 'error-and-pays':
          payments.misbehave(place.buyer, isHurt ? kind : undefined);
          break;
        case 'guest':
          queue.after(0, () => place.customer.change(isHurt));
          break;
        case 'phone-pays':
          if (isHurt) queue.after(0, () => place.customer.payByPhone());
          break;
        case 'card-tapped':
          if (isHurt) queue.after(0, () => place.customer.tapCard());
          break;
        case 'unplug':
          queue.after(0, () => (isHurt ? place.load.pull() : place.load.plugIn()));
          break;
      }
    }
  }

  /** Looks at every board and at all the books. Called at the end, and once a minute before. */
  async audit(): Promise<void> {
    const { queue, payments } = this.#options;
    const at = queue.now;
    const { lightning } = payments;
    const views = [];
    for (const place of this.places) {
      const view = await place.look();
      if (view === undefined) continue;
      views.push(view);
      this.checkers.credit(at, view);
      if (!place.board.isPowered) continue;
      // A silent meter, or one not read since the boot, cannot tell what flowed before.
      const isHeard = !this.#silentSince.has(place.id) && view.readings.good > 0;
      if (isHeard && !place.hasRealMeter) {
        const lag = Math.ceil((place.load.milliWatts * READING_LAG_MS) / MS_PER_HOUR);
        const delivered = place.book.deliveredMilliWattHours(at);
        this.checkers.energy(at, view, delivered, lag + place.quantumMilliWattHours);
      }
      this.checkers.charge(at, view, place.exactCost(view.meter.importMilliWattHours));
    }
    // A board without power counts nothing; what was paid meanwhile it finds when it is back.
    const isDark = this.places.some((place) => !place.board.isPowered);
    if (lightning?.isIdle() !== true || isDark) return;
    let [spent, fees] = [0, 0];
    for (const buyer of new Set(this.places.map((place) => place.buyer))) {
      spent += lightning.buyer(buyer).spentMilliSat();
      fees += lightning.buyer(buyer).feesMilliSat();
    }
    const received = lightning.owner.receivedMilliSat();
    const { latePayments = false } = this.#options;
    this.checkers.money(at, views, received, spent, fees, latePayments);
  }

  #ownWatch(): Watch {
    const { queue, onLine } = this.#options;
    return {
      line: (place, line) => onLine(place.id, queue.now, line),
      second: (place) => this.#second(place),
      contactor: (place, isClosed) => this.#contactor(place, isClosed),
      handedOver: (place, paymentRequest) => this.#handedOver(place, paymentRequest),
    };
  }

  #auditLater(): void {
    const everyMs = this.#options.isPaced ? AUDIT_MS.paced : AUDIT_MS.unpaced;
    this.#options.queue.after(everyMs, () => {
      this.#auditLater();
      return this.audit();
    });
  }

  #second(place: Place): void {
    const { queue, payments } = this.#options;
    const at = queue.now;
    if (payments.lightning !== undefined) {
      const { isClosed } = place.contactor;
      const cost = isClosed ? place.book.costMilliSat(at) : 0;
      this.checkers.supply(place.id, at, isClosed, cost, place.rightMilliSat);
    }
    const silentSince = this.#silentSince.get(place.id);
    if (silentSince === undefined) return;
    const { isClosed } = place.contactor;
    this.checkers.meterSilent(place.id, at, at - silentSince, isClosed);
  }

  #contactor(place: Place, isClosed: boolean): void {
    const { queue, payments } = this.#options;
    if (!isClosed || payments.lightning === undefined) return;
    const cost = place.book.costMilliSat(queue.now);
    this.checkers.closing(place.id, queue.now, cost, place.rightMilliSat);
  }

  #handedOver(place: Place, paymentRequest: string): void {
    const { queue, payments } = this.#options;
    const invoice = decodeInvoice(paymentRequest);
    const owner = payments.lightning?.owner;
    if (!invoice.ok || owner === undefined) return;
    const stateOf = (hash: string) => owner.lookup(hash)?.state;
    const hash = invoice.value.paymentHash;
    this.checkers.handedOver(place.id, place.buyer, queue.now, hash, stateOf);
  }

  #hurtMeter(place: Place, kind: 'meter-silent' | 'meter-stuck', isHurt: boolean): void {
    place.hurtMeter(isHurt ? (kind === 'meter-silent' ? 'silent' : 'stuck') : undefined);
    if (isHurt && kind === 'meter-silent') {
      this.#silentSince.set(place.id, this.#options.queue.now);
    } else {
      this.#silentSince.delete(place.id);
    }
  }

  #schedule(hurt: Hurt): void {
    const { queue } = this.#options;
    const { kind, board, afterSeconds, forSeconds } = hurt;
    queue.after(afterSeconds * 1_000, () => this.hurt(kind, true, board));
    queue.after((afterSeconds + forSeconds) * 1_000, () => this.hurt(kind, false, board));
  }
}
