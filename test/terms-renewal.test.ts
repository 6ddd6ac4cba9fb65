/** Renewal: which second is whose, what was agreed stays, and a step over the boundary is split. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { judge } from '../src/terms/acceptance';
import type { Offer } from '../src/terms/offer';
import {
  chargeStep,
  expectedAfter,
  type Period,
  periodAt,
  RENEWED_BEFORE_SEC,
  type RenewalFault,
  renewalFault,
  renewalOf,
  termsAt,
  wantsRenewal,
} from '../src/terms/renewal';
import { epochMs, milliWattHours } from '../src/units';
import { table } from './tariff-reference';
import { DAY_SEC, DEMAND, flat, OFFER, sat } from './terms-samples';

const renewal = suite('renewal');

const { stopSec } = OFFER;
const NEXT = renewalOf(OFFER, OFFER);
const BOTH: Period = { terms: OFFER, next: NEXT };
const atSec = (sec: number) => epochMs(sec * 1_000);

renewal(
  'the next period begins at the second at which the running one stops, and is as long',
  () => {
    assert.equal(
      [NEXT.kind, NEXT.startSec, NEXT.stopSec, NEXT.deposit],
      ['renewal', stopSec, stopSec + DAY_SEC, 0],
    );
    assert.is(renewalFault(OFFER, NEXT), undefined);
  },
);

renewal(
  'the original starts its next period when the offer is made; ours when the last one ends',
  () => {
    // grid-seller.py: OfferStartTime = floor(now), up to 30 s before the end: both periods at once.
    const originals: Offer = { ...NEXT, startSec: stopSec - 30, stopSec: stopSec - 30 + DAY_SEC };
    assert.is(renewalFault(OFFER, originals), 'overlap');
    const judged = judge(originals, DEMAND, expectedAfter(OFFER));
    assert.ok(!judged.agrees);
    if (!judged.agrees) assert.equal(judged.counter, { ...NEXT });
  },
);

const FAULTS: readonly (readonly [RenewalFault, Partial<Offer>])[] = [
  ['gap', { startSec: stopSec + 1 }],
  ['overlap', { startSec: stopSec - 1 }],
  ['not-a-renewal', { kind: 'initial' }],
  ['other-meter', { meterNumber: '7' }],
  ['has-deposit', { deposit: sat(1) }],
];
for (const [fault, change] of FAULTS) {
  renewal(`an offer cannot follow: ${fault}`, () => {
    assert.is(renewalFault(OFFER, { ...NEXT, ...change }), fault);
  });
}

renewal(
  'each second belongs to one period: the last to the running one, the next to the next',
  () => {
    assert.is(termsAt(BOTH, epochMs(OFFER.startSec * 1_000 - 1)), undefined);
    assert.is(termsAt(BOTH, atSec(OFFER.startSec)), OFFER);
    assert.is(termsAt(BOTH, epochMs(stopSec * 1_000 - 1)), OFFER);
    assert.is(termsAt(BOTH, atSec(stopSec)), NEXT);
    assert.is(termsAt(BOTH, epochMs(NEXT.stopSec * 1_000 - 1)), NEXT);
    assert.is(termsAt(BOTH, atSec(NEXT.stopSec)), undefined);
  },
);

renewal('the next terms take over at their second, and without any the terms have ended', () => {
  assert.is(periodAt(BOTH, stopSec - 1), BOTH);
  assert.equal(periodAt(BOTH, stopSec), { terms: NEXT });
  assert.equal(periodAt({ terms: OFFER }, stopSec - 1), { terms: OFFER });
  assert.is(periodAt({ terms: OFFER }, stopSec), undefined);
  // Asleep for both of them.
  assert.is(periodAt(BOTH, NEXT.stopSec), undefined);
});

renewal('a renewal is wanted in the last minutes, once', () => {
  const alone: Period = { terms: OFFER };
  assert.is(wantsRenewal(alone, stopSec - RENEWED_BEFORE_SEC - 1), false);
  assert.is(wantsRenewal(alone, stopSec - RENEWED_BEFORE_SEC), true);
  assert.is(wantsRenewal(alone, stopSec - 1), true);
  assert.is(wantsRenewal(alone, stopSec), false);
  assert.is(wantsRenewal(BOTH, stopSec - 1), false);
});

renewal('a changed price file counts from the next period on, and not in what was agreed', () => {
  const dearer: Offer = { ...OFFER, importTariff: flat(300_000) };
  const agreed: Period = { terms: OFFER, next: renewalOf(OFFER, dearer) };
  const second = {
    energy: milliWattHours(1_000),
    fromMs: atSec(stopSec - 1),
    toMs: atSec(stopSec),
  };
  assert.is(chargeStep(agreed, 'import', second, 0).before?.cost, 100);
  // Changed once more after the renewal was agreed.
  assert.equal(agreed.next?.importTariff, flat(300_000));
  const after = { ...second, fromMs: atSec(stopSec), toMs: atSec(stopSec + 1) };
  assert.is(chargeStep(agreed, 'import', after, 0).after?.cost, 300);
});

const DEARER: Period = {
  terms: OFFER,
  next: { ...NEXT, importTariff: flat(300_000), exportTariff: flat(10_000) },
};
const step = (energy: number, before: number, after: number) => ({
  energy: milliWattHours(energy),
  fromMs: epochMs(stopSec * 1_000 - before),
  toMs: epochMs(stopSec * 1_000 + after),
});

renewal('a step over the boundary is split there, each part at its own price', () => {
  assert.equal(chargeStep(DEARER, 'import', step(1_000, 4_000, 6_000), 0), {
    before: { energy: 400, cost: 40, carryMicroMilliSat: 0 },
    after: { energy: 600, cost: 180, carryMicroMilliSat: 0 },
  });
});

renewal(
  'the money of a split is not that of whole mWh, and the millionths are carried over',
  () => {
    // 333 2/3 mWh at 100,000 and 667 1/3 at 300,000: 33.366666 (+ 0.7) and 200.2 mSat.
    assert.equal(chargeStep(DEARER, 'import', step(1_001, 1_000, 2_000), 700_000), {
      before: { energy: 333, cost: 34, carryMicroMilliSat: 66_666 },
      after: { energy: 668, cost: 200, carryMicroMilliSat: 266_666 },
    });
  },
);

renewal(
  'a line of the old tariff and a step of the new one meet in the middle of a register step',
  () => {
    const rising = table('lines', [stopSec - 10, 100_000], [stopSec, 200_000]);
    const period: Period = { terms: { ...OFFER, importTariff: rising }, next: NEXT };
    // Ten seconds at 150,000 on average, ten at 100,000.
    assert.equal(chargeStep(period, 'import', step(2_000, 10_000, 10_000), 0), {
      before: { energy: 1_000, cost: 150, carryMicroMilliSat: 0 },
      after: { energy: 1_000, cost: 100, carryMicroMilliSat: 0 },
    });
  },
);

renewal('a step that touches the boundary is not split', () => {
  const before = { energy: 500, cost: 50, carryMicroMilliSat: 0 };
  assert.equal(chargeStep(DEARER, 'import', step(500, 1_000, 0), 0), { before });
  const after = { energy: 500, cost: 150, carryMicroMilliSat: 0 };
  assert.equal(chargeStep(DEARER, 'import', step(500, 0, 1_000), 0), { after });
  // An instant is the next period's, as its second is.
  assert.equal(chargeStep(DEARER, 'import', step(500, 0, 0), 0), { after });
  // None follows: what flows after the end has the price of its end.
  const late = chargeStep({ terms: OFFER }, 'import', step(500, -1_000, 2_000), 0);
  assert.equal(late, { before });
});

renewal('a step over which the clock was set back is the same step', () => {
  const { energy, fromMs, toMs } = step(1_001, 1_000, 2_000);
  const back = chargeStep(DEARER, 'import', { energy, fromMs: toMs, toMs: fromMs }, 700_000);
  assert.equal(back, chargeStep(DEARER, 'import', step(1_001, 1_000, 2_000), 700_000));
});

renewal('energy fed in is split by its own price, which is none where none was agreed', () => {
  assert.equal(chargeStep(DEARER, 'export', step(1_000, 4_000, 6_000), 0), {
    before: { energy: 400, cost: 0, carryMicroMilliSat: 0 },
    after: { energy: 600, cost: 6, carryMicroMilliSat: 0 },
  });
});

renewal('a year at the highest price over the boundary does not end in a fault', () => {
  const dearest = flat(1_000_000_000);
  const terms = { ...OFFER, importTariff: dearest };
  const period: Period = { terms, next: { ...NEXT, importTariff: dearest } };
  const year = step(Number.MAX_SAFE_INTEGER, 31_536_000_001, 31_536_000_000);
  const { before, after } = chargeStep(period, 'import', year, 999_999);
  assert.is(before!.energy + after!.energy, Number.MAX_SAFE_INTEGER);
  assert.ok(before!.cost > 4_503_599_627_370 && after!.cost > 4_503_599_627_370);
});

renewal.run();
