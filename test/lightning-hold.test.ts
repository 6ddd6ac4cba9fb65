/** Hold invoices of the desk's LND: the payer's money waits, and is taken or given back once. */
import { hexToBytes } from '@noble/hashes/utils.js';
import { base64 } from '@scure/base';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PayOutcome } from '../host-sim/lightning/backend';
import { hashOfPreimage } from '../host-sim/lightning/bolt11';
import { createLedger } from '../host-sim/lightning/ledger';
import { createLndRest } from '../host-sim/lightning/lnd-rest';
import { fail, ok } from '../src/result';

const MACAROON = '0201036c6e64';
const PREIMAGE = 'ab'.repeat(32);
const HASH = hashOfPreimage(PREIMAGE);
const BODY = {
  memo: 'deposit',
  hash: base64.encode(hexToBytes(HASH)),
  value_msat: '50000',
  expiry: '600',
  cltv_expiry: '144',
  private: false,
};
const FUNDED = 200_000;
const DAY_LESS_TWO_HOURS_MS = 79_200_000;

function node() {
  const clock = { nowMs: 1_800_000_000_000 };
  const epochMs = () => clock.nowMs;
  const waiting: { readonly atMs: number; readonly run: () => void }[] = [];
  const takenFrom: string[] = [];
  const lightning = createLedger({
    epochMs,
    buyers: ['car'],
    fundedMilliSat: FUNDED,
    after: (delayMs, run) => waiting.push({ atMs: clock.nowMs + delayMs, run }),
    onTaking: (buyer) => takenFrom.push(buyer),
  });
  const { owner } = lightning;
  const rest = createLndRest({ owner: owner.face, epochMs, macaroonHex: MACAROON });
  const call = (method: string, path: string, body?: object) => {
    const text = body === undefined ? '' : JSON.stringify(body);
    const headers = { 'grpc-metadata-macaroon': MACAROON };
    const { status, body: said } = rest({ method, path, body: text, headers });
    return { status, json: JSON.parse(said) as Record<string, unknown> };
  };
  const outcomes: PayOutcome[] = [];
  const car = lightning.buyer('car');
  return {
    clock,
    owner,
    car,
    outcomes,
    takenFrom,
    create: (more: object = {}) => call('POST', '/v2/invoices/hodl', { ...BODY, ...more }),
    pay: (request: unknown) => car.pay(String(request), (outcome) => outcomes.push(outcome)),
    lookUp: () => call('GET', `/v1/invoice/${HASH}`).json,
    settle: () => {
      const preimage = base64.encode(hexToBytes(PREIMAGE));
      return call('POST', '/v2/invoices/settle', { preimage });
    },
    cancel: () => call('POST', '/v2/invoices/cancel', { payment_hash: BODY.hash }),
    wait(ms: number): void {
      clock.nowMs += ms;
      for (const each of waiting) if (each.atMs <= clock.nowMs) each.run();
    },
  };
}

function held() {
  const desk = node();
  desk.pay(desk.create().json['payment_request']);
  return desk;
}

const hold = suite('lightning hold');

hold('create answers without the hash, and the look-up without a preimage', () => {
  const { create, lookUp } = node();
  const { status, json } = create();
  assert.is(status, 200);
  assert.equal(Object.keys(json), ['payment_request', 'add_index', 'payment_addr']);
  const { state, r_preimage, cltv_expiry, htlcs, expiry } = lookUp();
  assert.equal(
    { state, r_preimage, cltv_expiry, htlcs, expiry },
    { state: 'OPEN', r_preimage: '', cltv_expiry: '144', htlcs: [], expiry: '600' },
  );
  assert.is(create().json['message'], 'invoice with payment hash already exists');
});

hold('paid, it is ACCEPTED: the money has left the wallet and nobody has it', () => {
  const { owner, car, outcomes, lookUp } = held();
  assert.is(lookUp()['state'], 'ACCEPTED');
  assert.is(lookUp()['amt_paid_msat'], '50000');
  assert.is((lookUp()['htlcs'] as { state: string }[])[0]?.state, 'ACCEPTED');
  assert.equal([car.balanceMilliSat(), car.spentMilliSat()], [150_000, 0]);
  assert.equal([owner.receivedMilliSat(), owner.settlements.length], [0, 0]);
  assert.equal(outcomes, []);
});

hold('in the payer’s hands it is in flight: the same invoice is not paid again', () => {
  const { owner, car } = held();
  const request = owner.lookup(HASH)?.paymentRequest ?? '';
  assert.equal(car.check(request), fail('in-flight'));
});

hold('settled with the preimage the money is the node’s, once, and the payer knows', () => {
  const { owner, car, outcomes, takenFrom, lookUp, settle, cancel } = held();
  assert.equal(settle(), { status: 200, json: {} });
  assert.equal(settle(), { status: 200, json: {} });
  assert.is(lookUp()['state'], 'SETTLED');
  assert.is(lookUp()['r_preimage'], base64.encode(hexToBytes(PREIMAGE)));
  assert.equal([car.balanceMilliSat(), car.spentMilliSat()], [150_000, 50_000]);
  assert.is(owner.receivedMilliSat(), 50_000);
  assert.equal(
    owner.settlements.map(({ milliSat, buyer }) => ({ milliSat, buyer })),
    [{ milliSat: 50_000, buyer: 'car' }],
  );
  assert.equal(takenFrom, ['car']);
  assert.equal(outcomes, [ok({ feeMilliSat: 0 })]);
  assert.is(owner.deposits[0]?.state, 'taken');
  assert.is(cancel().json['message'], 'invoice already settled');
});

hold('canceled the payer has it back, and it is paid by nobody again', () => {
  const { owner, car, outcomes, lookUp, settle, cancel, pay } = held();
  assert.equal(cancel(), { status: 200, json: {} });
  assert.equal(cancel(), { status: 200, json: {} });
  assert.is(lookUp()['state'], 'CANCELED');
  assert.equal([car.balanceMilliSat(), car.spentMilliSat()], [FUNDED, 0]);
  assert.equal(outcomes, [fail('refused-by-payee')]);
  assert.is(owner.deposits[0]?.state, 'canceled');
  assert.is(settle().json['message'], 'invoice already canceled');
  pay(owner.lookup(HASH)?.paymentRequest);
  assert.equal(outcomes.slice(1), [fail('refused-by-payee')]);
  assert.is(car.balanceMilliSat(), FUNDED);
});

hold('what nobody paid cannot be settled; what nobody made cannot be found', () => {
  const desk = node();
  assert.is(desk.settle().json['message'], 'unable to locate invoice');
  desk.create();
  assert.is(desk.settle().json['message'], 'invoice still open');
});

hold('it outlives its own expiry while it is held, and is given back after 22 hours', () => {
  const { owner, car, lookUp, wait } = held();
  wait(DAY_LESS_TWO_HOURS_MS - 1);
  assert.is(lookUp()['state'], 'ACCEPTED');
  wait(1);
  assert.is(lookUp()['state'], 'CANCELED');
  assert.is(car.balanceMilliSat(), FUNDED);
  assert.is(owner.deposits[0]?.state, 'returned');
});

hold('a payment that was taken in time is not given back later', () => {
  const { car, lookUp, settle, wait } = held();
  settle();
  wait(DAY_LESS_TWO_HOURS_MS);
  assert.is(lookUp()['state'], 'SETTLED');
  assert.is(car.spentMilliSat(), 50_000);
});

hold('a part of it is not held, and less than asked is refused', () => {
  const { owner, car, create, lookUp } = node();
  const request = String(create().json['payment_request']);
  assert.is(owner.tookPart(HASH, 20_000, 'ACCEPTED'), true);
  assert.is(lookUp()['state'], 'OPEN');
  const payment = car.setOut(request);
  assert.ok(payment.ok);
  assert.is(payment.value.arrive(49_999, 'late'), false);
  assert.is(car.balanceMilliSat(), FUNDED);
});

hold('restored from a backup the node holds what it knew, and gives back what it did not', () => {
  const { clock, owner, car, lookUp } = held();
  assert.is(owner.restoreTo(clock.nowMs), 0);
  assert.is(lookUp()['state'], 'ACCEPTED');
  owner.restoreTo(clock.nowMs - 1);
  assert.is(owner.lookup(HASH), undefined);
  assert.is(car.balanceMilliSat(), FUNDED);
});

hold('restored to before it was settled it is settled again, and the money counts once', () => {
  const { clock, owner, lookUp, settle, wait } = held();
  const backupAtMs = clock.nowMs;
  wait(1_000);
  settle();
  owner.restoreTo(backupAtMs);
  assert.is(lookUp()['state'], 'ACCEPTED');
  assert.equal(settle(), { status: 200, json: {} });
  assert.is(lookUp()['amt_paid_msat'], '50000');
  assert.is(owner.receivedMilliSat(), 50_000);
});

hold('behind another node’s name it stays held until its own is back', () => {
  const { owner, car, lookUp, settle } = held();
  owner.setReplaced(true);
  assert.is(settle().json['message'], 'unable to locate invoice');
  assert.is(lookUp()['message'], 'unable to locate invoice');
  owner.setReplaced(false);
  assert.is(settle().status, 200);
  assert.is(car.spentMilliSat(), 50_000);
});

const WRONG: [name: string, more: object][] = [
  ['hash', { hash: 'AAAA' }],
  ['cltv_expiry', { cltv_expiry: 'soon' }],
  ['r_preimage', { r_preimage: BODY.hash }],
  ['value_msat', { value_msat: '0' }],
];

for (const [name, more] of WRONG) {
  hold(`a body that is wrong in ${name} makes nothing`, () => {
    const { create, owner } = node();
    assert.is.not(create(more).status, 200);
    assert.is(owner.lookup(HASH), undefined);
  });
}

hold.run();
