import { hexToBytes } from '@noble/hashes/utils.js';
import { base64 } from '@scure/base';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hashOfPreimage } from '../host-sim/lightning/bolt11';
import { createLedger } from '../host-sim/lightning/ledger';
import { createLndRest } from '../host-sim/lightning/lnd-rest';

const MACAROON = '0201036c6e64';
const PREIMAGE = 'ab'.repeat(32);
const HASH = hashOfPreimage(PREIMAGE);
const toBase64 = (hex: string) => base64.encode(hexToBytes(hex));
const INVOICE = { memo: 'm', value_msat: '50000', expiry: '90', r_preimage: toBase64(PREIMAGE) };

function node() {
  const clock = { nowMs: 1_800_000_000_000 };
  const epochMs = () => clock.nowMs;
  const lightning = createLedger({ epochMs, buyers: ['car'] });
  const rest = createLndRest({ owner: lightning.owner, epochMs, macaroonHex: MACAROON });
  const call = (
    method: string,
    path: string,
    body = '',
    macaroon: string | undefined = MACAROON,
  ) => {
    const reply = rest({ method, path, body, headers: { 'grpc-metadata-macaroon': macaroon } });
    return { ...reply, json: JSON.parse(reply.body) as Record<string, unknown> };
  };
  return {
    clock,
    call,
    post: (path: string, body: object) => call('POST', path, JSON.stringify(body)),
    lookUp: () => call('GET', `/v1/invoice/${HASH}`),
    pay: (request: unknown) => lightning.buyer('car').pay(String(request), () => {}),
  };
}

const rest = suite('lnd rest');

/** The keys of reference section 7.4 (Polar, LND 0.15) and those that newer versions add. */
const LOOKUP_KEYS =
  'memo r_preimage r_hash value value_msat settled creation_date settle_date payment_request ' +
  'description_hash expiry fallback_addr cltv_expiry route_hints private add_index settle_index ' +
  'amt_paid amt_paid_sat amt_paid_msat state htlcs features is_keysend payment_addr ' +
  'is_amp amp_invoice_state is_blinded blinded_path_config';

rest('create answers four fields, int64 as a string, bytes as base64', () => {
  const { post } = node();
  const { status, json } = post('/v1/invoices', INVOICE);
  assert.is(status, 200);
  assert.equal(Object.keys(json), ['r_hash', 'payment_request', 'add_index', 'payment_addr']);
  assert.is(json['r_hash'], toBase64(HASH));
  assert.is(json['add_index'], '1');
  assert.is(base64.decode(String(json['payment_addr'])).length, 32);
});

rest('an unpaid invoice has every field of LND, zeros included, and shows its preimage', () => {
  const { post, lookUp } = node();
  const created = post('/v1/invoices', INVOICE).json;
  const { status, json } = lookUp();
  assert.is(status, 200);
  assert.is(Object.keys(json).join(' '), LOOKUP_KEYS);
  assert.equal(json, {
    memo: 'm',
    r_preimage: toBase64(PREIMAGE),
    r_hash: toBase64(HASH),
    value: '50',
    value_msat: '50000',
    settled: false,
    creation_date: '1800000000',
    settle_date: '0',
    payment_request: created['payment_request'],
    description_hash: null,
    expiry: '90',
    fallback_addr: '',
    cltv_expiry: '80',
    route_hints: [],
    private: false,
    add_index: '1',
    settle_index: '0',
    amt_paid: '0',
    amt_paid_sat: '0',
    amt_paid_msat: '0',
    state: 'OPEN',
    htlcs: [],
    features: {
      9: { name: 'tlv-onion', is_required: false, is_known: true },
      14: { name: 'payment-addr', is_required: true, is_known: true },
      17: { name: 'multi-path-payments', is_required: false, is_known: true },
    },
    is_keysend: false,
    payment_addr: created['payment_addr'],
    is_amp: false,
    amp_invoice_state: {},
    is_blinded: false,
    blinded_path_config: null,
  });
});

rest('a settled invoice says so in state, dates, amounts and one HTLC', () => {
  const { clock, post, lookUp, pay } = node();
  pay(post('/v1/invoices', { ...INVOICE, value_msat: '50999' }).json['payment_request']);
  clock.nowMs += 5_000;
  const { json } = lookUp();
  assert.is(Object.keys(json).join(' '), LOOKUP_KEYS);
  assert.is(json['state'], 'SETTLED');
  assert.is(json['settled'], true);
  assert.is(json['settle_date'], '1800000000');
  assert.is(json['settle_index'], '1');
  assert.equal([json['amt_paid_msat'], json['amt_paid_sat']], ['50999', '50']);
  assert.is((json['htlcs'] as { state: string }[])[0]?.state, 'SETTLED');
});

rest('an expired invoice is CANCELED by the virtual clock, and Date tells that clock', () => {
  const { clock, post, lookUp } = node();
  post('/v1/invoices', INVOICE);
  clock.nowMs += 90_000;
  assert.is(lookUp().json['state'], 'CANCELED');
  assert.is(lookUp().headers.date, 'Fri, 15 Jan 2027 08:01:30 GMT');
});

rest('cancel answers {} twice, and an error once the invoice is settled', () => {
  const canceling = node();
  canceling.post('/v1/invoices', INVOICE);
  const cancel = { payment_hash: toBase64(HASH) };
  for (const _ of [1, 2]) {
    assert.equal(canceling.post('/v2/invoices/cancel', cancel).json, {});
  }
  assert.is(canceling.lookUp().json['state'], 'CANCELED');

  const settling = node();
  settling.pay(settling.post('/v1/invoices', INVOICE).json['payment_request']);
  const { status, json } = settling.post('/v2/invoices/cancel', cancel);
  assert.is(status, 500);
  assert.equal(json, { code: 2, message: 'invoice already settled', details: [] });
});

rest('an unknown hash is 404, code 5', () => {
  const { status, json } = node().lookUp();
  assert.is(status, 404);
  assert.equal(json, { code: 5, message: 'unable to locate invoice', details: [] });
});

rest('the same preimage again is 500, code 2', () => {
  const { post } = node();
  post('/v1/invoices', INVOICE);
  const { status, json } = post('/v1/invoices', INVOICE);
  assert.is(status, 500);
  const message = 'invoice with payment hash already exists';
  assert.equal(json, { code: 2, message, details: [] });
});

const MACAROONS: [shown: string | undefined, message: string][] = [
  [undefined, 'expected 1 macaroon, got 0'],
  ['00', 'verification failed: signature mismatch after caveat verification'],
  ['', 'verification failed: signature mismatch after caveat verification'],
];

for (const [shown, message] of MACAROONS) {
  rest(`macaroon ${shown ?? 'missing'}: refused, and nothing happens`, () => {
    const { call, lookUp } = node();
    const headers = shown === undefined ? {} : { 'grpc-metadata-macaroon': shown };
    const strict = createLndRest({
      owner: createLedger({ epochMs: () => 0, buyers: [] }).owner,
      epochMs: () => 0,
      macaroonHex: MACAROON,
    });
    const body = JSON.stringify(INVOICE);
    const refused = strict({ method: 'POST', path: '/v1/invoices', headers, body });
    assert.is(refused.status, 500);
    assert.equal(JSON.parse(refused.body), { code: 2, message, details: [] });
    if (shown !== undefined) call('POST', '/v1/invoices', body, shown);
    assert.is(lookUp().status, 404);
  });
}

rest('numbers instead of strings, and URL-safe base64 without padding, are taken', () => {
  const { post, lookUp } = node();
  const r_preimage = INVOICE.r_preimage.replaceAll('+', '-').replaceAll('/', '_').replace('=', '');
  assert.is(post('/v1/invoices', { value: 50, expiry: 90, r_preimage }).status, 200);
  assert.is(lookUp().json['value_msat'], '50000');
});

const BAD_BODIES: [why: string, status: number, body: string][] = [
  ['not JSON', 400, 'hello'],
  ['empty', 400, ''],
  ['an array', 400, '[]'],
  ['a field LND does not know', 400, JSON.stringify({ ...INVOICE, amount: 1 })],
  ['a preimage of 31 bytes', 400, JSON.stringify({ ...INVOICE, r_preimage: 'AA==' })],
  ['a value that is no number', 400, JSON.stringify({ ...INVOICE, value_msat: 'many' })],
  ['a memo that is no string', 400, JSON.stringify({ ...INVOICE, memo: 7 })],
  ['value and value_msat', 500, JSON.stringify({ ...INVOICE, value: 50 })],
  ['no amount', 500, JSON.stringify({ ...INVOICE, value_msat: 0 })],
  ['a negative amount', 500, JSON.stringify({ ...INVOICE, value_msat: '-1' })],
  ['two years of expiry', 500, JSON.stringify({ ...INVOICE, expiry: 63_072_000 })],
  ['a memo too long', 500, JSON.stringify({ ...INVOICE, memo: 'm'.repeat(640) })],
];

for (const [why, status, body] of BAD_BODIES) {
  rest(`a body with ${why} is ${status}, and makes no invoice`, () => {
    const { call, lookUp } = node();
    const reply = call('POST', '/v1/invoices', body);
    assert.is(reply.status, status);
    assert.equal(Object.keys(reply.json), ['code', 'message', 'details']);
    assert.is(lookUp().status, 404);
  });
}

const BAD_CALLS: [method: string, path: string, status: number][] = [
  ['GET', '/v1/getinfo', 404],
  ['GET', '/v1/invoices', 501],
  ['POST', `/v1/invoice/${HASH}`, 501],
  ['GET', '/v1/invoice/zz', 500],
  ['GET', '/v1/invoice/abcd', 500],
];

for (const [method, path, status] of BAD_CALLS) {
  rest(`${method} ${path.slice(0, 20)} is ${status}`, () => {
    assert.is(node().call(method, path).status, status);
  });
}

rest.run();
