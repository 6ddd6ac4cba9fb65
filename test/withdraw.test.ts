import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { classifyCallback } from '../src/payment/observation';
import {
  CALLBACK_PICK,
  callbackUrl,
  K1_LENGTH_MAX,
  readWithdrawRequest,
  WITHDRAW_PICK,
  type WithdrawFault,
} from '../src/payment/withdraw';
import { secret } from '../src/secret';
import { ANSWERS, error, WAITS } from './vectors/answers';
import { bitFlips, truncations } from './vectors/mutations';
import { picked } from './vectors/picked';
import {
  BIGSUN,
  COINCORNER,
  LAISEE,
  LNBANK_BROKEN,
  LNBITS,
  UNIQUE,
  WITH_BALANCE,
} from './vectors/withdraw';

const test = suite('withdraw');

const HOME = { localHosts: ['127.0.0.1:3000'] };
const read = (body: string, httpStatus = 200) =>
  readWithdrawRequest(httpStatus, picked(body, WITHDRAW_PICK), HOME);

const READ: readonly [label: string, body: string, min: number, max: number, k1: string][] = [
  ['LNbits', LNBITS, 10_000, 10_000, '9YxWRdFQFSQngwM2EmuNoh'],
  ['laisee', LAISEE, 1_000_000, 1_000_000, '7jxPR4nHhjEj8WxceFZ2aE'],
  ['LNbits, a unique link', UNIQUE, 10_000, 10_000, 'XJnHjDAPwSkfZzUeT3wiDj'],
  ['CoinCorner', COINCORNER, 1_000, 363_003_000, 'xxxxxxxxxx'],
  ['one with a balance', WITH_BALANCE, 1_000, 50_000_000, 'abc123'],
];

for (const [label, body, min, max, k1] of READ) {
  test(`withdraw: reads the first answer of ${label}`, () => {
    const request = read(body);
    if (!request.ok) throw new Error(request.fault);
    assert.is(request.value.amountMin, min);
    assert.is(request.value.amountMax, max);
    assert.is(request.value.k1.secret, k1);
  });
}

test('withdraw: the status of HTTP means nothing where the body speaks', () => {
  assert.equal(read(LNBITS, 500), read(LNBITS, 200));
});

test('withdraw: keeps the balance and the next link of LUD-14', () => {
  const request = read(WITH_BALANCE);
  if (!request.ok) throw new Error(request.fault);
  assert.is(request.value.balance, 25_000_000);
  assert.is(request.value.balanceCheck?.secret, 'https://example.com/balance');
});

const GOOD = {
  tag: 'withdrawRequest',
  callback: 'https://service.com/cb',
  k1: '00ff',
  minWithdrawable: 1_000,
  maxWithdrawable: 50_000,
};
const change = (fields: Record<string, unknown>) => JSON.stringify({ ...GOOD, ...fields });

const LIBERAL: readonly [
  label: string,
  fields: Record<string, unknown>,
  min: number,
  max: number,
][] = [
  ['amounts as digits', { minWithdrawable: '1000', maxWithdrawable: '50000' }, 1_000, 50_000],
  ['no minimum', { minWithdrawable: undefined }, 0, 50_000],
  ['a minimum of null', { minWithdrawable: null }, 0, 50_000],
  ['a limit without limit', { maxWithdrawable: '9223372036854775807' }, 1_000, 2 ** 53 - 1],
  ['an unusable next link', { balanceCheck: 'http://10.0.0.1/' }, 1_000, 50_000],
  ['an unusable balance', { currentBalance: -1 }, 1_000, 50_000],
  ['a status of OK', { status: 'OK' }, 1_000, 50_000],
  ['a status that is no text', { status: 5 }, 1_000, 50_000],
  ['a callback on a named host', { callback: 'http://127.0.0.1:3000/cb' }, 1_000, 50_000],
  ['a callback on an onion', { callback: 'http://abc.onion/cb' }, 1_000, 50_000],
];

for (const [label, fields, min, max] of LIBERAL) {
  test(`withdraw: takes ${label}`, () => {
    const request = read(change(fields));
    if (!request.ok) throw new Error(request.fault);
    assert.equal([request.value.amountMin, request.value.amountMax], [min, max]);
    assert.is(request.value.balance, undefined);
    assert.is(request.value.balanceCheck, undefined);
  });
}

const REFUSED: readonly [label: string, body: string, fault: WithdrawFault][] = [
  ['HTML', '<html>', 'unknown'],
  ['nothing', '', 'unknown'],
  ['an empty object', '{}', 'unknown'],
  ['OK', '{"status":"OK"}', 'unknown'],
  ['the answer inside another', LNBANK_BROKEN, 'unknown'],
  ['an ERROR', '{"status":"ERROR","reason":"bad request"}', 'refused'],
  ['an error', '{"reason":"","status":"error"}', 'refused'],
  ['an ERROR without reason', '{"status":"ERROR"}', 'refused'],
  ['an ERROR whose reason is no text', '{"status":"ERROR","reason":{"a":1}}', 'refused'],
  ['an ERROR with everything else right', change({ status: 'ERROR' }), 'refused'],
  ['a spent link', '{"reason": "Withdraw is spent.", "status": "ERROR"}', 'exhausted'],
  ['a detail', '{"detail":"Withdraw link does not exist."}', 'exhausted'],
  ['nothing left', change({ minWithdrawable: 0, maxWithdrawable: 0 }), 'exhausted'],
  ['nothing left, and a minimum', change({ maxWithdrawable: 0 }), 'exhausted'],
  ['a link to pay', change({ tag: 'payRequest' }), 'wrong-tag'],
  ['a tag that is no text', change({ tag: 5 }), 'wrong-tag'],
  ['a minimum above the maximum', change({ minWithdrawable: 50_001 }), 'bad-amounts'],
  ['a negative minimum', change({ minWithdrawable: -1 }), 'bad-amounts'],
  ['a negative maximum', change({ maxWithdrawable: -1 }), 'bad-amounts'],
  ['a part of a mSat', change({ maxWithdrawable: 1_000.5 }), 'bad-amounts'],
  ['a part of a mSat, as text', change({ maxWithdrawable: '1000.5' }), 'bad-amounts'],
  ['a power', change({ maxWithdrawable: '1e6' }), 'bad-amounts'],
  ['hexadecimal digits', change({ maxWithdrawable: '0x10' }), 'bad-amounts'],
  ['digits and a space', change({ maxWithdrawable: ' 1000' }), 'bad-amounts'],
  ['no digits', change({ maxWithdrawable: '' }), 'bad-amounts'],
  ['a maximum of true', change({ maxWithdrawable: true }), 'bad-amounts'],
  ['no maximum', change({ maxWithdrawable: undefined }), 'bad-amounts'],
  ['no callback', change({ callback: undefined }), 'bad-callback'],
  ['a relative callback', change({ callback: '/cb' }), 'bad-callback'],
  ['a callback over http', change({ callback: 'http://service.com/cb' }), 'bad-callback'],
  ['a callback into the house', change({ callback: 'https://192.168.0.1/' }), 'bad-callback'],
  ['a callback to another port', change({ callback: 'http://127.0.0.1:22/' }), 'bad-callback'],
  ['a callback to a file', change({ callback: 'file:///etc/passwd' }), 'bad-callback'],
  ['a callback with an invoice', change({ callback: 'https://a.b/c?x=1&pr=ln' }), 'bad-callback'],
  ['the same, hidden', change({ callback: 'https://a.b/c?P%72=ln' }), 'bad-callback'],
  ['a callback with a user', change({ callback: 'https://a:b@service.com/' }), 'bad-callback'],
  ['a callback of two lines', change({ callback: 'https://a.b/\r\nX: y' }), 'bad-callback'],
  ['a long callback', change({ callback: `https://a.b/${'x'.repeat(2_048)}` }), 'bad-callback'],
  ['no k1', change({ k1: undefined }), 'bad-k1'],
  ['an empty k1', change({ k1: '' }), 'bad-k1'],
  ['a k1 that is a number', change({ k1: 5 }), 'bad-k1'],
  ['a k1 of two lines', change({ k1: 'a\r\nHost: b' }), 'bad-k1'],
  ['a k1 beyond ASCII', change({ k1: 'é' }), 'bad-k1'],
  ['a long k1', change({ k1: 'a'.repeat(K1_LENGTH_MAX + 1) }), 'bad-k1'],
];

for (const [label, body, fault] of REFUSED) {
  test(`withdraw: refuses ${label}`, () => {
    assert.equal(read(body), { ok: false, fault });
  });
}

test('withdraw: a 404 that is not JSON ends the link', () => {
  assert.equal(read('Not Found', 404), { ok: false, fault: 'exhausted' });
});

test('withdraw: a redirect offers nothing, unless its body does', () => {
  assert.equal(read('<html>', 302), { ok: false, fault: 'redirected' });
  assert.equal(read('{"to":"elsewhere"}', 307), { ok: false, fault: 'redirected' });
  assert.equal(read(LNBITS, 302), read(LNBITS));
});

test('withdraw: a PIN goes behind the invoice, and only where there is one', () => {
  const [callback, k1] = [secret('https://a.b/cb?id=1'), secret('00ff')];
  const url = callbackUrl(callback, k1, 'lnbc1', secret('0012'));
  assert.is(url.secret, 'https://a.b/cb?id=1&k1=00ff&pr=lnbc1&pin=0012');
  assert.not.ok(callbackUrl(callback, k1, 'lnbc1').secret.includes('pin'));
});

const URLS: readonly [callback: string, k1: string, url: string][] = [
  ['https://a.b/cb', '00ff', 'https://a.b/cb?k1=00ff&pr=lnbc1'],
  ['https://a.b/cb?id=1', '00ff', 'https://a.b/cb?id=1&k1=00ff&pr=lnbc1'],
  ['https://a.b/cb?', '00ff', 'https://a.b/cb?k1=00ff&pr=lnbc1'],
  ['https://a.b/cb?id=1&', '00ff', 'https://a.b/cb?id=1&k1=00ff&pr=lnbc1'],
  ['https://a.b/cb', 'a&b=c d#%/?', 'https://a.b/cb?k1=a%26b%3Dc%20d%23%25%2F%3F&pr=lnbc1'],
];

for (const [callback, k1, url] of URLS) {
  test(`withdraw: an invoice goes to ${url}`, () => {
    assert.is(callbackUrl(secret(callback), secret(k1), 'lnbc1').secret, url);
  });
}

test("withdraw: a callback's own query stays as it is", () => {
  const request = read(BIGSUN);
  if (!request.ok) throw new Error(request.fault);
  const url = callbackUrl(request.value.callback, request.value.k1, 'lnbc1').secret;
  const start = 'https://lnurl.bigsun.xyz/lnurl-withdraw/callback/?param1=1&param2=2&k1=c67a8aa6';
  assert.is(url.startsWith(start), true);
});

test('withdraw: neither callback nor k1 prints by accident', () => {
  const request = read(change({ k1: 'planted-k1', callback: 'https://a.b/planted-callback' }));
  if (!request.ok) throw new Error(request.fault);
  assert.is(`${request.value.callback}${request.value.k1}`.includes('planted'), false);
});

for (const [label, body, httpStatus, meaning] of ANSWERS) {
  test(`withdraw: an answer's meaning, ${label}`, () => {
    assert.is(classifyCallback(httpStatus, picked(body, CALLBACK_PICK)).meaning, meaning);
  });
}

for (const [reason, waitMs] of WAITS) {
  test(`withdraw: too early, ${reason.slice(0, 60)}`, () => {
    const answer = classifyCallback(200, { status: 'ERROR', reason });
    assert.equal(answer, { meaning: 'too-early', waitMs });
  });
}

test('withdraw: damage never throws nor lets an amount out of bounds', () => {
  for (const body of [...truncations(UNIQUE), ...bitFlips(UNIQUE)]) {
    const request = read(body);
    if (!request.ok) continue;
    const { amountMin, amountMax, callback, k1 } = request.value;
    assert.is(amountMin >= 0 && amountMin <= amountMax && amountMax > 0, true, body);
    assert.is(callbackUrl(callback, k1, 'lnbc1').secret.startsWith('http'), true, body);
  }
});

test("withdraw: damage to a callback's answer never throws", () => {
  const answer = error('Wait 5 seconds.');
  for (const body of [...truncations(answer), ...bitFlips(answer)]) {
    for (const httpStatus of [200, 404, 500]) {
      const { meaning } = classifyCallback(httpStatus, picked(body, CALLBACK_PICK));
      assert.is(meaning === 'probably-paid' || meaning === 'in-flight', false, body);
    }
  }
});

test.run();
