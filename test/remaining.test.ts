/** What a link says it has left, and the warning before it ends. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { viewOf } from '../src/web/view';
import { type BoardDesk, LINK, OTHER_LINK } from './desk/board-desk';
import { btcpayPull, empty, lnbitsWithdraw } from './desk/link-servers';
import { selling } from './desk/selling';

const test = suite('remaining');

const shown = (desk: BoardDesk) => {
  const link = viewOf(desk.state, desk.now, 0).link;
  if (link === undefined) throw new Error('no sale');
  return link;
};
const warnings = (desk: BoardDesk) =>
  desk.done.flatMap((each) =>
    each.kind === 'log' && each.event.area === 'link' && each.event.what === 'low'
      ? [each.event.fields]
      : [],
  );
const budget = (milliSat: number) =>
  selling((desk) => {
    desk.link.servers.set(LINK, btcpayPull(milliSat));
  });

test('remaining: what is left, and the energy it buys at the present price', () => {
  const desk = budget(10_000_000);
  desk.run(3_000);
  // 250 sat/kWh: 10,000 sat are 40 kWh.
  assert.is(shown(desk).leftMilliSat, 10_000_000);
  assert.is(shown(desk).leftMilliWattHours, 40_000_000);
  assert.is(shown(desk).isLow, false);
  assert.equal(warnings(desk), []);
});

test('remaining: what is paid is taken off before the link says so itself', () => {
  const desk = budget(10_000_001);
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  assert.is(shown(desk).leftMilliSat, 9_900_001);
  assert.is(shown(desk).leftMilliWattHours, 39_600_004, 'rounded down');
});

test('remaining: the warning comes once, before the last payments, with the energy left', () => {
  const desk = budget(499_000);
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  assert.equal(warnings(desk), [{ link: 1, milliSat: 499_000, milliWattHours: 1_996_000 }]);
  assert.is(shown(desk).isLow, true);
  desk.run(60_000, () => desk.book.pulls.settled === 2);
  assert.is(warnings(desk).length, 1);
});

test('remaining: five payments are enough for no warning', () => {
  const desk = budget(500_000);
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  assert.equal(warnings(desk), []);
});

test('remaining: filled up again, it warns again at its next end', () => {
  const desk = budget(450_000);
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  desk.link.servers.set(LINK, btcpayPull(10_000_000));
  desk.meter.load = 7_000_000;
  desk.run(600_000, () => desk.book.pulls.settled === 2);
  assert.is(shown(desk).isLow, false);
  desk.link.servers.set(LINK, btcpayPull(200_000));
  desk.run(600_000, () => warnings(desk).length === 2);
  assert.is(warnings(desk).length, 2);
});

test('remaining: LNbits says nothing of its uses, so nothing is said of them', () => {
  const desk = selling((made) => {
    made.link.servers.set(LINK, lnbitsWithdraw());
  });
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  const { leftMilliSat, leftMilliWattHours, usesLeft, isLow } = shown(desk);
  assert.equal([leftMilliSat, leftMilliWattHours, usesLeft, isLow], [-1, -1, -1, false]);
  assert.equal(warnings(desk), []);
});

test('remaining: a unique link of LNbits has one use, which is warned of at once', () => {
  const desk = selling((made) => {
    const callback = `${LINK}/cb?id_unique_hash=a5BgmGCDZfz2eMQCofxquP`;
    made.link.more = { callback };
  });
  desk.run(3_000, () => desk.link.handed.length === 1);
  assert.equal(warnings(desk), [{ link: 1, uses: 1 }]);
  assert.is(shown(desk).usesLeft, 1);
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  assert.is(shown(desk).usesLeft, 0);
});

test('remaining: of another link nothing is known until it was asked', () => {
  const desk = budget(450_000);
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  desk.link.servers.set(LINK, empty());
  desk.link.servers.set(OTHER_LINK, lnbitsWithdraw(OTHER_LINK));
  desk.offer(LINK, undefined, [OTHER_LINK]);
  desk.meter.load = 7_000_000;
  desk.run(200_000, () => desk.book.pulls.settled === 2);
  assert.equal([shown(desk).place, shown(desk).count, shown(desk).leftMilliSat], [2, 2, -1]);
  assert.is(shown(desk).isLow, false);
});

test('remaining: a preposterous balance is no number that breaks', () => {
  const desk = selling((made) => {
    made.link.more = { currentBalance: '99999999999999999999999999' };
  });
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  assert.ok(Number.isSafeInteger(shown(desk).leftMilliSat));
  assert.ok(Number.isSafeInteger(shown(desk).leftMilliWattHours));
  assert.equal(desk.crashes, []);
});

test('remaining: where the buyer takes money back is kept as the first link said it first', () => {
  const desk = selling((made) => {
    made.link.more = { payLink: 'lnurlp://card.example/pay/1' };
  });
  desk.run(20_000, () => desk.book.pulls.settled === 1);
  assert.is(shown(desk).takesMoneyBack, true);
  assert.is(desk.state.pulling.payLink?.secret, 'https://card.example/pay/1');
  desk.link.more = { payLink: 'lnurlp://thief.example/pay/2' };
  desk.meter.load = 7_000_000;
  desk.run(200_000, () => desk.book.pulls.settled === 2);
  assert.is(desk.state.pulling.payLink?.secret, 'https://card.example/pay/1');
  desk.deliver({ kind: 'unplugged' });
  assert.is(JSON.stringify(viewOf(desk.state, desk.now, 0)).includes('card.example'), false);
  desk.link.more = {};
  desk.offer(OTHER_LINK);
  desk.run(20_000);
  assert.is(desk.state.pulling.payLink, undefined, 'it was the other buyer’s');
});

test.run();
