import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hashOfPreimage } from '../host-sim/lightning/bolt11';
import { createClnRest } from '../host-sim/lightning/clnrest';
import { createLedger } from '../host-sim/lightning/ledger';
import * as documented from './vectors/core-lightning';

const RUNE = 'tU-RLjMiDpY2U0o3W1oFowar36RFGpWloPbW9-RuZdo9MA==';
const PREIMAGE = 'ab'.repeat(32);
const HASH = hashOfPreimage(PREIMAGE);
const INVOICE = {
  amount_msat: 50_000,
  label: 'board-1',
  description: 'm',
  expiry: 90,
  preimage: PREIMAGE,
};

type Json = Record<string, unknown>;

function node() {
  const clock = { nowMs: 1_800_000_000_000 };
  const epochMs = () => clock.nowMs;
  const lightning = createLedger({ epochMs, buyers: ['car'] });
  const rest = createClnRest({ owner: lightning.owner, epochMs, rune: RUNE });
  const call = (verb: string, path: string, body: string, headers: Record<string, string>) => {
    const reply = rest({ method: verb, path, body, headers });
    return { ...reply, json: (reply.body === '' ? {} : JSON.parse(reply.body)) as Json };
  };
  const post = (method: string, parameters: object) =>
    call('POST', `/v1/${method}`, JSON.stringify(parameters), { rune: RUNE });
  return {
    clock,
    call,
    post,
    invoices: (filter: object) => post('listinvoices', filter).json['invoices'] as readonly Json[],
    pay: (request: unknown) => lightning.buyer('car').pay(String(request), () => {}),
  };
}

const rest = suite('clnrest');

const keys = (body: string): readonly string[] => Object.keys(JSON.parse(body) as Json);

rest('create answers 201 with the documented fields, numbers as numbers', () => {
  const { status, json } = node().post('invoice', INVOICE);
  assert.is(status, 201);
  assert.equal(Object.keys(json), keys(documented.CREATED));
  assert.is(json['payment_hash'], HASH);
  assert.is(json['expires_at'], 1_800_000_090);
  assert.is(json['created_index'], 1);
});

rest('an unpaid invoice has the documented fields and hides its preimage', () => {
  const { post, invoices } = node();
  const created = post('invoice', INVOICE).json;
  const [shown, ...others] = invoices({ payment_hash: HASH });
  const [example] = (JSON.parse(documented.OPEN) as { invoices: Json[] }).invoices;
  assert.equal(Object.keys(shown!), Object.keys(example!));
  assert.equal(shown, {
    label: 'board-1',
    bolt11: created['bolt11'],
    payment_hash: HASH,
    amount_msat: 50_000,
    status: 'unpaid',
    description: 'm',
    expires_at: 1_800_000_090,
    created_index: 1,
  });
  assert.equal(others, []);
  assert.equal(invoices({ label: 'board-1' }), [shown]);
});

rest('a paid invoice has the documented fields, preimage included', () => {
  const { clock, post, invoices, pay } = node();
  pay(post('invoice', INVOICE).json['bolt11']);
  clock.nowMs += 5_000;
  const [paid] = invoices({ payment_hash: HASH });
  assert.equal(Object.keys(paid!), keys(documented.PAID_INVOICE));
  assert.equal([paid!['status'], paid!['amount_received_msat']], ['paid', 50_000]);
  assert.equal([paid!['paid_at'], paid!['pay_index']], [1_800_000_000, 1]);
  assert.is(paid!['payment_preimage'], PREIMAGE);
});

rest('an invoice expires by the virtual clock, and Date tells that clock', () => {
  const { clock, post, invoices } = node();
  const { headers } = post('invoice', INVOICE);
  assert.is(headers.date, 'Fri, 15 Jan 2027 08:00:00 GMT');
  clock.nowMs += 90_000;
  assert.is(invoices({ payment_hash: HASH })[0]?.['status'], 'expired');
});

rest('a deleted invoice is shown once more, and is in no list after it', () => {
  const { post, invoices, pay } = node();
  const { bolt11 } = post('invoice', INVOICE).json;
  const [before] = invoices({ label: 'board-1' });
  const { status, json } = post('delinvoice', { label: 'board-1', status: 'unpaid' });
  assert.is(status, 201);
  assert.equal(json, before);
  for (const filter of [{ label: 'board-1' }, { payment_hash: HASH }, {}]) {
    assert.equal(invoices(filter), []);
  }
  pay(bolt11);
  assert.equal(invoices({ payment_hash: HASH }), [], 'nobody can pay it');
  const again = post('delinvoice', { label: 'board-1', status: 'unpaid' });
  assert.is(again.status, 500);
  assert.equal(again.json, { code: 905, message: 'Unknown invoice' });
});

rest('an invoice that is paid or expired is not deleted as unpaid', () => {
  for (const now of ['paid', 'expired']) {
    const { clock, post, invoices, pay } = node();
    const { bolt11 } = post('invoice', INVOICE).json;
    if (now === 'paid') pay(bolt11);
    else clock.nowMs += 90_000;
    const { status, json } = post('delinvoice', { label: 'board-1', status: 'unpaid' });
    assert.is(status, 500);
    assert.equal(json, {
      code: 906,
      message: `Invoice status is ${now} not unpaid`,
      data: { current_status: now, expected_status: 'unpaid' },
    });
    assert.is(invoices({ label: 'board-1' })[0]?.['status'], now);
  }
});

rest('a label is taken once and so is a preimage, the label is looked at first', () => {
  const { post, invoices } = node();
  post('invoice', INVOICE);
  const sameLabel = post('invoice', INVOICE);
  assert.is(sameLabel.status, 500);
  assert.equal(sameLabel.json, { code: 900, message: "Duplicate label 'board-1'" });
  const samePreimage = post('invoice', { ...INVOICE, label: 'board-2' });
  assert.is(samePreimage.status, 500);
  assert.equal(samePreimage.json, { code: 901, message: 'preimage already used' });
  assert.is(invoices({}).length, 1);
});

rest('a missing rune is 403, a wrong one 401, and nothing happens', () => {
  const { call, invoices } = node();
  const body = JSON.stringify(INVOICE);
  const missing = call('POST', '/v1/invoice', body, {});
  assert.is(missing.status, 403);
  assert.is(missing.body, documented.NO_RUNE);
  const wrong = call('POST', '/v1/invoice', body, { rune: `${RUNE}x` });
  assert.is(wrong.status, 401);
  assert.equal(wrong.json, { code: 1_501, message: 'Not authorized: Not derived from master' });
  assert.equal(invoices({}), []);
});

rest('only POST is answered, and only to methods that there are', () => {
  const { call, post } = node();
  assert.is(call('GET', '/v1/listinvoices', '', { rune: RUNE }).status, 405);
  const unknown = post('unknown-post', {});
  assert.is(unknown.status, 404);
  assert.is(unknown.body, documented.UNKNOWN_METHOD);
  assert.is(call('POST', '/invoice', '{}', { rune: RUNE }).status, 404);
});

rest('an unknown hash or label is an empty list, not an error', () => {
  const { post } = node();
  for (const filter of [{ payment_hash: HASH }, { label: 'board-1' }]) {
    const { status, body } = post('listinvoices', filter);
    assert.equal([status, body], [201, documented.NONE]);
  }
});

const BAD: [why: string, method: string, parameters: object][] = [
  ['no parameters', 'invoice', {}],
  ['a parameter it does not know', 'invoice', { ...INVOICE, memo: 'm' }],
  ['an amount that is no number', 'invoice', { ...INVOICE, amount_msat: '<WRONG>' }],
  ['no amount', 'invoice', { ...INVOICE, amount_msat: 0 }],
  ['a negative amount', 'invoice', { ...INVOICE, amount_msat: -1 }],
  ['a preimage of 31 bytes', 'invoice', { ...INVOICE, preimage: 'ab'.repeat(31) }],
  ['a description that is no string', 'invoice', { ...INVOICE, description: 7 }],
  ['a description too long', 'invoice', { ...INVOICE, description: 'm'.repeat(640) }],
  ['an expiry of 0', 'invoice', { ...INVOICE, expiry: 0 }],
  ['two filters', 'listinvoices', { label: 'a', payment_hash: HASH }],
  ['a hash too short', 'listinvoices', { payment_hash: 'ab' }],
  ['no status', 'delinvoice', { label: 'board-1' }],
];

for (const [why, method, parameters] of BAD) {
  rest(`${method} with ${why} is 500, code -32602, and makes no invoice`, () => {
    const { post, invoices } = node();
    const { status, json } = post(method, parameters);
    assert.equal([status, json['code']], [500, -32_602]);
    assert.equal(invoices({}), []);
  });
}

rest('a body that is no JSON object is 500', () => {
  const { call } = node();
  for (const body of ['hello', '[]', '{"label":']) {
    assert.is(call('POST', '/v1/listinvoices', body, { rune: RUNE }).status, 500);
  }
});

rest('numbers may come as strings', () => {
  const { post, invoices } = node();
  post('invoice', { ...INVOICE, amount_msat: '50000', expiry: '90' });
  const [shown] = invoices({});
  assert.equal([shown!['amount_msat'], shown!['expires_at']], [50_000, 1_800_000_090]);
});

rest.run();
