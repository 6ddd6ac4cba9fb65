import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LND } from '../src/payment/nodes/lnd';
import { secret } from '../src/secret';
import * as lnd from './vectors/lnd';
import { bitFlips, flips, truncations } from './vectors/mutations';
import { picked } from './vectors/picked';

const test = suite('lnd');

const { cancelInvoice, createInvoice, lookUpInvoice, readCanceled, readCreated, readLookedUp } =
  LND;
const LABEL = '0123456789abcdef-01';

const { HASH, PREIMAGE } = lnd;
const OTHER_HASH = HASH.replace('4', '5');
const NEW = {
  preimage: secret(PREIMAGE),
  amountMilliSat: 100_000,
  memo: 'a "b"',
  label: LABEL,
  expirySec: 120,
};
const CREATE = createInvoice(NEW);
const LOOK_UP = lookUpInvoice(HASH);
const CANCEL = cancelInvoice(HASH, LABEL);

const created = (status: number, body: string, hash = HASH) =>
  readCreated(status, picked(body, CREATE.pick), hash);
const lookedUp = (status: number, body: string, hash = HASH) =>
  readLookedUp(status, picked(body, LOOK_UP.pick), hash);
const canceled = (status: number, body: string) => readCanceled(status, picked(body, CANCEL.pick));

test('lnd: an invoice is asked for with our own preimage, in whole mSat', () => {
  assert.is(CREATE.method, 'POST');
  assert.is(CREATE.path.secret, '/v1/invoices');
  assert.equal(JSON.parse(CREATE.body!.secret), {
    memo: 'a "b"',
    value_msat: '100000',
    expiry: '120',
    r_preimage: '4sLnrFMCmp4XnTsJXwatFlPS5R1vX7ha6qSY6YHI0aI=',
    private: false,
  });
});

test('lnd: an invoice is looked up by the hex of its hash', () => {
  assert.equal([LOOK_UP.method, LOOK_UP.path.secret], ['GET', `/v1/invoice/${HASH}`]);
  assert.is(LOOK_UP.body, undefined);
});

test('lnd: an invoice is cancelled by the base64 of its hash', () => {
  assert.equal([CANCEL.method, CANCEL.path.secret], ['POST', '/v2/invoices/cancel']);
  assert.equal(JSON.parse(CANCEL.body!.secret), {
    payment_hash: 'Ru58Rb3av2Wbe7VgJ5ep3GmVspAzC1NkW5HeEGFXJnA=',
  });
});

test('lnd: what is no hash is a bug of ours', () => {
  for (const hash of ['', HASH.slice(1), HASH.toUpperCase(), `${HASH}00`, `../${HASH.slice(3)}`]) {
    assert.throws(() => lookUpInvoice(hash), /bug/);
    assert.throws(() => cancelInvoice(hash, LABEL), /bug/);
  }
});

test('lnd: no preimage is ever picked, and no error of ours shows one', () => {
  for (const request of [CREATE, LOOK_UP, CANCEL]) {
    assert.is(request.pick.includes('r_preimage'), false);
  }
  assert.is(JSON.stringify(lookedUp(200, lnd.OPEN)).includes('4sLnrFMCmp4X'), false);
  assert.throws(
    () => createInvoice({ ...NEW, preimage: secret(`${PREIMAGE}00`) }),
    (thrown: Error) => !thrown.message.includes(PREIMAGE.slice(0, 8)),
  );
});

test('lnd: reads what was created', () => {
  const reply = created(200, lnd.CREATED);
  if (!reply.ok) throw new Error(reply.fault);
  assert.is(reply.value.hash, HASH);
  assert.is(reply.value.paymentRequest.startsWith('lnbcrt1u1p3lwf79'), true);
});

test("lnd: an invoice with another hash is not this pull's", () => {
  assert.equal(created(200, lnd.CREATED, OTHER_HASH), { ok: false, fault: 'malformed' });
  assert.equal(lookedUp(200, lnd.OPEN, OTHER_HASH), { ok: false, fault: 'malformed' });
});

test('lnd: a create that arrived twice is looked up', () => {
  assert.equal(created(500, lnd.ALREADY_EXISTS), { ok: false, fault: 'already-exists' });
  assert.equal(created(409, lnd.ALREADY_EXISTS), { ok: false, fault: 'already-exists' });
});

test('lnd: reads an open invoice', () => {
  const reply = lookedUp(200, lnd.OPEN);
  if (!reply.ok || reply.value.kind !== 'invoice') throw new Error('not read');
  const { paymentRequest, ...invoice } = reply.value;
  assert.is(paymentRequest.startsWith('lnbcrt1u1p3lwf79'), true);
  assert.equal(invoice, {
    kind: 'invoice',
    state: 'open',
    value: 100_000,
    amountPaid: 0,
    expiresAtSec: 1_677_141_957 + 3_600,
    hash: HASH,
    memo: '',
  });
});

test('lnd: reads a settled invoice, and what was paid', () => {
  const reply = lookedUp(200, lnd.SETTLED, lnd.SETTLED_HASH);
  if (!reply.ok || reply.value.kind !== 'invoice') throw new Error('not read');
  assert.is(reply.value.state, 'settled');
  assert.is(reply.value.amountPaid, 5_000_000);
  assert.is(reply.value.memo, 'SPARKLE Atomic Swap - Private Route');
});

const edit = (fields: Record<string, unknown>) =>
  JSON.stringify({ ...(JSON.parse(lnd.OPEN) as object), ...fields });

const STATES: readonly [label: string, fields: Record<string, unknown>, state: string][] = [
  ['canceled', { state: 'CANCELED' }, 'canceled'],
  ['accepted is held, not paid', { state: 'ACCEPTED', amt_paid_msat: '100000' }, 'accepted'],
  ['settled of old, without state SETTLED', { settled: true, settle_date: '1677142000' }, 'open'],
  ['a cancelled one that says settled', { state: 'CANCELED', settled: true }, 'canceled'],
];

for (const [label, fields, state] of STATES) {
  test(`lnd: the state decides and nothing else, ${label}`, () => {
    const reply = lookedUp(200, edit(fields));
    assert.is(reply.ok && reply.value.kind === 'invoice' && reply.value.state, state);
  });
}

test('lnd: takes numbers for int64 and a payment above the value', () => {
  const fields = { value_msat: 100_000, amt_paid_msat: 150_000, creation_date: 1, expiry: 2 };
  const reply = lookedUp(200, edit({ ...fields, state: 'SETTLED' }));
  if (!reply.ok || reply.value.kind !== 'invoice') throw new Error('not read');
  assert.is(reply.value.amountPaid, 150_000);
});

const NO_INVOICE: readonly [label: string, fields: Record<string, unknown>][] = [
  ['no state', { state: undefined }],
  ['an unknown state', { state: 'PAID' }],
  ['a state in lower case', { state: 'settled' }],
  ['a state as a number', { state: 1 }],
  ['no hash', { r_hash: undefined }],
  ['a hash in hex', { r_hash: HASH }],
  ['a hash in the other base64', { r_hash: 'Ru58Rb3av2Wbe7VgJ5ep3GmVspAzC1NkW5HeEGFXJn-=' }],
  ['half a hash', { r_hash: 'Ru58Rb3av2Wbe7VgJ5ep3A==' }],
  ['a hash with a space', { r_hash: 'Ru58Rb3av2Wbe7VgJ5ep3GmVspAzC1NkW5HeEGFXJnA= ' }],
  ['no amount', { value_msat: undefined }],
  ['a negative amount', { amt_paid_msat: '-1' }],
  ['a part of a mSat', { amt_paid_msat: 0.5 }],
  ['a power', { amt_paid_msat: '1e5' }],
  ['an amount beyond 2^53', { amt_paid_msat: '9007199254740993' }],
  ['an empty amount', { amt_paid_msat: '' }],
  ['an amount of null', { amt_paid_msat: null }],
  ['no time', { creation_date: undefined }],
  ['no expiry', { expiry: undefined }],
  ['no invoice', { payment_request: null }],
];

for (const [label, fields] of NO_INVOICE) {
  test(`lnd: an answer with ${label} says nothing about a payment`, () => {
    assert.equal(lookedUp(200, edit(fields)), { ok: false, fault: 'malformed' });
  });
}

test('lnd: not found is its own answer, in the words of lnd', () => {
  const notFound = { ok: true, value: { kind: 'not-found' } };
  assert.equal(lookedUp(404, lnd.NOT_FOUND), notFound);
  assert.equal(lookedUp(404, lnd.NONE_YET), notFound);
  assert.equal(lookedUp(500, lnd.NOT_FOUND_PLAIN), notFound);
  assert.equal(lookedUp(404, '{"code":5}'), notFound);
});

test('lnd: a cancelled invoice is cancelled however often it is asked', () => {
  assert.equal(canceled(200, '{}'), { ok: true, value: 'canceled' });
  assert.equal(canceled(500, lnd.ALREADY_CANCELED), { ok: true, value: 'canceled' });
});

test('lnd: a settled invoice is not cancelled', () => {
  assert.equal(canceled(500, lnd.ALREADY_SETTLED), { ok: true, value: 'already-settled' });
  assert.equal(canceled(500, lnd.NOT_FOUND_PLAIN), { ok: true, value: 'not-found' });
});

test('lnd: words of an error count only in an error', () => {
  for (const body of [
    lnd.ALREADY_SETTLED,
    lnd.NOT_FOUND,
    lnd.ALREADY_CANCELED,
    lnd.ALREADY_EXISTS,
  ]) {
    assert.equal(canceled(200, body), { ok: false, fault: 'malformed' });
    assert.equal(lookedUp(200, body), { ok: false, fault: 'malformed' });
    assert.equal(created(200, body), { ok: false, fault: 'malformed' });
  }
});

const FAULTS = [
  ['refused', lnd.REFUSALS],
  ['unreachable', lnd.UNREACHABLE],
  ['malformed', lnd.MALFORMED],
] as const;

for (const [fault, answers] of FAULTS) {
  for (const [httpStatus, body] of answers) {
    test(`lnd: ${httpStatus} ${body.slice(0, 60)} is ${fault} to every question`, () => {
      assert.equal(created(httpStatus, body), { ok: false, fault });
      assert.equal(lookedUp(httpStatus, body), { ok: false, fault });
      assert.equal(canceled(httpStatus, body), { ok: false, fault });
    });
  }
}

test('lnd: no truncation is an answer', () => {
  for (const body of truncations(lnd.OPEN)) {
    assert.equal(lookedUp(200, body), { ok: false, fault: 'malformed' });
  }
  for (const body of truncations(lnd.CREATED)) {
    assert.equal(created(200, body), { ok: false, fault: 'malformed' });
  }
  assert.equal(canceled(200, '{'), { ok: false, fault: 'malformed' });
});

test('lnd: no wrong bit throws, settles an open invoice or changes its hash', () => {
  for (const body of flips(lnd.OPEN)) {
    const reply = lookedUp(200, body);
    if (!reply.ok || reply.value.kind !== 'invoice') continue;
    assert.is(reply.value.state, 'open', body);
    assert.is(reply.value.hash, HASH);
  }
  for (const body of flips(lnd.CREATED)) created(200, body);
  for (const body of bitFlips(lnd.ALREADY_SETTLED)) canceled(500, body);
});

test.run();
