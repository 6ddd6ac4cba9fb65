/**
 * Power cuts: a whole sale, with lost answers, a failure and a renewal, is lived through once for
 * each thing that the board does, the power going just before it; and by chance, several times.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { payeeOf } from '../host-sim/lightning/invoice-signature';
import { stream } from '../host-sim/prng';
import { apply, emptyBook, restate } from '../src/approver/book';
import type { ApproverRecord } from '../src/approver/records';
import type { Request } from '../src/protocol/message';
import { handOver, k1Of, Seller } from './approver-bench';
import { ApproverDesk, bookOf } from './approver-desk';
import { invoiceOf, OFFER_DOCUMENT, RENEWAL_DOCUMENT } from './approver-samples';
import { hashNumber } from './invoice-maker';
import { idOf } from './protocol-bench';

const cuts = suite('approver cut');

const [FIRST, NEXT] = [idOf(1), idOf(2)];
const DEPOSIT = 200_000;
const PAYMENT = 50_000;
const TRIES_MAX = 40;

/** Everything a seller does is repeated until it is answered. */
class Sale {
  readonly desk: ApproverDesk;
  readonly #seller: Seller;
  #invoices = 0;
  /** In mWh. */
  #used = 0;

  constructor(isIdempotent: boolean, cutsAfter: readonly number[]) {
    this.desk = new ApproverDesk({ node: { isIdempotent, isFailedFinal: true } }, payeeOf);
    this.#seller = new Seller(this.desk);
    this.desk.cutsAfter = [...cutsAfter];
    this.desk.deeds = 0;
  }

  live(): void {
    const { desk } = this;
    this.#say(() => ({ kind: 'offer', reference: FIRST, offer: OFFER_DOCUMENT }), 'accept');
    this.#buy(DEPOSIT);
    this.#use(1_500_000);
    desk.wills = ['pays-lost'];
    this.#buy(PAYMENT);
    const statement = () => this.#seller.statement(this.#used / 10, this.desk.spent());
    const [reference, replaces] = [NEXT, FIRST];
    const offer = RENEWAL_DOCUMENT;
    this.#say(
      () => ({ kind: 'renew', reference, replaces, offer, statement: statement() }),
      'accept',
    );
    this.#use(500_000);
    desk.wills = ['fails', 'lost', 'pays'];
    this.#buy(PAYMENT);
    const ending = {
      by: 'seller',
      why: 'seller',
      atSec: Math.floor(desk.atMs / 1_000),
      importRegisterMilliWattHours: 0,
      exportRegisterMilliWattHours: 0,
    };
    this.#say(() => ({ kind: 'end', reference: NEXT, ending, statement: statement() }), 'end');
  }

  /** In mWh, at 0.1 sat a Wh, in ten steps. */
  #use(energy: number): void {
    for (let i = 0; i < 10; i += 1) {
      this.#used += energy / 10;
      this.desk.pass(6);
      this.#read();
    }
  }

  #read(): void {
    this.desk.meter(1_000_000 + this.#used);
  }

  #say(request: () => Request, kind: string): void {
    for (let i = 0; i < TRIES_MAX; i += 1) {
      this.#read();
      if (this.#seller.say(request())?.kind === kind) return;
      this.desk.pass(10);
    }
    throw new Error(`no ${kind}`);
  }

  /** An invoice after the other until one is paid; each is handed over until it was taken. */
  #buy(amount: number): void {
    const { desk } = this;
    const before = desk.spent();
    for (let i = 0; i < TRIES_MAX; i += 1) {
      this.#invoices += 1;
      this.#handOver(this.#invoices, amount);
      for (let sec = 0; sec < 400 && desk.state.book.payment !== undefined; sec += 10) {
        desk.pass(10);
        this.#read();
      }
      if (desk.spent() > before) return;
    }
    throw new Error('never paid');
  }

  #handOver(number: number, amount: number): void {
    const { desk } = this;
    const timestampSec = Math.floor(desk.atMs / 1_000);
    const invoice = invoiceOf(number, amount, { timestampSec });
    for (let i = 0; i < TRIES_MAX; i += 1) {
      const said = handOver(desk, k1Of(desk), invoice);
      if (said === 'OK') return this.#proveRecorded(number);
      if (said !== '' && !said.includes('Wait')) return;
      desk.pass(7);
      this.#read();
    }
  }

  /** OK was said: then no power cut can make the board forget the invoice. */
  #proveRecorded(number: number): void {
    const isKept = this.desk.flash.some(
      (record) =>
        (record.kind === 'payment-planned' && record.payment.hash === hashNumber(number)) ||
        (record.kind === 'payment-remembered' && record.payment.hash === hashNumber(number)),
    );
    assert.ok(isKept, `OK before the record of ${number}`);
  }
}

const plain = (value: object): unknown => JSON.parse(JSON.stringify(value));

function prove(isIdempotent: boolean, cutsAfter: readonly number[]): Sale {
  const sale = new Sale(isIdempotent, cutsAfter);
  const label = `cuts after ${cutsAfter.join(', ')}`;
  sale.live();
  const { desk } = sale;
  const { book } = desk.state;
  for (const [hash, payments] of desk.paid) assert.is(payments.length, 1, `${label}: ${hash}`);
  assert.is(desk.spent(), DEPOSIT + 2 * PAYMENT, label);
  assert.is(book.paid.paidMilliSat, desk.spent(), label);
  assert.is(book.spending.inSaleMilliSat, desk.spent() + book.paid.feesMilliSat, label);
  assert.is(book.standing, 'ended', label);
  assert.is(desk.cutsAfter.length, 0, `${label}: not reached`);
  // 200 sat: all energy is charged, wherever the power went.
  assert.is(desk.state.metered.energyMilliWattHours, 2_000_000, label);
  assert.equal(plain(bookOf(desk.flash)), plain(book), label);
  return sale;
}

for (const isIdempotent of [true, false]) {
  const node = isIdempotent ? 'takes an invoice once' : 'may take an invoice twice';
  cuts(`before each deed of a sale, with a node that ${node}: paid once, and all is known`, () => {
    const whole = prove(isIdempotent, []).desk.deeds;
    assert.ok(whole > 35, `${whole} deeds`);
    for (let deed = 0; deed < whole; deed += 1) prove(isIdempotent, [deed]);
  });

  cuts(`three times by chance, with a node that ${node}`, () => {
    const chance = stream(7, 'approver cuts');
    for (let run = 0; run < 30; run += 1) {
      prove(isIdempotent, [chance.below(15), chance.below(12), chance.below(8)]);
    }
  });
}

cuts('restated at any record the book is the same, and goes on the same', () => {
  const { flash } = prove(true, []).desk;
  for (let at = 0; at <= flash.length; at += 1) {
    const book = bookOf(flash.slice(0, at));
    const again = emptyBook();
    for (const record of restate(book)) apply(again, plain(record) as ApproverRecord);
    const { sequence: _, ...before } = book;
    const { sequence: __, ...after } = again;
    assert.equal(plain(after), plain(before), `${at}`);
    for (const record of flash.slice(at)) apply(again, record);
    assert.equal(plain({ ...again, sequence: 0 }), plain({ ...bookOf(flash), sequence: 0 }));
  }
});

cuts.run();
