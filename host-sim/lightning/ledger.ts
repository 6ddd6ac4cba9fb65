/**
 * A ledger in place of Lightning: the same rules for invoices and wallets, money moved by
 * subtraction. No keys, no chance, no waiting: `done` runs before `pay` returns. Who wants latency
 * schedules the call.
 */
import { assert, fail, ok } from '../../src/result';
import type { BuyerWallet, Lightning, LightningOptions, OwnerNode, PayOutcome } from './backend';
import { secretOfHash, signWithZeros } from './bolt11';
import { InvoiceBook } from './invoice-book';
import { PaymentBook } from './payment-book';

/** 20,000,000 sat: months of a street's energy. */
const FUNDED_MILLI_SAT = 20_000_000_000;

/** The owner's balance, in a box that the wallets may add to. */
type Till = { receivedMilliSat: number };

export function createLedger(options: LightningOptions): Lightning {
  const { epochMs, latePayments = false, fundedMilliSat = FUNDED_MILLI_SAT } = options;
  const invoices = new InvoiceBook(epochMs, latePayments);
  const till: Till = { receivedMilliSat: 0 };
  const wallets = new Map(
    options.buyers.map((name) => [
      name,
      new LedgerWallet(options, invoices, till, fundedMilliSat, latePayments),
    ]),
  );

  const owner: OwnerNode = {
    addInvoice: (request) => invoices.add(request, secretOfHash, signWithZeros),
    lookup: (paymentHash) => invoices.lookup(paymentHash),
    cancel: (paymentHash) => invoices.cancel(paymentHash),
    receivedMilliSat: () => till.receivedMilliSat,
  };
  return {
    owner,
    buyer: (name) => {
      const wallet = wallets.get(name);
      assert(wallet !== undefined, `ledger: no buyer ${name}`);
      return wallet;
    },
    isIdle: () => true,
    stop: () => {},
  };
}

class LedgerWallet implements BuyerWallet {
  readonly #invoices: InvoiceBook;
  readonly #till: Till;
  readonly #fundedMilliSat: number;
  readonly #payments: PaymentBook;
  #spentMilliSat = 0;

  constructor(
    options: LightningOptions,
    invoices: InvoiceBook,
    till: Till,
    fundedMilliSat: number,
    latePayments: boolean,
  ) {
    this.#invoices = invoices;
    this.#till = till;
    this.#fundedMilliSat = fundedMilliSat;
    this.#payments = new PaymentBook(
      options.epochMs,
      latePayments,
      () => this.#fundedMilliSat - this.#spentMilliSat,
    );
  }

  pay(paymentRequest: string, done: (outcome: PayOutcome) => void): void {
    done(this.#pay(paymentRequest));
  }

  #pay(paymentRequest: string): PayOutcome {
    const payable = this.check(paymentRequest);
    if (!payable.ok) return payable;
    const { paymentHash, valueMilliSat } = payable.value;
    const invoice = this.#invoices.lookup(paymentHash);
    if (!invoice) return fail('no-route');
    if (!this.#invoices.accept(paymentHash, valueMilliSat)) return fail('refused-by-payee');

    this.#payments.start(paymentHash);
    this.#spentMilliSat += valueMilliSat;
    this.#till.receivedMilliSat += valueMilliSat;
    this.#invoices.settle(paymentHash, valueMilliSat);
    this.#payments.paid(paymentHash, 0);
    return ok({ feeMilliSat: 0 });
  }

  check(paymentRequest: string) {
    return this.#payments.check(paymentRequest);
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
