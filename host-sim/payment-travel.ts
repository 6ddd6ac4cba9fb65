/**
 * How payments travel from a buyer's wallet to the owner's node: after a seeded latency, a few
 * never; in parts, late, more or less than asked, or another than was asked for.
 */
import type { Bend, BendKind, Bends } from './bends';
import type { EventQueue } from './event-queue';
import type { Ledger } from './lightning/ledger';
import type { UnderWay } from './lightning/ledger-wallet';
import { logNormal, STUCK_PER_MILLE, TRIP_SPREAD } from './log-normal';
import type { Stream } from './prng';

export type TravelOptions = {
  readonly queue: EventQueue;
  readonly lightning: Ledger;
  readonly chance: Stream;
  readonly bends: Bends;
  readonly medianMs: number;
  readonly epochMs: () => number;
  readonly onPayment: (buyer: string) => void;
};

/** Two hours, the most that a payment is held up on its way. */
const CALM_MS_MAX = 10_000;
const LATE_SEC_MAX = 7_200;
const PARTS_MS_MIN = 1_000;
const PARTS_MS_MAX = 60_000;
const SLOW_MS_MIN = 60_000;
const SLOW_MS_MAX = 110_000;
/** How old the backup is that a node is restored from, and how soon after a payment. */
const BACKUP_MS_MAX = 600_000;
const RESTORED_WITHIN_MS = 4_000;
/** A link remembers so many of the invoices that it was handed. */
const HANDED_MAX = 4;
/** After this, whoever handed one over does not wait for it any more. */
const SHARED_MS = 60_000;

type Handed = { readonly request: string; readonly board: number | undefined; readonly at: number };
type Payer = { readonly buyer: string; readonly board: number | undefined };

export class PaymentTravel {
  readonly #options: TravelOptions;
  readonly #handed = new Map<string, Handed[]>();
  readonly #held = new Set<UnderWay>();
  #isCalm = false;

  constructor(options: TravelOptions) {
    this.#options = options;
  }

  handedOver({ buyer, board }: Payer, request: string): void {
    const handed = this.#handed.get(buyer) ?? [];
    if (handed.length === 0) this.#handed.set(buyer, handed);
    if (handed.some((each) => each.request === request)) return;
    handed.push({ request, board, at: this.#options.queue.now });
    if (handed.length > HANDED_MAX) handed.shift();
  }

  /** Another board's invoice of the same link waits for its money just now. */
  isShared({ buyer, board }: Payer): boolean {
    const { queue, lightning } = this.#options;
    return (this.#handed.get(buyer) ?? []).some((each) => {
      if (each.board === board || queue.now - each.at > SHARED_MS) return false;
      const payable = lightning.buyer(buyer).check(each.request);
      return payable.ok && lightning.owner.lookup(payable.value.paymentHash)?.state === 'OPEN';
    });
  }

  pay(payer: Payer, request: string): void {
    const { queue, chance, bends, medianMs, lightning } = this.#options;
    const isStuck = chance.below(1_000) < STUCK_PER_MILLE;
    if (isStuck && !this.#isCalm) return;
    const drawnMs = logNormal(chance, medianMs, TRIP_SPREAD);
    const tripMs = this.#isCalm ? Math.min(drawnMs, CALM_MS_MAX) : drawnMs;
    const fits = (kind: BendKind) => {
      if (kind === 'pays-another') return this.#older(payer, request) !== undefined;
      // Less or late money no node holds.
      return (kind !== 'paid-less' && kind !== 'paid-late') || !this.#isHold(payer, request);
    };
    const bend = bends.isEmpty ? undefined : bends.pick('paying', payer.board, fits);
    if (bend !== undefined) return this.#payBent(payer, request, tripMs, bend);
    queue.after(tripMs, () => {
      const setOut = lightning.buyer(payer.buyer).setOut(request);
      if (!setOut.ok) return;
      this.#arrive(payer, setOut.value, setOut.value.valueMilliSat, 'as-asked');
    });
  }

  #isHold({ buyer }: Payer, request: string): boolean {
    const { lightning } = this.#options;
    const payable = lightning.buyer(buyer).check(request);
    return payable.ok && lightning.owner.lookup(payable.value.paymentHash)?.isHold === true;
  }

  /** Payments that would come any time later come back, and from now on none is slow. */
  calm(): void {
    this.#isCalm = true;
    for (const payment of this.#held) payment.comeBack();
    this.#held.clear();
  }

  #payBent(payer: Payer, request: string, tripMs: number, bend: Bend): void {
    const { queue, bends, lightning } = this.#options;
    const isAnother = bend.kind === 'pays-another';
    const chosen = isAnother ? (this.#older(payer, request) ?? request) : request;
    const wallet = lightning.buyer(payer.buyer);
    const setOut = isAnother ? wallet.setOut(chosen, true) : wallet.setOut(chosen);
    if (!setOut.ok) return;
    const payment = setOut.value;
    const { valueMilliSat } = payment;
    const strike = () => bends.strike(bend, payer.board);
    const arrives = (milliSat: number, takes: 'as-asked' | 'late' = 'as-asked') => {
      queue.after(tripMs, () => void (this.#arrive(payer, payment, milliSat, takes) && strike()));
    };
    switch (bend.kind) {
      case 'paid-double':
        return arrives(valueMilliSat + 1 + Math.floor(bend.size * valueMilliSat));
      case 'paid-less':
        return arrives(1 + Math.floor(bend.size * (valueMilliSat - 1)));
      case 'pays-another':
        return arrives(valueMilliSat, 'late');
      case 'paid-in-parts':
        queue.after(tripMs, () => this.#inParts(payer, payment, bend));
        return;
      case 'paid-late':
        return this.#holdUp(payer, payment, bend);
      default: {
        strike();
        const slowMs = SLOW_MS_MIN + Math.floor(bend.size * (SLOW_MS_MAX - SLOW_MS_MIN));
        queue.after(slowMs, () => void this.#arrive(payer, payment, valueMilliSat, 'as-asked'));
      }
    }
  }

  #arrive(payer: Payer, payment: UnderWay, milliSat: number, takes: 'as-asked' | 'late'): boolean {
    this.#options.onPayment(payer.buyer);
    const isTaken = payment.arrive(milliSat, takes);
    if (isTaken) this.#settled(payer);
    return isTaken;
  }

  /** Held as ACCEPTED, or counted in an OPEN invoice, until the rest is there. */
  #inParts(payer: Payer, payment: UnderWay, bend: Bend): void {
    const { queue, bends, lightning } = this.#options;
    const { paymentHash, valueMilliSat } = payment;
    const { chance, size } = bend;
    const part = 1 + chance.below(valueMilliSat - 1);
    const state = chance.below(2) === 0 ? 'ACCEPTED' : 'OPEN';
    if (!lightning.owner.tookPart(paymentHash, part, state)) return payment.comeBack();
    bends.strike(bend, payer.board);
    const restMs = PARTS_MS_MIN + Math.floor(size * (PARTS_MS_MAX - PARTS_MS_MIN));
    queue.after(restMs, () => void this.#arrive(payer, payment, valueMilliSat, 'as-asked'));
  }

  /** Arrives only after the invoice was canceled or has expired, and is taken all the same. */
  #holdUp(payer: Payer, payment: UnderWay, bend: Bend): void {
    const { queue, bends, lightning, epochMs } = this.#options;
    const { owner } = lightning;
    const { paymentHash, valueMilliSat } = payment;
    const invoice = owner.lookup(paymentHash);
    if (invoice === undefined) return payment.comeBack();
    bends.take(bend);
    this.#held.add(payment);
    owner.onceUnpayable(paymentHash, () => {
      queue.after(Math.floor(1_000 * LATE_SEC_MAX ** bend.size), () => {
        if (!this.#held.delete(payment)) return;
        // Twice as much is what a payee takes at the most (BOLT 4).
        const times = Math.floor(bend.size * 100) % 4 === 3 ? 2 : 1;
        const isTaken = this.#arrive(payer, payment, times * valueMilliSat, 'late');
        if (isTaken) bend.struck(payer.board);
      });
    });
    const expiresAtMs = (invoice.createdAtSec + invoice.expirySec) * 1_000;
    queue.after(expiresAtMs - epochMs(), () => owner.unpayable(paymentHash));
  }

  /** A node's disk fails just after money came: what it knew since the backup is gone. */
  #settled({ board }: Payer): void {
    const { queue, bends, lightning } = this.#options;
    if (bends.isEmpty) return;
    const bend = bends.pick('settled', board);
    if (bend === undefined) return;
    bends.take(bend);
    const backupAt = queue.now - Math.floor(BACKUP_MS_MAX ** bend.size);
    queue.after(bend.chance.below(RESTORED_WITHIN_MS), () => {
      if (lightning.owner.restoreTo(backupAt) > 0) bend.struck(board);
    });
  }

  /** One it was handed before and has not paid, which the node could still take. */
  #older({ buyer }: Payer, request: string): string | undefined {
    const { lightning } = this.#options;
    const wallet = lightning.buyer(buyer);
    return this.#handed.get(buyer)?.find((each) => {
      if (each.request === request) return false;
      const payable = wallet.check(each.request, true);
      if (!payable.ok) return false;
      const invoice = lightning.owner.lookup(payable.value.paymentHash);
      return invoice?.state === 'OPEN' || (invoice?.state === 'CANCELED' && !invoice.isHold);
    })?.request;
  }
}
