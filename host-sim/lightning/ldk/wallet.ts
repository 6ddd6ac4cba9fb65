/** A buyer's wallet on LDK: one attempt per payment, over its channel to the owner. */
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import * as ldk from 'lightningdevkit';
import { fail, ok } from '../../../src/result';
import type { BuyerWallet, EpochClock, PayOutcome } from '../backend';
import { PaymentBook } from '../payment-book';
import type { LdkNode } from './node';

export class LdkWallet implements BuyerWallet {
  readonly node: LdkNode;
  readonly #payments: PaymentBook;
  readonly #wake: () => void;
  readonly #waiting = new Map<string, (outcome: PayOutcome) => void>();
  #startMilliSat = 0;

  constructor(node: LdkNode, epochMs: EpochClock, latePayments: boolean, wake: () => void) {
    this.node = node;
    this.#wake = wake;
    this.#payments = new PaymentBook(epochMs, latePayments, () => this.node.sendableMilliSat());
  }

  countFromHere(): void {
    this.#startMilliSat = this.node.sendableMilliSat();
  }

  pay(paymentRequest: string, done: (outcome: PayOutcome) => void): void {
    const payable = this.check(paymentRequest);
    if (!payable.ok) {
      setImmediate(() => done(payable));
      return;
    }
    const { paymentHash } = payable.value;
    const fault = this.#send(paymentRequest, paymentHash);
    if (fault) {
      setImmediate(() => done(fail(fault)));
      return;
    }
    this.#payments.start(paymentHash);
    this.#waiting.set(paymentHash, done);
    this.#wake();
  }

  check(paymentRequest: string) {
    return this.#payments.check(paymentRequest);
  }

  balanceMilliSat(): number {
    return this.#payments.balanceMilliSat();
  }

  heldMilliSat(): number {
    return 0;
  }

  /** While a payment is under way, or held, it counts as spent. */
  spentMilliSat(): number {
    return this.#startMilliSat - this.node.sendableMilliSat();
  }

  feesMilliSat(): number {
    return this.#payments.feesMilliSat();
  }

  empty(): void {
    this.#payments.setEmptied(true);
  }

  refill(): void {
    this.#payments.setEmptied(false);
  }

  isIdle(): boolean {
    return this.#waiting.size === 0;
  }

  /** Called from outside of LDK's locks. */
  heed(event: ldk.Event): void {
    if (event instanceof ldk.Event_PaymentSent) {
      const { fee_paid_msat: fee } = event;
      const feeMilliSat = fee instanceof ldk.Option_u64Z_Some ? Number(fee.some) : 0;
      const hash = bytesToHex(event.payment_hash);
      this.#payments.paid(hash, feeMilliSat);
      this.#finish(hash, ok({ feeMilliSat }));
    } else if (event instanceof ldk.Event_PaymentFailed) {
      const hash = bytesToHex(event.payment_id);
      this.#payments.failed(hash);
      this.#finish(hash, fail('refused-by-payee'));
    }
  }

  #finish(hash: string, outcome: PayOutcome): void {
    const done = this.#waiting.get(hash);
    this.#waiting.delete(hash);
    done?.(outcome);
  }

  /** The payment's id is its hash, so that LDK too refuses to pay it twice. */
  #send(paymentRequest: string, paymentHash: string): 'malformed-invoice' | 'no-route' | undefined {
    const invoice = ldk.Bolt11Invoice.constructor_from_str(paymentRequest);
    if (!(invoice instanceof ldk.Result_Bolt11InvoiceParseOrSemanticErrorZ_OK)) {
      return 'malformed-invoice';
    }
    const plan = ldk.UtilMethods.constructor_payment_parameters_from_invoice(invoice.res);
    if (
      !(
        plan instanceof
        ldk.Result_C3Tuple_ThirtyTwoBytesRecipientOnionFieldsRouteParametersZNoneZ_OK
      )
    ) {
      return 'malformed-invoice';
    }
    const hash = hexToBytes(paymentHash);
    const sent = this.node.manager.send_payment(
      hash,
      plan.res.get_b(),
      hash,
      plan.res.get_c(),
      ldk.Retry.constructor_attempts(0),
    );
    return sent.is_ok() ? undefined : 'no-route';
  }
}
