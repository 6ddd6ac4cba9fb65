/** What the answers to payments mean that the files of vectors/payout do not show. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Payment } from '../src/payment/payout/blueprint';
import { PAYOUT_KINDS, type PayoutKind } from '../src/payment/payout/kinds';
import { milliSat } from '../src/units';
import { bitFlips } from './vectors/mutations';
import { picked } from './vectors/picked';

const test = suite('payout reading');

const PLACE = {
  account: '5Sd8HYzQyVv4MVmtYKCv5gJw',
  origin: { scheme: 'https', host: 'node.example', port: 443 },
} as const;
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
const paid = (feeMilliSat: number) => ({ ok: true, value: { kind: 'paid', feeMilliSat } });
const said = (kind: string) => ({ ok: true, value: { kind } });
const fault = (name: string) => ({ ok: false, fault: name });

// ---- lnd

const lnd = (changed: object) => {
  const result = {
    payment_hash: HASH,
    value_msat: '21000',
    fee_msat: '17',
    status: 'SUCCEEDED',
    ...changed,
  };
  return `${JSON.stringify({ result })}\n`;
};

test('lnd: only what it says of this payment and amount counts', () => {
  assert.equal(readPaid('lnd', 200, lnd({})), paid(17));
  for (const changed of [
    { payment_hash: 'ab'.repeat(32) },
    { value_msat: '20999' },
    { value_msat: undefined },
    { fee_msat: undefined },
    { fee_msat: '-1' },
    { status: 'UNKNOWN' },
    { status: undefined },
    { status: 2 },
  ]) {
    assert.equal(readPaid('lnd', 200, lnd(changed)), fault('malformed'), JSON.stringify(changed));
  }
  assert.equal(readPaid('lnd', 500, lnd({})), fault('malformed'));
});

test('lnd: a stream of several documents, or one that is not whole, says nothing', () => {
  const flying = lnd({ status: 'IN_FLIGHT' });
  assert.equal(readPaid('lnd', 200, flying), said('in-flight'));
  assert.equal(readPaid('lnd', 200, flying + lnd({})), fault('malformed'));
  assert.equal(readPaid('lnd', 200, lnd({}).slice(0, -2)), fault('malformed'));
  const failed = lnd({ status: 'FAILED' });
  assert.equal(readLooked('lnd', 200, failed + failed), fault('malformed'));
});

test('lnd: a 404 is believed with its own words only, and 200 with none of an error', () => {
  const error = (message: string, code = 5) => JSON.stringify({ error: { code, message } });
  assert.equal(readLooked('lnd', 404, error("payment isn't initiated")), said('not-found'));
  assert.equal(readLooked('lnd', 404, error('Not Found')), fault('malformed'));
  assert.equal(readLooked('lnd', 404, error("payment isn't initiated", 12)), fault('malformed'));
  assert.equal(readLooked('lnd', 200, error("payment isn't initiated")), fault('malformed'));
  assert.equal(readPaid('lnd', 200, error('invoice expired', 2)), fault('malformed'));
});

test('lnd: no flipped bit of a payment in flight makes it paid', () => {
  for (const flip of bitFlips(lnd({ status: 'IN_FLIGHT' }))) {
    const read = readPaid('lnd', 200, flip);
    assert.not(read.ok && read.value.kind !== 'in-flight', flip);
  }
});

// ---- core-lightning

const pays = (...list: readonly object[]) =>
  JSON.stringify({ pays: list.map((each) => ({ payment_hash: HASH, ...each })) });
const FAILED = { status: 'failed', amount_sent_msat: 0 };
const PENDING = { status: 'pending', amount_msat: 21_000, amount_sent_msat: 21_003 };
const COMPLETE = { status: 'complete', amount_msat: 21_000, amount_sent_msat: 21_003 };

test('core-lightning: of all groups one that is complete decides, then one that is pending', () => {
  const rows: readonly (readonly [readonly object[], object])[] = [
    [[FAILED], said('failed')],
    [[FAILED, FAILED], said('failed')],
    [[FAILED, PENDING], said('in-flight')],
    [[PENDING, FAILED], said('in-flight')],
    [[PENDING, COMPLETE], paid(3)],
    [[FAILED, FAILED, FAILED, FAILED, COMPLETE], paid(3)],
    // More than are looked at: nobody knows.
    [[FAILED, FAILED, FAILED, FAILED, FAILED, COMPLETE], said('in-flight')],
    [[{ ...FAILED, status: 'unheard-of' }], fault('malformed')],
    [[{ ...FAILED, payment_hash: 'ab'.repeat(32) }], fault('malformed')],
    [[{ ...COMPLETE, amount_sent_msat: 20_999 }], fault('malformed')],
    [[{ ...COMPLETE, amount_msat: 20_999 }], fault('malformed')],
  ];
  for (const [list, wanted] of rows) {
    assert.equal(readLooked('core-lightning', 201, pays(...list)), wanted, JSON.stringify(list));
  }
  assert.equal(readLooked('core-lightning', 201, '{}'), fault('malformed'));
});

test('core-lightning: what it sent must have arrived, and no other amount', () => {
  const sent = (amount_msat: unknown, amount_sent_msat: unknown) =>
    readPaid('core-lightning', 201, JSON.stringify({ amount_msat, amount_sent_msat }));
  assert.equal(sent(21_000, 21_003), paid(3));
  assert.equal(sent('21000', '21003'), paid(3));
  for (const [amount, all] of [
    [21_001, 21_003],
    [20_999, 21_003],
    [21_000, 20_999],
    [undefined, 21_003],
    [21_000, undefined],
  ]) {
    assert.equal(sent(amount, all), fault('malformed'), `${amount} ${all}`);
  }
});

test('core-lightning: a failure is final only where it comes before the first part', () => {
  const error = (code: number) => JSON.stringify({ code, message: 'm' });
  for (const code of [-32602, 205, 207]) {
    assert.equal(readPaid('core-lightning', 500, error(code)), said('failed'), `${code}`);
  }
  for (const code of [-3, -1, 200, 203, 206, 209, 210, 219]) {
    assert.equal(readPaid('core-lightning', 500, error(code)), said('in-flight'), `${code}`);
  }
  assert.equal(readPaid('core-lightning', 201, error(205)), fault('malformed'));
  assert.equal(readPaid('core-lightning', 404, error(-32601)), fault('malformed'));
});

// ---- phoenixd

test('phoenixd: its own 404 and an answer without any say different things', () => {
  assert.equal(readLooked('phoenixd', 204, ''), said('not-found'));
  assert.equal(readLooked('phoenixd', 404, 'Unknown endpoint'), fault('malformed'));
  assert.equal(readPaid('phoenixd', 204, ''), fault('malformed'));
});

test('phoenixd: what arrives is in whole sat, and must be what was to be paid', () => {
  const sent = (recipientAmountSat: unknown, routingFeeSat: unknown = 4) =>
    JSON.stringify({ paymentHash: HASH, recipientAmountSat, routingFeeSat });
  assert.equal(readPaid('phoenixd', 200, sent(21)), paid(4_000));
  for (const body of [sent(20), sent('21'), sent(21, -4), sent(21, 2 ** 52), sent(21, null)]) {
    assert.equal(readPaid('phoenixd', 200, body), fault('malformed'), body);
  }
});

test('phoenixd: a payment that is shown sent what was to arrive, at least', () => {
  const shown = (sent: unknown, fees: unknown = 4_084) =>
    readLooked('phoenixd', 200, JSON.stringify({ paymentHash: HASH, isPaid: true, sent, fees }));
  assert.equal(shown(25), paid(4_084));
  assert.equal(shown(21, 0), paid(0));
  for (const read of [shown(20), shown(null), shown(25, -1), shown(25, null)]) {
    assert.equal(read, fault('malformed'));
  }
});

// ---- lnbits

test('lnbits: a status and an amount of the same wallet, or nothing', () => {
  const out = (changed: object) =>
    JSON.stringify({
      payment_hash: HASH,
      amount: -21_000,
      fee: -40,
      status: 'success',
      ...changed,
    });
  assert.equal(readPaid('lnbits', 201, out({})), paid(40));
  assert.equal(readPaid('lnbits', 201, out({ status: undefined })), said('in-flight'));
  assert.equal(readPaid('lnbits', 201, out({ status: 'failed' })), said('in-flight'));
  for (const changed of [
    { amount: 21_000 },
    { amount: -20_000 },
    { amount: '-21000' },
    { fee: 0.5 },
    { fee: null },
    { payment_hash: 'ab'.repeat(32) },
  ]) {
    assert.equal(
      readPaid('lnbits', 201, out(changed)),
      fault('malformed'),
      JSON.stringify(changed),
    );
  }
});

// ---- btcpay

test('btcpay: a failure is only what came of no route; what it cost may be unknown', () => {
  const error = (code: string) => JSON.stringify({ code, message: 'm' });
  assert.equal(readPaid('btcpay', 400, error('could-not-find-route')), said('failed'));
  assert.equal(readPaid('btcpay', 400, error('generic-error')), said('in-flight'));
  assert.equal(readPaid('btcpay', 202, ''), said('in-flight'));
  const shown = (changed: object) =>
    JSON.stringify({ paymentHash: HASH, status: 'Complete', totalAmount: '21001', ...changed });
  assert.equal(readPaid('btcpay', 200, shown({ feeAmount: '1' })), paid(1));
  assert.equal(readPaid('btcpay', 200, shown({})), paid(0));
  assert.equal(readPaid('btcpay', 200, shown({ status: 'Failed' })), said('in-flight'));
  assert.equal(readLooked('btcpay', 200, shown({ status: 'Failed' })), said('failed'));
  for (const changed of [{ totalAmount: '20999' }, { status: 'Gone' }, { feeAmount: 'x' }]) {
    assert.equal(readLooked('btcpay', 200, shown(changed)), fault('malformed'));
  }
});

test.run();
