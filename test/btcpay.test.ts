/** BTCPay Server over Greenfield: what it is asked, what its answers mean, its face on the desk. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseNode } from '../host-sim/pull/parts';
import { parseConfig } from '../src/config/board-config';
import { BTCPAY } from '../src/payment/nodes/btcpay';
import { nodeHeaders } from '../src/payment/nodes/headers';
import { secret } from '../src/secret';
import { milliSat } from '../src/units';
import { START_SEC } from './desk/board-desk';
import { writeInvoice } from './desk/invoice';
import { evBoardDocument } from './vectors/config';
import { truncations } from './vectors/mutations';
import { picked } from './vectors/picked';

const test = suite('btcpay');

const STORE = '5Sd8HYzQyVv4MVmtYKCv5gJw6fDRTzzbFCHcf3mdxFZ8';
const PLACE = {
  account: STORE,
  origin: { scheme: 'https', host: 'btcpay.example', port: 443 },
} as const;
const HASH = 'ab'.repeat(32);
const ID = 'Fz7vQaaaaaaaaaaaaaaa1';
const NEW = {
  preimage: secret('ee'.repeat(32)),
  amountMilliSat: 21_500,
  memo: 'Flat 3 0123456789abcdef-01',
  label: '0123456789abcdef-01',
  expirySec: 120,
};
const KNOWN = { hash: HASH, reference: ID, value: milliSat(21_500) };
const CREATE = BTCPAY.createInvoice(NEW, PLACE);
const LOOK_UP = BTCPAY.lookUpInvoice(KNOWN, PLACE);
const BOLT11 = writeInvoice({
  ...{ network: 'bcrt', amountMilliSat: 21_500, hash: HASH, memo: 'm' },
  ...{ timestampSec: START_SEC, expirySec: 120 },
});

/** After LightningInvoiceData.cs and its converters. */
const INVOICE = {
  id: ID,
  status: 'Paid',
  BOLT11,
  paidAt: 1_700_000_007,
  expiresAt: 1_700_000_120,
  amount: '21500',
  amountReceived: '21500',
  paymentHash: HASH,
  preimage: 'ee'.repeat(32),
  customRecords: null,
};
const create = (changed: object, status = 200) =>
  BTCPAY.readCreated(
    status,
    picked(JSON.stringify({ ...INVOICE, ...changed }), CREATE.pick),
    NEW,
    PLACE,
  );
const look = (status: number, body: string) =>
  BTCPAY.readLookedUp(status, picked(body, LOOK_UP.pick), KNOWN);
const looked = (changed: object) => look(200, JSON.stringify({ ...INVOICE, ...changed }));

test('btcpay: an invoice of the store is asked for, in mSat as text', () => {
  const path = `/api/v1/stores/${STORE}/lightning/BTC/invoices`;
  assert.equal([CREATE.method, CREATE.path.secret], ['POST', path]);
  assert.equal(JSON.parse(CREATE.body!.secret), {
    amount: '21500',
    description: NEW.memo,
    expiry: 120,
    privateRouteHints: false,
  });
  assert.equal([LOOK_UP.method, LOOK_UP.path.secret], ['GET', `${path}/${ID}`]);
  const [credential] = nodeHeaders('btcpay', secret('key'), false);
  assert.equal([credential?.[0], credential?.[1].secret], ['Authorization', 'token key']);
});

test('btcpay: no preimage is ever picked', () => {
  for (const { pick } of [CREATE, LOOK_UP]) {
    assert.not(pick.some((name) => name.includes('preimage')));
  }
});

test('btcpay: an id that is no hash is kept, one that is the hash need not be', () => {
  const made = create({});
  assert.ok(made.ok && made.value.kind === 'invoice' && made.value.reference === ID);
  const ofLnd = create({ id: HASH });
  assert.ok(ofLnd.ok && ofLnd.value.kind === 'invoice' && ofLnd.value.reference === '');
  const path = BTCPAY.lookUpInvoice({ ...KNOWN, reference: '' }, PLACE).path.secret;
  assert.ok(path.endsWith(`/invoices/${HASH}`));
});

test('btcpay: an id that would lead elsewhere in the path is none', () => {
  for (const id of ['', '../x', 'a/b', 'a?b', 'a b', 'x'.repeat(65), 7, null]) {
    assert.equal(create({ id }), { ok: false, fault: 'malformed' });
  }
});

test('btcpay: an older server says the hash in the invoice alone', () => {
  const made = create({ paymentHash: undefined });
  assert.ok(made.ok && made.value.kind === 'invoice' && made.value.hash === HASH);
  assert.ok(looked({ paymentHash: undefined }).ok);
  assert.is(looked({ paymentHash: undefined, BOLT11: 'lnbc1' }).ok, false);
});

test('btcpay: only Paid is paid, with what arrived', () => {
  for (const [status, state, amountPaid] of [
    ['Paid', 'settled', 43_000],
    ['Unpaid', 'open', 0],
    ['Expired', 'open', 0],
  ] as const) {
    const reply = looked({ status, amountReceived: '43000' });
    assert.ok(reply.ok && reply.value.kind === 'invoice');
    assert.equal([reply.value.state, reply.value.amountPaid], [state, amountPaid]);
    assert.equal([reply.value.value, reply.value.expiresAtSec], [21_500, 1_700_000_120]);
  }
  for (const status of ['paid', 'Processing', true, null]) assert.is(looked({ status }).ok, false);
  assert.is(looked({ paymentHash: 'cd'.repeat(32) }).ok, false);
  assert.is(looked({ amount: null }).ok, false);
});

const ERRORS: readonly (readonly [number, string, object])[] = [
  [404, '{"code":"invoice-not-found","message":"x"}', { ok: true, value: { kind: 'not-found' } }],
  [404, '{"code":"store-not-found","message":"x"}', { ok: false, fault: 'malformed' }],
  [404, '<html>', { ok: false, fault: 'malformed' }],
  [401, '{"code":"unauthenticated","message":"x"}', { ok: false, fault: 'refused' }],
  [403, '{"code":"missing-permission","message":"x"}', { ok: false, fault: 'refused' }],
  [422, '[{"path":"amount","message":"x"}]', { ok: false, fault: 'malformed' }],
  [503, '{"code":"lightning-node-unavailable"}', { ok: false, fault: 'unreachable' }],
  [200, '{}', { ok: false, fault: 'malformed' }],
];
for (const [status, body, expected] of ERRORS) {
  test(`btcpay: ${status} ${body}`, () => assert.equal(look(status, body), expected));
}

test('btcpay: cut anywhere, an answer is none', () => {
  for (const cut of truncations(JSON.stringify(INVOICE))) assert.is(look(200, cut).ok, false);
});

test('btcpay: the configuration needs the store, and a store that is one', () => {
  const of = (store: unknown) => {
    const node = { kind: 'btcpay', url: 'https://btcpay.example', credential: 'node', store };
    return parseConfig({ ...evBoardDocument(), node });
  };
  const parsed = of(STORE);
  assert.ok(parsed.ok && parsed.value.node.account === STORE);
  assert.is(parsed.ok && parsed.value.node.canCancel, false);
  for (const store of [undefined, '', 'short', `${STORE}/..`, 7]) assert.is(of(store).ok, false);
});

test('btcpay: on a command line the store stands before the address', () => {
  const nodeOrigin = 'https://btcpay.example:443';
  assert.equal(parseNode(`btcpay:${STORE}@https://btcpay.example`), {
    ok: true,
    value: { nodeKind: 'btcpay', nodeOrigin, nodeAccount: STORE },
  });
  const bare = parseNode('btcpay:https://btcpay.example');
  assert.ok(!bare.ok && bare.fault.includes('btcpay:STORE@https://HOST'));
});

test.run();
