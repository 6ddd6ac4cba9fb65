/** Cells on the edge: what reads as there at one boot and as torn at the next, again and again. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BoardDesk, LINK } from './desk/board-desk';
import { deskConfig } from './desk/desk-config';

const RECOVERIES = 12;
const RESETS = 30;
const edge = suite('journal-edge');

edge('the marker of a reset, half erased, does not come back into the journal after it', () => {
  const wrong: string[] = [];
  for (let seed = 1; seed <= RESETS; seed++) {
    const desk = new BoardDesk(deskConfig('ev'), seed);
    desk.run(4_000);
    desk.offer(LINK);
    desk.run(12_000);
    desk.run(60_000, () => desk.chip.programming.length === 0);
    const before = desk.book.epoch;
    desk.flashMs = 3_600_000;
    desk.deliver({ kind: 'owner-command', command: 'factory-reset' });
    // Of the marker's erase, which is the last order, some is done.
    desk.cutPower(desk.chip.programming.length - 1, (seed % 10) / 10);
    desk.flashMs = 3;
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
