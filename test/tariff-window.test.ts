/**
 * A recipe answers from a window, piece by piece, or from a table made knot by knot: the same
 * prices and the same costs, whatever was asked before.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { dayNumberOf } from '../src/tariff/calendar';
import { cost } from '../src/tariff/cost';
import {
  highestPriceEver,
  highestPriceRoundedUp,
  lowestNonNegativePriceRoundedDown,
  priceAtRoundedDown,
} from '../src/tariff/price';
import type { Tariff } from '../src/tariff/tariff';
import { largestExcess } from '../src/terms/excess';
import { epochMs, milliWattHours } from '../src/units';
import { createWholeChance } from './chance';
import {
  BERLIN,
  BLOCKS,
  dailyTariff,
  NO_LIMITS,
  sampleTariff,
  tableOf,
  WEEKEND,
  zoneOf,
} from './tariff-recipes';
import { floor, referenceMicro, referencePrice } from './tariff-reference';

const windows = suite('tariff window');

const utc = (year: number, month: number, day: number, hour = 0): number =>
  dayNumberOf(year, month, day) * 86_400 + hour * 3_600;
const priceAt = (tariff: Tariff, atSec: number): number =>
  priceAtRoundedDown(tariff, epochMs(atSec * 1_000));

const MIXED: readonly [string, Tariff, number][] = [
  ['sinusoid', sampleTariff(BERLIN), 9 * 3_600],
  ['blocks', dailyTariff('steps', BLOCKS, WEEKEND), 40 * 86_400],
  ['points', dailyTariff('lines', BLOCKS, WEEKEND), 40 * 86_400],
  [
    'points in the south',
    dailyTariff('lines', WEEKEND, BLOCKS, zoneOf('AEST-10AEDT,M10.1.0,M4.1.0/3')),
    40 * 86_400,
  ],
  ['sinusoid with a ceiling', sampleTariff(BERLIN, { ...NO_LIMITS, ceiling: 1_100_000 }), 9_000],
];

for (const [name, tariff, spanSec] of MIXED) {
  windows(`${name}: costs and prices are those of its table, whatever was asked before`, () => {
    const chance = createWholeChance(spanSec);
    // Around a change of the clock, so that every third case has one in it.
    const changes = [utc(2026, 3, 29, 1), utc(2026, 10, 25, 1), utc(2028, 4, 1, 16)];
    for (let i = 0; i < 45; i++) {
      const length = chance(i % 2 === 0 ? 20_000 : spanSec * 1_000);
      const from = changes[i % 3]! * 1_000 - chance(length + 1);
      const to = from + length;
      const table = tableOf(tariff, Math.floor(from / 1_000), Math.floor(to / 1_000));
      const energy = chance(i % 5 === 0 ? 8_784_000_000_000 : 5_000_000);
      const carry = chance(1_000_000);
      const charged = cost(tariff, {
        energy: milliWattHours(energy),
        fromMs: epochMs(from),
        toMs: epochMs(to),
        carryMicroMilliSat: carry,
      });
      const micro = BigInt(charged.cost) * 1_000_000n + BigInt(charged.carryMicroMilliSat);
      assert.is(micro, referenceMicro(table, energy, from, to, carry), `${from} ${to} ${energy}`);

      const at = from + chance(length + 1);
      const exact = referencePrice(table, BigInt(at));
      assert.is(BigInt(priceAtRoundedDown(tariff, epochMs(at))), floor(exact));
      const highest = highestPriceRoundedUp(tariff, epochMs(from), epochMs(to));
      const lowest = lowestNonNegativePriceRoundedDown(tariff, epochMs(to), epochMs(from));
      assert.ok(exact[0] <= BigInt(highest) * exact[1]);
      assert.ok(exact[0] < 0n || BigInt(lowest) * exact[1] <= exact[0]);
      assert.ok(highest <= highestPriceEver(tariff));
    }
  });
}

windows('a JSON round trip in the middle goes on identically, and the window stays small', () => {
  const tariff = sampleTariff(BERLIN);
  const copy = JSON.parse(JSON.stringify(tariff)) as Tariff;
  for (let i = 0; i < 2_000; i++) {
    const atSec = utc(2026, 10, 24, 20) + i * 37;
    assert.is(priceAt(tariff, atSec), priceAt(copy, atSec));
    assert.ok(tariff.recipe!.window.knots.length <= 64);
    if (i % 500 === 250) {
      assert.equal(JSON.parse(JSON.stringify(tariff)), tariff);
    }
  }
});

windows('a time of centuries comes to an end: the last two years of it count', () => {
  const tariff = dailyTariff('steps', BLOCKS, WEEKEND);
  const toMs = utc(2400, 1, 1) * 1_000;
  const used = { energy: milliWattHours(1_000_000), carryMicroMilliSat: 0, toMs: epochMs(toMs) };
  const whole = cost(tariff, { ...used, fromMs: epochMs(0) });
  const last = cost(tariff, { ...used, fromMs: epochMs(toMs - 2 * 366 * 86_400_000) });
  assert.equal(whole, last);
});

windows('a recipe is held against another as the tables that they stand for', () => {
  const chance = createWholeChance(8);
  const pairs = MIXED.flatMap(([, price]) => MIXED.map(([, ceiling]) => [price, ceiling] as const));
  for (const [price, ceiling] of pairs) {
    const fromSec = utc(2026, 3, 28) + chance(86_400);
    const toSec = fromSec + 1 + chance(86_400);
    assert.equal(
      largestExcess(price, ceiling, fromSec, toSec),
      largestExcess(
        tableOf(price, fromSec, toSec),
        tableOf(ceiling, fromSec, toSec),
        fromSec,
        toSec,
      ),
    );
  }
});

windows.run();
