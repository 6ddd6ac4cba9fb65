/** Whom an invoice pays: BOLT 11's own examples, and signatures that are nobody's. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { payeeOf } from '../host-sim/lightning/invoice-signature';
import {
  hashNumber,
  type InvoiceWish,
  makeInvoice,
  OTHER_KEY,
  payeeField,
  publicOf,
  resign,
  SELLER_KEY,
  withHighS,
} from './invoice-maker';
import { START_SEC } from './protocol-bench';
import { VALID } from './vectors/bolt11';

const signature = suite('invoice signature');

/** lightning/bolts, 11-payment-encoding.md: the key of all its examples. */
const SPEC_PAYEE = '03e7156ae33b0a208d0744199163177e909e80176e55d97a2f221ede0f934dd9ad';
const WISH: InvoiceWish = {
  prefix: 'bcrt500n',
  hash: hashNumber(1),
  timestampSec: START_SEC,
  expirySec: 120,
  cltv: 80,
  features: [9, 14, 17],
  more: [],
  key: SELLER_KEY,
};
const make = (change: Partial<InvoiceWish> = {}) => makeInvoice({ ...WISH, ...change });

/** BOLT 11 has readers skip an `n` of another length, and recover from a high S. Payers differ. */
const STRICTER = ['fields to ignore', 'high-S signature'];

for (const [label, text] of VALID) {
  const expected = STRICTER.includes(label) ? '' : SPEC_PAYEE;
  signature(`payee: of BOLT 11's example "${label}": ${expected || 'nobody, on purpose'}`, () => {
    assert.is(payeeOf(text), expected);
    assert.is(payeeOf(text.toUpperCase()), expected);
  });
}

signature('payee: who signed it, whatever the amount of fields', () => {
  for (let length = 0; length < 16; length += 1) {
    const more = [[27, new Array<number>(length).fill(31)]] as const;
    assert.is(payeeOf(make({ more })), publicOf(SELLER_KEY), `${length}`);
  }
});

signature('n: the key it names, where the signature is its own, and else nobody', () => {
  assert.is(payeeOf(make({ more: [payeeField(SELLER_KEY)] })), publicOf(SELLER_KEY));
  assert.is(payeeOf(make({ more: [payeeField(OTHER_KEY)] })), '');
  assert.is(payeeOf(make({ more: [payeeField(SELLER_KEY), payeeField(OTHER_KEY)] })), '');
  const [tag, words] = payeeField(OTHER_KEY);
  assert.is(payeeOf(make({ more: [[tag, words.slice(1)]] })), '');
});

signature('a second signature of the same key over the same invoice counts for nothing', () => {
  assert.is(payeeOf(resign(make(), withHighS)), '');
});

const BROKEN: readonly (readonly [label: string, change: (was: Uint8Array) => Uint8Array])[] = [
  ['of zeros', () => new Uint8Array(65)],
  ['of ones', () => new Uint8Array(65).fill(255)],
  ['with a recovery id of 4', (was) => Uint8Array.of(...was.slice(0, 64), 4)],
];

for (const [label, change] of BROKEN) {
  signature(`a signature ${label} is nobody's`, () => {
    assert.is(payeeOf(resign(make(), change)), '');
  });
}

signature('a change of one bit makes it the signature of another, or of nobody', () => {
  const other = resign(make(), (was) => Uint8Array.of(was[0]! ^ 1, ...was.slice(1)));
  assert.is.not(payeeOf(other), publicOf(SELLER_KEY));
});

for (const text of ['', 'lnbc', 'lnbcrt1qqqqqq', `${'x'.repeat(2_000)}`]) {
  signature(`no invoice, no payee: "${text.slice(0, 16)}"`, () => {
    assert.is(payeeOf(text), '');
  });
}

signature.run();
