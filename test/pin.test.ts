/** The buyer's PIN: asked for only when it must be, used once, and never seen anywhere. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { viewOf } from '../src/web/view';
import { type BoardDesk, LINK, OTHER_LINK } from './desk/board-desk';
import { lnbitsWithdraw } from './desk/link-servers';
import { bending, credit, selling, stepOf } from './desk/selling';

const test = suite('pin');

/** No other number of a run looks like it. */
const PIN = '74619358';

const withLimit = (pinLimit: number, change: (desk: BoardDesk) => void = () => {}) =>
  selling((desk) => {
    desk.link.more = { pinLimit };
    change(desk);
  });
const amounts = (desk: BoardDesk) => [...desk.node.invoices.values()].map(({ value }) => value);
const give = (desk: BoardDesk, pin = PIN) =>
  desk.deliver({ kind: 'pin-given', pin: { secret: pin } });
const wanted = (desk: BoardDesk) => viewOf(desk.state, desk.now, 0).link?.pinForMilliSat;
const handed = (desk: BoardDesk) =>
  desk.requests.filter((each) => stepOf(each) === 'hand-over').map(({ path }) => path.secret);

/** The board wants 100 sat, and no less than 10. */
const AMOUNTS: readonly (readonly [pinLimit: number, asked: number])[] = [
  [1_000_000_000, 100_000],
  [100_001, 100_000],
  [100_000, 99_000],
  [99_999, 99_000],
  [10_001, 10_000],
];

for (const [pinLimit, amount] of AMOUNTS) {
  test(`pin: none is asked for where ${amount} mSat stay below a limit of ${pinLimit}`, () => {
    const desk = withLimit(pinLimit);
    desk.run(20_000, () => desk.book.pulls.settled === 1);
    assert.is(amounts(desk)[0], amount);
    assert.is(wanted(desk), 0);
    assert.not(handed(desk).some((url) => url.includes('pin=')));
  });
}

for (const pinLimit of [10_000, 1, 0]) {
  test(`pin: with a limit of ${pinLimit} mSat nothing is asked for until it is there`, () => {
    const desk = withLimit(pinLimit);
    desk.run(30_000);
    assert.is(desk.node.invoices.size, 0);
    assert.ok(desk.state.faults['link-needs-pin']);
    assert.is(desk.state.pulling.linkFault, 'needs-pin');
    assert.is(wanted(desk), 100_000);
    give(desk);
    desk.run(20_000, () => desk.book.pulls.settled === 1);
    assert.equal(amounts(desk), [100_000]);
    assert.ok(handed(desk)[0]?.endsWith(`&pin=${PIN}`));
    assert.is(credit(desk), 100_000);
    assert.is(wanted(desk), 0);
  });
}

test('pin: for the next payment it is asked for again', () => {
  const desk = withLimit(1);
  desk.run(10_000);
  give(desk);
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  desk.run(300_000, () => wanted(desk) !== 0);
  assert.ok((wanted(desk) ?? 0) > 0);
  assert.is(handed(desk).length, 1);
});

test('pin: what was sent with it is never sent again, and it is gone by then', () => {
  const desk = withLimit(1, (made) => {
    made.link.pays = 'never';
    bending('hand-over', { fault: 'not-connected' })(made);
  });
  desk.run(10_000);
  give(desk);
  desk.run(90_000, () => desk.book.pulls.void === 1);
  assert.is(handed(desk).length, 1);
  assert.not.ok(JSON.stringify(desk.state).includes(PIN));
});

test('pin: no more is taken than was shown with the question', () => {
  const desk = withLimit(1, (made) => Object.assign(made.link, { maximum: 30_000 }));
  desk.run(10_000);
  assert.is(wanted(desk), 30_000);
  desk.link.maximum = 1_000_000;
  give(desk);
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  assert.equal(amounts(desk), [30_000]);
});

const BAD = ['', '123456789', '12 4', '12a4', '１２３４', '-1', '1.5'];
for (const bad of BAD) {
  test(`pin: "${bad}" is none, and does not stay`, () => {
    const desk = withLimit(1);
    desk.run(10_000);
    give(desk, bad);
    desk.run(60_000);
    assert.is(desk.state.faults['pin-malformed'], 1);
    assert.is(desk.state.pulling.pin, undefined);
    assert.is(desk.node.invoices.size, 0);
  });
}

test('pin: one that nobody asked for is forgotten', () => {
  const desk = selling();
  desk.run(2_000);
  give(desk);
  assert.is(desk.state.faults['pin-unasked'], 1);
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  assert.not.ok(handed(desk)[0]?.includes('pin='));
});

test('pin: of one buyer it is never used for the next', () => {
  const desk = withLimit(1);
  desk.run(10_000);
  give(desk);
  desk.deliver({ kind: 'unplugged' });
  desk.offer(OTHER_LINK);
  desk.run(30_000);
  assert.is(handed(desk).length, 0);
  assert.not.ok(JSON.stringify(desk.state).includes(PIN));
});

test('pin: a link that wants none comes before the question', () => {
  const desk = withLimit(1, (made) => {
    made.link.servers.set(OTHER_LINK, lnbitsWithdraw(OTHER_LINK));
  });
  desk.deliver({ kind: 'unplugged' });
  desk.offer(LINK, undefined, [OTHER_LINK]);
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  assert.is(credit(desk), 100_000);
  assert.ok(handed(desk)[0]?.startsWith(OTHER_LINK));
});

test('pin: it is in one request, and in no log, flash, view or state after it', () => {
  const desk = withLimit(1);
  desk.run(10_000);
  give(desk);
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  const hex = [...PIN].map((digit) => digit.charCodeAt(0).toString(16)).join('');
  const others = desk.done.filter((each) => each.kind !== 'http-request');
  const told = JSON.stringify([others, viewOf(desk.state, desk.now, 0), desk.state]);
  assert.not.ok(told.includes(PIN) || told.includes(hex));
  const asked = JSON.stringify(desk.requests.map(({ path, body, id }) => [path, body, id]));
  assert.is(asked.split(PIN).length - 1, 1);
});

test.run();
