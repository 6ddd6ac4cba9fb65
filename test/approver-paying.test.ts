/** Exactly once: whatever the node says, loses, or only knows later. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PaymentAnswer } from '../src/approver/ports';
import { agreedDesk, handOver, k1Of, pull, timesPaid } from './approver-bench';
import { type ApproverDesk, bookOf } from './approver-desk';
import { invoiceOf } from './approver-samples';
import { hashNumber } from './invoice-maker';

const paying = suite('approver paying');

const SAT_200 = 200_000;
const FEE_MOST = 6_000;
const ONE_ATTEMPT = { isIdempotent: false, isFailedFinal: true };
/** Without what is undefined. */
const plain = (book: object): unknown => JSON.parse(JSON.stringify(book));
const kinds = (desk: ApproverDesk, from = 0) => desk.commands.slice(from).map(({ kind }) => kind);
const count = (desk: ApproverDesk, kind: string) =>
  kinds(desk).filter((each) => each === kind).length;

paying('in this order: signature, record, payment with its fee limit, OK', () => {
  const desk = agreedDesk();
  const k1 = k1Of(desk);
  const from = desk.commands.length;
  handOver(desk, k1, invoiceOf(1, SAT_200));
  const after = kinds(desk, from).filter((kind) => kind !== 'log' && kind !== 'entropy-request');
  assert.equal(after, ['verify-invoice', 'record', 'pay', 'answer', 'record']);
  const pay = desk.commands.find((each) => each.kind === 'pay');
  const planned = desk.flash.findIndex(({ kind }) => kind === 'payment-planned') + 1;
  assert.is(pay?.after, planned);
  if (pay?.kind !== 'pay') return;
  assert.equal([pay.amountMilliSat, pay.feeMilliSatMax], [SAT_200, FEE_MOST]);
  const answer = desk.commands.find((each) => each.kind === 'answer' && each.id === 'r2');
  assert.is(answer?.after, planned);
});

paying('failed: the budget has it back, the invoice is not tried again, another may come', () => {
  const desk = agreedDesk();
  desk.wills = ['fails'];
  assert.is(pull(desk, 1, SAT_200), 'OK');
  assert.is(desk.state.book.spending.inSaleMilliSat, 0);
  assert.is(desk.state.book.payment, undefined);
  const again = handOver(desk, 'none', invoiceOf(1, SAT_200));
  assert.is(again, 'paying this invoice failed, and it is not tried again: make another');
  assert.is(pull(desk, 2, SAT_200), 'OK');
  assert.equal([timesPaid(desk, 1), timesPaid(desk, 2)], [0, 1]);
});

const LOST: readonly (readonly [will: 'pays-lost' | 'fails-lost', end: string])[] = [
  ['pays-lost', 'paid'],
  ['fails-lost', 'failed'],
];

for (const [will, end] of LOST) {
  for (const isIdempotent of [true, false]) {
    const node = isIdempotent ? 'takes it once' : 'may take it twice';
    paying(`an answer is lost (${will}), the node ${node}: looked up, ${end}`, () => {
      const desk = agreedDesk({ node: { isIdempotent, isFailedFinal: true } });
      desk.wills = [will];
      assert.is(pull(desk, 1, SAT_200), 'OK');
      assert.match(pull(desk, 2, SAT_200), 'is under way: 1, at most 1');
      desk.pass(70);
      assert.is(count(desk, 'pay'), 1);
      assert.is(desk.state.book.remembered[0]?.end, end);
      assert.is(timesPaid(desk, 1), end === 'paid' ? 1 : 0);
    });
  }
}

paying('the request was lost: the same invoice again, where the node takes it once', () => {
  const desk = agreedDesk();
  desk.wills = ['lost'];
  pull(desk, 1, SAT_200);
  desk.pass(70);
  assert.is(count(desk, 'pay'), 2);
  assert.is(timesPaid(desk, 1), 1);
});

paying('the request was lost: where it may take it twice it failed, long after its expiry', () => {
  const desk = agreedDesk({ node: ONE_ATTEMPT });
  desk.wills = ['lost'];
  pull(desk, 1, SAT_200);
  desk.pass(240);
  assert.is(desk.state.book.payment?.hash, hashNumber(1));
  desk.pass(65);
  assert.is(count(desk, 'pay'), 1);
  assert.is(desk.state.book.payment, undefined);
  assert.is(desk.state.book.spending.inSaleMilliSat, 0);
  assert.is(desk.spent(), 0);
});

paying('not found by a look-up that began before, is not the end after', () => {
  const desk = agreedDesk({ node: ONE_ATTEMPT });
  desk.wills = ['lost'];
  pull(desk, 1, SAT_200);
  desk.ends.set(hashNumber(1), { kind: 'unknown' });
  desk.pass(70);
  const { paying: asks } = desk.state;
  Object.assign(asks, { id: 'look-up.x', asks: 'look-up', askedMono: desk.mono });
  asks.askedAtSec = Math.floor(desk.atMs / 1_000);
  desk.atMs += 3_600_000;
  desk.deliver({ kind: 'payment-answered', id: 'look-up.x', answer: { kind: 'not-found' } });
  assert.is(desk.state.book.payment?.hash, hashNumber(1));
});

paying('asked twice, and failed once: the other may still pay, and it is looked up', () => {
  const desk = agreedDesk();
  desk.wills = ['late', 'fails'];
  pull(desk, 1, SAT_200);
  desk.pass(70);
  assert.is(count(desk, 'pay'), 2);
  assert.is(desk.state.book.payment?.hash, hashNumber(1));
  desk.wills = ['pays'];
  desk.arrive();
  desk.pass(70);
  assert.is(timesPaid(desk, 1), 1);
  assert.is(desk.state.book.paid.paidMilliSat, SAT_200);
});

paying('asked once more after a power cut, and failed: the one before it may still pay', () => {
  const desk = agreedDesk();
  desk.wills = ['late', 'fails'];
  pull(desk, 1, SAT_200);
  desk.restart();
  assert.is(desk.state.book.payment?.hash, hashNumber(1));
  desk.pass(300);
  assert.is(desk.state.book.payment, undefined);
  assert.is(desk.state.book.remembered[0]?.end, 'failed');
});

paying('a node that tries several times: a look-up that says failed is asked again', () => {
  const desk = agreedDesk({ node: { isIdempotent: false, isFailedFinal: false } });
  desk.wills = ['fails-lost'];
  pull(desk, 1, SAT_200);
  desk.pass(70);
  assert.is(desk.state.book.payment?.hash, hashNumber(1));
  desk.ends.set(hashNumber(1), { kind: 'paid', feeMilliSat: 5 });
  desk.pass(61);
  assert.is(desk.state.book.paid.paidMilliSat, SAT_200);
});

paying('without a clock nothing ends by its expiry', () => {
  const desk = agreedDesk({ node: ONE_ATTEMPT });
  desk.wills = ['lost'];
  pull(desk, 1, SAT_200);
  desk.isClockKnown = false;
  desk.pass(1_000);
  assert.is(desk.state.book.payment?.hash, hashNumber(1));
});

paying('in flight for as long as the node says so, then as it says', () => {
  const desk = agreedDesk();
  desk.wills = ['in-flight'];
  pull(desk, 1, SAT_200);
  desk.pass(2_000);
  assert.is(desk.state.book.payment?.hash, hashNumber(1));
  assert.ok(count(desk, 'look-up-payment') < 60, 'asked rarely');
  desk.ends.set(hashNumber(1), { kind: 'paid', feeMilliSat: 7 });
  desk.pass(61);
  assert.is(desk.state.book.paid.feesMilliSat, 7);
  assert.is(count(desk, 'pay'), 1);
});

paying('an answer to another attempt, or twice, has no effect', () => {
  const desk = agreedDesk();
  desk.wills = ['in-flight'];
  pull(desk, 1, SAT_200);
  const said = (id: string, answer: PaymentAnswer) =>
    desk.deliver({ kind: 'payment-answered', id, answer });
  said('', { kind: 'paid', feeMilliSat: 0 });
  said('pay.9.9', { kind: 'failed' });
  assert.is(desk.state.book.payment?.hash, hashNumber(1));
  desk.ends.set(hashNumber(1), { kind: 'paid', feeMilliSat: 0 });
  desk.pass(10);
  const { id } = desk.commands.filter((each) => each.kind === 'look-up-payment').at(-1) as {
    id: string;
  };
  said(id, { kind: 'paid', feeMilliSat: 0 });
  assert.is(desk.state.book.paid.paidMilliSat, SAT_200);
});

paying('not found is no answer to a payment: it is looked up', () => {
  const desk = agreedDesk();
  desk.wills = ['lost'];
  pull(desk, 1, SAT_200);
  const { id } = desk.state.paying;
  desk.deliver({ kind: 'payment-answered', id, answer: { kind: 'not-found' } });
  assert.is(count(desk, 'pay'), 1);
  desk.pass(3);
  assert.is(timesPaid(desk, 1), 1);
});

paying('after a power cut it is looked up first, and not paid again', () => {
  const desk = agreedDesk();
  desk.wills = ['pays-lost'];
  pull(desk, 1, SAT_200);
  const from = desk.commands.length;
  desk.restart();
  const asked = kinds(desk, from).filter((kind) => kind === 'pay' || kind === 'look-up-payment');
  assert.equal(asked, ['look-up-payment']);
  assert.is(desk.state.book.paid.paidMilliSat, SAT_200);
});

paying('64 invoices that could come again are the most, and the 65th waits', () => {
  const desk = agreedDesk();
  desk.wills = new Array<'fails'>(70).fill('fails');
  let refused = '';
  for (let number = 1; number <= 65; number += 1) {
    desk.pass(7);
    const timestampSec = Math.floor(desk.atMs / 1_000);
    const invoice = invoiceOf(number, SAT_200, { timestampSec, expirySec: 3_600 });
    refused = handOver(desk, k1Of(desk), invoice);
  }
  assert.is(refused, '64 invoices could come again, at most 63. Wait 60 seconds.');
});

paying('what is in flash is what is known, after each of these', () => {
  const desk = agreedDesk();
  desk.wills = ['fails', 'pays-lost', 'pays'];
  for (let number = 1; number <= 3; number += 1) {
    pull(desk, number, SAT_200);
    desk.pass(70);
    assert.equal(plain(bookOf(desk.flash)), plain(desk.state.book));
  }
});

paying.run();
