/** What each kind of node is asked that is to pay. Answers: payout-reading.test.ts. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nodeHeaders } from '../src/payment/nodes/headers';
import type { Payment } from '../src/payment/payout/blueprint';
import { PAYOUT_KIND_NAMES, PAYOUT_KINDS, type PayoutKind } from '../src/payment/payout/kinds';
import { secret } from '../src/secret';
import { milliSat } from '../src/units';
import { picked } from './vectors/picked';

const test = suite('payout');

const PLACE = {
  account: '5Sd8HYzQyVv4MVmtYKCv5gJw',
  origin: { scheme: 'https', host: 'node.example', port: 443 },
} as const;
/** In base64 it has both of the letters that a URL does not take. */
const HASH = `fbff${'ab'.repeat(30)}`;
const PAYMENT: Payment = {
  paymentRequest: 'lnbcrt210n1given',
  hash: HASH,
  amountMilliSat: 21_000,
  feeMilliSatMax: 2_999,
  timeoutSec: 30,
};
const KNOWN = { hash: HASH, amount: milliSat(21_000) };

const pay = (kind: PayoutKind) => PAYOUT_KINDS[kind].pay(PAYMENT, PLACE);
const look = (kind: PayoutKind) => PAYOUT_KINDS[kind].lookUp(HASH, PLACE);
const readPaid = (kind: PayoutKind, status: number, body: string) =>
  PAYOUT_KINDS[kind].readPaid(status, picked(body, pay(kind).pick), KNOWN);
const readLooked = (kind: PayoutKind, status: number, body: string) =>
  PAYOUT_KINDS[kind].readLookedUp(status, picked(body, look(kind).pick), KNOWN);
const fault = (name: string) => ({ ok: false, fault: name });

type Asked = readonly [path: string, body: object | string];
const ASKED: Readonly<Record<PayoutKind, Asked>> = {
  lnd: [
    '/v2/router/send',
    {
      payment_request: PAYMENT.paymentRequest,
      timeout_seconds: 30,
      fee_limit_msat: '2999',
      no_inflight_updates: true,
    },
  ],
  'core-lightning': [
    '/v1/xpay',
    { invstring: PAYMENT.paymentRequest, maxfee: 2_999, retry_for: 30 },
  ],
  phoenixd: ['/payinvoice', 'invoice=lnbcrt210n1given'],
  lnbits: ['/api/v1/payments', { out: true, bolt11: PAYMENT.paymentRequest }],
  btcpay: [
    `/api/v1/stores/${PLACE.account}/lightning/BTC/invoices/pay`,
    // Whole sat, rounded down: what is above the limit is the owner's.
    { BOLT11: PAYMENT.paymentRequest, maxFeeFlat: '2', sendTimeout: 30 },
  ],
};
const LOOKED_UP: Readonly<Record<PayoutKind, Asked>> = {
  lnd: [
    '/v2/router/track/-_-rq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=?no_inflight_updates=true',
    '',
  ],
  'core-lightning': ['/v1/listpays', { payment_hash: HASH }],
  phoenixd: [`/payments/outgoingbyhash/${HASH}`, ''],
  lnbits: [`/api/v1/payments/${HASH}`, ''],
  btcpay: [`/api/v1/stores/${PLACE.account}/lightning/BTC/payments/${HASH}`, ''],
};

for (const kind of PAYOUT_KIND_NAMES) {
  test(`${kind}: a payment is asked for once, with its own invoice and its limits`, () => {
    const { method, path, body } = pay(kind);
    const [wantedPath, wanted] = ASKED[kind];
    assert.equal([method, path.secret], ['POST', wantedPath]);
    const text = body?.secret ?? '';
    assert.equal(typeof wanted === 'string' ? text : JSON.parse(text), wanted);
  });

  test(`${kind}: it is looked up by its hash, and by nothing that is none`, () => {
    const { method, path, body } = look(kind);
    const [wantedPath, wanted] = LOOKED_UP[kind];
    assert.equal([method, path.secret], [wanted === '' ? 'GET' : 'POST', wantedPath]);
    const text = body?.secret ?? '';
    assert.equal(typeof wanted === 'string' ? text : JSON.parse(text), wanted);
    assert.throws(() => PAYOUT_KINDS[kind].lookUp('../admin', PLACE), /hash|hex/);
  });

  test(`${kind}: no preimage is ever picked, and the header is that of its kind`, () => {
    for (const { pick } of [pay(kind), look(kind)]) {
      assert.not(pick.some((name) => name.toLowerCase().includes('preimage')));
    }
    assert.is(nodeHeaders(kind, secret('key'), true).length, 2);
  });

  test(`${kind}: what something in front of it says leaves a payment open`, () => {
    for (const [status, wanted] of [
      [401, 'refused'],
      [403, 'refused'],
      [429, 'unreachable'],
      [502, 'unreachable'],
      [504, 'unreachable'],
      [302, 'malformed'],
      [404, 'malformed'],
      [200, 'malformed'],
    ] as const) {
      for (const body of ['<html>', '', 'OK']) {
        assert.equal(readPaid(kind, status, body), fault(wanted), `${status} ${body}`);
        assert.equal(readLooked(kind, status, body), fault(wanted), `${status} ${body}`);
      }
    }
  });
}

test.run();
