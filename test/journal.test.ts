import { hexToBytes } from '@noble/hashes/utils.js';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { recordsIn } from '../host-sim/flash/written-records';
import { creditedHashes, emptyBook } from '../src/account/book';
import { journal, restateJournal } from '../src/journal/journal';
import { recover } from '../src/journal/recover';
import { SECTOR_BYTES } from '../src/journal/sector';
import type { Command, FlashCommand } from '../src/ports';
import { BRIEF_RECORDS, RECORDS } from './desk/records';
import { found, settlePull, told, type Writer, write, writer } from './desk/writer';

const journalSuite = suite('journal');

journalSuite('after every record the journal read back is the book as it was live', () => {
  for (const isEncrypted of [false, true]) {
    const live = writer({ isEncrypted });
    RECORDS.forEach((record, index) => {
      // A pull is named by its first record, and a snapshot takes numbers too.
      const later = live.book.sequence - index;
      journal(live, 'planned' in record ? { ...record, planned: record.planned + later } : record);
      write(live);
      assert.equal(found(live), live.book, record.kind);
    });
  }
});

journalSuite(
  'a long life in a ring of four sectors is read back whole, and wears all alike',
  () => {
    const live = writer({ sectors: 4 });
    for (const record of RECORDS) journal(live, record);
    for (let n = 0; n < 800; n++) {
      settlePull(live, n);
      if (n % 97 === 0) assert.equal(found(live), live.book, `pull ${n}`);
    }
    assert.equal(found(live), live.book);
    const { erases } = live.chip.memory;
    assert.ok(Math.min(...erases) > 10, `${erases}`);
    assert.ok(Math.max(...erases) - Math.min(...erases) <= 1, `${erases}`);
  },
);

journalSuite('nothing is ever appended to a sector that was being written at a cut', () => {
  const live = writer();
  for (const record of RECORDS) journal(live, record);
  write(live);
  const again = live.chip.recover();
  const next: Writer = { ...again, chip: live.chip };
  const { newest } = again.ring;
  journal(next, { kind: 'latch-cleared' });
  const orders = told(next);
  for (const order of orders) {
    const sector =
      order.kind === 'flash-erase' ? order.sector : Math.floor(order.at / SECTOR_BYTES);
    assert.is.not(sector, newest);
  }
  // Its header, the book in pieces, and its end again.
  assert.is(orders.filter(({ kind }) => kind === 'flash-erase').length, 1, 'one sector');
});

journalSuite('a bit that flips in an old record latches, and never credits more', () => {
  const made = writer();
  for (const record of BRIEF_RECORDS) journal(made, record);
  write(made);
  for (let n = 0; n < 6; n++) settlePull(made, n);
  const { book, ring, chip } = made;
  const paid = book.accounts[0]!.paid;
  let [latched, dropped] = [0, 0];
  const end = ring.newest * SECTOR_BYTES + ring.filled;
  for (let at = ring.newest * SECTOR_BYTES; at < end; at += 3) {
    chip.memory.flipBit(at, at % 8);
    const hurt = chip.recover();
    assert.is(hurt.blocked, '');
    assert.ok((hurt.book.accounts[0]?.paid ?? 0) <= paid, `byte ${at}`);
    if (hurt.book.latch === 'journal-damaged') latched++;
    else {
      // Only what was written last cannot be told from a torn write.
      assert.ok(at >= end - 96, `byte ${at} of ${end} went unseen`);
      dropped++;
    }
    chip.memory.flipBit(at, at % 8);
  }
  assert.ok(latched > 200 && dropped > 0, `${latched} ${dropped}`);
});

journalSuite('a damaged header is damage, not an older journal', () => {
  const live = writer();
  for (const record of RECORDS) journal(live, record);
  write(live);
  const commands: Command[] = [];
  restateJournal(live, commands);
  for (const order of commands as FlashCommand[]) live.chip.carryOut(order);
  settlePull(live, 1);
  live.chip.memory.flipBit(live.ring.newest * SECTOR_BYTES + 5, 2);
  const { book } = live.chip.recover();
  assert.is(book.latch, 'journal-damaged');
  assert.is(book.accounts[0]?.paid, live.book.accounts[0]?.paid);
});

journalSuite('a first snapshot that was torn is a board that never had a journal', () => {
  const live = writer();
  journal(live, { kind: 'formatted', epoch: '0123456789abcdef' });
  live.chip.programming.push(...told(live));
  live.chip.cut({ kept: 2, share: 0.4 });
  assert.equal(found(live), emptyBook());
});

journalSuite('64 accounts, a full late list and the longest link fit four times', () => {
  const live = writer({ sectors: 16 });
  for (const record of RECORDS.slice(0, 3)) journal(live, record);
  for (let account = 1; account < 64; account++) {
    const buyer = account.toString(16).padStart(64, '0');
    journal(live, { kind: 'account-opened', account, buyer, role: 'seller' });
    journal(live, { kind: 'allowance-granted', account, amount: 1_000, day: 1 });
  }
  for (let n = 0; n < 260; n++) settlePull(live, n);
  const commands: Command[] = [];
  assert.ok(restateJournal(live, commands));
  assert.ok(live.ring.used.length <= 4, `${live.ring.used.length} sectors`);
  for (const order of commands as FlashCommand[]) live.chip.carryOut(order);
  assert.equal(found(live), live.book);
  assert.is(creditedHashes(live.book), 260);
});

journalSuite('of a pull three records are written, together at most 288 bytes', () => {
  const live = writer();
  for (const record of RECORDS.slice(0, 3)) journal(live, record);
  write(live);
  const before = live.chip.writes.length;
  settlePull(live, 1);
  const written = live.chip.writes.slice(before).flatMap(recordsIn);
  assert.is(written.length, 3);
  for (const { size } of written) assert.ok(size <= 96);
});

journalSuite('reading back takes each sector at most once, and headers first', () => {
  const live = writer();
  for (const record of RECORDS) journal(live, record);
  for (let n = 0; n < 100; n++) settlePull(live, n);
  const reads = new Map<number, number>();
  recover((at, count) => {
    if (count === SECTOR_BYTES) reads.set(at, (reads.get(at) ?? 0) + 1);
    return live.chip.read(at, count);
  }, 16);
  assert.ok([...reads.values()].every((times) => times === 1));
  assert.ok(reads.size >= live.ring.used.length);
  assert.is(hexToBytes(live.chip.writes[0] ?? '').length, 32, 'a header comes first');
});

journalSuite.run();
