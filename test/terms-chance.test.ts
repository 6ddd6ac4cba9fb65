/** Terms by seeded chance: what must hold for any offer, demand, pair of tariffs, and any step. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Stream, stream } from '../host-sim/prng';
import type { Tariff } from '../src/tariff/tariff';
import { judge } from '../src/terms/acceptance';
import type { Demand } from '../src/terms/demand';
import { readDemand, writeDemand } from '../src/terms/demand-document';
import { largestExcess } from '../src/terms/excess';
import type { Offer } from '../src/terms/offer';
import { readOffer, writeOffer } from '../src/terms/offer-document';
import { microCostOfPart } from '../src/terms/part';
import { chargeStep } from '../src/terms/renewal';
import type { Expected } from '../src/terms/rules';
import { durationMs, epochMs, milliAmps, milliVolts, milliWattHours } from '../src/units';
import { type Rational, referenceMicro, referencePrice, table } from './tariff-reference';
import { DEMAND, OFFER, START_SEC, sat } from './terms-samples';

const chance = suite('terms by chance');

const between = (from: Stream, low: number, high: number) => low + from.below(high - low + 1);

function tariffOf(from: Stream, spanSec: number): Tariff {
  const knots: [number, number][] = [];
  let atSec = START_SEC - from.below(spanSec);
  for (let i = from.below(6); i >= 0; i--) {
    knots.push([atSec, between(from, -20, 120) * 1_000 + from.below(3)]);
    atSec += 1 + from.below(spanSec);
  }
  return table(from.below(2) === 0 ? 'lines' : 'steps', ...knots);
}

const ordered = (from: Stream, low: number, high: number): readonly [number, number] => {
  const [one, other] = [between(from, low, high), between(from, low, high)];
  return one < other ? [one, other] : [other, one];
};

function offerOf(from: Stream): Offer {
  const [minimum, maximum] = ordered(from, 1, 9);
  const [low, high] = ordered(from, 200, 209);
  const [cutOff, reserve] = ordered(from, 0, 4);
  const startSec = START_SEC + from.below(9);
  return {
    ...OFFER,
    kind: from.below(2) === 0 ? 'initial' : 'renewal',
    startSec,
    stopSec: startSec + between(from, 1, 60),
    meterNumber: from.below(4) === 0 ? '7' : OFFER.meterNumber,
    importTariff: tariffOf(from, 30),
    ...(from.below(2) === 0 ? { exportTariff: tariffOf(from, 30) } : {}),
    payment: { minimum: sat(minimum), desired: sat(between(from, 1, 12)), maximum: sat(maximum) },
    deposit: sat(from.below(4)),
    prepayment: sat(from.below(4)),
    cutOffLevel: sat(cutOff),
    reserve: sat(reserve),
    allowance: sat(from.below(3)),
    runwayMs: durationMs(from.below(3)),
    voltage: { minimum: milliVolts(low), maximum: milliVolts(high) },
    voltageDiscountPerMille: from.below(3),
    currentMax: milliAmps(between(from, 1, 3)),
    ...(from.below(2) === 0 ? { energyMax: milliWattHours(between(from, 1, 5)) } : {}),
    ...(from.below(2) === 0 ? { amountMax: sat(between(from, 1, 5)) } : {}),
  };
}

function demandOf(from: Stream): Demand {
  const { cutOffLevelMax: _, reserveMax: __, runwayMsMax: ___, ...bare } = DEMAND;
  const [minimum, maximum] = ordered(from, 1, 9);
  const [low, high] = ordered(from, 200, 209);
  const [shortest, longest] = ordered(from, 1, 60);
  const [least, most] = ordered(from, 1, 5);
  const maybe = <Part extends object>(part: Part) => (from.below(2) === 0 ? part : {});
  return {
    ...bare,
    durationSec: { minimum: shortest, maximum: longest },
    importTariff: tariffOf(from, 30),
    ...maybe({ exportTariff: tariffOf(from, 30) }),
    payment: { minimum: sat(minimum), maximum: sat(maximum), ...maybe({ desired: sat(most) }) },
    depositMax: sat(from.below(4)),
    prepaymentMax: sat(from.below(4)),
    ...maybe({ cutOffLevelMax: sat(from.below(4)) }),
    ...maybe({ reserveMax: sat(from.below(4)) }),
    allowanceMin: sat(from.below(3)),
    ...maybe({ runwayMsMax: durationMs(from.below(3)) }),
    voltage: { minimum: milliVolts(low), maximum: milliVolts(high) },
    voltageDiscountPerMilleMin: from.below(3),
    currentMin: milliAmps(between(from, 1, 3)),
    ...maybe({ energyMin: milliWattHours(least) }),
    ...maybe({ energyMax: milliWattHours(most) }),
    ...maybe({ amountMax: sat(between(from, 1, 5)) }),
  };
}

const expectedOf = (from: Stream): Expected => {
  if (from.below(2) === 0) return {};
  const [startSecMin, startSecMax] = ordered(from, START_SEC, START_SEC + 9);
  return { kind: from.below(2) === 0 ? 'initial' : 'renewal', startSecMin, startSecMax };
};

chance(
  'a counter-proposal is a valid offer that the same buyer accepts; unrefused terms stay',
  () => {
    const from = stream(6, 'terms-judge');
    const seen = new Map<string, number>();
    for (let i = 0; i < 3_000; i++) {
      const [offer, demand, expected] = [offerOf(from), demandOf(from), expectedOf(from)];
      const judged = judge(offer, demand, expected);
      if (judged.agrees) continue;
      const { counter, reasons } = judged;
      for (const { why, offered, limit } of reasons) {
        seen.set(why, (seen.get(why) ?? 0) + 1);
        assert.is.not(offered, limit, why);
      }
      assert.equal(
        judge(counter, demand, expected).agrees,
        true,
        JSON.stringify({ offer, demand }),
      );
      assert.equal(readOffer(writeOffer(counter)), { ok: true, value: counter });
      assert.equal(readDemand(writeDemand(demand)), { ok: true, value: demand });
      const isRefused = (word: string) => reasons.some(({ why }) => why.includes(word));
      if (!isRefused('voltage-m')) assert.is(counter.voltage, offer.voltage);
      if (!isRefused('payment-m')) assert.is(counter.payment, offer.payment);
      if (!isRefused('current')) assert.is(counter.currentMax, offer.currentMax);
      if (!isRefused('prepayment')) assert.is(counter.prepayment, offer.prepayment);
      if (!isRefused('energy')) assert.is(counter.energyMax, offer.energyMax);
    }
    // Each of the 24 was met, and not by a hair.
    assert.is(seen.size, 24);
    assert.ok(Math.min(...seen.values()) >= 20, JSON.stringify([...seen]));
  },
);

const isAbove = (one: Rational, other: Rational) => one[0] * other[1] > other[0] * one[1];
const minus = (one: Rational, other: Rational): Rational => [
  one[0] * other[1] - other[0] * one[1],
  one[1] * other[1],
];

chance('no instant of a period has a larger excess than the one that is told', () => {
  const from = stream(6, 'terms-excess');
  let above = 0;
  for (let i = 0; i < 400; i++) {
    const [price, ceiling] = [tariffOf(from, 12), tariffOf(from, 12)];
    const fromSec = START_SEC - 5 + from.below(10);
    const toSec = fromSec + 1 + from.below(20);
    const told = largestExcess(price, ceiling, fromSec, toSec);
    if (told !== undefined) above++;
    const most: Rational =
      told === undefined ? [0n, 1n] : [BigInt(told.priceRoundedUp - told.ceilingRoundedDown), 1n];
    let largest: Rational = [-(10n ** 18n), 1n];
    for (let atMs = fromSec * 1_000; atMs < toSec * 1_000; atMs += 125) {
      const at = BigInt(atMs);
      const excess = minus(referencePrice(price, at), referencePrice(ceiling, at));
      assert.not(isAbove(excess, most), `${atMs}`);
      if (isAbove(excess, largest)) largest = excess;
    }
    // Just before a second: no line of these climbs more than 300,000 mSat/kWh in an eighth of one.
    if (told !== undefined) assert.ok(isAbove(largest, minus(most, [300_000n, 1n])));
  }
  assert.ok(above > 100 && above < 350, `${above}`);
});

chance(
  'a step over the boundary: no mWh is lost, and the money is exact to three millionths',
  () => {
    const from = stream(6, 'terms-boundary');
    for (let i = 0; i < 2_000; i++) {
      const stopSec = START_SEC + from.below(20);
      const terms: Offer = { ...OFFER, stopSec, importTariff: tariffOf(from, 12) };
      const next: Offer = { ...OFFER, startSec: stopSec, importTariff: tariffOf(from, 12) };
      const [before, after] = [1 + from.below(9_000), 1 + from.below(9_000)];
      const [fromMs, atMs, toMs] = [
        stopSec * 1_000 - before,
        stopSec * 1_000,
        stopSec * 1_000 + after,
      ];
      const energy = from.below(1_000_000);
      const carry = from.below(1_000_000);
      const used = {
        energy: milliWattHours(energy),
        fromMs: epochMs(fromMs),
        toMs: epochMs(toMs),
      };
      const split = chargeStep({ terms, next }, 'import', used, carry);
      assert.is(split.before!.energy + split.after!.energy, energy);
      const micro =
        BigInt(split.before!.cost + split.after!.cost) * 1_000_000n +
        BigInt(split.after!.carryMicroMilliSat) -
        BigInt(carry);
      const exact =
        referenceMicro(terms.importTariff, energy * before, fromMs, atMs) +
        referenceMicro(next.importTariff, energy * after, atMs, toMs);
      const lengthMs = BigInt(before + after);
      assert.ok(micro * lengthMs <= exact + 2n, `${i}: more than it cost`);
      assert.ok((micro + 4n) * lengthMs > exact, `${i}: less than it cost`);
    }
  },
);

chance(
  'parts of a step never cost more than the whole, and at most two millionths less each',
  () => {
    const from = stream(6, 'terms-parts');
    for (let i = 0; i < 500; i++) {
      const tariff = tariffOf(from, 12);
      const lengthMs = 2 + from.below(20_000);
      const fromMs = epochMs(START_SEC * 1_000 + from.below(10_000));
      const toMs = epochMs(fromMs + lengthMs);
      const used = { energy: milliWattHours(from.below(100_000_000)), fromMs, toMs };
      const cuts = Array.from({ length: 5 }, () => fromMs + 1 + from.below(lengthMs - 1));
      const ends = [...new Set([fromMs, ...cuts, toMs])].sort((a, b) => a - b);
      let sum = 0n;
      for (let k = 1; k < ends.length; k++) {
        sum += microCostOfPart(tariff, used, { fromMs: ends[k - 1]!, toMs: ends[k]! });
      }
      const whole = microCostOfPart(tariff, used, { fromMs, toMs });
      assert.ok(sum <= whole && sum + BigInt(2 * ends.length) >= whole, `${sum} of ${whole}`);
    }
  },
);

chance.run();
