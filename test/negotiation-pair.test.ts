/** A seller's board and a buyer's board, both the real ones, on one line with two meters. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { peerKeys } from '../src/protocol/mac';
import { milliSat } from '../src/units';
import { BoardDesk } from './desk/board-desk';
import { FakeBuyer } from './desk/fake-buyer';
import { PEER_SECRET } from './desk/fake-peer';
import { boardConfig, DEMAND, PERIOD_SEC, price, talkOf } from './desk/negotiating';

const pair = suite('negotiation pair');

const LIMITS = {
  aheadPerMille: 1_400,
  tolerancePerMille: 25,
  toleranceMilliSat: milliSat(10_000),
  hourMilliSat: milliSat(100_000_000),
  dayMilliSat: milliSat(1_000_000_000),
  saleMilliSat: milliSat(10_000_000_000),
};
/** Between 100 and 300 sat/kWh over the day. */
const SINUSOID = {
  recipe: 'sinusoid',
  zone: 'UTC0',
  day: {
    lowestMilliSatPerKilowattHour: 100_000,
    highestMilliSatPerKilowattHour: 300_000,
    shiftSec: 21_600,
  },
};

function together(errorPerMillion: number, tariff?: object) {
  const desk = new BoardDesk(boardConfig(tariff === undefined ? {} : { tariff }), 19);
  const keys = peerKeys({ secret: PEER_SECRET });
  const buyer = new FakeBuyer(desk, {
    link: { secret: 'ab'.repeat(16) },
    description: 'Flat 1',
    peer: keys,
    demand: { ...DEMAND, meterNumber: desk.meter.serial, importTariff: price(400_000) },
    limits: LIMITS,
  });
  buyer.errorPerMillion = errorPerMillion;
  desk.buyer = buyer;
  desk.meter.load = 1_000_000;
  desk.run(4_000);
  desk.deliver({
    kind: 'link-offered',
    link: { secret: buyer.link },
    tenant: 'Flat 1',
    peer: { secret: PEER_SECRET },
  });
  desk.run(120_000, () => desk.isClosed);
  return { desk, buyer };
}

const account = (desk: BoardDesk) => desk.book.accounts[0]!;
const sumOf = (paid: ReadonlyMap<string, number>) => [...paid.values()].reduce((a, b) => a + b, 0);

pair('they agree, the deposit is paid once it is due, and power flows', () => {
  const { desk, buyer } = together(0);
  assert.is(desk.isClosed, true);
  assert.is(buyer.state.book.standing, 'agreed');
  assert.equal(desk.book.period?.terms.offer, buyer.state.book.terms?.offer);
  assert.is(account(desk).paid, 100_000);
});

for (const [name, tariff] of [
  ['a constant price', undefined],
  ['a sinusoid', SINUSOID],
] as const) {
  pair(`six renewals under ${name}, meters 0.5 % apart: never off, both accounts agree`, () => {
    const { desk, buyer } = together(-5_000, tariff);
    let off = 0;
    let worst = 0;
    let compared = 0;
    desk.run(6.5 * PERIOD_SEC * 1_000, () => {
      if (!desk.isClosed) off += 1;
      const { ours, theirs } = talkOf(desk) ?? {};
      if (ours !== undefined && theirs !== undefined) {
        compared += 1;
        worst = Math.max(worst, Math.abs(ours.chargedMilliSat - theirs.chargedMilliSat));
      }
      return false;
    });
    assert.is(off, 0, buyer.refusals.slice(0, 5).join('\n'));
    assert.ok(compared > 0);
    const { charged, paid } = account(desk);
    const theirs = buyer.state.metered.chargedMilliSat;
    assert.ok(charged > 500_000, String(charged));
    // 0.5 %, and a step of each register.
    assert.ok(Math.abs(charged - theirs) < charged * 0.006 + 500, `${charged} and ${theirs}`);
    assert.ok(worst < charged * 0.006 + 500, String(worst));
    assert.is(paid, sumOf(buyer.paid));
    assert.is(buyer.state.book.paid.paidMilliSat, paid);
    assert.is(talkOf(desk)?.standing, 'agreed');
    assert.is(buyer.state.book.standing, 'agreed');
    const held = [desk.book.period?.terms, desk.book.period?.next].map((each) => each?.reference);
    assert.ok(held.includes(buyer.state.book.next?.reference ?? buyer.state.book.terms?.reference));
    assert.equal(desk.crashes, []);
  });
}

pair('meters that are 10 % apart are found at the renewal, and the sale is suspended', () => {
  const { desk, buyer } = together(-100_000);
  desk.meter.load = 3_000_000;
  desk.run(3 * PERIOD_SEC * 1_000, () => buyer.state.book.standing === 'suspended');
  assert.is(buyer.state.book.standing, 'suspended');
  desk.run(700_000);
  assert.is(desk.isClosed, false);
  assert.is(talkOf(desk)?.standing, 'suspended');
});

pair('an owner of the buyer’s board who ends the sale is heard, and nothing more is sold', () => {
  const { desk, buyer } = together(0);
  desk.run(60_000);
  buyer.end();
  desk.run(700_000, () => !desk.isClosed);
  assert.is(desk.isClosed, false);
  assert.is(talkOf(desk)?.standing, 'ended');
});

pair.run();
