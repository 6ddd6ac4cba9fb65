/** A buyer's wallet of the ledger. A payment may set out now and arrive later, or come back. */
import { fail, ok, type Result } from '../../src/result';
import type { BuyerWallet, EpochClock, PayFault, PayOutcome } from './backend';
import type { LedgerNode } from './ledger-node';
import { PaymentBook } from './payment-book';

/** A payment between two nodes: the money is the buyer's until it arrives. */
export type UnderWay = {
  readonly paymentHash: string;
  readonly valueMilliSat: number;
  /** False when the node refused it: then it came back. */
  arrive(milliSat: number, takes: 'as-asked' | 'late'): boolean;
  comeBack(): void;
};

export type LedgerWalletOptions = {
  readonly name: string;
  readonly node: LedgerNode;
  readonly epochMs: EpochClock;
  readonly latePayments: boolean;
  readonly fundedMilliSat: number;
};

export class LedgerWallet implements BuyerWallet {
  readonly #options: LedgerWalletOptions;
  readonly #payments: PaymentBook;
  #spentMilliSat = 0;

  constructor(options: LedgerWalletOptions) {
    const { epochMs, latePayments, fundedMilliSat } = options;
    this.#options = options;
    this.#payments = new PaymentBook(
      epochMs,
      latePayments,
      () => fundedMilliSat - this.#spentMilliSat,
    );
  }

  pay(paymentRequest: string, done: (outcome: PayOutcome) => void): void {
    done(this.#pay(paymentRequest));
  }

  #pay(paymentRequest: string): PayOutcome {
    const payment = this.setOut(paymentRequest);
    if (!payment.ok) return payment;
    const { paymentHash, valueMilliSat, arrive } = payment.value;
    const isKnown = this.#options.node.lookup(paymentHash) !== undefined;
    if (arrive(valueMilliSat, 'as-asked')) return ok({ feeMilliSat: 0 });
    return fail(isKnown ? 'refused-by-payee' : 'no-route');
  }

  /** From here on the same invoice is not paid again, until this payment came back. */
  setOut(paymentRequest: string, paysExpired?: true): Result<UnderWay, PayFault> {
    const payable = this.#payments.check(paymentRequest, paysExpired);
    if (!payable.ok) return payable;
    const { node, name } = this.#options;
    const { paymentHash, valueMilliSat } = payable.value;
    this.#payments.start(paymentHash);
    const comeBack = () => this.#payments.failed(paymentHash);
    const arrive: UnderWay['arrive'] = (milliSat, takes) => {
      const isTaken = node.receive({ hash: paymentHash, milliSat, buyer: name }, takes);
      if (!isTaken) {
        comeBack();
        return false;
      }
      this.#spentMilliSat += milliSat;
      this.#payments.paid(paymentHash, 0);
      return true;
    };
    return ok({ paymentHash, valueMilliSat, arrive, comeBack });
  }

  /** Whoever asks shows the invoice to this buyer's side. */
  check(paymentRequest: string, paysExpired?: true) {
    const payable = this.#payments.check(paymentRequest, paysExpired);
    if (payable.ok) this.#options.node.handedOver(payable.value.paymentHash);
    return payable;
  }

  balanceMilliSat(): number {
    return this.#payments.balanceMilliSat();
  }

  spentMilliSat(): number {
    return this.#spentMilliSat;
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
}
