/** Core Lightning over clnrest: what it is asked, and what its answers mean. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CORE_LIGHTNING } from '../src/payment/nodes/core-lightning';
import { secret } from '../src/secret';
import * as cln from './vectors/core-lightning';
import { bitFlips, truncations } from './vectors/mutations';
import { picked } from './vectors/picked';

const test = suite('core-lightning');

const { cancelInvoice, createInvoice, lookUpInvoice } = CORE_LIGHTNING;
const { readCanceled, readCreated, readLookedUp } = CORE_LIGHTNING;

const PREIMAGE = 'e2c2e7acb14c0a69af85e74ec2570005ab1694f3d2e51d5b5fb85a6aa498e981';
const LABEL = '0123456789abcdef-01';
const MEMO = `Flat 3 ${LABEL}`;
const NEW = {
  ...{ preimage: secret(PREIMAGE), amountMilliSat: 100_000, memo: MEMO, label: LABEL },
  expirySec: 120,
};
const CREATE = createInvoice(NEW);
const LOOK_UP = lookUpInvoice(cln.OPEN_HASH);
const CANCEL = cancelInvoice(cln.OPEN_HASH, LABEL);

const created = (status: number, body: string, hash = cln.CREATED_HASH) =>
  readCreated(status, picked(body, CREATE.pick), hash);
const lookedUp = (status: number, body: string, hash = cln.OPEN_HASH) =>
  readLookedUp(status, picked(body, LOOK_UP.pick), hash);
const canceled = (status: number, body: string) => readCanceled(status, picked(body, CANCEL.pick));
const edited = (body: string, fields: Record<string, unknown>): string => {
  const [invoice] = (JSON.parse(body) as { invoices: object[] }).invoices;
  return JSON.stringify({ invoices: [{ ...invoice, ...fields }] });
};

test('core-lightning: the rune goes in a header of its own', () => {
  assert.is(CORE_LIGHTNING.credentialHeader, 'Rune');
});

test('core-lightning: an invoice is asked for with our own preimage and label, in mSat', () => {
  assert.equal([CREATE.method, CREATE.path.secret], ['POST', '/v1/invoice']);
  assert.equal(JSON.parse(CREATE.body!.secret), {
    amount_msat: 100_000,
    label: LABEL,
    description: MEMO,
    expiry: 120,
    preimage: PREIMAGE,
  });
});

test('core-lightning: a look-up always has a filter, or the node would answer with all', () => {
  assert.equal([LOOK_UP.method, LOOK_UP.path.secret], ['POST', '/v1/listinvoices']);
  assert.equal(JSON.parse(LOOK_UP.body!.secret), { payment_hash: cln.OPEN_HASH });
  assert.throws(() => lookUpInvoice(''), /bug/);
});

test('core-lightning: only an unpaid invoice is deleted', () => {
  assert.equal([CANCEL.method, CANCEL.path.secret], ['POST', '/v1/delinvoice']);
  assert.equal(JSON.parse(CANCEL.body!.secret), { label: LABEL, status: 'unpaid' });
});

test('core-lightning: no preimage is ever picked, and no error of ours shows one', () => {
  for (const { pick } of [CREATE, LOOK_UP, CANCEL]) {
    assert.not(pick.some((name) => name.includes('preimage')));
  }
  assert.throws(
    () => createInvoice({ ...NEW, preimage: secret(`${PREIMAGE}00`) }),
    (thrown: Error) => !thrown.message.includes(PREIMAGE.slice(0, 8)),
  );
});

test('core-lightning: reads what was created', () => {
  const reply = created(201, cln.CREATED);
  if (!reply.ok) throw new Error(reply.fault);
  assert.is(reply.value.hash, cln.CREATED_HASH);
  assert.ok(reply.value.paymentRequest.startsWith('lnbcrt100n1pne035q'));
  assert.equal(created(201, cln.CREATED, cln.OPEN_HASH), { ok: false, fault: 'malformed' });
});

test('core-lightning: a create that arrived twice is looked up, by whichever it is told', () => {
  const preimage = cln.DUPLICATE_LABEL.replace('900', '901');
  for (const body of [cln.DUPLICATE_LABEL, preimage]) {
    assert.equal(created(500, body), { ok: false, fault: 'already-exists' });
  }
  // A success that holds a code is no success of this node.
  assert.equal(created(201, cln.DUPLICATE_LABEL), { ok: false, fault: 'malformed' });
});

test('core-lightning: reads an open invoice', () => {
  const reply = lookedUp(201, cln.OPEN);
  if (!reply.ok || reply.value.kind !== 'invoice') throw new Error('not read');
  const { paymentRequest, ...invoice } = reply.value;
  assert.ok(paymentRequest.startsWith('lnbcrt2u1pne035q'));
  assert.equal(invoice, {
    kind: 'invoice',
    state: 'open',
    value: 200_000,
    amountPaid: 0,
    expiresAtSec: 1_738_604_800,
    hash: cln.OPEN_HASH,
    memo: 'l22 description',
  });
});

test('core-lightning: reads a paid invoice, and what was received', () => {
  for (const received of [1_999, 2_000, 4_000, '2000']) {
    const body = edited(cln.PAID, { amount_received_msat: received });
    const reply = lookedUp(201, body, cln.PAID_HASH);
    if (!reply.ok || reply.value.kind !== 'invoice') throw new Error('not read');
    assert.equal([reply.value.state, reply.value.amountPaid], ['settled', Number(received)]);
  }
  const unsaid = edited(cln.PAID, { amount_received_msat: undefined });
  assert.equal(lookedUp(201, unsaid, cln.PAID_HASH), { ok: false, fault: 'malformed' });
});

test('core-lightning: an expired invoice takes no payment any more', () => {
  const reply = lookedUp(201, edited(cln.OPEN, { status: 'expired' }));
  assert.ok(reply.ok && reply.value.kind === 'invoice' && reply.value.state === 'canceled');
});

test('core-lightning: only an empty list says that there is no invoice', () => {
  assert.equal(lookedUp(201, cln.NONE), { ok: true, value: { kind: 'not-found' } });
  for (const body of ['{}', '{"invoices":{}}', '{"invoices":0}', '[]', 'null', '""']) {
    assert.equal(lookedUp(201, body), { ok: false, fault: 'malformed' }, body);
  }
  assert.equal(lookedUp(404, cln.NONE), { ok: false, fault: 'malformed' });
  const two = cln.OPEN.replace(']}', `,${cln.PAID_INVOICE}]}`);
  assert.equal(lookedUp(201, two), { ok: false, fault: 'malformed' });
  assert.equal(lookedUp(201, cln.PAID), { ok: false, fault: 'malformed' }, 'of another hash');
});

test('core-lightning: what it deleted is cancelled, an empty answer is not', () => {
  const deleted = JSON.stringify(JSON.parse(cln.OPEN).invoices[0]);
  assert.equal(canceled(201, deleted), { ok: true, value: 'canceled' });
  for (const body of ['{}', cln.PAID_INVOICE, cln.OPEN]) {
    assert.equal(canceled(201, body), { ok: false, fault: 'malformed' });
  }
  const error = (code: number) => `{"code":${code},"message":"no"}`;
  assert.equal(canceled(500, error(905)), { ok: true, value: 'not-found' });
  assert.equal(canceled(500, error(906)), { ok: true, value: 'already-settled' });
  assert.equal(canceled(500, error(-1)), { ok: false, fault: 'unreachable' });
});

const ERRORS: readonly [status: number, body: string, fault: string][] = [
  [403, cln.NO_RUNE, 'refused'],
  [401, cln.NOT_PERMITTED, 'refused'],
  [404, cln.UNKNOWN_METHOD, 'malformed'],
  [500, '{"code":-32602,"message":"bad"}', 'malformed'],
  [500, '{"code":-1,"message":"busy"}', 'unreachable'],
  [502, '<html>', 'unreachable'],
  [429, '', 'unreachable'],
  [405, '{}', 'malformed'],
];

test('core-lightning: each failure is refused, unreachable or malformed', () => {
  for (const [status, body, fault] of ERRORS) {
    for (const read of [created, lookedUp, canceled]) {
      assert.equal(read(status, body), { ok: false, fault }, `${status} ${body}`);
    }
  }
});

test('core-lightning: no part of a body, and no bit of it wrong, says paid of an open one', () => {
  for (const body of [...truncations(cln.OPEN), ...bitFlips(cln.OPEN)]) {
    const reply = lookedUp(201, body);
    if (!reply.ok || reply.value.kind !== 'invoice') continue;
    assert.is(reply.value.state, 'open');
  }
});

test.run();
