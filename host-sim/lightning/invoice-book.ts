/**
 * The owner node's invoices under LND's rules: one per payment hash, canceled at expiry, settled
 * once. Both kinds of Lightning keep their invoices here; only how money moves differs. An invoice
 * is replaced at each change and never altered, so that who holds one holds a copy.
 */

import type { Secret } from '../../src/ports';
import { assert, fail, ok, type Result } from '../../src/result';
import { secret } from '../../src/secret';
import type {
  CancelOutcome,
  EpochClock,
  HoldRequest,
  Invoice,
  InvoiceRequest,
  SettleOutcome,
} from './backend';
import { CLTV_EXPIRY, encodeInvoice, hashOfPreimage, type SignInvoice } from './bolt11';

/** When each thing happened by the world's clock: what an older backup does not know of. */
type Entry = {
  invoice: Invoice;
  readonly createdAtMs: number;
  canceledAtMs: number;
  heldAtMs: number;
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
    request: InvoiceRequest | HoldRequest,
    secretOf: (paymentHash: string) => string,
    sign: SignInvoice,
  ): Result<Invoice, 'duplicate'> {
    const asked = 'preimage' in request ? ofPreimage(request) : ofHash(request);
    const { paymentHash } = asked;
    if (this.#byHash.has(paymentHash)) return fail('duplicate');
    const terms = {
      ...asked,
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
      heldAtMs: NEVER,
      settledAtMs: NEVER,
      isHandedOver: false,
    });
    return ok(invoice);
  }

  lookup(paymentHash: string): Invoice | undefined {
    return this.#current(paymentHash)?.invoice;
  }

  /** A payment that the node has begun to take can no longer be canceled; one that it holds can. */
  cancel(paymentHash: string): CancelOutcome {
    const entry = this.#current(paymentHash);
    if (!entry) return 'not-found';
    const { state, isHold } = entry.invoice;
    if (state === 'SETTLED' || (state === 'ACCEPTED' && !isHold)) return 'settled';
    if (state !== 'CANCELED') this.#cancel(entry);
    return 'canceled';
  }

  /** What it is for was held until now. */
  settleHeld(paymentHash: string, preimage: Secret): SettleOutcome {
    const entry = this.#current(paymentHash);
    if (!entry?.invoice.isHold) return 'not-found';
    const { state, paidMilliSat } = entry.invoice;
    if (state === 'OPEN') return 'still-open';
    if (state === 'CANCELED') return 'canceled';
    if (state === 'SETTLED') return 'settled';
    entry.invoice = { ...entry.invoice, preimage };
    this.settle(paymentHash, paidMilliSat);
    return 'settled';
  }

  /** Whether the node takes this money; from then on the invoice is ACCEPTED. */
  accept(
    paymentHash: string,
    milliSat: number,
    takesLate = this.#latePayments,
  ): Invoice | undefined {
    const entry = this.#current(paymentHash);
    if (!entry || milliSat < entry.invoice.valueMilliSat) return undefined;
    const { state, isHold } = entry.invoice;
    const isLate = takesLate && state === 'CANCELED' && !isHold;
    if (state !== 'OPEN' && !isLate) return undefined;
    if (isHold) entry.heldAtMs = this.#worldMs();
    const paidMilliSat = isHold ? milliSat : entry.invoice.paidMilliSat;
    entry.invoice = { ...entry.invoice, state: 'ACCEPTED', paidMilliSat };
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
    // What is to be held is ACCEPTED only as a whole.
    const seen = entry.invoice.isHold ? 'OPEN' : state;
    entry.invoice = { ...entry.invoice, state: seen, paidMilliSat: milliSat };
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
    const { state, isHold, paidMilliSat } = entry.invoice;
    if (!isUnsettled || (state === 'CANCELED' && wasCanceled) || state === 'OPEN') return false;
    // What is held comes to it again when its channels are back.
    if (state === 'ACCEPTED' && isHold) return false;
    const wasHeld = state === 'SETTLED' && entry.heldAtMs <= worldMs;
    entry.settledAtMs = NEVER;
    if (!wasCanceled) entry.canceledAtMs = NEVER;
    const seen = wasCanceled ? 'CANCELED' : 'OPEN';
    entry.invoice = wasHeld
      ? { ...entry.invoice, ...UNPAID, paidMilliSat, state: 'ACCEPTED' }
      : { ...entry.invoice, ...UNPAID, state: seen };
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

const ofPreimage = (request: InvoiceRequest) => ({
  ...request,
  paymentHash: hashOfPreimage(request.preimage.secret),
  cltvExpiry: CLTV_EXPIRY,
  isHold: false,
});

const ofHash = (request: HoldRequest) => ({ ...request, preimage: secret(''), isHold: true });
