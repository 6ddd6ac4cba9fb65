import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BoardDesk, LINK } from './desk/board-desk';
import { deskConfig } from './desk/desk-config';

const rests = suite('journal rests');

function restart(desk: BoardDesk): void {
  desk.cutPower(9);
  desk.run(1_000);
  desk.powerOn();
}

rests('from the fourth short boot in a row on, ten seconds pass before anything is done', () => {
  const desk = new BoardDesk(deskConfig('flat'), 36);
  desk.run(4_000);
  desk.offer(LINK, 'Flat 1');
  desk.run(60_000, () => desk.isClosed);
  for (let boot = 0; boot < 3; boot++) {
    restart(desk);
    desk.offer(LINK, 'Flat 1');
    desk.run(60_000, () => desk.isClosed);
  }
  restart(desk);
  const before = desk.chip.writes.length;
  desk.run(9_500);
  assert.equal([desk.chip.writes.length, desk.isClosed], [before, false]);
  desk.run(60_000, () => desk.isClosed);
  assert.ok(desk.isClosed);
  desk.run(600_000);
  assert.is(desk.book.boots, 0, 'ten minutes make it forgotten');
});

rests('a cable that is pulled while the board rests ends its sale all the same', () => {
  const desk = new BoardDesk(deskConfig('ev'), 37);
  desk.run(4_000);
  desk.offer();
  desk.run(60_000, () => desk.isClosed);
  for (let boot = 0; boot < 3; boot++) {
    restart(desk);
    desk.run(60_000, () => desk.isClosed);
  }
  restart(desk);
  desk.deliver({ kind: 'unplugged' });
  assert.ok(desk.book.sale !== undefined, 'the board rests, and writes nothing');
  desk.run(60_000, () => desk.isClosed);
  assert.is(desk.isClosed, false);
  assert.is(desk.book.lastSale?.reason, 'unplugged');
});

rests.run();
