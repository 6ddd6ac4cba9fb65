/** A buyer's wallet of the ledger. A payment may set out now and arrive later, or come back. */
import { fail, ok, type Result } from '../../src/result';
import type { BuyerWallet, EpochClock, PayFault, PayOutcome } from './backend';
import type { LedgerNode } from './ledger-node';
import { PaymentBook } from './payment-book';

/** A payment between two nodes: the money is the buyer's until it arrives. */
export type UnderWay = {
  readonly paymentHash: string;
  readonly valueMilliSat: number;
  /** False when the node refused it: then it came back. What it holds is on its way still. */
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
  #heldMilliSat = 0;

  constructor(options: LedgerWalletOptions) {
    const { epochMs, latePayments, fundedMilliSat } = options;
    this.#options = options;
    this.#payments = new PaymentBook(
      epochMs,
      latePayments,
      () => fundedMilliSat - this.#spentMilliSat - this.#heldMilliSat,
    );
  }

  pay(paymentRequest: string, done: (outcome: PayOutcome) => void): void {
    const payment = this.setOut(paymentRequest, undefined, done);
    if (!payment.ok) return done(payment);
    const { paymentHash, valueMilliSat, arrive } = payment.value;
    const isKnown = this.#options.node.lookup(paymentHash) !== undefined;
    if (arrive(valueMilliSat, 'as-asked')) return;
    done(fail(isKnown ? 'refused-by-payee' : 'no-route'));
  }

  /** From here on the same invoice is not paid again, until this payment came back. */
  setOut(
    paymentRequest: string,
    paysExpired?: true,
    done: (outcome: PayOutcome) => void = () => {},
  ): Result<UnderWay, PayFault> {
    const payable = this.#payments.check(paymentRequest, paysExpired);
    if (!payable.ok) return payable;
    const { paymentHash, valueMilliSat } = payable.value;
    this.#payments.start(paymentHash);
    const comeBack = () => this.#payments.failed(paymentHash);
    const arrive: UnderWay['arrive'] = (milliSat, takes) => {
      if (this.#arrive(paymentHash, milliSat, takes, done)) return true;
      comeBack();
      return false;
    };
    return ok({ paymentHash, valueMilliSat, arrive, comeBack });
  }

  #arrive(
    hash: string,
    milliSat: number,
    takes: 'as-asked' | 'late',
    done: (outcome: PayOutcome) => void,
  ): boolean {
    const { node, name } = this.#options;
    const over = (isTaken: boolean): void => {
      this.#heldMilliSat -= milliSat;
      if (isTaken) {
        this.#spentMilliSat += milliSat;
        this.#payments.paid(hash, 0);
        return done(ok({ feeMilliSat: 0 }));
      }
      this.#payments.failed(hash);
      done(fail('refused-by-payee'));
    };
    // Before it is there: what is taken at once is over within the call.
    this.#heldMilliSat += milliSat;
    if (node.receive({ hash, milliSat, buyer: name, over }, takes)) return true;
    this.#heldMilliSat -= milliSat;
    return false;
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

  heldMilliSat(): number {
    return this.#heldMilliSat;
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
