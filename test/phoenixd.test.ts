/** phoenixd: what it is asked, and what its answers mean. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig } from '../src/config/board-config';
import { nodeHeaders } from '../src/payment/nodes/headers';
import { PHOENIXD } from '../src/payment/nodes/phoenixd';
import { secret } from '../src/secret';
import { milliSat } from '../src/units';
import { evBoardDocument } from './vectors/config';
import { bitFlips, truncations } from './vectors/mutations';
import { picked } from './vectors/picked';

const test = suite('phoenixd');

const PLACE = {
  account: '',
  origin: { scheme: 'https', host: 'node.example', port: 443 },
} as const;
const HASH = 'ab'.repeat(32);
const LABEL = `0123456789abcdef-${'cd'.repeat(16)}`;
const NEW = {
  preimage: secret('ee'.repeat(32)),
  amountMilliSat: 21_000,
  memo: `Flat 3 & a half ${LABEL}`,
  label: LABEL,
  expirySec: 120,
};
const KNOWN = { hash: HASH, reference: '', value: milliSat(21_000) };
const CREATE = PHOENIXD.createInvoice(NEW, PLACE);
const LOOK_UP = PHOENIXD.lookUpInvoice(KNOWN, PLACE);
const FIND = PHOENIXD.find!.request(NEW);

const PAYMENT = {
  paymentHash: HASH,
  preimage: 'ee'.repeat(32),
  externalId: LABEL,
  description: NEW.memo,
  invoice: 'lnbcrt210n1',
  isPaid: true,
  isExpired: false,
  requestedSat: 21,
  receivedSat: 21,
  fees: 0,
  expiresAt: 1_800_000_120_999,
  createdAt: 1_800_000_000_000,
};
const look = (status: number, body: string) =>
  PHOENIXD.readLookedUp(status, picked(body, LOOK_UP.pick), KNOWN);
const looked = (changed: object) => look(200, JSON.stringify({ ...PAYMENT, ...changed }));
const find = (status: number, body: string) =>
  PHOENIXD.find!.read(status, picked(body, FIND.pick), NEW);

test('phoenixd: the password goes out as HTTP Basic with an empty user, bodies as a form', () => {
  const headers = nodeHeaders('phoenixd', secret('hunter2'), true);
  assert.equal(
    headers.map(([name, { secret: value }]) => [name, value]),
    [
      ['Authorization', 'Basic Omh1bnRlcjI='],
      ['Content-Type', 'application/x-www-form-urlencoded'],
    ],
  );
  assert.is(nodeHeaders('lnd', secret('00'), true)[1]?.[1].secret, 'application/json');
});

test('phoenixd: an invoice is asked for in whole sat, under our own id, without a preimage', () => {
  assert.equal([CREATE.method, CREATE.path.secret], ['POST', '/createinvoice']);
  const body = CREATE.body!.secret;
  assert.equal(body.split('&'), [
    `description=Flat%203%20%26%20a%20half%20${LABEL}`,
    'amountSat=21',
    'expirySeconds=120',
    `externalId=${LABEL}`,
  ]);
  assert.throws(
    () => PHOENIXD.createInvoice({ ...NEW, amountMilliSat: 21_500 }, PLACE),
    /whole sat/,
  );
});

test('phoenixd: every name that a board may have goes into a form', () => {
  const named = (name: string) => {
    const document = evBoardDocument();
    const parsed = parseConfig({ ...document, board: { ...(document['board'] as object), name } });
    return parsed.ok ? parsed.value.board.name : undefined;
  };
  for (const name of ['Wohnung 3', 'Стоянка', '充電', '⚡\u{1f50c}', '\u{10ffff}']) {
    const memo = `${named(name)} ${LABEL}`;
    const { body } = PHOENIXD.createInvoice({ ...NEW, memo }, PLACE);
    assert.ok(body?.secret.startsWith(`description=${encodeURIComponent(name)}%20`), name);
  }
  for (const half of [
    '\ud83d',
    'a\udd0c',
    '\udd0c\ud83d',
    '\ud83d\ud83d\udd0c',
    '\ud83d\udd0c\udd0c',
  ]) {
    assert.is(named(half), undefined, 'half a character cannot be written in UTF-8');
  }
});

test('phoenixd: no preimage is ever picked', () => {
  for (const { pick } of [CREATE, LOOK_UP, FIND]) {
    assert.not(pick.some((name) => name.includes('preimage')));
  }
});

test('phoenixd: one that was not paid is found too, or none, and never one of another id', () => {
  assert.is(FIND.path.secret, `/payments/incoming?all=true&externalId=${LABEL}`);
  const found = find(200, JSON.stringify([{ ...PAYMENT, isPaid: false }]));
  assert.ok(found.ok && found.value?.hash === HASH);
  assert.equal(find(200, '[]'), { ok: true, value: undefined });
  const other = JSON.stringify([{ ...PAYMENT, externalId: 'other' }]);
  assert.equal(find(200, other), { ok: false, fault: 'malformed' });
  assert.equal(find(200, '{}'), { ok: false, fault: 'malformed' });
  assert.equal(find(404, 'Not found'), { ok: false, fault: 'malformed' });
});

test('phoenixd: an amount that no number holds is malformed, not a bug of ours', () => {
  const most = Math.floor(Number.MAX_SAFE_INTEGER / 1_000);
  for (const sat of [most + 1, Number.MAX_SAFE_INTEGER, '9007199254740991', 1e300]) {
    assert.equal(looked({ requestedSat: sat }), { ok: false, fault: 'malformed' }, `${sat}`);
    assert.equal(looked({ receivedSat: sat }), { ok: false, fault: 'malformed' }, `${sat}`);
  }
  assert.ok(looked({ requestedSat: most, receivedSat: most }).ok);
});

test('phoenixd: liquidity is the owner’s cost, what came on top is the buyer’s', () => {
  for (const [receivedSat, paid] of [
    [21, 21_000],
    [0, 21_000],
    [20, 21_000],
    [30, 30_000],
  ] as const) {
    const reply = looked({ receivedSat });
    assert.ok(reply.ok && reply.value.kind === 'invoice');
    assert.is(reply.value.state, 'settled');
    assert.is(reply.value.amountPaid, paid);
    assert.is(reply.value.value, 21_000);
    assert.is(reply.value.expiresAtSec, 1_800_000_120);
  }
});

test('phoenixd: only isPaid is paid; an expired invoice is open, our own clock ends it', () => {
  const reply = looked({ isPaid: false, isExpired: true, receivedSat: 21 });
  assert.ok(reply.ok && reply.value.kind === 'invoice');
  assert.is(reply.value.state, 'open');
  assert.is(reply.value.amountPaid, 0);
  for (const isPaid of ['true', 1, null, undefined]) assert.is(looked({ isPaid }).ok, false);
});

test('phoenixd: an answer about another invoice, or without its amount, is none', () => {
  for (const changed of [
    { paymentHash: 'cd'.repeat(32) },
    { requestedSat: undefined },
    { requestedSat: -1 },
    { receivedSat: undefined },
    { expiresAt: undefined },
  ]) {
    assert.equal(looked(changed), { ok: false, fault: 'malformed' });
  }
});

const STATUSES: readonly (readonly [number, string])[] = [
  [400, 'malformed'],
  [401, 'refused'],
  [403, 'refused'],
  [405, 'malformed'],
  [415, 'malformed'],
  [429, 'unreachable'],
  [500, 'unreachable'],
  [502, 'unreachable'],
  [200, 'malformed'],
];
for (const [status, fault] of STATUSES) {
  test(`phoenixd: HTTP ${status} in plain text is ${fault}, whatever it says`, () => {
    assert.equal(look(status, 'OK'), { ok: false, fault });
    const fields = picked('isPaid', CREATE.pick);
    assert.equal(PHOENIXD.readCreated(status, fields, NEW, PLACE), { ok: false, fault });
  });
}

test('phoenixd: cut anywhere, an answer is none; a flipped bit makes no other one paid', () => {
  const body = JSON.stringify({ ...PAYMENT, isPaid: false });
  for (const cut of truncations(body)) assert.is(look(200, cut).ok, false);
  for (const flip of bitFlips(body)) {
    const reply = look(200, flip);
    assert.not(reply.ok && reply.value.kind === 'invoice' && reply.value.state === 'settled');
  }
});

test.run();
