/**
 * The owner node's invoices under LND's rules: one per payment hash, canceled at expiry, settled
 * once. Both kinds of Lightning keep their invoices here; only how money moves differs. An invoice
 * is replaced at each change and never altered, so that who holds one holds a copy.
 */
import { assert, fail, ok, type Result } from '../../src/result';
import type { CancelOutcome, EpochClock, Invoice, InvoiceRequest } from './backend';
import { encodeInvoice, hashOfPreimage, type SignInvoice } from './bolt11';

/** When each thing happened by the world's clock: what an older backup does not know of. */
type Entry = {
  invoice: Invoice;
  readonly createdAtMs: number;
  canceledAtMs: number;
  settledAtMs: number;
  isHandedOver: boolean;
};

const NEVER = Number.POSITIVE_INFINITY;
const UNPAID = { settleIndex: 0, settledAtSec: 0, paidMilliSat: 0 } as const;

export class InvoiceBook {
  readonly #epochMs: EpochClock;
  readonly #latePayments: boolean;
  readonly #worldMs: () => number;
  readonly #byHash = new Map<string, Entry>();
  #settledCount = 0;

  /** `epochMs` is the node's clock, which may be wrong; `worldMs` never is. */
  constructor(epochMs: EpochClock, latePayments: boolean, worldMs: () => number = epochMs) {
    this.#epochMs = epochMs;
    this.#latePayments = latePayments;
    this.#worldMs = worldMs;
  }

  /** `secretOf` gives the payment secret that belongs to a hash. */
  add(
    request: InvoiceRequest,
    secretOf: (paymentHash: string) => string,
    sign: SignInvoice,
  ): Result<Invoice, 'duplicate'> {
    const paymentHash = hashOfPreimage(request.preimage.secret);
    if (this.#byHash.has(paymentHash)) return fail('duplicate');
    const terms = {
      ...request,
      paymentHash,
      paymentSecret: secretOf(paymentHash),
      createdAtSec: this.#nowSec(),
    };
    const invoice: Invoice = {
      ...terms,
      paymentRequest: encodeInvoice(terms, sign),
      state: 'OPEN',
      addIndex: this.#byHash.size + 1,
      ...UNPAID,
    };
    this.#byHash.set(paymentHash, {
      invoice,
      createdAtMs: this.#worldMs(),
      canceledAtMs: NEVER,
      settledAtMs: NEVER,
      isHandedOver: false,
    });
    return ok(invoice);
  }

  lookup(paymentHash: string): Invoice | undefined {
    return this.#current(paymentHash)?.invoice;
  }

  /** A payment that the node has begun to take can no longer be canceled. */
  cancel(paymentHash: string): CancelOutcome {
    const entry = this.#current(paymentHash);
    if (!entry) return 'not-found';
    const { state } = entry.invoice;
    if (state === 'SETTLED' || state === 'ACCEPTED') return 'settled';
    if (state === 'OPEN') this.#cancel(entry);
    return 'canceled';
  }

  /** Whether the node takes this money; from then on the invoice is ACCEPTED. */
  accept(
    paymentHash: string,
    milliSat: number,
    takesLate = this.#latePayments,
  ): Invoice | undefined {
    const entry = this.#current(paymentHash);
    if (!entry || milliSat < entry.invoice.valueMilliSat) return undefined;
    const { state } = entry.invoice;
    if (state !== 'OPEN' && !(takesLate && state === 'CANCELED')) return undefined;
    entry.invoice = { ...entry.invoice, state: 'ACCEPTED' };
    return entry.invoice;
  }

  settle(paymentHash: string, milliSat: number): void {
    const entry = this.#byHash.get(paymentHash);
    assert(entry?.invoice.state === 'ACCEPTED', 'invoice book: settles what was not accepted');
    this.#settledCount += 1;
    entry.settledAtMs = this.#worldMs();
    entry.invoice = {
      ...entry.invoice,
      state: 'SETTLED',
      settleIndex: this.#settledCount,
      settledAtSec: this.#nowSec(),
      paidMilliSat: milliSat,
    };
  }

  /** A part has come. While the invoice stays OPEN, cancel and expiry send it back. */
  tookPart(paymentHash: string, milliSat: number, state: 'OPEN' | 'ACCEPTED'): boolean {
    const entry = this.#current(paymentHash);
    if (entry?.invoice.state !== 'OPEN') return false;
    entry.invoice = { ...entry.invoice, state, paidMilliSat: milliSat };
    return true;
  }

  /** A payer has seen it. */
  handedOver(paymentHash: string): void {
    const entry = this.#byHash.get(paymentHash);
    if (entry !== undefined) entry.isHandedOver = true;
  }

  wasHandedOver(paymentHash: string): boolean {
    return this.#byHash.get(paymentHash)?.isHandedOver === true;
  }

  /** Forgets what happened since, as a backup of that instant does. How many invoices changed. */
  restoreTo(worldMs: number): number {
    let changed = 0;
    this.#settledCount = 0;
    for (const [hash, entry] of this.#byHash) {
      if (entry.createdAtMs > worldMs) {
        this.#byHash.delete(hash);
        changed += 1;
        continue;
      }
      if (this.#reopen(entry, worldMs)) changed += 1;
      this.#settledCount = Math.max(this.#settledCount, entry.invoice.settleIndex);
    }
    return changed;
  }

  #reopen(entry: Entry, worldMs: number): boolean {
    const wasCanceled = entry.canceledAtMs <= worldMs;
    const isUnsettled = entry.settledAtMs > worldMs;
    const { state } = entry.invoice;
    if (!isUnsettled || (state === 'CANCELED' && wasCanceled) || state === 'OPEN') return false;
    entry.settledAtMs = NEVER;
    if (!wasCanceled) entry.canceledAtMs = NEVER;
    entry.invoice = { ...entry.invoice, ...UNPAID, state: wasCanceled ? 'CANCELED' : 'OPEN' };
    return true;
  }

  #cancel(entry: Entry): void {
    entry.canceledAtMs = this.#worldMs();
    entry.invoice = { ...entry.invoice, state: 'CANCELED', paidMilliSat: 0 };
  }

  #current(paymentHash: string): Entry | undefined {
    const entry = this.#byHash.get(paymentHash);
    if (entry?.invoice.state !== 'OPEN') return entry;
    const { createdAtSec, expirySec } = entry.invoice;
    if (this.#nowSec() >= createdAtSec + expirySec) this.#cancel(entry);
    return entry;
  }

  #nowSec(): number {
    return Math.floor(this.#epochMs() / 1_000);
  }
}
