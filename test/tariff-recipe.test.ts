/**
 * Recipes: the vectors of docs/protocol.md and of the original's sample file, and what the clock's
 * changes, weekends, margins and limits make of a price.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { dayNumberOf } from '../src/tariff/calendar';
import { haversine, ONE } from '../src/tariff/haversine';
import { highestPriceEver, priceAtRoundedDown } from '../src/tariff/price';
import type { Tariff } from '../src/tariff/tariff';
import { epochMs } from '../src/units';
import { createWholeChance } from './chance';
import { BLOCKS, dailyTariff, NO_LIMITS, sampleTariff, WEEKEND, zoneOf } from './tariff-recipes';

const recipe = suite('tariff recipe');

const utc = (year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number =>
  dayNumberOf(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second;
const priceAt = (tariff: Tariff, atSec: number): number =>
  priceAtRoundedDown(tariff, epochMs(atSec * 1_000));

// The original's sample file (hardware.md 7.3), seconds -> sat/Wh. UTC.
const ORIGINAL: [number, string][] = [
  [1_767_225_600, '1.500000000'],
  [1_767_247_200, '0.748924115'],
  [1_767_290_400, '2.246772426'],
  [1_775_109_600, '0.500000000'],
  [1_782_043_200, '1.452943323'],
  [1_790_877_600, '2.500000000'],
];

for (const [atSec, satPerWattHour] of ORIGINAL) {
  recipe(`sinusoid: the original’s ${satPerWattHour} sat/Wh at ${atSec}, within 1 mSat/kWh`, () => {
    const expected = Number(satPerWattHour) * 1_000_000;
    assert.ok(Math.abs(priceAt(sampleTariff(), atSec) - expected) <= 1);
  });
}

// docs/protocol.md: part of a turn of 86,400 -> haversine x 2^34
const HAVERSINES: [number, number][] = [
  [0, 0],
  [1, 22],
  [10_800, 2_515_933_592],
  [14_400, 4_294_967_295],
  [21_600, 8_589_934_592],
  [43_200, 17_179_869_184],
  [64_800, 8_589_934_592],
  [86_400, 0],
];

for (const [part, expected] of HAVERSINES) {
  recipe(`haversine: ${part} of 86,400 is ${expected}`, () => {
    assert.is(haversine(part, 86_400), expected);
  });
}

recipe('haversine: within 5 units of 2^-34 of the real one, never outside 0 to 1', () => {
  const chance = createWholeChance(5);
  for (let i = 0; i < 20_000; i++) {
    const turn = [86_400, 31_536_000, 86_399, 7][i % 4]!;
    const part = chance(turn + 1);
    const found = haversine(part, turn);
    const real = ((1 - Math.cos((2 * Math.PI * part) / turn)) / 2) * ONE;
    assert.ok(Math.abs(found - real) <= 5, `${part}/${turn}`);
    assert.ok(found >= 0 && found <= ONE);
    assert.is(haversine(turn - part, turn), found);
  }
});

recipe('sinusoid: each knot is within 1 mSat/kWh of the real sine, up to 500,000 sat/kWh', () => {
  const wave = (lowest: number, highest: number, turn: number, at: number) =>
    lowest + ((highest - lowest) * (1 - Math.cos((2 * Math.PI * at) / turn))) / 2;
  const chance = createWholeChance(6);
  const tariff: Tariff = {
    ...sampleTariff(),
    recipe: {
      ...sampleTariff().recipe!,
      form: {
        kind: 'sinusoid',
        day: { lowest: -200_000_000, highest: 400_000_000, shiftSec: 12_345 },
        year: { lowest: -7, highest: 100_000_000, shiftSec: 0 },
      },
    },
  };
  for (let i = 0; i < 3_000; i++) {
    const dayNumber = dayNumberOf(2026, 1, 1) + chance(365);
    const minute = chance(1_440) * 60;
    const found = priceAt(tariff, dayNumber * 86_400 + minute);
    const year = (dayNumber - dayNumberOf(2026, 1, 1)) * 86_400 + minute;
    const real =
      wave(-200_000_000, 400_000_000, 86_400, minute - 12_345) +
      wave(-7, 100_000_000, 31_536_000, year);
    assert.ok(Math.abs(found - real) <= 1, `${found} ${real}`);
  }
});

recipe('sinusoid: no New Year makes the price jump, after a leap year neither', () => {
  const yearly = sampleTariff();
  for (const year of [2025, 2026, 2028, 2029]) {
    const newYear = utc(year, 1, 1);
    const before = priceAt(yearly, newYear - 86_400);
    // A day of the year's wave is up to 4,300, a minute of the day's up to 3,300.
    assert.ok(Math.abs(priceAt(yearly, newYear) - before) < 5_000);
    assert.ok(Math.abs(priceAt(yearly, newYear) - priceAt(yearly, newYear - 60)) < 4_000);
  }
  assert.is(priceAt(yearly, utc(2028, 7, 2)), 1_500_000, 'the middle of a leap year');
});

recipe('blocks: local time decides, and weekends have their own', () => {
  const tariff = dailyTariff('steps', BLOCKS, WEEKEND);
  // Wednesday 25 November 2026, CET.
  assert.is(priceAt(tariff, utc(2026, 11, 25, 4, 59, 59)), 100_000);
  assert.is(priceAt(tariff, utc(2026, 11, 25, 5)), 300_000);
  assert.is(priceAt(tariff, utc(2026, 11, 25, 20, 59, 59)), 300_000);
  assert.is(priceAt(tariff, utc(2026, 11, 25, 21)), 150_000);
  assert.is(priceAt(tariff, utc(2026, 11, 25, 22, 59, 59)), 150_000);
  assert.is(priceAt(tariff, utc(2026, 11, 25, 23)), 100_000);
  // Friday's last second, Saturday's first.
  assert.is(priceAt(tariff, utc(2026, 11, 27, 22, 59, 59)), 150_000);
  assert.is(priceAt(tariff, utc(2026, 11, 27, 23)), 80_000);
  assert.is(priceAt(tariff, utc(2026, 11, 29, 22, 59, 59)), -20_000);
  assert.is(priceAt(tariff, utc(2026, 11, 29, 23)), 100_000);
});

recipe('blocks: a block that begins in the hour that is left out begins as the clock jumps', () => {
  const tariff = dailyTariff('steps', BLOCKS, WEEKEND);
  const jump = utc(2026, 3, 29, 1); // 02:00 becomes 03:00; the block is of 02:30
  assert.is(priceAt(tariff, jump - 1), 80_000);
  assert.is(priceAt(tariff, jump), -20_000);
});

recipe('blocks: the hour that comes twice has its price twice', () => {
  const tariff = dailyTariff('steps', BLOCKS, WEEKEND);
  const back = utc(2026, 10, 25, 1); // 03:00 becomes 02:00
  assert.is(priceAt(tariff, back - 1_801), 80_000);
  assert.is(priceAt(tariff, back - 1_800), -20_000);
  assert.is(priceAt(tariff, back), 80_000);
  assert.is(priceAt(tariff, back + 1_799), 80_000);
  assert.is(priceAt(tariff, back + 1_800), -20_000);
});

// The original's table [2.2, 2.9, 2.2] (hardware.md 7.3), hours of the local day -> mSat/kWh
const TABLE = dailyTariff('lines', [
  { atSec: 0, price: 2_200_000 },
  { atSec: 43_200, price: 2_900_000 },
]);
for (const [hour, price] of [
  [0, 2_200_000],
  [3, 2_375_000],
  [6, 2_550_000],
  [12, 2_900_000],
  [18, 2_550_000],
] as const) {
  recipe(`interpolation: the original’s table at ${hour}:00 is ${price}`, () => {
    assert.is(priceAt(TABLE, utc(2026, 11, 25, hour) - 3_600), price);
  });
}

recipe('interpolation: where the clock jumps the price does, within one second', () => {
  const jump = utc(2026, 3, 29, 1);
  assert.is(priceAt(TABLE, jump - 1), 2_200_000 + Math.floor((700_000 * 7_199) / 43_200));
  assert.is(priceAt(TABLE, jump), 2_375_000);
});

recipe('limits: margin, then floor, then ceiling, in every knot', () => {
  const knots = [
    { atSec: 0, price: -100_001 },
    { atSec: 3_600, price: 10_000 },
    { atSec: 7_200, price: 900_000 },
  ];
  const limits = { marginPerMille: 105, margin: 7, floor: -100_000, ceiling: 500_000 };
  const tariff = dailyTariff('steps', knots, knots, zoneOf('UTC0'), limits);
  const prices = [0, 3_600, 7_200].map((atSec) => priceAt(tariff, atSec));
  assert.equal(prices, [-100_000, 11_057, 500_000]);
  assert.is(highestPriceEver(tariff), 500_000);
  const negative = dailyTariff('steps', knots, knots, zoneOf('UTC0'), {
    ...NO_LIMITS,
    marginPerMille: 100,
  });
  assert.is(priceAt(negative, 0), -110_002, 'a share is rounded down');
});

recipe.run();
