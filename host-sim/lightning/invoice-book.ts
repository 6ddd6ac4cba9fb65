/**
 * The owner node's invoices under LND's rules: one per payment hash, canceled at expiry, settled
 * once. Both kinds of Lightning keep their invoices here; only how money moves differs.
 */
import { assert, fail, ok, type Result } from '../../src/result';
import type { CancelOutcome, EpochClock, Invoice, InvoiceRequest } from './backend';
import { encodeInvoice, hashOfPreimage, type SignInvoice } from './bolt11';

type Entry = { -readonly [Field in keyof Invoice]: Invoice[Field] };

export class InvoiceBook {
  readonly #epochMs: EpochClock;
  readonly #latePayments: boolean;
  readonly #byHash = new Map<string, Entry>();
  #settledCount = 0;

  constructor(epochMs: EpochClock, latePayments: boolean) {
    this.#epochMs = epochMs;
    this.#latePayments = latePayments;
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
    const entry: Entry = {
      ...terms,
      paymentRequest: encodeInvoice(terms, sign),
      state: 'OPEN',
      addIndex: this.#byHash.size + 1,
      settleIndex: 0,
      settledAtSec: 0,
      paidMilliSat: 0,
    };
    this.#byHash.set(paymentHash, entry);
    return ok({ ...entry });
  }

  lookup(paymentHash: string): Invoice | undefined {
    const entry = this.#current(paymentHash);
    return entry && { ...entry };
  }

  /** A payment that the node has begun to take can no longer be canceled. */
  cancel(paymentHash: string): CancelOutcome {
    const entry = this.#current(paymentHash);
    if (!entry) return 'not-found';
    if (entry.state === 'SETTLED' || entry.state === 'ACCEPTED') return 'settled';
    entry.state = 'CANCELED';
    return 'canceled';
  }

  /** Whether the node takes this money; from then on the invoice is ACCEPTED. */
  accept(paymentHash: string, milliSat: number): Invoice | undefined {
    const entry = this.#current(paymentHash);
    if (!entry || milliSat < entry.valueMilliSat) return undefined;
    if (entry.state !== 'OPEN' && !(this.#latePayments && entry.state === 'CANCELED')) {
      return undefined;
    }
    entry.state = 'ACCEPTED';
    return { ...entry };
  }

  settle(paymentHash: string, milliSat: number): void {
    const entry = this.#byHash.get(paymentHash);
    assert(entry?.state === 'ACCEPTED', 'invoice book: settles what was not accepted');
    this.#settledCount += 1;
    entry.state = 'SETTLED';
    entry.settleIndex = this.#settledCount;
    entry.settledAtSec = this.#nowSec();
    entry.paidMilliSat = milliSat;
  }

  #current(paymentHash: string): Entry | undefined {
    const entry = this.#byHash.get(paymentHash);
    if (entry?.state === 'OPEN' && this.#nowSec() >= entry.createdAtSec + entry.expirySec) {
      entry.state = 'CANCELED';
    }
    return entry;
  }

  #nowSec(): number {
    return Math.floor(this.#epochMs() / 1_000);
  }
}
