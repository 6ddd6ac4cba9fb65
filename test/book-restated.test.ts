/** What a snapshot keeps of hashes that a node chose, open and late. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { apply } from '../src/account/apply';
import { type Book, emptyBook } from '../src/account/book';
import { snapshotOf } from '../src/account/snapshot';
import type { JournalRecord } from '../src/journal/records';

const book = suite('book');

const preimage = (n: number) => ({ secret: n.toString(16).padStart(64, '0') });

function add(to: Book, record: JournalRecord): number {
  apply(to, record, to.sequence + 1);
  return to.sequence;
}

book('restated, a book with hashes that a node chose is the same', () => {
  const made = emptyBook();
  add(made, { kind: 'formatted', epoch: '0000000000000001' });
  add(made, { kind: 'account-opened', account: 0, buyer: 'aa'.repeat(32), role: 'seller' });
  const plan = (n: number): number =>
    add(made, {
      kind: 'pull-planned',
      account: 0,
      id: '00'.repeat(16),
      preimage: preimage(n),
      amount: 1_000,
      plannedAtSec: 100,
      expirySec: 120,
    });
  for (const [n, reference] of [
    [1, '/lnurlp/me/verify/1'],
    [2, ''],
    [3, 'x'.repeat(192)],
  ] as const) {
    const planned = plan(n);
    const hash = String(n).repeat(64);
    const expiresAtSec = 300;
    add(made, { kind: 'pull-handed-over-as', planned, expiresAtSec, hash, reference });
    assert.is(made.pull?.hash, hash);
    assert.equal(restated(made), made, `open, ${n}`);
    if (n < 3) {
      add(made, { kind: 'pull-closed', planned, outcome: 'lapsed', received: 0, closedAtSec: 400 });
      assert.equal(restated(made), made, `late, ${n}`);
    }
  }
  assert.equal(
    made.late.map(({ hash, reference }) => [hash.slice(0, 1), reference]),
    [
      ['1', '/lnurlp/me/verify/1'],
      ['2', ''],
    ],
  );
});

function restated(book: Book): Book {
  const other = emptyBook();
  for (const record of snapshotOf(book)) add(other, record);
  other.sequence = book.sequence;
  return other;
}

book.run();
