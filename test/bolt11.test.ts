import { bech32 } from '@scure/base';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  checkInvoice,
  decodeInvoice,
  type ExpectedInvoice,
  INVOICE_LENGTH_MAX,
  type InvoiceFault,
} from '../src/payment/bolt11';
import { milliSat } from '../src/units';
import { BEFORE_SECRETS, FIELD, INVALID, NOT_JUDGED, VALID } from './vectors/bolt11';
import { bitFlips, truncations } from './vectors/mutations';

const test = suite('bolt11');

for (const [label, text, expected] of VALID) {
  test(`bolt11: reads the specification's example, ${label}`, () => {
    assert.equal(decodeInvoice(text), { ok: true, value: expected });
  });
}

for (const [label, text, fault] of INVALID) {
  test(`bolt11: refuses the specification's invalid example, ${label}`, () => {
    assert.equal(decodeInvoice(text), { ok: false, fault });
  });
}

for (const [label, text] of NOT_JUDGED) {
  test(`bolt11: leaves to the payer what it does not judge, ${label}`, () => {
    assert.is(decodeInvoice(text).ok, true);
  });
}

for (const [label, text, expected] of FIELD) {
  test(`bolt11: agrees with the node that made the invoice, ${label}`, () => {
    const decoded = decodeInvoice(text);
    if (!decoded.ok) throw new Error(decoded.fault);
    const invoice: Record<string, unknown> = { ...decoded.value };
    for (const [name, value] of Object.entries(expected)) assert.is(invoice[name], value, name);
  });
}

test('bolt11: refuses an invoice without payment secret', () => {
  assert.equal(decodeInvoice(BEFORE_SECRETS), { ok: false, fault: 'not-bolt11' });
});

const HASH = '46ee7c45bddabf659b7bb5602797a9dc6995b290330b53645b91de1061572670';
const CREATED_SEC = 1_677_141_957;
const LND = FIELD[0]![1];
const EXPECTED: ExpectedInvoice = {
  network: 'regtest',
  amount: milliSat(100_000),
  paymentHash: HASH,
  expirySec: 3_600,
  nowSec: CREATED_SEC + 1,
  remainingSecMin: 30,
};

const CHECKS: readonly [label: string, change: Partial<ExpectedInvoice>, fault?: InvoiceFault][] = [
  ['as asked', {}],
  ['expiry left to the node', { expirySec: undefined }],
  ['just enough time', { nowSec: CREATED_SEC + 3_570 }],
  ['a node clock ahead of ours', { nowSec: CREATED_SEC - 60 }],
  ['another network', { network: 'mainnet' }, 'wrong-network'],
  ['testnet for signet', { network: 'signet' }, 'wrong-network'],
  ['1 mSat less', { amount: milliSat(99_999) }, 'wrong-amount'],
  ['1 mSat more', { amount: milliSat(100_001) }, 'wrong-amount'],
  ['another hash', { paymentHash: HASH.replace('4', '5') }, 'wrong-hash'],
  ['another expiry', { expirySec: 120 }, 'wrong-expiry'],
  ['a second short', { nowSec: CREATED_SEC + 3_571 }, 'expires-too-soon'],
  ['at its end', { nowSec: CREATED_SEC + 3_600 }, 'expired'],
  ['long past', { nowSec: CREATED_SEC * 2 }, 'expired'],
];

for (const [label, change, fault] of CHECKS) {
  test(`bolt11: an invoice goes to a link only when it is what was asked for, ${label}`, () => {
    const checked = checkInvoice(LND, { ...EXPECTED, ...change });
    assert.is(checked.ok ? undefined : checked.fault, fault);
  });
}

test('bolt11: an invoice without amount goes to no link', () => {
  const checked = checkInvoice(VALID[0]![1], { ...EXPECTED, network: 'mainnet' });
  assert.equal(checked, { ok: false, fault: 'no-amount' });
});

const AMOUNTS: readonly [prefix: string, expected: number | undefined][] = [
  ['lnbc1p', undefined],
  ['lnbc10p', 1],
  ['lnbc1n', 100],
  ['lnbc1u', 100_000],
  ['lnbc1m', 100_000_000],
  ['lnbc1', 100_000_000_000],
  ['lntbs21u', 2_100_000],
  ['lnbc90071992547409910p', 9_007_199_254_740_991],
  ['lnbc90071', 9_007_100_000_000_000],
  ['lnbc90072', undefined],
  ['lnbc01u', undefined],
  ['lnbc0u', undefined],
  ['lnbcu', undefined],
  ['lnbc1uu', undefined],
  ['lnbc1.5u', undefined],
  ['lnbc+1u', undefined],
  ['lnbc1e3u', undefined],
  ['lnbc99999999999999999999u', undefined],
  ['lnbx1u', undefined],
];

/** The first example's words behind another prefix. The words are no payer's concern here. */
function withPrefix(prefix: string): string {
  return bech32.encode(prefix, bech32.decode(VALID[0]![1], 500).words, 500);
}

for (const [prefix, expected] of AMOUNTS) {
  test(`bolt11: amounts are exact or refused, ${prefix}`, () => {
    const decoded = decodeInvoice(withPrefix(prefix));
    if (expected === undefined) assert.equal(decoded, { ok: false, fault: 'not-bolt11' });
    else assert.is(decoded.ok && decoded.value.amount, expected);
  });
}

/** Words of a field: tag, length, content. */
const field = (tag: number, words: readonly number[]) => [
  tag,
  Math.floor(words.length / 32),
  words.length % 32,
  ...words,
];
const SIGNATURE = new Array<number>(104).fill(0);
const TIME = [1, 12, 18, 31, 28, 25, 2];
const HASH_FIELD = field(1, new Array<number>(52).fill(0));
const SECRET_FIELD = field(16, new Array<number>(52).fill(0));
const TEXT_FIELD = field(13, []);
const OTHER_HASH_FIELD = field(1, [...new Array<number>(51).fill(1), 16]);
const WHOLE = [...HASH_FIELD, ...SECRET_FIELD, ...TEXT_FIELD];

const FIELDS: readonly [label: string, words: readonly number[], isRead: boolean][] = [
  ['the least there is', WHOLE, true],
  ['nothing', [], false],
  ['no hash', [...SECRET_FIELD, ...TEXT_FIELD], false],
  ['no description', [...HASH_FIELD, ...SECRET_FIELD], false],
  ['two descriptions of a kind', [...WHOLE, ...TEXT_FIELD], false],
  ['both kinds of description', [...WHOLE, ...field(23, new Array<number>(52).fill(0))], false],
  ['two hashes', [...WHOLE, ...OTHER_HASH_FIELD], false],
  ['the same hash twice', [...WHOLE, ...HASH_FIELD], false],
  [
    'bits after a hash',
    [...OTHER_HASH_FIELD.slice(0, -1), 1, ...SECRET_FIELD, ...TEXT_FIELD],
    false,
  ],
  ['a field longer than the rest', [...WHOLE, 3, 31, 31], false],
  ['half a field header', [...WHOLE, 3, 0], false],
  ['an unknown field', [...WHOLE, ...field(2, [1, 2, 3])], true],
  ['an expiry of nothing', [...WHOLE, ...field(6, [])], false],
  ['an expiry with a leading zero', [...WHOLE, ...field(6, [0, 1])], false],
  ['an expiry of 2^55 s', [...WHOLE, ...field(6, new Array<number>(11).fill(31))], false],
  [
    'a description that is not UTF-8',
    [...HASH_FIELD, ...SECRET_FIELD, ...field(13, [31, 28])],
    false,
  ],
];

for (const [label, words, isRead] of FIELDS) {
  test(`bolt11: ${isRead ? 'takes' : 'refuses'} ${label}`, () => {
    const text = bech32.encode('lnbc1u', [...TIME, ...words, ...SIGNATURE], 2_000);
    const decoded = decodeInvoice(text);
    assert.is(decoded.ok ? 'read' : decoded.fault, isRead ? 'read' : 'not-bolt11');
  });
}

test('bolt11: refuses by length before it reads', () => {
  assert.equal(decodeInvoice('lnbc1'.padEnd(INVOICE_LENGTH_MAX + 1, 'q')), {
    ok: false,
    fault: 'too-long',
  });
});

test('bolt11: refuses every truncation and every single wrong bit, and throws at none', () => {
  for (const text of [...truncations(LND), ...bitFlips(LND)]) {
    assert.is(decodeInvoice(text).ok, false, text);
  }
});

test.run();
