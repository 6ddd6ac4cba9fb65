/** Single cells that lose their charge in what was acknowledged: never silently. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Book } from '../src/account/book';
import type { JournalRecord } from '../src/journal/records';
import { HEADER_BYTES, SECTOR_BYTES } from '../src/journal/sector';
import { Keeper } from './desk/keeper';

const flip = suite('journal-flip');

const opened: JournalRecord = {
  kind: 'account-opened',
  account: 0,
  buyer: '01'.repeat(32),
  role: 'seller',
};
const granted: JournalRecord = {
  kind: 'allowance-granted',
  account: 0,
  amount: 1_000,
  day: 20_000,
};
const grantedOf = ({ accounts }: Book): number => accounts[0]?.granted ?? 0;

flip('a flipped bit in a snapshot that was acknowledged is told', () => {
  const silent: number[] = [];
  // Header, beginning, account, end and end again; with the last one flipped nothing is missing.
  for (let at = 0; at < HEADER_BYTES + 7 * 32; at += 5) {
    const keeper = new Keeper(1, {});
    keeper.keep(opened);
    keeper.keep(granted);
    keeper.boot();
    keeper.keep(granted);
    const whole = grantedOf(keeper.state.book);
    keeper.chip.memory.flipBit(keeper.state.ring.newest * SECTOR_BYTES + at, at % 8);
    const book = keeper.boot();
    if (grantedOf(book) !== whole && book.latch !== 'journal-damaged') silent.push(at);
  }
  assert.equal(silent, []);
});

flip(
  'a flipped bit in the beginning of a snapshot keeps its epoch, and a cut after it all else',
  () => {
    for (let unit = 1; unit < 4; unit++) {
      const keeper = new Keeper(unit, {});
      keeper.keep(opened);
      keeper.keep(granted);
      const { epoch } = keeper.state.book;
      keeper.chip.memory.flipBit(keeper.state.ring.newest * SECTOR_BYTES + unit * 32 + 9, 3);
      assert.is(keeper.boot().epoch, epoch);
      // The first write after that boot is cut short.
      keeper.tell(granted);
      const book = keeper.cut(2, 0.3);
      assert.is(book.latch, 'journal-damaged');
      assert.is(grantedOf(book), 1_000);
    }
  },
);

flip('a header that flips behind a snapshot that was cut short loses nothing unsaid', () => {
  for (let bit = 0; bit < 8; bit++) {
    const keeper = new Keeper(bit, {});
    keeper.keep(opened);
    keeper.keep(granted);
    keeper.boot();
    // A snapshot that is torn in the middle; the next one has the same sequences.
    keeper.tell(granted);
    keeper.cut(2, 0.5);
    keeper.keep(granted);
    keeper.keep(granted);
    const whole = grantedOf(keeper.state.book);
    keeper.chip.memory.flipBit(keeper.state.ring.newest * SECTOR_BYTES + 9, bit);
    const book = keeper.boot();
    assert.is(book.latch, 'journal-damaged');
    assert.is(grantedOf(book), whole);
  }
});

flip.run();
