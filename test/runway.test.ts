/** When a pull begins and how much it asks for, by what was learnt of the buyer's payments. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { accountAt } from '../src/account/book';
import { learnLatency } from '../src/payment/runway';
import { pullAmount } from '../src/payment/when';
import { standingOf } from '../src/sale/reserve';
import { viewOf } from '../src/web/view';
import { createChance } from './chance';
import { BoardDesk, LINK, OTHER_LINK } from './desk/board-desk';
import { deskConfig } from './desk/desk-config';
import { charging } from './desk/selling';

const runway = suite('runway');

/** Without what else makes a pull begin: the threshold is as low as it can be written. */
const LEARNT = { runwayMs: undefined, thresholdPerMille: 1, idleEndMs: undefined } as const;
const WIDE = { minimumSat: 10, desiredSat: 50, maximumSat: 1_000 } as const;
const CANCEL_MS = 45_000;
const GIVEN_UP_MS = 53_000;

const slowOf = (desk: BoardDesk) => desk.state.pulling.runway.slowMs;
const runwayOf = (desk: BoardDesk) => desk.state.pulling.runway.runwayMs;
const learn = (desk: BoardDesk, latencyMs: number, times = 1) => {
  for (let i = 0; i < times; i++) learnLatency(desk.state, 0, latencyMs);
};

runway('before anything is learnt two lost pulls and the slowest one are reckoned with', () => {
  const desk = new BoardDesk(deskConfig('ev', { terms: LEARNT }), 1);
  assert.is(slowOf(desk), CANCEL_MS);
  assert.is(runwayOf(desk), 2 * GIVEN_UP_MS + CANCEL_MS);
});

runway('a node that cannot cancel keeps the board waiting for an expiry and a minute', () => {
  const desk = new BoardDesk(deskConfig('ev', { terms: LEARNT, node: { canCancel: false } }), 1);
  assert.is(runwayOf(desk), 188_000 + 3 * CANCEL_MS + CANCEL_MS);
});

runway('the owner’s own number stands, whatever is learnt', () => {
  const desk = new BoardDesk(deskConfig('ev', { terms: { runwayMs: 20_000 } }), 1);
  learn(desk, 1, 5_000);
  assert.is(runwayOf(desk), 20_000);
});

runway('quick pulls make it short and slow ones long, within bounds', () => {
  const desk = charging(LEARNT);
  learn(desk, 500, 10_000);
  assert.is(slowOf(desk), 1_000);
  assert.is(runwayOf(desk), GIVEN_UP_MS + 3_000 + 1_000);
  learn(desk, 3_600_000, 1_000);
  assert.is(slowOf(desk), 120_000);
  assert.is(runwayOf(desk), 2 * GIVEN_UP_MS + 120_000);
});

runway('what is learnt is the latency that one pull in a hundred exceeds', () => {
  const desk = charging(LEARNT);
  const chance = createChance(5);
  // Uniform to 20 s: 1 % is above 19.8 s. The last 2,000 of 6,000 are looked at.
  let sum = 0;
  for (let i = 0; i < 6_000; i++) {
    learn(desk, Math.floor(chance() * 20_000));
    if (i >= 4_000) sum += slowOf(desk);
  }
  const mean = sum / 2_000;
  assert.ok(mean > 18_500 && mean < 20_500, String(mean));
});

runway('each settled pull teaches; one begun before a power cut and a refused one do not', () => {
  const desk = charging(LEARNT);
  const taught = slowOf(desk);
  assert.ok(taught < CANCEL_MS, 'by the first');
  desk.link.payMs = 20_000;
  const handed = desk.link.handed.length;
  desk.run(600_000, () => desk.link.handed.length > handed);
  desk.cutPower();
  desk.powerOn();
  assert.is(slowOf(desk), CANCEL_MS, 'RAM only');
  const settled = desk.book.pulls.settled;
  desk.run(60_000, () => desk.book.pulls.settled > settled);
  assert.is(slowOf(desk), CANCEL_MS);

  const refusing = charging(LEARNT);
  refusing.link.pays = 'error';
  const before = slowOf(refusing);
  refusing.run(3_600_000, () => refusing.book.pulls.void > 0);
  assert.is(refusing.book.pulls.void, 1);
  assert.is(slowOf(refusing), before);
});

runway('a pull that is never paid teaches that there are slow ones', () => {
  const desk = charging(LEARNT);
  learn(desk, 500, 2_000);
  const before = slowOf(desk);
  desk.link.pays = 'never';
  desk.run(3_600_000, () => desk.book.pulls.void > 0);
  assert.ok(slowOf(desk) > before, `${slowOf(desk)} after ${before}`);
});

runway('another buyer is not expected to pay as the last one; the same one is', () => {
  const desk = charging(LEARNT);
  learn(desk, 500, 2_000);
  const learnt = slowOf(desk);
  desk.deliver({ kind: 'unplugged' });
  desk.run(1_000);
  desk.offer(LINK);
  desk.run(1_000);
  assert.is(slowOf(desk), learnt);
  desk.deliver({ kind: 'unplugged' });
  desk.run(1_000);
  desk.offer(OTHER_LINK);
  desk.run(1_000);
  assert.is(desk.book.sale?.account, 1);
  assert.is(slowOf(desk), CANCEL_MS);
});

runway('a pull begins when the credit above the reserve lasts less than what was learnt', () => {
  const desk = charging({ ...LEARNT, payment: WIDE });
  learn(desk, 500, 10_000);
  const begun = desk.book.pulls.settled;
  desk.run(3_600_000, () => desk.state.pulling.next === 'ask-link');
  assert.is(desk.book.pulls.settled, begun);
  const { left, reserve } = standingOf(desk.state, accountAt(desk.book, 0), desk.now);
  // 3 kW at 250 sat/kWh: 208 mSat a second.
  const lastsSec = (left - reserve) / ((3 * 250_000) / 3_600);
  assert.ok(lastsSec < 57 && lastsSec > 54, String(lastsSec));
});

const SIZES: readonly (readonly [string, object, number])[] = [
  ['the desired one, where its fee is small enough', { feePerMille: 1_000 }, 50],
  ['one whose fee is 1 %, where that is more', { feePerMille: 10 }, 101],
  ['the most, where the fee would ask for more', { feePerMille: 1 }, 1_000],
];
for (const [name, terms, expectedSat] of SIZES) {
  runway(`a pull is ${name}`, () => {
    const desk = charging({ ...LEARNT, payment: WIDE, ...terms });
    assert.is(pullAmount(desk.state, desk.now, 0), expectedSat * 1_000);
  });
}

runway(
  'a pull is what the runway is short of, where that is more, and never above the most',
  () => {
    const desk = charging({ ...LEARNT, payment: WIDE });
    const { left, reserve } = standingOf(desk.state, accountAt(desk.book, 0), desk.now);
    // A load that has just become that of 24 cars.
    desk.state.powerNow = 72_000_000;
    const aheadMilliSat = (72 * 250_000 * runwayOf(desk)) / 3_600_000;
    const expectedSat = Math.ceil((reserve + aheadMilliSat - left) / 1_000);
    assert.ok(expectedSat > 101 && expectedSat < 1_000, String(expectedSat));
    assert.is(pullAmount(desk.state, desk.now, 0), expectedSat * 1_000);
    desk.state.powerNow *= 10;
    assert.is(pullAmount(desk.state, desk.now, 0), 1_000_000);
  },
);

runway('the view says above which load the terms cannot pay for the runway', () => {
  const steady = (terms: object) => {
    const desk = charging({ ...LEARNT, payment: WIDE, reserveSat: 10, ...terms });
    learn(desk, 500, 10_000);
    return viewOf(desk.state, desk.now, 0).sale?.steadyMilliWatts;
  };
  const small = { payment: { ...WIDE, maximumSat: 60 }, firstPaymentSat: 60 };
  // 57 s of 1 kW at 250 sat/kWh are 3,959 mSat; of a first payment the reserve is kept.
  assert.is(steady({}), Math.floor(90_000_000_000 / 3_959));
  assert.is(steady(small), Math.floor(50_000_000_000 / 3_959));
  assert.is(steady({ runwayMs: 0 }), -1);
});

runway('a first payment is as the terms say, whatever its fee', () => {
  const desk = new BoardDesk(deskConfig('ev', { terms: { ...LEARNT, feePerMille: 10 } }), 1);
  desk.run(4_000);
  desk.offer();
  desk.run(20_000, () => desk.book.pull !== undefined);
  assert.is(desk.book.pull?.amount, 100_000);
});

runway.run();
