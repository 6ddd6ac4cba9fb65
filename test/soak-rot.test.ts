/** Where bits flip that a board must miss: every boot on such a journal tells of it. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { missedSpans } from '../host-sim/soak/faults/rot';
import type { JournalRecord } from '../src/journal/records';
import { Keeper } from './desk/keeper';

const rot = suite('soak-rot');

const opened: JournalRecord = {
  kind: 'account-opened',
  account: 0,
  buyer: '01'.repeat(32),
  role: 'seller',
};
const granted: JournalRecord = { kind: 'allowance-granted', account: 0, amount: 1_000, day: 9 };

function kept(records: number): Keeper {
  const keeper = new Keeper(1, {});
  keeper.keep(opened);
  keeper.boot();
  for (let i = 0; i < records; i++) keeper.keep(granted);
  return keeper;
}

rot(
  'rot: a bit of any of these bytes flips, and the board says that its journal is damaged',
  () => {
    const { memory } = kept(4).chip;
    const spans = missedSpans(memory);
    // Beginning, account, two ends, and the first of the four: two more stay behind it.
    assert.is(spans.length, 5);
    for (const { at, size } of spans) {
      for (let byte = at; byte < at + size; byte += 3) {
        const keeper = kept(4);
        keeper.chip.memory.flipBit(byte, byte % 8);
        assert.is(keeper.boot().latch, 'journal-damaged', `byte ${byte - at} of ${size} at ${at}`);
      }
    }
  },
);

rot('rot: of a snapshot on which too little follows, or of no journal, there is none', () => {
  assert.equal(missedSpans(kept(2).chip.memory), []);
  assert.equal(missedSpans(new Keeper(1, {}).chip.memory), []);
});

rot.run();
