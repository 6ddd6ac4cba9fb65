import { bech32 } from '@scure/base';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  decodeInvoice,
  encodeInvoice,
  hashOfPreimage,
  type InvoiceTerms,
  secretOfHash,
  signWithZeros,
} from '../host-sim/lightning/bolt11';
import { fail } from '../src/result';

const bolt11 = suite('desk bolt11');

const PAYMENT_HASH = hashOfPreimage('07'.repeat(32));
const TERMS: InvoiceTerms = {
  paymentHash: PAYMENT_HASH,
  paymentSecret: secretOfHash(PAYMENT_HASH),
  valueMilliSat: 50_000,
  memo: 'Wallbox 3, pull 1: é',
  createdAtSec: 1_800_000_000,
  expirySec: 90,
};

// mSat → what stands after `lnbcrt`
const AMOUNTS: [valueMilliSat: number, text: string][] = [
  [1, '10p1'],
  [50_001, '500010p1'],
  [100, '1n1'],
  [50_000, '500n1'],
  [100_000, '1u1'],
  [2_500_000_000, '25m1'],
];

for (const [valueMilliSat, text] of AMOUNTS) {
  bolt11(`${valueMilliSat} mSat is written lnbcrt${text} and read back`, () => {
    const request = encodeInvoice({ ...TERMS, valueMilliSat }, signWithZeros);
    assert.is(request.slice(0, 6 + text.length), `lnbcrt${text}`);
    const decoded = decodeInvoice(request);
    assert.is(decoded.ok && decoded.value.valueMilliSat, valueMilliSat);
  });
}

bolt11('hash, time and expiry come back as they were written', () => {
  assert.equal(decodeInvoice(encodeInvoice(TERMS, signWithZeros)), {
    ok: true,
    value: {
      network: 'bcrt',
      valueMilliSat: 50_000,
      paymentHash: PAYMENT_HASH,
      createdAtSec: 1_800_000_000,
      expiresAtSec: 1_800_000_090,
    },
  });
});

/** BOLT11, "Examples": send 2500 uBTC for a cup of coffee, expires in one minute. */
const COFFEE =
  'lnbc2500u1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsy' +
  'qcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpu9qrsg' +
  'quk0rl77nj30yxdy8j9vdx85fkpmdla2087ne0xh8nhedh8w27kyke0lp53ut353s06fv3qfegext0eh' +
  '0ymjpf39tuven09sam30g4vgpfna3rh';

bolt11('the coffee invoice of the standard is read', () => {
  assert.equal(decodeInvoice(COFFEE), {
    ok: true,
    value: {
      network: 'bc',
      valueMilliSat: 250_000_000,
      paymentHash: '0001020304050607080900010203040506070809000102030405060708090102',
      createdAtSec: 1_496_314_658,
      expiresAtSec: 1_496_314_718,
    },
  });
});

/** A good invoice under another prefix, or broken before its checksum was made. */
function resealed(prefix: string, spoil: (words: number[]) => void): string {
  const { words } = bech32.decode(
    encodeInvoice(TERMS, signWithZeros) as `${string}1${string}`,
    false,
  );
  spoil(words);
  return bech32.encode(prefix, words, false);
}

const MALFORMED: [why: string, request: string][] = [
  ['empty', ''],
  ['not bech32', 'hello'],
  ['one letter wrong', COFFEE.replace('xdy8j9', 'xdy8j8')],
  ['cut off', COFFEE.slice(0, 200)],
  ['without an amount', resealed('lnbcrt', () => {})],
  ['of no network we know', resealed('lnxy500n', () => {})],
  ['of a fraction of a mSat', resealed('lnbcrt15p', () => {})],
  ['with a field longer than the rest', resealed('lnbcrt500n', (words) => words.fill(31, 8, 10))],
  ['without a payment hash', resealed('lnbcrt500n', (words) => words.splice(62, 55))],
];

for (const [why, request] of MALFORMED) {
  bolt11(`${why}: malformed`, () => {
    assert.equal(decodeInvoice(request), fail('malformed-invoice'));
  });
}

bolt11.run();
