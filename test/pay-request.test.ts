/** LNURL-pay as a client: destinations, the first answer, the invoice that comes of it. */
import { bech32, utf8 } from '@scure/base';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  PAY_INVOICE_PICK,
  PAY_REQUEST_PICK,
  payCallbackUrl,
  readDestination,
  readPayInvoice,
  readPayRequest,
} from '../src/payment/pay-request';
import { secret } from '../src/secret';
import { milliSat } from '../src/units';
import type { AdmitPolicy } from '../src/web/address';
import { writeInvoice } from './desk/invoice';
import { flips, truncations } from './vectors/mutations';
import { picked } from './vectors/picked';

const test = suite('pay-request');

const ANYWHERE: AdmitPolicy = { localHosts: [] };
const NOW_SEC = 1_800_000_000;
const HASH = 'ab'.repeat(32);
const AMOUNT = milliSat(21_000);
const EXPECTED = {
  network: 'regtest',
  amount: AMOUNT,
  nowSec: NOW_SEC,
  remainingSecMin: 90,
} as const;
const fault = (name: string) => ({ ok: false, fault: name });
const json = JSON.stringify;

const destination = (text: string, policy = ANYWHERE) => {
  const read = readDestination(secret(text), policy);
  return read.ok ? read.value.secret : read.fault;
};
const ONION = `${'a'.repeat(56)}.onion`;
const URL_SHOWN = 'https://pay.example/lnurlp/17?a=b';
const lnurl = (url: string) => bech32.encode('lnurl', bech32.toWords(utf8.decode(url)), 4_000);
const LNURL = lnurl(URL_SHOWN);
const LONG = `https://pay.example/${'x'.repeat(236)}`;

const DESTINATIONS: readonly (readonly [text: string, url: string])[] = [
  ['satoshi@pay.example', 'https://pay.example/.well-known/lnurlp/satoshi'],
  [' Satoshi.1+tip@Pay.Example ', 'https://pay.example/.well-known/lnurlp/satoshi.1+tip'],
  ['lightning:satoshi@pay.example', 'https://pay.example/.well-known/lnurlp/satoshi'],
  ['satoshi@pay.example:8443', 'https://pay.example:8443/.well-known/lnurlp/satoshi'],
  [`satoshi@${ONION}`, `http://${ONION}/.well-known/lnurlp/satoshi`],
  [LNURL, URL_SHOWN],
  [LNURL.toUpperCase(), URL_SHOWN],
  ['lnurlp://pay.example/lnurlp/17?a=b', URL_SHOWN],
  ['lnurlp:pay.example/lnurlp/17?a=b', URL_SHOWN],
  [URL_SHOWN, URL_SHOWN],
  ['https://pay.example/x?tag=withdrawRequest', 'wrong-tag'],
  ['lnurlw://pay.example/w', 'wrong-tag'],
  ['http://pay.example/lnurlp/17', 'not-https'],
  ['satoshi@10.0.0.1', 'forbidden-address'],
  ['satoshi@[::1]', 'forbidden-address'],
  ['lnurlp://192.168.1.1/x', 'forbidden-address'],
  ['@pay.example', 'not-an-lnurl'],
  ['satoshi@', 'not-an-lnurl'],
  ['sato shi@pay.example', 'not-an-lnurl'],
  ['satoshi@pay.example/x', 'not-an-lnurl'],
  ['satoshi@pay.example?x=1', 'not-an-lnurl'],
  ['a@b@pay.example', 'not-an-lnurl'],
  ['../x@pay.example', 'not-an-lnurl'],
  ['', 'not-an-lnurl'],
  [LONG, LONG],
  [lnurl(LONG), LONG],
  [`${LONG}x`, 'too-long'],
  [lnurl(`${LONG}x`), 'too-long'],
  ['x'.repeat(3_000), 'too-long'],
  // Shorter than what it stands for.
  [`${'u'.repeat(64)}@${'h'.repeat(60)}.${'h'.repeat(60)}.${'h'.repeat(50)}.ex`, 'too-long'],
];
for (const [text, wanted] of DESTINATIONS) {
  test(`pay-request: a destination ${text.slice(0, 60)} is ${wanted.slice(0, 60)}`, () => {
    assert.is(destination(text), wanted);
  });
}

test('pay-request: a host that the owner named is a destination too', () => {
  const policy = { localHosts: ['127.0.0.1'] };
  assert.is(destination('http://127.0.0.1:9/x', policy), 'http://127.0.0.1:9/x');
  assert.is(destination('a@127.0.0.1', policy), 'https://127.0.0.1/.well-known/lnurlp/a');
});

// ---- the first answer

const FIRST = {
  tag: 'payRequest',
  callback: 'https://other.example/cb?id=7',
  minSendable: 1_000,
  maxSendable: 100_000_000,
  metadata: '[["text/plain","a"]]',
};
const first = (changed: object, status = 200) =>
  readPayRequest(status, picked(json({ ...FIRST, ...changed }), PAY_REQUEST_PICK), ANYWHERE);
function callbackOf(changed: object): string {
  const read = first(changed);
  return read.ok ? payCallbackUrl(read.value, AMOUNT).secret : read.fault;
}

test('pay-request: the callback may be elsewhere, and gets the amount after its own query', () => {
  assert.is(callbackOf({}), 'https://other.example/cb?id=7&amount=21000');
  assert.is(callbackOf({ callback: 'https://a.example/c' }), 'https://a.example/c?amount=21000');
  assert.is(callbackOf({ callback: 'https://a.example/c?' }), 'https://a.example/c?amount=21000');
  assert.is(callbackOf({ minSendable: '1000', maxSendable: '21000' }).slice(-5), '21000');
});

test('pay-request: no invoice is asked for out of bounds', () => {
  const read = first({ minSendable: 21_001 });
  assert.ok(read.ok);
  assert.throws(() => payCallbackUrl(read.value, AMOUNT), /out of bounds/);
});

const FIRSTS: readonly (readonly [changed: object, fault: string])[] = [
  [{ tag: 'withdrawRequest' }, 'wrong-tag'],
  [{ tag: undefined }, 'unknown'],
  [{ minSendable: 0 }, 'bad-amounts'],
  [{ minSendable: undefined }, 'bad-amounts'],
  [{ minSendable: 2, maxSendable: 1 }, 'bad-amounts'],
  [{ maxSendable: 1.5 }, 'bad-amounts'],
  [{ maxSendable: -1 }, 'bad-amounts'],
  [{ metadata: null }, 'no-metadata'],
  [{ metadata: 7 }, 'no-metadata'],
  [{ callback: undefined }, 'bad-callback'],
  [{ callback: '/cb' }, 'bad-callback'],
  [{ callback: 'http://other.example/cb' }, 'bad-callback'],
  [{ callback: 'https://127.0.0.1/cb' }, 'bad-callback'],
  [{ callback: 'https://other.example/cb?AM%6FUNT=9' }, 'bad-callback'],
  [{ status: 'ERROR', reason: 'no' }, 'refused'],
];
for (const [changed, wanted] of FIRSTS) {
  test(`pay-request: a first answer with ${json(changed)} is ${wanted}`, () => {
    assert.equal(first(changed), fault(wanted));
  });
}

test('pay-request: metadata with a picture is too long to be picked, and counts as there', () => {
  for (const length of [2_500, 2_501]) assert.ok(first({ metadata: 'x'.repeat(length) }).ok);
});

test('pay-request: what is no answer is unknown, and a redirect says so', () => {
  const read = (status: number, body: string) =>
    readPayRequest(status, picked(body, PAY_REQUEST_PICK), ANYWHERE);
  assert.equal(read(302, ''), fault('redirected'));
  assert.equal(read(200, '<html>'), fault('unknown'));
  assert.equal(read(404, '{"status":"ERROR","reason":"gone"}'), fault('refused'));
  assert.equal(read(404, '{}'), fault('unknown'));
  for (const cut of truncations(json(FIRST))) assert.equal(read(200, cut), fault('unknown'));
});

// ---- the invoice

const TERMS = {
  ...{ network: 'bcrt', amountMilliSat: AMOUNT, hash: HASH, memo: 'back' },
  ...{ timestampSec: NOW_SEC, expirySec: 600 },
};
const invoice = (body: object, status = 200) =>
  readPayInvoice(status, picked(json(body), PAY_INVOICE_PICK), EXPECTED);
const written = (changed: object) => invoice({ pr: writeInvoice({ ...TERMS, ...changed }) });

test('pay-request: an invoice as it was asked for, with the hash to look it up by', () => {
  const paymentRequest = writeInvoice(TERMS);
  assert.equal(invoice({ pr: paymentRequest, routes: [] }), {
    ok: true,
    value: { paymentRequest, hash: HASH, expiresAtSec: NOW_SEC + 600 },
  });
});

const INVOICES: readonly (readonly [changed: object, fault: string])[] = [
  [{ network: 'bc' }, 'wrong-network'],
  [{ amountMilliSat: 21_001 }, 'wrong-amount'],
  [{ amountMilliSat: 20_999 }, 'wrong-amount'],
  [{ expirySec: 89 }, 'expires-too-soon'],
  [{ timestampSec: NOW_SEC - 700 }, 'expired'],
  [{ expirySec: 604_801 }, 'expires-too-late'],
  // A clock of theirs that is ahead is one more way to be late.
  [{ timestampSec: NOW_SEC + 604_800 }, 'expires-too-late'],
];
for (const [changed, wanted] of INVOICES) {
  test(`pay-request: an invoice with ${json(changed)} is not paid: ${wanted}`, () => {
    assert.equal(written(changed), fault(wanted));
  });
}

test('pay-request: a week is not too late, and what is no invoice is not paid', () => {
  assert.ok(written({ expirySec: 604_800 }).ok);
  assert.equal(invoice({ status: 'ERROR', reason: 'no' }), fault('refused'));
  assert.equal(invoice({ pr: writeInvoice(TERMS), status: 'ERROR' }), fault('refused'));
  assert.equal(invoice({ pr: 7 }), fault('unknown'));
  assert.equal(invoice({ pr: 'lnbc1' }), fault('bad-checksum'));
  assert.equal(invoice({}), fault('unknown'));
  assert.equal(invoice({}, 301), fault('redirected'));
  for (const flip of flips(writeInvoice(TERMS))) assert.not(invoice({ pr: flip }).ok, flip);
});

test.run();
