/**
 * One wallet's payments: what it is asked to pay is checked here before any money moves. No hash
 * is paid twice; one that failed may be tried again. Both kinds of Lightning pay through this.
 */
import { assert, fail, ok, type Result } from '../../src/result';
import type { EpochClock, Payable, PayFault } from './backend';
import { type DecodedInvoice, decodeInvoice, NETWORK } from './bolt11';

export class PaymentBook {
  readonly #epochMs: EpochClock;
  readonly #latePayments: boolean;
  readonly #balanceMilliSat: () => number;
  readonly #byHash = new Map<string, 'in-flight' | 'paid'>();
  /** The last invoice read: it is checked when it is shown and again when it is paid. */
  #lastRequest = '';
  #lastDecoded: Result<DecodedInvoice, 'malformed-invoice'> = fail('malformed-invoice');
  #isEmptied = false;
  #feesMilliSat = 0;

  /** `balanceMilliSat` tells what the books or channels behind this wallet can still send. */
  constructor(epochMs: EpochClock, latePayments: boolean, balanceMilliSat: () => number) {
    this.#epochMs = epochMs;
    this.#latePayments = latePayments;
    this.#balanceMilliSat = balanceMilliSat;
  }

  check(paymentRequest: string, paysExpired = this.#latePayments): Result<Payable, PayFault> {
    const invoice = this.#decode(paymentRequest);
    if (!invoice.ok) return invoice;
    const { network, paymentHash, valueMilliSat, expiresAtSec } = invoice.value;
    if (network !== NETWORK) return fail('wrong-network');
    const earlier = this.#byHash.get(paymentHash);
    if (earlier) return fail(earlier === 'paid' ? 'already-paid' : 'in-flight');
    if (this.#epochMs() >= expiresAtSec * 1_000 && !paysExpired) return fail('expired');
    if (valueMilliSat > this.balanceMilliSat()) return fail('insufficient-balance');
    return ok({ paymentHash, valueMilliSat });
  }

  start(paymentHash: string): void {
    assert(!this.#byHash.has(paymentHash), 'payment book: hash started twice');
    this.#byHash.set(paymentHash, 'in-flight');
  }

  paid(paymentHash: string, feeMilliSat: number): void {
    this.#byHash.set(paymentHash, 'paid');
    this.#feesMilliSat += feeMilliSat;
  }

  failed(paymentHash: string): void {
    this.#byHash.delete(paymentHash);
  }

  balanceMilliSat(): number {
    return this.#isEmptied ? 0 : this.#balanceMilliSat();
  }

  feesMilliSat(): number {
    return this.#feesMilliSat;
  }

  setEmptied(isEmptied: boolean): void {
    this.#isEmptied = isEmptied;
  }

  #decode(paymentRequest: string): Result<DecodedInvoice, 'malformed-invoice'> {
    if (paymentRequest !== this.#lastRequest) {
      this.#lastRequest = paymentRequest;
      this.#lastDecoded = decodeInvoice(paymentRequest);
    }
    return this.#lastDecoded;
  }
}
