/** What a link says when its buyer's sale is over is nothing to the buyer after. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type BoardDesk, LINK, OTHER_LINK } from './desk/board-desk';
import { selling, stepOf } from './desk/selling';

const links = suite('links');

/** The first buyer's link answers the hand-over with `reason` when the second one's sale runs. */
function answeredLate(reason: string): BoardDesk {
  const desk = selling((made) => {
    made.link.pays = 'error';
    made.link.reason = reason;
    made.bend = (request) => {
      made.link.answerMs = stepOf(request) === 'hand-over' ? 8_000 : 0;
      return undefined;
    };
  });
  desk.run(10_000, () => desk.link.handed.length === 1);
  assert.is(desk.link.handed.length, 1);
  desk.deliver({ kind: 'unplugged' });
  desk.offer(OTHER_LINK);
  desk.run(2_000);
  assert.is(desk.book.sale?.link.secret, OTHER_LINK);
  desk.bend = () => undefined;
  desk.link.answerMs = 0;
  desk.link.pays = 'at-once';
  return desk;
}

for (const reason of ['Wait 80000 seconds.', 'amount not within bounds', 'Insufficient balance']) {
  links(`links: "${reason}" to the sale before keeps no other buyer waiting`, () => {
    const desk = answeredLate(reason);
    desk.run(60_000, () => desk.book.pulls.settled === 1);
    assert.is(desk.book.pulls.settled, 1);
    const [first, second] = desk.link.handed;
    assert.ok(first?.url.startsWith(LINK) && second?.url.startsWith(OTHER_LINK));
    assert.is(desk.book.accounts[1]?.paid, 100_000, 'as much as the second buyer was to pay');
    assert.is(desk.state.pulling.rests[0], 0);
  });
}

links.run();
