import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ACCOUNTS_MAX, creditOf, openAccount } from '../src/account/account';
import { apply } from '../src/account/apply';
import {
  type Book,
  CREDITED_HASHES_MIN,
  creditedHashes,
  emptyBook,
  hashOfPreimage,
  isFree,
  LATE_LIST_MAX,
  wasCredited,
} from '../src/account/book';
import type { JournalRecord } from '../src/journal/records';
import { RECORDS } from './desk/records';

const book = suite('book');

const preimage = (n: number) => ({ secret: n.toString(16).padStart(64, '0') });

function add(to: Book, record: JournalRecord): number {
  apply(to, record, to.sequence + 1);
  return to.sequence;
}

/** A pull from plan to end; returns its name. */
function pull(to: Book, n: number, outcome: 'settled' | 'void' | 'lapsed', handedOver = true) {
  const planned = add(to, {
    kind: 'pull-planned',
    account: 0,
    id: '00'.repeat(16),
    preimage: preimage(n),
    amount: 1_000,
    plannedAtSec: 100 + n,
    expirySec: 120,
  });
  if (handedOver) add(to, { kind: 'pull-handed-over', planned, expiresAtSec: 300 });
  const received = outcome === 'settled' ? 1_000 : 0;
  add(to, { kind: 'pull-closed', planned, outcome, received, closedAtSec: 200 + n });
  return planned;
}

function withAccount(): Book {
  const made = emptyBook();
  add(made, { kind: 'formatted', epoch: '0000000000000001' });
  add(made, { kind: 'account-opened', account: 0, buyer: 'aa'.repeat(32), role: 'seller' });
  return made;
}

book(
  'the examples: what was paid, came late, was granted and charged is on its own account',
  () => {
    const made = emptyBook();
    for (const record of RECORDS) add(made, record);
    const [first, second] = made.accounts;
    assert.is(first?.paid, 100_000_000_001);
    assert.is(first?.charged, -9_007_199_254_740_991);
    assert.is(second?.paid, 6_000);
    assert.is(second?.held, 6_000);
    assert.is(second?.late, 2_000);
    assert.is(second?.granted, 5_000);
    assert.equal(made.pulls, { settled: 3, void: 2, lapsed: 2, late: 1 });
    assert.is(made.sale, undefined);
    assert.is(made.serial, '20000002');
    assert.is(made.lastSec, 253_402_300_799);
  },
);

book('only settled and late money is credit', () => {
  for (const outcome of ['void', 'lapsed'] as const) {
    const made = withAccount();
    pull(made, 1, outcome);
    assert.is(creditOf(made.accounts[0]!), 0);
  }
  const made = withAccount();
  pull(made, 1, 'settled');
  assert.is(creditOf(made.accounts[0]!), 1_000);
});

book('money that came late is credited once, and its hash never again', () => {
  const made = withAccount();
  const planned = pull(made, 1, 'void');
  add(made, { kind: 'late-credited', planned, received: 900 });
  assert.is(made.accounts[0]?.late, 900);
  assert.equal(made.credited, [hashOfPreimage(preimage(1)).slice(0, 16)]);
  assert.ok(wasCredited(made, hashOfPreimage(preimage(1))));
  assert.throws(
    () => add(made, { kind: 'late-credited', planned, received: 900 }),
    'not on the late list',
  );
});

const CONTRADICTIONS: readonly (readonly [string, JournalRecord, string])[] = [
  [
    'a second open pull',
    {
      kind: 'pull-planned',
      account: 0,
      id: '00'.repeat(16),
      preimage: preimage(9),
      amount: 1,
      plannedAtSec: 1,
      expirySec: 1,
    },
    'a pull is open',
  ],
  [
    'handing over a pull that is not open',
    {
      kind: 'pull-handed-over',
      planned: 77,
      expiresAtSec: 1,
    },
    'not the open pull',
  ],
  [
    'ending a sale that is not on',
    { kind: 'sale-ended', reason: 'idle', endedAtSec: 1 },
    'no sale',
  ],
  [
    'an account beyond the next',
    { kind: 'account-opened', account: 5, buyer: '', role: 'seller' },
    'out of order',
  ],
];
for (const [label, record, expected] of CONTRADICTIONS) {
  book(`${label} is a bug, and says so`, () => {
    const made = withAccount();
    add(made, {
      kind: 'pull-planned',
      account: 0,
      id: '00'.repeat(16),
      preimage: preimage(1),
      amount: 1,
      plannedAtSec: 1,
      expirySec: 1,
    });
    assert.throws(() => add(made, record), expected);
  });
}

book('the late list keeps 32, and what nobody was handed goes before what may be paid', () => {
  const made = withAccount();
  const paid = pull(made, 0, 'lapsed');
  for (let n = 1; n < LATE_LIST_MAX + 10; n++) pull(made, n, 'void', false);
  assert.is(made.late.length, LATE_LIST_MAX);
  assert.is(made.late[0]?.planned, paid);
  for (let n = 100; n < 100 + LATE_LIST_MAX; n++) pull(made, n, 'void');
  assert.is(made.late.length, LATE_LIST_MAX);
  assert.not(made.late.some((late) => late.planned === paid));
});

book('the last 256 credited hashes are kept, and at most 16 more', () => {
  const made = withAccount();
  for (let n = 0; n < CREDITED_HASHES_MIN + 36; n++) {
    pull(made, n, 'settled');
    const oldest = n + 1 - creditedHashes(made);
    assert.ok(wasCredited(made, hashOfPreimage(preimage(n))));
    assert.ok(wasCredited(made, hashOfPreimage(preimage(oldest))));
    if (oldest > 0) assert.not(wasCredited(made, hashOfPreimage(preimage(oldest - 1))));
    const kept = creditedHashes(made);
    assert.ok(kept >= Math.min(n + 1, CREDITED_HASHES_MIN) && kept <= CREDITED_HASHES_MIN + 16);
  }
});

book('a hash counts as credited from its first digit on, not from within another', () => {
  const made = withAccount();
  for (const n of [1, 2]) pull(made, n, 'settled');
  const [group = ''] = made.credited;
  assert.is(group.length, 32);
  assert.ok(wasCredited(made, group.slice(16)));
  for (let at = 1; at < 16; at++) assert.not(wasCredited(made, group.slice(at, at + 16)));
});

book('an account that was ever paid, or that anything refers to, keeps its place', () => {
  const made = withAccount();
  assert.ok(isFree(made, 0) && isFree(made, 1));
  pull(made, 1, 'void');
  assert.is(isFree(made, 0), false, 'on the late list');
  const other = withAccount();
  other.accounts[0]!.granted = 1;
  assert.is(isFree(other, 0), false, 'granted');
  for (let n = 1; n < ACCOUNTS_MAX; n++) {
    add(other, { kind: 'account-opened', account: n, buyer: '', role: 'seller' });
  }
  add(other, { kind: 'account-opened', account: 7, buyer: 'bb', role: 'seller' });
  assert.is(other.accounts[7]?.buyer, 'bb');
  assert.throws(
    () => add(other, { kind: 'account-opened', account: 0, buyer: '', role: 'seller' }),
    'in use',
  );
  assert.throws(
    () => add(other, { kind: 'account-opened', account: ACCOUNTS_MAX, buyer: '', role: 'seller' }),
    'too many',
  );
});

book('credit beyond all bitcoin stays a number', () => {
  const account = openAccount('', 'seller');
  account.paid = Number.MAX_SAFE_INTEGER;
  account.late = Number.MAX_SAFE_INTEGER;
  assert.ok(Number.isSafeInteger(creditOf(account)));
  account.charged = 4 * Number.MAX_SAFE_INTEGER;
  assert.ok(Number.isSafeInteger(creditOf(account)) && creditOf(account) < 0);
});

book('the time of the book never goes back', () => {
  const made = withAccount();
  pull(made, 500, 'settled');
  assert.is(made.lastSec, 700);
  pull(made, 1, 'settled');
  assert.is(made.lastSec, 700);
});

book.run();
