/**
 * Answers of withdraw services as files, byte by byte where one was seen: each is read as its
 * server means it, and hostile or broken ones harm nothing. `sources.json` says where each is from.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { classifyCallback } from '../src/payment/observation';
import {
  CALLBACK_PICK,
  readWithdrawRequest,
  WITHDRAW_PICK,
  type WithdrawRequest,
} from '../src/payment/withdraw';
import { picked } from './vectors/picked';

const test = suite('link bodies');

const FOLDER = 'test/vectors/links';
const body = (name: string) => readFileSync(`${FOLDER}/${name}.json`, 'utf8');
const SOURCES: Readonly<Record<string, { readonly source: string; readonly as: string }>> =
  JSON.parse(body('sources'));
const HOME = { localHosts: [] };
const read = (name: string) => readWithdrawRequest(200, picked(body(name), WITHDRAW_PICK), HOME);

function offer(name: string): WithdrawRequest {
  const request = read(name);
  if (!request.ok) throw new Error(`${name}: ${request.fault}`);
  return request.value;
}

type Offer = readonly [
  name: string,
  min: number,
  max: number,
  left?: number | undefined,
  pin?: number,
];
const OFFERS: readonly Offer[] = [
  ['lnbits', 10_000, 10_000],
  ['laisee', 1_000_000, 1_000_000],
  ['lnbits-unique', 10_000, 10_000],
  ['lnbits-library', 100, 200],
  ['bigsun', 478_980, 478_980],
  ['fiatjaf', 2_000, 8_000],
  ['coincorner', 1_000, 363_003_000],
  ['pin-limit', 1_000, 50_000_000, 25_000_000, 10_000_000],
  ['boltcard', 1_000, 1_000_000_000, undefined, 50_000_000],
  ['hub', 1_000, 100_000_000_000],
  ['lnbits-boltcard', 1_000, 50_000_000],
  ['btcpay', 1_000, 21_021_000, 21_021_000],
];

for (const [name, min, max, balance, pinLimit] of OFFERS) {
  test(`link bodies: ${name} offers ${min} to ${max} mSat`, () => {
    const { amountMin, amountMax, ...said } = offer(name);
    assert.equal([amountMin, amountMax], [min, max]);
    assert.equal([said.balance, said.pinLimit], [balance, pinLimit]);
    assert.is(said.isForOnePayment, name === 'lnbits-unique');
  });
}

const NO_OFFERS = [
  ['lnbits-spent', 'exhausted'],
  ['lnbits-not-working', 'refused'],
  ['boltcard-refused', 'refused'],
  ['hub-refused', 'used'],
  ['btcpay-replayed', 'used'],
  ['lnbank-broken', 'unknown'],
  ['ok', 'unknown'],
] as const;

for (const [name, fault] of NO_OFFERS) {
  test(`link bodies: ${name} as a first answer is ${fault}`, () => {
    assert.equal(read(name), { ok: false, fault });
  });
}

const ANSWERS = [
  ['ok', 200, 'accepted'],
  ['btcpay-pending', 200, 'accepted'],
  ['btcpay-manually', 200, 'needs-approval'],
  ['btcpay-recorded', 200, 'needs-approval'],
  ['btcpay-duplicate', 400, 'in-flight'],
  ['btcpay-replayed', 400, 'used'],
  ['lnbits-spent', 200, 'exhausted'],
  ['boltcard-refused', 200, 'refused'],
  ['hub-refused', 200, 'used'],
  ['lnbank-broken', 200, 'unknown'],
] as const;

for (const [name, status, meaning] of ANSWERS) {
  test(`link bodies: ${name} as an answer to a callback means ${meaning}`, () => {
    assert.is(classifyCallback(status, picked(body(name), CALLBACK_PICK)).meaning, meaning);
  });
}

test('LUD-14: where to ask next, and what is left', () => {
  const { balanceCheck, balance } = offer('btcpay');
  const id = '42kktmpL5d6qVc85Fget7H961ZSQ';
  assert.is(balanceCheck?.secret, `https://host/BTC/UILNURL/withdraw/pp/${id}`);
  assert.is(balance, 21_021_000);
  assert.is(offer('fiatjaf').balance, undefined);
});

test('LUD-19: a pay link is read in each of its spellings, and an empty one is none', () => {
  assert.is(offer('fiatjaf').payLink?.secret, 'https://lnurl.fiatjaf.com/lnurl-pay');
  const path = 'lnbits.example/boltcards/api/v1/lnurlp/hit1';
  assert.is(offer('lnbits-boltcard').payLink?.secret, `https://${path}`);
  assert.is(offer('coincorner').payLink, undefined);
});

const PAY_LINKS: readonly (readonly [label: string, payLink: unknown])[] = [
  ['into the owner’s network', 'lnurlp://10.0.0.1/pay'],
  ['without encryption', 'http://a.b/pay'],
  ['to withdraw from', 'lnurlw://a.b/w'],
  ['too long to keep', `https://a.b/${'x'.repeat(300)}`],
  ['that is no text', 5],
  ['of null', null],
];
for (const [label, payLink] of PAY_LINKS) {
  test(`LUD-19: a pay link ${label} is none, and the offer stands`, () => {
    const fields = { ...JSON.parse(body('fiatjaf')), payLink };
    const request = readWithdrawRequest(200, fields, HOME);
    assert.is(request.ok && request.value.payLink, undefined);
  });
}

const PIN_LIMITS: readonly (readonly [pinLimit: unknown, read: number | undefined])[] = [
  [0, 0],
  ['10000000', 10_000_000],
  [null, undefined],
  [-1, undefined],
  [1.5, undefined],
  [true, undefined],
];
for (const [pinLimit, expected] of PIN_LIMITS) {
  test(`pinLimit: ${JSON.stringify(pinLimit)} is read as ${expected}`, () => {
    const request = readWithdrawRequest(200, { ...JSON.parse(body('pin-limit')), pinLimit }, HOME);
    assert.is(request.ok && request.value.pinLimit, expected);
  });
}

test('link bodies: every file has its source, and every source its file', () => {
  const files = readdirSync(FOLDER).filter((name) => name !== 'sources.json');
  assert.equal(files.sort(), Object.keys(SOURCES).sort());
  for (const { source, as } of Object.values(SOURCES)) {
    assert.ok(source.length > 0 && (as === 'recorded' || as === 'documented'));
  }
  const used = new Set([...OFFERS, ...NO_OFFERS, ...ANSWERS].map(([name]) => `${name}.json`));
  assert.equal([...used].sort(), files);
});

test.run();
