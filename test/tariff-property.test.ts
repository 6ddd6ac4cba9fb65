/**
 * What holds of every tariff and every interval, over cases that fast-check makes, and makes small
 * when one fails. The seeds are fixed: the same cases each time.
 */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cost } from '../src/tariff/cost';
import { highestPriceEver, highestPriceRoundedUp } from '../src/tariff/price';
import { recipeTariff } from '../src/tariff/recipe';
import type { Tariff } from '../src/tariff/tariff';
import { UTC } from '../src/tariff/zone';
import { epochMs, milliWattHours } from '../src/units';
import { BERLIN, NO_LIMITS, tableOf, zoneOf } from './tariff-recipes';
import { table } from './tariff-reference';
import { trapezoidMicro } from './tariff-trapezoids';

const property = suite('tariff property');

const RUNS = { seed: 20_261_125, numRuns: 300 };
/** 10,000 sat/kWh. */
const PRICE = 10_000_000;
const YEAR_MS = 366 * 86_400_000;
/** 1 MW in a millisecond is 277.8 mWh. */
const MW_MILLI_WATT_HOURS_PER_MS = 278;

const START_SEC = 1_767_225_600;
const zones = fc.constantFrom(UTC, BERLIN, zoneOf('AEST-10AEDT,M10.1.0,M4.1.0/3'));

const tables = (least: number) =>
  fc
    .record({
      shape: fc.constantFrom('lines' as const, 'steps' as const),
      startSec: fc.integer({ min: START_SEC - 86_400, max: START_SEC + 86_400 }),
      rows: fc.array(
        fc.tuple(
          fc.oneof(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 40 * 86_400 })),
          fc.integer({ min: least, max: PRICE }),
        ),
        { minLength: 1, maxLength: 40, size: 'max' },
      ),
    })
    .map(({ shape, startSec, rows }) => {
      let atSec = startSec;
      const knots = rows.map(([gapSec, price]) => {
        atSec += gapSec;
        return [atSec, price] as const;
      });
      return table(shape, ...knots);
    });

const days = (least: number) =>
  fc
    .uniqueArray(fc.integer({ min: 1, max: 86_399 }), { maxLength: 8 })
    .chain((times) =>
      fc.tuple(
        ...[0, ...times.sort((a, b) => a - b)].map((atSec) =>
          fc.integer({ min: least, max: PRICE }).map((price) => ({ atSec, price })),
        ),
      ),
    );

const dailies = (least: number) =>
  fc
    .tuple(fc.constantFrom('lines' as const, 'steps' as const), days(least), days(least), zones)
    .map(([shape, weekdays, weekend, zone]) =>
      recipeTariff({ kind: 'daily', shape, weekdays, weekend }, zone, NO_LIMITS),
    );

const waves = (least: number, turnSec: number) =>
  fc
    .record({
      lowest: fc.integer({ min: least, max: PRICE }),
      range: fc.integer({ min: 0, max: PRICE }),
      shiftSec: fc.integer({ min: -turnSec, max: turnSec }),
    })
    .map(({ lowest, range, shiftSec }) => ({ lowest, highest: lowest + range, shiftSec }));

const sinusoids = (least: number) =>
  fc
    .tuple(waves(least, 86_400), waves(least, 31_536_000), zones)
    .map(([day, year, zone]) => recipeTariff({ kind: 'sinusoid', day, year }, zone, NO_LIMITS));

const tariffs = (least: number) => fc.oneof(tables(least), dailies(least), sinusoids(least));

const FROM = fc.integer({ min: START_SEC * 1_000, max: START_SEC * 1_000 + YEAR_MS });

function microOf(of: Tariff, energy: number, fromMs: number, toMs: number, carry = 0): bigint {
  const charged = cost(of, {
    energy: milliWattHours(energy),
    fromMs: epochMs(fromMs),
    toMs: epochMs(toMs),
    carryMicroMilliSat: carry,
  });
  return BigInt(charged.cost) * 1_000_000n + BigInt(charged.carryMicroMilliSat);
}

property('additivity: a split charges at most a millionth of a mSat less, and never more', () => {
  const spans = fc.array(fc.integer({ min: 1, max: 2_000_000 }), { minLength: 2, maxLength: 12 });
  const power = fc.integer({ min: 0, max: MW_MILLI_WATT_HOURS_PER_MS });
  const holds = (of: Tariff, fromMs: number, lengths: readonly number[], perMs: number) => {
    let atMs = fromMs;
    let sum = 0n;
    let carry = 0;
    for (const lengthMs of lengths) {
      const micro = microOf(of, perMs * lengthMs, atMs, atMs + lengthMs, carry);
      // As an account does: whole mSat are charged, the rest is carried.
      const rest = ((micro % 1_000_000n) + 1_000_000n) % 1_000_000n;
      sum += micro - rest;
      carry = Number(rest);
      atMs += lengthMs;
    }
    const whole = microOf(of, perMs * (atMs - fromMs), fromMs, atMs);
    const missing = whole - (sum + BigInt(carry));
    return missing >= 0n && missing <= BigInt(lengths.length - 1);
  };
  fc.assert(fc.property(tariffs(-PRICE), FROM, spans, power, holds), RUNS);
});

property('monotonicity: more energy at prices that are not negative never costs less', () => {
  const energy = fc.integer({ min: 0, max: 1_000_000_000_000 });
  const holds = (of: Tariff, fromMs: number, spanMs: number, one: number, more: number) =>
    microOf(of, one, fromMs, fromMs + spanMs) <= microOf(of, one + more, fromMs, fromMs + spanMs);
  const spans = fc.integer({ min: 0, max: 86_400_000 });
  fc.assert(fc.property(tariffs(0), FROM, spans, energy, energy, holds), RUNS);
});

property('bounds: no cost is above the energy at the highest price of the time', () => {
  const energy = fc.integer({ min: 0, max: 10_000_000 });
  const holds = (of: Tariff, fromMs: number, spanMs: number, used: number) => {
    const highest = highestPriceRoundedUp(of, epochMs(fromMs), epochMs(fromMs + spanMs));
    const micro = microOf(of, used, fromMs, fromMs + spanMs);
    return micro <= BigInt(used) * BigInt(highest) && highest <= highestPriceEver(of);
  };
  const spans = fc.integer({ min: 0, max: 86_400_000 });
  fc.assert(fc.property(tariffs(-PRICE), FROM, spans, energy, holds), RUNS);
});

property('exact: equals BigInt at 1 MW and 10,000 sat/kWh, over gaps of up to a year', () => {
  const spans = fc.oneof(
    fc.integer({ min: 1, max: 10_000 }),
    fc.integer({ min: 1, max: 86_400_000 }),
    fc.integer({ min: 1, max: YEAR_MS }),
  );
  const check = (of: Tariff, fromMs: number, spanMs: number, carry: number) => {
    const toMs = fromMs + spanMs;
    const energy = MW_MILLI_WATT_HOURS_PER_MS * spanMs;
    const whole = tableOf(of, Math.floor(fromMs / 1_000), Math.floor(toMs / 1_000));
    const expected = trapezoidMicro(whole, energy, fromMs, toMs) + BigInt(carry);
    assert.is(microOf(of, energy, fromMs, toMs, carry), expected);
  };
  const carries = fc.integer({ min: 0, max: 999_999 });
  const noWaves = fc.oneof(tables(-PRICE), dailies(-PRICE));
  fc.assert(fc.property(noWaves, FROM, spans, carries, check), RUNS);
  fc.assert(fc.property(sinusoids(-PRICE), FROM, spans, carries, check), { ...RUNS, numRuns: 30 });
  const years = fc.integer({ min: YEAR_MS / 2, max: YEAR_MS });
  fc.assert(fc.property(sinusoids(-PRICE), FROM, years, carries, check), { ...RUNS, numRuns: 4 });
});

property.run();
