/** Vouchers: how one is made, shown, looked up and closed, and when it is nobody's any more. */
import { bech32, utf8 } from '@scure/base';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PAYOUT_KIND_NAMES, voucherOf } from '../src/payment/payout/kinds';
import { isVoucherId } from '../src/payment/payout/voucher';
import { picked } from './vectors/picked';

const test = suite('voucher');

const PLACE = {
  account: '5Sd8HYzQyVv4MVmtYKCv5gJw',
  origin: { scheme: 'https', host: 'node.example', port: 443 },
} as const;
const LABEL = `0123456789abcdef-${'cd'.repeat(16)}`;
const MEMO = 'Not used at Flat 3';
const NEW = { label: LABEL, memo: MEMO, amountMilliSat: 21_000, expiresAtSec: 1_800_604_800 };
const ID = 'eKbrKxF2PAi8wNX65ab4HM';
const URL_SHOWN = 'https://pay.example/withdraw/api/v1/lnurl/9YxWRdFQFSQngwM2EmuNoh';
const LNURL = bech32.encode('lnurl', bech32.toWords(utf8.decode(URL_SHOWN)), 2_000);
const OTHER = bech32.encode('lnurb', bech32.toWords(utf8.decode(URL_SHOWN)), 2_000);
const PULL = '/api/v1/pull-payments';

const lnbits = voucherOf('lnbits')!;
const btcpay = voucherOf('btcpay')!;
const json = JSON.stringify;
const ok = (value: unknown) => ({ ok: true, value });
const fault = (name: string) => ({ ok: false, fault: name });

test('voucher: of the kinds two make them, and the others say so', () => {
  const able = PAYOUT_KIND_NAMES.filter((kind) => voucherOf(kind) !== undefined);
  assert.equal(able, ['lnbits', 'btcpay']);
});

test('lnbits: one use of exactly this amount, under our own label', () => {
  const { method, path, body } = lnbits.create(NEW, PLACE);
  assert.equal([method, path.secret], ['POST', '/withdraw/api/v1/links']);
  assert.equal(JSON.parse(body?.secret ?? ''), {
    title: `${MEMO} ${LABEL}`,
    min_withdrawable: 21,
    max_withdrawable: 21,
    uses: 1,
    wait_time: 1,
    is_unique: false,
    enabled: true,
  });
  for (const amountMilliSat of [0, -21_000, 21_500]) {
    assert.throws(() => lnbits.create({ ...NEW, amountMilliSat }, PLACE), /whole sat/);
    assert.throws(() => btcpay.create({ ...NEW, amountMilliSat }, PLACE), /whole sat/);
  }
});

test('lnbits: the link is for a QR, in upper case; without one there is no voucher', () => {
  const read = (status: number, body: string) =>
    lnbits.readCreated(status, picked(body, lnbits.create(NEW, PLACE).pick));
  const link = { secret: LNURL.toUpperCase() };
  assert.equal(read(201, json({ id: ID, lnurl: LNURL })), ok({ id: ID, link }));
  for (const lnurl of [LNURL.slice(0, -1), OTHER, '', null, 7, ID]) {
    assert.equal(read(201, json({ id: ID, lnurl })), fault('malformed'), `${lnurl}`);
  }
  for (const id of ['../keys', '', 'a'.repeat(65), 7]) {
    assert.equal(read(201, json({ id, lnurl: LNURL })), fault('malformed'), `${id}`);
    assert.not(isVoucherId(id));
  }
  assert.equal(read(403, json({ detail: 'Invalid key.' })), fault('refused'));
  assert.equal(read(404, json({ detail: 'Wallet not found.' })), fault('refused'));
  assert.equal(read(404, json({ detail: 'Not Found' })), fault('malformed'));
  assert.equal(read(502, '<html>'), fault('unreachable'));
});

test('lnbits: one whose answer was lost is found among the newest by its title', () => {
  const find = lnbits.find!;
  const request = find.request(LABEL);
  assert.equal([request.method, request.path.secret], ['GET', '/withdraw/api/v1/links?limit=4']);
  const read = (body: string) => find.read(200, picked(body, request.pick), LABEL);
  const link = (title: string, id = ID) => ({ id, title, lnurl: LNURL, used: 0 });
  const data = [link(`1${LABEL}`, 'x'), link(`a b ${LABEL}`)];
  assert.equal(
    read(json({ data, total: 2 })),
    ok({ id: ID, link: { secret: LNURL.toUpperCase() } }),
  );
  assert.equal(read(json({ data: [link('another')], total: 1 })), ok(undefined));
  assert.equal(read(json({ data: [], total: 0 })), ok(undefined));
  assert.equal(read(json({ total: 0 })), fault('malformed'));
  assert.equal(read('[]'), fault('malformed'));
});

test('lnbits: what was used once is used; a link of more uses is none of ours', () => {
  const request = lnbits.lookUp(ID);
  assert.equal([request.method, request.path.secret], ['GET', `/withdraw/api/v1/links/${ID}`]);
  const read = (status: number, body: object) =>
    lnbits.readLookedUp(status, picked(json(body), request.pick));
  assert.equal(read(200, { id: ID, uses: 1, used: 0 }), ok('unused'));
  assert.equal(read(200, { id: ID, uses: 1, used: 1 }), ok('used'));
  assert.equal(read(200, { id: ID, uses: 2, used: 0 }), fault('malformed'));
  assert.equal(read(200, { id: ID, uses: 1 }), fault('malformed'));
  assert.equal(read(404, { detail: 'Withdraw link does not exist.' }), ok('not-found'));
  assert.equal(read(404, { detail: 'Not Found' }), fault('malformed'));
  assert.equal(read(403, { detail: 'Not your withdraw link.' }), fault('refused'));
  assert.throws(() => lnbits.lookUp('../../wallet'), /not an id/);
});

test('lnbits: it is closed when it is shown as switched off, and not before', () => {
  const request = lnbits.close(NEW, ID, PLACE);
  assert.equal([request.method, request.path.secret], ['PUT', `/withdraw/api/v1/links/${ID}`]);
  assert.is(JSON.parse(request.body?.secret ?? '').enabled, false);
  const read = (status: number, body: object) =>
    lnbits.readClosed(status, picked(json(body), request.pick));
  assert.equal(read(200, { id: ID, enabled: false }), ok('closed'));
  assert.equal(read(200, { id: ID, enabled: true }), fault('malformed'));
  // Of before March 2026.
  assert.equal(read(200, { id: ID, used: 0 }), fault('malformed'));
  assert.equal(read(404, { detail: 'Withdraw link does not exist.' }), ok('not-found'));
});

test('btcpay: a limit in sat that ends at its time, and approves its claims itself', () => {
  const { method, path, body, pick } = btcpay.create(NEW, PLACE);
  assert.equal([method, path.secret], ['POST', `/api/v1/stores/${PLACE.account}/pull-payments`]);
  assert.equal(JSON.parse(body?.secret ?? ''), {
    name: LABEL,
    description: MEMO,
    amount: '21',
    currency: 'SATS',
    autoApproveClaims: true,
    expiresAt: NEW.expiresAtSec,
    payoutMethods: ['BTC-LN'],
    paymentMethods: ['BTC-LightningNetwork'],
  });
  const made = btcpay.readCreated(200, picked(json({ id: ID, name: LABEL }), pick));
  assert.equal(made, ok({ id: ID, link: undefined }));
  assert.equal(btcpay.readCreated(200, picked(json({ id: 'a/b' }), pick)), fault('malformed'));
  assert.equal(btcpay.readCreated(403, picked(json({ code: 'x' }), pick)), fault('refused'));
  assert.throws(() => btcpay.create({ ...NEW, label: 'l'.repeat(51) }, PLACE), /too long/);
});

test('btcpay: its link is asked for, and must be one', () => {
  const show = btcpay.show!;
  const request = show.request(ID);
  assert.equal([request.method, request.path.secret], ['GET', `${PULL}/${ID}/lnurl`]);
  const read = (status: number, body: object) =>
    show.read(status, picked(json(body), request.pick));
  assert.equal(read(200, { lnurlBech32: LNURL }), ok({ secret: LNURL.toUpperCase() }));
  assert.equal(read(200, { lnurlUri: URL_SHOWN }), fault('malformed'));
  assert.equal(read(400, { code: 'lnurl-not-supported' }), fault('malformed'));
});

test('btcpay: what was claimed once is never unused again, whatever became of it', () => {
  const request = btcpay.lookUp(ID);
  assert.is(request.path.secret, `${PULL}/${ID}/payouts?includeCancelled=true`);
  const read = (status: number, body: unknown) =>
    btcpay.readLookedUp(status, picked(json(body), request.pick));
  assert.equal(read(200, []), ok('unused'));
  for (const state of ['AwaitingApproval', 'AwaitingPayment', 'InProgress', 'Cancelled', null]) {
    assert.equal(read(200, [{ id: 'p', state }]), ok('in-use'), `${state}`);
    assert.equal(read(200, [{ state }, { state: 'Completed' }]), ok('used'), `${state}`);
  }
  assert.equal(read(200, {}), fault('malformed'));
  assert.equal(read(404, { code: 'pullpayment-not-found' }), ok('not-found'));
  assert.equal(read(404, { code: 'x' }), fault('malformed'));
});

test('btcpay: it is closed by archiving it, with an empty answer', () => {
  const request = btcpay.close(NEW, ID, PLACE);
  const path = `/api/v1/stores/${PLACE.account}/pull-payments/${ID}`;
  assert.equal([request.method, request.path.secret, request.body], ['DELETE', path, undefined]);
  assert.equal(btcpay.readClosed(200, undefined), ok('closed'));
  assert.equal(btcpay.readClosed(404, { code: 'pullpayment-not-found' }), ok('not-found'));
  assert.equal(btcpay.readClosed(404, undefined), fault('malformed'));
  assert.equal(btcpay.readClosed(503, undefined), fault('unreachable'));
});

test.run();
