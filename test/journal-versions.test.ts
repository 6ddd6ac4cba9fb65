import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { recordsIn } from '../host-sim/flash/written-records';
import { creditedHashes } from '../src/account/book';
import { recover } from '../src/journal/recover';
import { decodeHeader, SECTOR_BYTES } from '../src/journal/sector';
import { BoardDesk, LINK } from './desk/board-desk';
import { deskConfig } from './desk/desk-config';
import { FORMAT_1 } from './vectors/journal/format-1';
import { FORMAT_2 } from './vectors/journal/format-2';
import { type RecordedJournal, readerOf } from './vectors/journal/recorded';

const versions = suite('journal versions');

const OLD = 1;
const NEW = 2;

/** A board of the old image, in the middle of a sale. */
function oldBoard(): BoardDesk {
  const desk = new BoardDesk(deskConfig('ev'), 31, 31, { format: OLD, sectors: 6 });
  desk.run(4_000);
  desk.offer();
  desk.meter.load = 7_000_000;
  desk.run(600_000, () => desk.book.pulls.settled >= 2 && desk.isClosed);
  assert.ok(desk.book.pulls.settled >= 2 && desk.isClosed);
  return desk;
}

function restart(desk: BoardDesk, format: number, isConfirmed: boolean): void {
  desk.cutPower(9);
  desk.format = format;
  desk.isConfirmed = isConfirmed;
  desk.run(1_000);
  desk.powerOn();
}

const kinds = (desk: BoardDesk): readonly string[] =>
  desk.chip.writes.flatMap(recordsIn).map(({ record }) => record.kind);

function sellsOn(desk: BoardDesk): void {
  const { settled } = desk.book.pulls;
  desk.run(600_000, () => desk.book.pulls.settled > settled && desk.isClosed);
  assert.ok(desk.book.pulls.settled > settled && desk.isClosed, 'the board does not sell');
  desk.run(1_000);
}

const newestFormat = (desk: BoardDesk): number => {
  const { newest } = desk.state.ring;
  return decodeHeader(desk.chip.memory.read(newest))?.format ?? 0;
};

versions('an image that may be rolled back writes what the one before it reads', () => {
  const desk = oldBoard();
  restart(desk, NEW, false);
  sellsOn(desk);
  assert.is(newestFormat(desk), OLD);
  assert.not(kinds(desk).includes('pull-closed-charged'));
  const { paid } = desk.book.accounts[0]!;
  restart(desk, OLD, true);
  assert.is(desk.state.blocked, '');
  assert.ok(desk.book.accounts[0]!.paid >= paid);
  sellsOn(desk);
});

versions(
  'a confirmed image restates the book in its own format, and keeps the old till boot',
  () => {
    const desk = oldBoard();
    restart(desk, NEW, false);
    desk.run(20_000);
    const before = desk.state.ring.used.slice();
    desk.deliver({ kind: 'image-confirmed' });
    desk.run(2_000);
    assert.is(newestFormat(desk), NEW);
    assert.equal(desk.state.ring.pinned, before);
    assert.ok(
      before.every((sector) => decodeHeader(desk.chip.memory.read(sector))?.format === OLD),
    );
    sellsOn(desk);
    assert.ok(kinds(desk).includes('pull-closed-charged'));
    restart(desk, NEW, true);
    assert.equal(desk.state.ring.pinned, []);
    sellsOn(desk);
  },
);

versions('an older image does not touch a newer journal, does not sell, and says why', () => {
  const desk = oldBoard();
  restart(desk, NEW, true);
  sellsOn(desk);
  restart(desk, OLD, true);
  assert.ok(desk.state.blocked.includes('written by firmware 0.2'), desk.state.blocked);
  const writes = desk.chip.writes.length;
  const erases = desk.chip.memory.erases.slice();
  const asked = desk.requests.length;
  desk.offer();
  desk.run(60_000);
  assert.is(desk.isClosed, false);
  assert.is(desk.state.supply.reason, 'journal-blocked');
  assert.equal([desk.chip.writes.length, desk.requests.length], [writes, asked]);
  assert.equal(desk.chip.memory.erases, erases);
  restart(desk, NEW, true);
  sellsOn(desk);
});

versions('cut anywhere in the change of format: the book is the same, in one or the other', () => {
  for (let kept = 0; kept < 8; kept++) {
    for (let share = 0; share < 1; share += 1 / 16) {
      const desk = oldBoard();
      restart(desk, NEW, false);
      desk.run(20_000);
      const { accounts, pulls } = desk.book;
      const before = JSON.stringify([accounts.map(({ paid }) => paid), pulls.settled]);
      desk.link.pays = 'never';
      desk.flashMs = 1_000_000;
      desk.deliver({ kind: 'image-confirmed' });
      desk.cutPower(kept, share);
      desk.flashMs = 3;
      desk.powerOn();
      assert.is(desk.state.blocked, '');
      const { latch } = desk.book;
      assert.is(latch, undefined, `${kept} ${share}`);
      const after = [desk.book.accounts.map(({ paid }) => paid), desk.book.pulls.settled];
      assert.is(JSON.stringify(after), before);
      desk.link.pays = 'at-once';
    }
  }
});

for (const [name, recorded] of [
  ['1', FORMAT_1],
  ['2', FORMAT_2],
] as const) {
  versions(`the recorded journal of format ${name} is read back as it was`, () => {
    const { book, blocked } = recover(readerOf(recorded), recorded.sectors);
    assert.is(blocked, '');
    assert.equal(summary(book), recorded.book);
    assert.is(book.latch, undefined);
  });
}

/** What a recording promises; its secrets are play money's. */
function summary(book: ReturnType<typeof recover>['book']): RecordedJournal['book'] {
  const { epoch, accounts, pulls, importRegister, billed, serial } = book;
  return {
    epoch,
    pulls,
    importRegister,
    billed,
    serial,
    accounts: accounts.map(({ paid, late, charged, carry }) => ({ paid, late, charged, carry })),
    hasSale: book.sale !== undefined,
    late: book.late.length,
    credited: creditedHashes(book),
  };
}

versions('a copy in another board’s flash is not sold from, until the owner erases it', () => {
  const desk = new BoardDesk(deskConfig('ev'), 33);
  desk.run(4_000);
  desk.offer();
  desk.run(30_000, () => desk.isClosed);
  desk.cutPower(9);
  desk.hardware = 'another';
  desk.powerOn();
  const asked = desk.requests.length;
  desk.offer(LINK);
  desk.run(60_000);
  assert.is(desk.isClosed, false);
  assert.is(desk.requests.length, asked, 'the open pull is the other board’s');
  assert.ok(desk.state.blocked.includes('copy of board desk'), desk.state.blocked);
  desk.deliver({ kind: 'owner-command', command: 'factory-reset' });
  desk.run(5_000);
  assert.is(desk.state.blocked, '');
  assert.equal(desk.book.accounts, []);
  desk.offer();
  desk.run(30_000, () => desk.isClosed);
  assert.ok(desk.isClosed);
});

versions('a factory reset that the power cuts short never leaves an older journal standing', () => {
  for (let kept = 0; kept < 17; kept++) {
    const desk = new BoardDesk(deskConfig('ev', { terms: { idleEndMs: 60_000 } }), 34);
    for (let cycle = 0; cycle < 3; cycle++) {
      desk.run(4_000);
      desk.offer();
      desk.run(30_000);
      restart(desk, NEW, true);
    }
    desk.flashMs = 1_000_000;
    const { paid } = desk.book.accounts[0]!;
    desk.deliver({ kind: 'owner-command', command: 'factory-reset' });
    desk.cutPower(kept, 0.5);
    const { book } = desk.chip.recover();
    const isGone = book.accounts.length === 0 || book.latch === 'journal-damaged';
    const isWhole = book.accounts[0]?.paid === paid;
    assert.ok(isGone || isWhole, `${kept}: ${JSON.stringify(book.accounts)}`);
  }
});

versions('the link of a walk-up sale is in no byte of flash an hour after the sale', () => {
  const desk = new BoardDesk(deskConfig('ev'), 35);
  const link = 'https://wallet.example/forget-me';
  desk.run(4_000);
  desk.offer(link);
  desk.run(30_000, () => desk.isClosed);
  assert.ok(holds(desk, link));
  desk.deliver({ kind: 'unplugged' });
  desk.run(3_610_000);
  assert.is(holds(desk, link), false);
  assert.ok(desk.book.accounts[0]!.paid > 0, 'the account stays');
});

function holds({ chip }: BoardDesk, text: string): boolean {
  const codes = Array.from(text, (letter) => letter.charCodeAt(0));
  for (let sector = 0; sector < chip.memory.sectors; sector++) {
    const bytes = chip.memory.read(sector);
    for (let at = 0; at + codes.length <= SECTOR_BYTES; at++) {
      if (codes.every((code, index) => bytes[at + index] === code)) return true;
    }
  }
  return false;
}

versions.run();
