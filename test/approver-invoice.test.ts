/** Invoices that are not to be paid: another's, changed, old, strange, or used before. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { agreedDesk, handOver, k1Of, timesPaid } from './approver-bench';
import type { ApproverDesk } from './approver-desk';
import { invoiceOf } from './approver-samples';
import {
  hashNumber,
  type InvoiceWish,
  OTHER_KEY,
  payeeField,
  publicOf,
  resign,
  SELLER_KEY,
  withHighS,
} from './invoice-maker';
import { START_SEC } from './protocol-bench';

const invoices = suite('approver invoice');

const SAT_200 = 200_000;
const refusedBy = (desk: ApproverDesk, invoice: string): string => {
  const said = handOver(desk, k1Of(desk), invoice);
  assert.is(desk.spent(), 0);
  assert.is(
    desk.flash.some(({ kind }) => kind === 'payment-planned'),
    false,
  );
  return said;
};

invoices('one that is right is paid, once, and what it cost is in the book', () => {
  const desk = agreedDesk();
  assert.is(handOver(desk, k1Of(desk), invoiceOf(1, SAT_200)), 'OK');
  assert.is(timesPaid(desk, 1), 1);
  assert.equal(desk.state.book.paid, {
    paidMilliSat: SAT_200,
    feesMilliSat: 1_000,
    carriedMilliSat: 0,
  });
});

const LONG = new Array<number>(650).fill(1);
const key = (of: Uint8Array) => publicOf(of).slice(0, 16);
const WRONG: readonly (readonly [label: string, change: Partial<InvoiceWish>, reason: string])[] = [
  ['another payee', { key: OTHER_KEY }, `pays ${key(OTHER_KEY)}, pinned is ${key(SELLER_KEY)}`],
  ['n of another', { more: [payeeField(OTHER_KEY)] }, 'signature of the invoice is not valid'],
  ['another network', { prefix: 'bc2m' }, 'for mainnet, this node is on regtest'],
  ['no amount', { prefix: 'bcrt' }, '0 amount invoices are not supported'],
  ['1 mSat more', { prefix: 'bcrt2000010p' }, 'within limits: 200001 mSat, from 20000 to 200000'],
  ['1 mSat too little', { prefix: 'bcrt199990p' }, 'within limits: 19999 mSat, from 20000 to'],
  ['a part of a mSat', { prefix: 'bcrt2000001p' }, 'no BOLT 11 invoice'],
  [
    'expired',
    { timestampSec: START_SEC - 120 },
    `expired at ${START_SEC} s, it is ${START_SEC + 1} s`,
  ],
  ['about to expire', { timestampSec: START_SEC - 105 }, 'for another 14 s, at least 15 s'],
  ['good for too long', { expirySec: 3_601 }, 'good for 3601 s, at most 3600 s'],
  ['of the future', { timestampSec: START_SEC + 122 }, 'more than 120 s ahead'],
  ['holding money for long', { cltv: 201 }, 'final CLTV of 201 blocks, at most 200'],
  ['an unknown feature', { features: [8, 14, 100] }, 'feature 100, unknown here'],
  ['two hashes', { more: [[1, new Array<number>(52).fill(1)]] }, 'no BOLT 11 invoice'],
  ['two descriptions', { more: [[23, new Array<number>(52).fill(0)]] }, 'no BOLT 11 invoice'],
  ['too long', { more: [27, 28].map((tag) => [tag, LONG] as const) }, 'characters, at most 1500'],
];

for (const [label, change, reason] of WRONG) {
  invoices(`refused: ${label}`, () => {
    const said = refusedBy(agreedDesk(), invoiceOf(1, SAT_200, change));
    assert.ok(said.includes(reason), said);
  });
}

const RIGHT: readonly (readonly [label: string, change: Partial<InvoiceWish>])[] = [
  ['n of the pinned payee', { more: [payeeField(SELLER_KEY)] }],
  ['features 8, 14, 16, 48 and an odd one', { features: [8, 14, 16, 48, 101] }],
  ['15 s left, one of them in doubt', { timestampSec: START_SEC - 104 }],
  ['an hour', { expirySec: 3_600 }],
  ['200 blocks', { cltv: 200 }],
  ['a clock 121 s ahead, one of them in doubt', { timestampSec: START_SEC + 121 }],
];

for (const [label, change] of RIGHT) {
  invoices(`paid: ${label}`, () => {
    const desk = agreedDesk();
    assert.is(handOver(desk, k1Of(desk), invoiceOf(1, SAT_200, change)), 'OK');
  });
}

invoices('one character changed: refused, wherever it is', () => {
  const good = invoiceOf(1, SAT_200);
  const desk = agreedDesk();
  for (let at = 6; at < good.length; at += 23) {
    const changed = `${good.slice(0, at)}${good[at] === 'q' ? 'p' : 'q'}${good.slice(at + 1)}`;
    desk.pass(7);
    assert.is.not(refusedBy(desk, changed), 'OK', `${at}`);
  }
});

invoices('cut short: refused, and said so', () => {
  const said = refusedBy(agreedDesk(), invoiceOf(1, SAT_200).slice(0, -20));
  assert.is(said, 'the invoice has a wrong checksum: it was cut short or changed on the way');
});

invoices('without a pinned payee nothing is paid', () => {
  const said = refusedBy(agreedDesk({ payee: '' }), invoiceOf(1, SAT_200));
  assert.is(said, "no payee is pinned on the buyer's board: 0 keys, at least 1");
});

invoices('without a pinned payee a signature that is nobody’s does not count as its own', () => {
  const desk = agreedDesk({ payee: '' });
  desk.payeeOf = () => '';
  refusedBy(desk, invoiceOf(1, SAT_200));
});

invoices(
  'a second signature of one invoice is another invoice with the same hash: never paid',
  () => {
    const desk = agreedDesk();
    const first = invoiceOf(1, SAT_200);
    assert.match(
      refusedBy(desk, resign(first, withHighS)),
      'signature of the invoice is not valid',
    );
    assert.is(handOver(desk, k1Of(desk), first), 'OK');
    assert.match(handOver(desk, k1Of(desk), resign(first, withHighS)), 'was that of invoice');
    assert.is(timesPaid(desk, 1), 1);
  },
);

invoices('the hash of a paid invoice in another of the same payee: never paid', () => {
  const desk = agreedDesk();
  handOver(desk, k1Of(desk), invoiceOf(1, SAT_200));
  desk.meter(1_000_000);
  desk.meter(2_500_000);
  const other = invoiceOf(1, 50_000, { expirySec: 3_600 });
  assert.match(handOver(desk, k1Of(desk), other), `hash ${hashNumber(1).slice(0, 8)} was that of`);
  desk.restart();
  desk.meter(2_500_000);
  assert.match(handOver(desk, k1Of(desk), other), 'was that of invoice');
  assert.is(timesPaid(desk, 1), 1);
});

invoices('the clock is looked at again when the signature was checked', () => {
  const desk = agreedDesk();
  desk.payeeOf = undefined;
  handOver(desk, k1Of(desk), invoiceOf(1, SAT_200, { expirySec: 20 }));
  desk.pass(8);
  desk.deliver({ kind: 'invoice-verified', id: 'check.1', payee: desk.config.payee });
  assert.match(desk.answers.get('r2')?.body ?? '', 'for another 11 s, at least 15 s');
  assert.is(desk.spent(), 0);
});

invoices('without a clock nothing is paid: no invoice can be seen to have expired', () => {
  const desk = agreedDesk();
  desk.isClockKnown = false;
  assert.is(
    refusedBy(desk, invoiceOf(1, SAT_200)),
    'the clock of this board is not set. Wait 10 seconds.',
  );
});

invoices.run();
