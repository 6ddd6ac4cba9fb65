import { hexToBytes } from '@noble/hashes/utils.js';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { emptyBook } from '../src/account/book';
import { crc32 } from '../src/account/crc32';
import { journal, recover } from '../src/account/journal';
import { encodeRecord } from '../src/account/record';
import type { Command } from '../src/ports';
import { journalSequence } from '../src/units';
import { BoardDesk } from './desk/board-desk';
import { deskConfig } from './desk/desk-config';
import { RECORDS } from './desk/records';

const journalSuite = suite('journal');

/** What `RECORDS` make, live; and their bytes. */
function written() {
  const book = emptyBook();
  const commands: Command[] = [];
  for (const record of RECORDS) journal(book, commands, record);
  const bytes = commands.map((each) =>
    hexToBytes(each.kind === 'journal-append' ? each.record : ''),
  );
  return { book, commands, bytes };
}

journalSuite('numbers its records from 1, without a gap', () => {
  const sequences = written().commands.map((each) =>
    each.kind === 'journal-append' ? each.sequence : 0,
  );
  assert.equal(
    sequences,
    RECORDS.map((_, index) => index + 1),
  );
});

journalSuite('replay of every prefix is the book as it was live', () => {
  const { bytes } = written();
  const live = emptyBook();
  assert.equal(recover([]), { ok: true, value: live });
  for (const [index, record] of RECORDS.entries()) {
    journal(live, [], record);
    assert.equal(recover(bytes.slice(0, index + 1)), { ok: true, value: live });
  }
});

journalSuite('replay of a long life is the book as it was live, at each boot', () => {
  const desk = new BoardDesk(deskConfig('ev', { terms: { idleEndMs: 60_000 } }), 5);
  for (let cycle = 0; cycle < 8; cycle++) {
    desk.run(3_000);
    desk.offer(`https://wallet.example/${cycle % 3}`);
    desk.link.pays = cycle % 3 === 2 ? 'never' : 'at-once';
    desk.run(150_000);
    if (cycle % 2 === 0) desk.deliver({ kind: 'unplugged' });
    desk.run(2_000, () => desk.programming.length === 0 && desk.at % 1_000 === 0);
    desk.cutPower(1);
    desk.powerOn();
    const again = recover(desk.flash.map((record) => hexToBytes(record)));
    assert.ok(again.ok && again.value.sequence === desk.flash.length);
    assert.equal(again.ok && again.value, desk.book);
  }
  assert.ok(desk.book.pulls.settled >= 5 && desk.book.pulls.void >= 1);
});

journalSuite('a gap, a repeat or another order is out of sequence', () => {
  const { bytes } = written();
  const [first, second, third] = bytes;
  for (const order of [[first, third], [first, first], [second, first], [third]]) {
    const found = recover(order.map((each) => each!));
    assert.equal(found, { ok: false, fault: 'out-of-sequence' });
  }
});

journalSuite('a damaged record is a fault wherever it is', () => {
  const { bytes } = written();
  for (let at = 0; at < bytes.length; at += 5) {
    const damaged = bytes.map((each) => each.slice());
    damaged[at]![6] = damaged[at]![6]! ^ 0x10;
    assert.equal(recover(damaged), { ok: false, fault: 'damaged' });
  }
});

journalSuite('a record of a kind to be skipped keeps its place in the sequence', () => {
  const { bytes } = written();
  const unknown = hexToBytes(encodeRecord({ kind: 'latch-cleared' }, journalSequence(2)));
  unknown[3] = 99;
  const end = unknown.length - 4;
  const crc = crc32(unknown, end);
  for (let i = 0; i < 4; i++) unknown[end + i] = (crc >>> (24 - 8 * i)) & 0xff;

  const opened = hexToBytes(encodeRecord(RECORDS[1]!, journalSequence(3)));
  const found = recover([bytes[0]!, unknown, opened]);
  assert.ok(found.ok && found.value.sequence === 3 && found.value.accounts.length === 1);
});

journalSuite.run();
