/** LNbits: what it is asked, what its answers mean, and its face on the desk. */
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createLedger } from '../host-sim/lightning/ledger';
import { createLnbits } from '../host-sim/lightning/lnbits';
import { nodeHeaders } from '../src/payment/nodes/headers';
import { LNBITS } from '../src/payment/nodes/lnbits';
import { secret } from '../src/secret';
import { milliSat } from '../src/units';
import { truncations } from './vectors/mutations';
import { picked } from './vectors/picked';

const test = suite('lnbits');

const PLACE = {
  account: '',
  origin: { scheme: 'https', host: 'lnbits.example', port: 443 },
} as const;
const recorded = (name: string) => readFileSync(`test/vectors/nodes/lnbits/${name}`, 'utf8');
const CREATED = recorded('created.json');
const PENDING = recorded('pending.json');
const HASH = JSON.parse(CREATED).payment_hash as string;
const NEW = {
  preimage: secret('ee'.repeat(32)),
  amountMilliSat: 21_000,
  memo: 'Flat 3 0123456789abcdef-01',
  label: '0123456789abcdef-01',
  expirySec: 120,
};
const KNOWN = { hash: HASH, reference: '', value: milliSat(1_000_000) };
const CREATE = LNBITS.createInvoice(NEW, PLACE);
const FIND = LNBITS.find!.request(NEW);
const LOOK_UP = LNBITS.lookUpInvoice(KNOWN, PLACE);

const create = (status: number, body: string) =>
  LNBITS.readCreated(status, picked(body, CREATE.pick), NEW, PLACE);
const find = (body: string) => LNBITS.find!.read(200, picked(body, FIND.pick), NEW);
const look = (status: number, body: string) =>
  LNBITS.readLookedUp(status, picked(body, LOOK_UP.pick), KNOWN);
const detailed = (fields: object) => {
  const { details, ...status } = JSON.parse(PENDING);
  return look(200, JSON.stringify({ ...status, details: { ...details, ...fields } }));
};

test('lnbits: an invoice is asked for as such, in sat, or it would be taken for a payment', () => {
  assert.equal([CREATE.method, CREATE.path.secret], ['POST', '/api/v1/payments']);
  const body = { out: false, amount: 21, unit: 'sat', memo: NEW.memo, expiry: 120 };
  assert.equal(JSON.parse(CREATE.body!.secret), body);
  assert.throws(() => LNBITS.createInvoice({ ...NEW, amountMilliSat: 1 }, PLACE), /whole sat/);
  assert.equal(
    nodeHeaders('lnbits', secret('key'), true).map(([name, value]) => [name, value.secret]),
    [
      ['X-Api-Key', 'key'],
      ['Content-Type', 'application/json'],
    ],
  );
});

test('lnbits: no preimage is ever picked, though it shows that of unpaid invoices', () => {
  for (const { pick } of [CREATE, LOOK_UP, FIND]) {
    assert.not(pick.some((name) => name.includes('preimage')));
  }
});

test('lnbits: an older one says payment_request in place of bolt11', () => {
  const { payment_hash, bolt11 } = JSON.parse(CREATED);
  const older = create(201, JSON.stringify({ payment_hash, payment_request: bolt11 }));
  assert.ok(older.ok && older.value.kind === 'invoice' && older.value.paymentRequest === bolt11);
});

test('lnbits: the newest invoice is ours by its memo, or another one is made', () => {
  const { bolt11, payment_hash } = JSON.parse(CREATED);
  const found = find(JSON.stringify([{ memo: NEW.memo, bolt11, payment_hash }]));
  assert.ok(found.ok && found.value?.hash === HASH);
  const other = find(JSON.stringify([{ memo: 'other', bolt11, payment_hash }]));
  assert.equal(other, { ok: true, value: undefined });
  assert.equal(find('[]'), { ok: true, value: undefined });
  assert.equal(find('{}'), { ok: false, fault: 'malformed' });
});

test('lnbits: an answer without details is for a key that is not the wallet’s', () => {
  assert.equal(look(200, '{"paid":true,"preimage":"00"}'), { ok: false, fault: 'refused' });
  assert.equal(look(200, '{"paid":false,"preimage":null}'), { ok: false, fault: 'refused' });
});

test('lnbits: paid from the same wallet it shows the side that pays, of our invoice too', () => {
  const title = 'vouchers';
  const open = detailed({ amount: -1_000_000, memo: title });
  assert.ok(open.ok && open.value.kind === 'invoice');
  assert.equal([open.value.state, open.value.value], ['open', 1_000_000]);
  assert.is(open.value.memo, undefined, 'the title of the link that paid, not our memo');
  const settled = PENDING.replace('"paid": false', '"paid": true');
  const paid = look(200, settled.replace('"amount": ', '"amount": -'));
  assert.ok(paid.ok && paid.value.kind === 'invoice');
  assert.equal([paid.value.state, paid.value.value], ['settled', 1_000_000]);
  for (const amount of [-0.5, -(2 ** 53), '-1000000']) assert.is(detailed({ amount }).ok, false);
});

test('lnbits: only `paid` is paid, and of our hash', () => {
  assert.ok(detailed({}).ok);
  assert.is(detailed({ payment_hash: 'ab'.repeat(32) }).ok, false);
  const failed = look(200, PENDING.replace('"status": "pending"', '"status": "failed"'));
  assert.ok(failed.ok && failed.value.kind === 'invoice' && failed.value.state === 'open');
  for (const paid of ['"true"', '1', 'null']) {
    assert.is(look(200, PENDING.replace('"paid": false', `"paid": ${paid}`)).ok, false);
  }
  for (const cut of truncations(PENDING)) assert.is(look(200, cut).ok, false);
});

const ERRORS: readonly (readonly [number, string, string])[] = [
  [401, '{"detail":"Invalid key or expired key."}', 'refused'],
  [403, '{"detail":"Invoice (or Admin) key required."}', 'refused'],
  [404, '{"detail":"Wallet not found."}', 'refused'],
  [404, '{"detail":"Not Found"}', 'malformed'],
  [400, '{"detail":[{"loc":["body"],"msg":"value is not valid"}]}', 'malformed'],
  [429, '{"detail":"Rate limit exceeded"}', 'unreachable'],
  [520, '{"detail":"Could not create invoice","status":"failed"}', 'unreachable'],
  [502, '<html>', 'unreachable'],
  [200, '<html>', 'malformed'],
];
for (const [status, body, fault] of ERRORS) {
  test(`lnbits: ${status} ${body} is ${fault}`, () => {
    assert.equal(create(status, body), { ok: false, fault });
    assert.equal(look(status, body), { ok: false, fault });
  });
}

function face() {
  const epochMs = () => 1_800_000_000_000;
  const { owner } = createLedger({ epochMs, buyers: ['car'] });
  const rest = createLnbits({ owner, epochMs, invoiceKey: 'key' });
  return (method: string, path: string, body = '', key = 'key') =>
    rest({ method, path, body, headers: { 'x-api-key': key } });
}
const keysOf = (text: string) => Object.keys(JSON.parse(text)).sort();

test('lnbits face: creates and looks up with the fields of the recorded answers', () => {
  const call = face();
  const made = call('POST', '/api/v1/payments', CREATE.body!.secret);
  assert.is(made.status, 201);
  assert.equal(keysOf(made.body), keysOf(CREATED));
  const path = `/api/v1/payments/${JSON.parse(made.body).payment_hash}`;
  assert.equal(keysOf(call('GET', path).body), keysOf(PENDING));
  assert.equal(keysOf(call('GET', path, '', 'other').body), ['paid', 'preimage']);
  const unknown = call('GET', `/api/v1/payments/${'00'.repeat(32)}`);
  assert.equal([unknown.status, unknown.body], [404, recorded('not-found.json')]);
  assert.is(JSON.parse(call('GET', FIND.path.secret).body).length, 1);
});

test('lnbits face: what does not say `out` is refused, as a payment with an invoice key is', () => {
  const { out: _, ...rest } = JSON.parse(CREATE.body!.secret);
  assert.is(face()('POST', '/api/v1/payments', JSON.stringify(rest)).status, 403);
  assert.is(face()('POST', '/api/v1/payments', CREATE.body!.secret, 'other').status, 401);
});

test.run();
