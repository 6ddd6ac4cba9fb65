/**
 * The owner's node of the ledger: its invoices, and the world's own book of the money it really
 * took. It can be hurt as nodes are: set back to a backup, replaced by another behind the same
 * name, put on a wrong clock. Money taken stays taken, whatever the node says afterwards.
 */
import type { Secret } from '../../src/ports';
import type { Result } from '../../src/result';
import type {
  CancelOutcome,
  EpochClock,
  HoldingNode,
  HoldRequest,
  Invoice,
  InvoiceRequest,
  InvoiceState,
  OwnerNode,
  SettleOutcome,
} from './backend';
import { hashOfPreimage, secretOfHash, signWithZeros } from './bolt11';
import { type Arriving, type Deposit, HeldPayments } from './held-payments';
import { InvoiceBook } from './invoice-book';

/** Money that the owner's node really took. */
export type Settlement = {
  readonly hash: string;
  readonly milliSat: number;
  /** Milliseconds of the world. */
  readonly atMs: number;
  readonly buyer: string;
  /** The node that answers now does not say so: restored, or another one. */
  readonly isForgotten: boolean;
};

export type LedgerNodeOptions = {
  readonly epochMs: EpochClock;
  readonly worldMs: () => number;
  readonly latePayments: boolean;
  /** What is held is about to be taken. */
  readonly onTaking?: (buyer: string) => void;
  readonly after?: (delayMs: number, run: () => void) => void;
};

export class LedgerNode implements OwnerNode {
  readonly settlements: Settlement[] = [];
  /** What a board reaches: only the node that answers now. */
  readonly face: OwnerNode;
  readonly holds: HoldingNode;
  readonly #held: HeldPayments;
  readonly #options: LedgerNodeOptions;
  readonly #own: InvoiceBook;
  #other: InvoiceBook | undefined;
  #present: InvoiceBook;
  #skewMs = 0;
  #receivedMilliSat = 0;
  readonly #waiting = new Map<string, () => void>();

  constructor(options: LedgerNodeOptions) {
    this.#options = options;
    this.#own = this.#newBook();
    this.#present = this.#own;
    const { worldMs, after } = options;
    this.#held = new HeldPayments({
      worldMs,
      ...(after === undefined ? {} : { after }),
      onTimeOver: (hash) => this.giveBack(hash),
    });
    this.holds = {
      addInvoice: (request) => this.addInvoice(request),
      settle: (preimage) => this.#settleHeld(preimage),
    };
    this.face = {
      addInvoice: (request) => this.addInvoice(request),
      holds: this.holds,
      lookup: (paymentHash) => this.#present.lookup(paymentHash),
      cancel: (paymentHash) => this.cancel(paymentHash),
      receivedMilliSat: () => this.#receivedMilliSat,
    };
  }

  addInvoice(request: InvoiceRequest | HoldRequest): Result<Invoice, 'duplicate'> {
    return this.#present.add(request, secretOfHash, signWithZeros);
  }

  /** The truth: what the node that would take the money knows of it. */
  lookup(paymentHash: string): Invoice | undefined {
    return this.#bookOf(paymentHash)?.lookup(paymentHash);
  }

  cancel(paymentHash: string): CancelOutcome {
    const outcome = this.#present.cancel(paymentHash);
    if (outcome !== 'canceled') return outcome;
    this.#held.end(paymentHash, 'canceled')?.over(false);
    this.unpayable(paymentHash);
    return outcome;
  }

  receivedMilliSat(): number {
    return this.#receivedMilliSat;
  }

  /** Every payment that was held, in order. */
  get deposits(): readonly Deposit[] {
    return this.#held.deposits;
  }

  /** By itself, as near the end of the payer's time. */
  giveBack(paymentHash: string): void {
    this.#bookOf(paymentHash)?.cancel(paymentHash);
    this.#held.end(paymentHash, 'returned')?.over(false);
  }

  /** False: it refuses. Less than asked, and late money, it takes only where told so. */
  receive(payment: Arriving, takes: 'as-asked' | 'late'): boolean {
    const { hash, milliSat, over } = payment;
    const book = this.#bookOf(hash);
    const invoice = book?.lookup(hash);
    if (book === undefined || invoice === undefined) return false;
    if (invoice.isHold) return this.#receiveHeld(book, payment, invoice.cltvExpiry);
    // ACCEPTED: its parts wait for this one.
    if (invoice.state !== 'ACCEPTED') {
      const asked = Math.max(milliSat, invoice.valueMilliSat);
      const taken = takes === 'late' ? book.accept(hash, asked, true) : book.accept(hash, asked);
      if (taken === undefined) return false;
    }
    book.settle(hash, milliSat);
    this.#took(payment);
    over(true);
    return true;
  }

  tookPart(paymentHash: string, milliSat: number, state: InvoiceState & ('OPEN' | 'ACCEPTED')) {
    return this.#bookOf(paymentHash)?.tookPart(paymentHash, milliSat, state) === true;
  }

  /** A payer was shown the invoice. */
  handedOver(paymentHash: string): void {
    this.#bookOf(paymentHash)?.handedOver(paymentHash);
  }

  wasHandedOver(paymentHash: string): boolean {
    return this.#present.wasHandedOver(paymentHash);
  }

  /** Runs once, when the invoice is canceled; or when `unpayable` is called, as at its expiry. */
  onceUnpayable(paymentHash: string, run: () => void): void {
    this.#waiting.set(paymentHash, run);
  }

  unpayable(paymentHash: string): void {
    if (this.#waiting.size === 0) return;
    const run = this.#waiting.get(paymentHash);
    this.#waiting.delete(paymentHash);
    run?.();
  }

  /** How many invoices the node knows otherwise now, or not any more. */
  restoreTo(worldMs: number): number {
    const changed = this.#own.restoreTo(worldMs);
    for (const hash of this.#held.hashes()) {
      if (this.#bookOf(hash)?.lookup(hash) === undefined) this.giveBack(hash);
    }
    return changed;
  }

  /** The other node keeps what it knows, and is the same one when it comes again. */
  setReplaced(isReplaced: boolean): void {
    if (isReplaced) this.#other ??= this.#newBook();
    this.#present = isReplaced ? (this.#other ?? this.#own) : this.#own;
  }

  /** How far its clock is ahead of the world's. */
  get skewMs(): number {
    return this.#skewMs;
  }

  setClock(skewMs: number): void {
    this.#skewMs = skewMs;
  }

  #receiveHeld(book: InvoiceBook, payment: Arriving, cltvExpiry: number): boolean {
    if (book.accept(payment.hash, payment.milliSat, false) === undefined) return false;
    this.#held.hold(payment, cltvExpiry);
    return true;
  }

  #settleHeld(preimage: Secret): SettleOutcome {
    const hash = hashOfPreimage(preimage.secret);
    const outcome = this.#present.settleHeld(hash, preimage);
    if (outcome !== 'settled') return outcome;
    const taken = this.#held.end(hash, 'taken');
    // Taken before, and forgotten since.
    if (taken === undefined) return outcome;
    this.#options.onTaking?.(taken.buyer);
    this.#took(taken);
    taken.over(true);
    return outcome;
  }

  #took({ hash, milliSat, buyer }: Arriving): void {
    this.#receivedMilliSat += milliSat;
    this.settlements.push(this.#settlement(hash, milliSat, buyer));
  }

  #newBook(): InvoiceBook {
    const { epochMs, latePayments, worldMs } = this.#options;
    return new InvoiceBook(() => epochMs() + this.#skewMs, latePayments, worldMs);
  }

  /** Money finds the node that made the invoice, whatever stands behind the name. */
  #bookOf(paymentHash: string): InvoiceBook | undefined {
    if (this.#other === undefined) return this.#own;
    const away = this.#present === this.#own ? this.#other : this.#own;
    return [this.#present, away].find((book) => book.lookup(paymentHash) !== undefined);
  }

  #settlement(hash: string, milliSat: number, buyer: string): Settlement {
    const isSettled = () => this.#present.lookup(hash)?.state === 'SETTLED';
    return {
      hash,
      milliSat,
      atMs: this.#options.worldMs(),
      buyer,
      get isForgotten() {
        return !isSettled();
      },
    };
  }
}
