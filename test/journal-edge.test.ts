/** Cells on the edge: what reads as there at one boot and as torn at the next, again and again. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Book } from '../src/account/book';
import { decodeRecord, FORMAT_NEWEST } from '../src/journal/record';
import type { JournalRecord } from '../src/journal/records';
import { decodeHeader, HEADER_BYTES, SECTOR_BYTES } from '../src/journal/sector';
import { createChance } from './chance';
import { BoardDesk, LINK } from './desk/board-desk';
import { deskConfig } from './desk/desk-config';
import type { FakeFlash } from './desk/fake-flash';
import { Keeper } from './desk/keeper';

const BOOTS = 6;
const ROW = 40;
const RECOVERIES = 12;
const RESETS = 30;
const STEPS = 60;
const edge = suite('journal-edge');

const opened: JournalRecord & { readonly kind: 'account-opened' } = {
  kind: 'account-opened',
  account: 0,
  buyer: '01'.repeat(32),
  role: 'seller',
};
const granted: JournalRecord & { readonly amount: number } = {
  kind: 'allowance-granted',
  account: 0,
  amount: 1_000,
  day: 20_000,
};

const grantedOf = ({ accounts }: Book): number => accounts[0]?.granted ?? 0;

edge('a row of snapshots that are cut in their last bytes: what they restate is never lost', () => {
  const wrong: string[] = [];
  for (let seed = 1; seed <= 40; seed++) {
    for (const isEncrypted of [false, true]) {
      const keeper = new Keeper(seed, { sectors: 4, isEncrypted });
      keeper.keep(opened);
      keeper.keep(granted);
      for (let boot = 1; boot <= BOOTS; boot++) {
        // The first thing after a boot is a snapshot: all of it but the last bytes. Nothing has
        // depended on what it adds; on what was there before the first of them everything has.
        const last = keeper.tell(granted).length - 1 - (boot % 2);
        const book = keeper.cut(last, 0.97);
        if (book.latch !== undefined || grantedOf(book) < granted.amount) {
          wrong.push(`seed ${seed}, boot ${boot}: ${grantedOf(book)} ${book.latch}`);
          break;
        }
      }
    }
  }
  assert.equal(wrong, []);
});

/** Snapshots in a row, four of five cut in one of their last two writes. */
function rowOfSnapshots(seed: number): string | undefined {
  const chance = createChance(seed);
  const keeper = new Keeper(seed, { sectors: 4, isEncrypted: seed % 2 === 0 });
  keeper.keep(opened);
  keeper.keep(granted);
  for (let boot = 1; boot <= ROW; boot++) {
    const orders = keeper.tell(granted).length;
    const isLate = chance() < 0.8;
    const done = isLate ? orders - 1 - Math.floor(chance() * 2) : Math.floor(chance() * orders);
    const book = keeper.cut(done, isLate ? 0.97 : chance());
    const is = `seed ${seed}, boot ${boot}: ${grantedOf(book)} ${book.latch}`;
    if (book.latch !== undefined || grantedOf(book) < granted.amount) return is;
  }
  return undefined;
}

edge('the generation that others were given up for stays, when its own end reads as torn', () => {
  const wrong: string[] = [];
  for (let seed = 90; seed < 120; seed++) {
    const lost = rowOfSnapshots(seed);
    if (lost !== undefined) wrong.push(lost);
  }
  assert.equal(wrong, []);
});

/** Its ways: a record, sixty of them, or a cut in what the next one makes flash do. */
function rowOfCuts(seed: number): string | undefined {
  const chance = createChance(seed);
  // With 42 and more a snapshot takes two sectors.
  const accounts = chance() < 0.5 ? 1 : 1 + Math.floor(chance() * 60);
  const sectors = [4, 6, 8][Math.floor(chance() * 3)]!;
  const keeper = new Keeper(seed, { sectors, isEncrypted: chance() < 0.5 });
  for (let i = 0; i < accounts; i++) {
    keeper.keep({ ...opened, account: i, buyer: String(i).padStart(64, '0') });
  }
  let kept = 0;
  const keep = (times: number): void => {
    for (let i = 0; i < times; i++) keeper.keep(granted);
    kept += times * granted.amount;
  };
  for (let step = 0; step < STEPS; step++) {
    if (chance() < 0.45) {
      keep(chance() < 0.2 ? 60 : 1);
      continue;
    }
    const orders = keeper.tell(granted).length;
    const done = chance() < 0.3 ? orders : Math.floor(chance() * orders);
    if (done === orders) kept += granted.amount;
    keeper.cut(done, chance() < 0.4 ? 0.97 : chance());
    for (let boot = 0; boot < 3; boot++) {
      const book = keeper.boot();
      const is = `${grantedOf(book)} of ${kept}, ${book.accounts.length} of ${accounts} accounts`;
      const isThere = grantedOf(book) >= kept && book.accounts.length === accounts;
      if (!isThere || book.latch !== undefined) return `seed ${seed}: ${is}, ${book.latch}`;
    }
  }
  return undefined;
}

edge('cuts in a row, in snapshots of one sector and of two: what was kept stays, undamaged', () => {
  const wrong: string[] = [];
  for (let seed = 70; seed < 120; seed++) {
    const lost = rowOfCuts(seed);
    if (lost !== undefined) wrong.push(lost);
  }
  assert.equal(wrong, []);
});

/** A board that has sold, told to reset: of the marker's erase, the last order, `share` is done. */
function resetUntil(seed: number, share: number): { desk: BoardDesk; before: string } {
  const desk = new BoardDesk(deskConfig('ev'), seed);
  desk.run(4_000);
  desk.offer(LINK);
  desk.run(12_000);
  desk.run(60_000, () => desk.chip.programming.length === 0);
  const before = desk.book.epoch;
  desk.flashMs = 3_600_000;
  desk.deliver({ kind: 'owner-command', command: 'factory-reset' });
  desk.cutPower(desk.chip.programming.length - 1, share);
  desk.flashMs = 3;
  return { desk, before };
}

/** Sectors whose header is there, and no record behind it. */
function bareHeaders({ memory }: FakeFlash): number {
  let bare = 0;
  for (let sector = 0; sector < memory.sectors; sector++) {
    const bytes = memory.read(sector);
    const isHeader = decodeHeader(bytes.subarray(0, HEADER_BYTES)) !== undefined;
    if (isHeader && !decodeRecord(bytes, HEADER_BYTES, FORMAT_NEWEST).ok) bare++;
  }
  return bare;
}

edge('the marker of a reset, half erased, keeps nothing of the journal that was erased', () => {
  let seen = 0;
  for (let seed = 1; seed <= RESETS; seed++) {
    const { desk } = resetUntil(seed, 0.5);
    for (let i = 0; i < RECOVERIES; i++) {
      const { book } = desk.chip.recover();
      seen += bareHeaders(desk.chip);
      assert.is(book.epoch, '', `seed ${seed}`);
      assert.is(book.latch, undefined, `seed ${seed}`);
    }
  }
  assert.ok(seen > RESETS, `a header without a record was read ${seen} times`);
});

edge('a header alone beside records of another sector is damage, and no reset', () => {
  const keeper = new Keeper(1, { sectors: 4 });
  keeper.keep(opened);
  for (let i = 0; i < 200 && keeper.state.ring.used.length < 2; i++) keeper.keep(granted);
  const [first, second] = keeper.state.ring.used;
  assert.ok(first !== undefined && second !== undefined, 'a second sector was begun');
  const { memory } = keeper.chip;
  // The first has lost its header and its first record, the second all its records.
  for (const unit of [0, 1]) memory.flipBit(first * SECTOR_BYTES + unit * 32 + 9, 1);
  memory.flipBit(second * SECTOR_BYTES + HEADER_BYTES + 9, 1);
  const { ring, blocked, book } = keeper.chip.recover();
  assert.not(ring.isResetting);
  assert.is(blocked, '');
  assert.is(book.latch, 'journal-damaged');
});

edge('the marker of a reset, half erased, does not come back into the journal after it', () => {
  const wrong: string[] = [];
  for (let seed = 1; seed <= RESETS; seed++) {
    const { desk, before } = resetUntil(seed, (seed % 10) / 10);
    for (let boot = 0; boot < 3; boot++) {
      desk.powerOn();
      desk.run(2_000);
      desk.cutPower(9);
    }
    desk.powerOn();
    desk.offer(LINK);
    desk.run(60_000, () => desk.book.pull !== undefined);
    desk.run(2_000);
    const { epoch } = desk.book;
    assert.ok(epoch !== before && epoch !== '', `seed ${seed}: it was erased, and formatted anew`);
    desk.cutPower(9);
    for (let i = 0; i < RECOVERIES; i++) {
      const { book, blocked } = desk.chip.recover();
      if (book.epoch !== epoch || blocked !== '' || book.latch !== undefined) {
        wrong.push(`seed ${seed}: epoch ${book.epoch} of ${epoch}, ${blocked} ${book.latch}`);
        break;
      }
    }
  }
  assert.equal(wrong, []);
});

edge.run();
