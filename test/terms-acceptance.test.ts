/**
 * Acceptance of offers: the order of the original (grid-buyer.py, `CheckSellOfferTerms`), with each
 * bound tried on itself and one beyond. Where the original is wrong, a test says how ours differs.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Acceptance, judge } from '../src/terms/acceptance';
import type { Offer } from '../src/terms/offer';
import { type Reason, WHYS } from '../src/terms/reason';
import { RULES } from '../src/terms/rules';
import { milliAmps } from '../src/units';
import { table } from './tariff-reference';
import { band, REFUSALS, sizes, why } from './terms-refusals';
import { DAY_SEC, DEMAND, flat, OFFER, START_SEC, sat } from './terms-samples';

const acceptance = suite('acceptance');

const reasonsOf = (judged: Acceptance): readonly Reason[] => (judged.agrees ? [] : judged.reasons);

acceptance('an offer that meets every bound exactly is accepted', () => {
  const judged = judge(OFFER, DEMAND);
  assert.equal(judged, { agrees: true, payment: OFFER.payment });
});

for (const [what, { offer, demand, expected }, reason, counter] of REFUSALS) {
  acceptance(`refused with both numbers: ${what}`, () => {
    const offered = { ...OFFER, ...offer };
    const limits = { ...DEMAND, ...demand };
    const judged = judge(offered, limits, expected);
    assert.equal(reasonsOf(judged), [reason]);
    // All else is as it was offered.
    if (judged.agrees) return;
    assert.equal(judged.counter, { ...offered, ...counter });
    assert.ok(judge(judged.counter, limits, expected).agrees);
  });
}

acceptance('each reason of the closed list has a case here', () => {
  const shown = REFUSALS.map(([, , reason]) => reason.why);
  assert.equal([...new Set(shown)].sort(), [...WHYS].sort());
  const prices = ['import-price-too-high', 'export-price-too-low'];
  assert.equal([...RULES.map((rule) => rule.why), ...prices].sort(), [...WHYS].sort());
});

acceptance('the original stops at the first reason; ours tells all, in its order', () => {
  const offer: Offer = {
    ...OFFER,
    kind: 'renewal',
    payment: sizes(300, 300, 300),
    prepayment: sat(500),
    importTariff: flat(200_000),
    deposit: sat(500),
    currentMax: milliAmps(6_000),
    voltage: band(100_000, 300_000),
    meterNumber: '7',
    stopSec: START_SEC + 2 * DAY_SEC,
  };
  assert.equal(
    reasonsOf(judge(offer, DEMAND)).map((reason) => reason.why),
    // The first two exclude each other.
    WHYS.slice(0, 11).filter((name) => name !== 'payment-maximum-too-low'),
  );
});

acceptance('a counter of another period is held against the prices of that period', () => {
  // Dear only after the offered hour, which is too short.
  const importTariff = table('steps', [0, 100_000], [START_SEC + 3_000, 100_001]);
  const offer = { ...OFFER, importTariff, stopSec: START_SEC + 3_000 };
  const judged = judge(offer, DEMAND);
  assert.equal(reasonsOf(judged), [why('period-too-short', 3_000, 3_600)]);
  if (!judged.agrees) assert.equal(judged.counter.importTariff, DEMAND.importTariff);
});

acceptance.run();
