/** A Lightning address with LUD-21: what it is asked, what its answers mean, its face. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createLedger } from '../host-sim/lightning/ledger';
import { createLnurlPay } from '../host-sim/lightning/lnurl-pay';
import { parseNode } from '../host-sim/pull/parts';
import { parseConfig, secretNames } from '../src/config/board-config';
import { nodeHeaders } from '../src/payment/nodes/headers';
import { LIGHTNING_ADDRESS } from '../src/payment/nodes/lightning-address';
import { secret } from '../src/secret';
import { milliSat } from '../src/units';
import { NodeBench } from './contract/node-bench';
import { KINDS } from './contract/node-kinds';
import { START_SEC } from './desk/board-desk';
import { writeInvoice } from './desk/invoice';
import { evBoardDocument } from './vectors/config';
import { truncations } from './vectors/mutations';

const test = suite('lightning-address');

const { createInvoice, readCreated, readLookedUp, lookUpInvoice } = LIGHTNING_ADDRESS;
const PLACE = {
  account: 'owner',
  origin: { scheme: 'https', host: 'pay.example', port: 443 },
} as const;
const HASH = 'ab'.repeat(32);
const NEW = {
  preimage: secret('ee'.repeat(32)),
  amountMilliSat: 21_000,
  memo: 'm',
  label: 'l',
  expirySec: 120,
};
const KNOWN = { hash: HASH, reference: '/verify/1', value: milliSat(21_000) };
const TERMS = { network: 'bcrt', amountMilliSat: 21_000, memo: 'm' };
const TIMES = { timestampSec: START_SEC, expirySec: 600 };
const PR = writeInvoice({ ...TERMS, ...TIMES, hash: HASH });
const MALFORMED = { ok: false, fault: 'malformed' } as const;

const first = (callback: unknown) =>
  readCreated(200, { tag: 'payRequest', callback: callback as string }, NEW, PLACE);
const second = (fields: Record<string, string>) => readCreated(200, fields, NEW, PLACE);
const pathOf = (callback: string) => {
  const read = first(callback);
  return read.ok && read.value.kind === 'ask' ? read.value.request.path.secret : undefined;
};

test('lightning-address: no credential goes out, and an invoice takes two questions', () => {
  assert.equal(nodeHeaders('lightning-address', secret('x'), false), []);
  const asked = createInvoice(NEW, PLACE);
  assert.equal([asked.method, asked.path.secret], ['GET', '/.well-known/lnurlp/owner']);
  assert.is(pathOf('https://pay.example/cb'), '/cb?amount=21000');
  assert.is(pathOf('https://pay.example:443/cb?user=1'), '/cb?user=1&amount=21000');
  assert.not(asked.pick.some((name) => name.includes('preimage')));
});

test('lightning-address: only the origin that the owner named is asked', () => {
  for (const callback of [
    'https://other.example/cb',
    'http://pay.example/cb',
    'https://pay.example:8443/cb',
    'https://me@pay.example/cb',
    '/cb',
    7,
    null,
    undefined,
  ]) {
    assert.equal(first(callback), MALFORMED);
  }
  const elsewhere = second({ pr: PR, verify: 'https://other.example/v/1' });
  assert.ok(elsewhere.ok && elsewhere.value.kind === 'invoice');
  assert.is(elsewhere.value.reference, '');
});

test('lightning-address: hash and look-up come with the invoice', () => {
  const given = second({ pr: PR, verify: 'https://pay.example/v/1?x=2' });
  assert.ok(given.ok && given.value.kind === 'invoice');
  assert.equal([given.value.hash, given.value.reference], [HASH, '/v/1?x=2']);
  const path = lookUpInvoice({ ...KNOWN, reference: given.value.reference }, PLACE).path.secret;
  assert.is(path, '/v/1?x=2');
  for (const pr of truncations(PR)) assert.equal(second({ pr }), MALFORMED);
});

const look = (fields: Record<string, unknown> | undefined, known = KNOWN, status = 200) =>
  readLookedUp(status, fields as Record<string, string> | undefined, known);

test('lightning-address: settled counts of our own invoice only', () => {
  const settled = look({ status: 'OK', settled: true, pr: PR });
  assert.ok(settled.ok && settled.value.kind === 'invoice' && settled.value.state === 'settled');
  assert.equal([settled.value.value, settled.value.amountPaid], [21_000, 0]);
  const other = writeInvoice({ ...TERMS, ...TIMES, hash: 'cd'.repeat(32) });
  assert.equal(look({ settled: true, pr: other }), MALFORMED);
  assert.equal(look({ settled: true }), MALFORMED);
  for (const flag of ['true', 1, null]) assert.equal(look({ settled: flag, pr: PR }), MALFORMED);
  const open = look({ settled: false, pr: PR });
  assert.ok(open.ok && open.value.kind === 'invoice' && open.value.state === 'open');
});

test('lightning-address: an ERROR is its status, whatever HTTP says', () => {
  const unknown = { status: 'ERROR', reason: 'Not found' };
  for (const status of [200, 404]) {
    assert.equal(look(unknown, KNOWN, status), { ok: true, value: { kind: 'not-found' } });
  }
  const busy = { status: 'error', reason: 'node is down' };
  assert.equal(look(busy), { ok: false, fault: 'unreachable' });
  assert.equal(second(busy), { ok: false, fault: 'unreachable' });
  assert.equal(look(undefined, KNOWN, 502), { ok: false, fault: 'unreachable' });
});

test('lightning-address: what is not there was not found, in whose words ever', () => {
  const notFound = { ok: true, value: { kind: 'not-found' } };
  assert.equal(look(undefined, KNOWN, 404), notFound);
  assert.equal(look({}, KNOWN, 404), notFound);
  assert.equal(look({ status: 'ERROR', reason: 'No such invoice' }, KNOWN, 404), notFound);
  assert.equal(look({}), MALFORMED);
  const settled = look({ settled: true, pr: PR }, KNOWN, 404);
  assert.ok(settled.ok && settled.value.kind === 'invoice' && settled.value.state === 'settled');
});

test('lightning-address: a service that dropped what expired keeps no pull open', () => {
  const bench = benchOf({});
  bench.pays = 'never';
  bench.run(600_000);
  assert.ok(bench.isOpen);
  const body = '{"detail":"Not Found"}';
  bench.bend = (step) => (step === 'look-up' ? { status: 404, body } : undefined);
  bench.run(20_000);
  assert.ok(bench.isOpen, 'its time is not over');
  bench.run(100_000, () => !bench.isOpen);
  assert.is(bench.pulls.lapsed, 1);
});

test('lightning-address: it knows nothing of an invoice that another kind of node made', () => {
  const known = { ...KNOWN, reference: '' };
  assert.is(lookUpInvoice(known, PLACE).path.secret, '/.well-known/lnurlp/owner');
  const read = look({ tag: 'payRequest', settled: true, pr: PR }, known);
  assert.equal(read, { ok: true, value: { kind: 'not-found' } });
});

const benchOf = (changed: object): NodeBench =>
  new NodeBench({
    ...KINDS['lightning-address'],
    face: (owner, epochMs) => {
      const origin = 'https://node.example';
      const standard = { owner, epochMs, origin, user: 'owner', expirySec: 600 };
      return createLnurlPay({ ...standard, ...changed });
    },
  });

test('lightning-address: without verify, elsewhere or of long invoices nothing is shown', () => {
  for (const [changed, fault] of [
    [{ hasVerify: false }, 'invoice-without-look-up'],
    [{ origin: 'https://other.example' }, 'node-malformed'],
    [{ expirySec: 3_601 }, 'invoice-expires-too-late'],
    [{ expirySec: 59 }, 'invoice-expires-too-soon'],
  ] as const) {
    const bench = benchOf(changed);
    bench.run(100_000, () => bench.pulls.void === 1);
    assert.ok(bench.state.faults[fault], `${fault}: ${JSON.stringify(bench.state.faults)}`);
    assert.is(bench.pulls.void, 1);
    assert.is(bench.shown.size, 0);
  }
});

test('lightning-address: the service’s own expiry is what a pull lapses by', () => {
  const bench = benchOf({});
  bench.pays = 'never';
  bench.run(650_000);
  assert.ok(bench.isOpen);
  bench.run(30_000, () => !bench.isOpen);
  assert.is(bench.pulls.lapsed, 1);
});

test('lightning-address: a callback that leads to another one is not followed', () => {
  const bench = benchOf({});
  const again = JSON.stringify({ tag: 'payRequest', callback: 'https://node.example/x' });
  bench.bend = (step) => (step === 'create' ? { status: 200, body: again } : undefined);
  bench.run(50_000);
  const creates = bench.steps.filter((step) => step === 'create').length;
  assert.ok(creates < 30, `asked ${creates} times in 50 s`);
  assert.ok(bench.state.faults['node-malformed']);
});

test('lightning-address: the configuration has a user and no credential', () => {
  const of = (changed: object) => {
    const node = { kind: 'lightning-address', url: 'https://pay.example', user: 'a-b_c.d+e' };
    return parseConfig({ ...evBoardDocument(), node: { ...node, ...changed } });
  };
  const parsed = of({});
  assert.ok(parsed.ok && parsed.value.node.account === 'a-b_c.d+e');
  assert.equal(parsed.ok && secretNames(parsed.value), []);
  for (const changed of [
    { user: undefined },
    { user: 'A' },
    { user: 'a/b' },
    { user: '' },
    { credential: 'node' },
    { canCancel: true },
    { store: '5Sd8HYzQyVv4MVmtYKCv5gJw' },
  ]) {
    assert.is(of(changed).ok, false, JSON.stringify(changed));
  }
});

test('lightning-address: on a command line it is written as people write it', () => {
  const value = {
    nodeKind: 'lightning-address',
    nodeOrigin: 'https://pay.example:443',
    nodeAccount: 'owner',
  };
  assert.equal(parseNode('lightning-address:owner@pay.example'), { ok: true, value });
  assert.is(parseNode('lightning-address:pay.example').ok, false);
});

test('lightning-address face: the preimage shows when it was paid, and not before', () => {
  const epochMs = () => START_SEC * 1_000;
  const { owner, buyer } = createLedger({ epochMs, buyers: ['car'] });
  const origin = 'https://pay.example';
  const rest = createLnurlPay({ owner, epochMs, origin, user: 'owner', expirySec: 60 });
  const get = (path: string) => {
    const { status, body } = rest({ method: 'GET', path, headers: {}, body: '' });
    return { status, json: JSON.parse(body) as Record<string, string> };
  };
  const { callback } = get('/.well-known/lnurlp/owner').json;
  const { pr = '', verify = '' } = get(`${callback?.slice(origin.length)}?amount=5000`).json;
  const look = () => get(verify.slice(origin.length)).json;
  assert.equal(look(), { status: 'OK', settled: false, preimage: null, pr });
  buyer('car').pay(pr, () => {});
  assert.is(look()['settled'], true);
  assert.equal(get('/lnurlp/owner/verify/00').status, 404);
  assert.equal(get('/lnurlp/owner/callback?amount=1').json['status'], 'ERROR');
});

test.run();
