/** What an adversarial pass over lapsed pulls found: each name is a rule that did not hold. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { START_SEC } from './desk/board-desk';
import { selling, steps } from './desk/selling';

const pull = suite('pull');

/** An unpaid invoice at a node that cannot cancel, whose answers are dated `dateSec`. */
function unpaid(dateSec: number) {
  const desk = selling(() => {}, false);
  desk.link.pays = 'never';
  const deliver = desk.deliver.bind(desk);
  desk.deliver = (event) => deliver(event.kind === 'http-reply' ? { ...event, dateSec } : event);
  desk.run(600_000);
  assert.ok(steps(desk).includes('hand-over'));
  return desk;
}

for (const dateSec of [0, -5, Number.NaN, START_SEC - 86_400]) {
  pull(`a date of ${dateSec}, before the invoice's own, keeps no pull open`, () => {
    assert.ok(unpaid(dateSec).book.pulls.lapsed > 0);
  });
}

pull('while a node’s clock that stands still keeps a pull open, the owner hears of it', () => {
  const desk = unpaid(START_SEC + 5);
  assert.is(desk.book.pulls.lapsed, 0);
  assert.ok(desk.state.pulling.isUnknown);
  assert.ok(desk.state.faults['node-clock-behind']);
});

pull('a clock that is ahead does not let a pull lapse before its time', () => {
  const desk = selling(() => {}, false);
  desk.link.pays = 'never';
  const deliver = desk.deliver.bind(desk);
  desk.deliver = (event) =>
    deliver(event.kind === 'http-reply' ? { ...event, dateSec: START_SEC + 86_400 } : event);
  desk.run(170_000);
  assert.is(desk.book.pulls.lapsed, 0);
});

pull.run();
