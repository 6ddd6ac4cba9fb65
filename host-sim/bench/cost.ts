/**
 * What is charged against exact arithmetic, written here a second time and slowly: whole numbers
 * without limit, a rational per interval, no case of `src/tariff/cost.ts`.
 */
import { cost } from '../../src/tariff/cost';
import { knotIndexAt, PRICE_MAX, type Tariff } from '../../src/tariff/tariff';
import { epochMs, milliSatPerKilowattHour, milliWattHours } from '../../src/units';
import { type Stream, stream } from '../prng';
import type { Measured } from './figures';
import type { Measurement, Surroundings } from './measurement';

const INTERVALS = 100_000;
const INTERVALS_QUICK = 10_000;
const DAYS = 24;
const DAYS_QUICK = 2;
const SECONDS_PER_DAY = 86_400;
const MICRO = 1_000_000n;
/** A shortfall is kept in parts of 10^-12 of a millionth of a mSat, rounded down each time. */
const PARTS = 10n ** 12n;
/** 1 MW for a year, in mWh: more than any board meets between two charges. */
const ENERGY_MAX = 8_784_000_000_000;
/** A strong house connection, in mWh a second. */
const PER_SECOND_MAX = 12_000;
const TABLE_PRICE_MAX = 1_000_000;
const KNOTS_PER_DAY_MAX = 300;
const STARTS_AT_SEC = 1_767_225_600;

export const costs: Measurement = {
  ids: ['cost-constant', 'cost-table'],
  seconds: { full: 12, quick: 1.5 },
  measure,
};

async function measure({ isQuick, progress }: Surroundings): Promise<readonly Measured[]> {
  const chance = stream(1, 'bench cost');
  const intervals = isQuick ? INTERVALS_QUICK : INTERVALS;
  const differ = constantsThatDiffer(chance, intervals);
  const days = isQuick ? DAYS_QUICK : DAYS;
  let [worst, above] = [0n, 0];
  for (let day = 0; day < days; day++) {
    const { shortfall, isAbove } = tableDay(chance);
    if (shortfall > worst) worst = shortfall;
    if (isAbove) above += 1;
    progress((day + 1) / days);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const charges = `${days} days with a table of their own, ${SECONDS_PER_DAY} charges each`;
  const found = above === 0 ? 'never above the exact cost' : `${above} days above the exact cost`;
  return [
    { id: 'cost-constant', value: differ, samples: intervals },
    {
      id: 'cost-table',
      value: Number(worst) / Number(PARTS * MICRO),
      samples: days,
      note: `${charges}; ${found}`,
      isSpoilt: above > 0,
    },
  ];
}

function constantsThatDiffer(chance: Stream, intervals: number): number {
  let differ = 0;
  for (let i = 0; i < intervals; i++) {
    const price = wholeBelow(chance, 2 * PRICE_MAX + 1) - PRICE_MAX;
    // Of every size, so that products below and beyond 2^53 are met.
    const energy = wholeBelow(chance, Math.ceil(ENERGY_MAX / 10 ** chance.below(12)));
    const carry = chance.below(1_000_000);
    const from = STARTS_AT_SEC * 1_000 + wholeBelow(chance, 366 * 86_400_000);
    const tariff: Tariff = {
      shape: 'steps',
      knots: [{ atSec: 0, price: milliSatPerKilowattHour(price) }],
    };
    const charged = cost(tariff, {
      energy: milliWattHours(energy),
      fromMs: epochMs(from),
      toMs: epochMs(from + wholeBelow(chance, 366 * 86_400_000)),
      carryMicroMilliSat: carry,
    });
    const exact = BigInt(energy) * BigInt(price) + BigInt(carry);
    const micro = BigInt(charged.cost) * MICRO + BigInt(charged.carryMicroMilliSat);
    if (micro !== exact || charged.carryMicroMilliSat >= 1_000_000) differ += 1;
  }
  return differ;
}

/** A day charged second by second, each with its own energy; prices may be negative. */
function tableDay(chance: Stream): { readonly shortfall: bigint; readonly isAbove: boolean } {
  const tariff = randomTable(chance);
  const perSecond = 1 + chance.below(PER_SECOND_MAX);
  let [carry, charged, exact] = [0, 0n, 0n];
  let isAbove = false;
  // Not on the second: knots then lie inside of intervals.
  const startMs = STARTS_AT_SEC * 1_000 + chance.below(1_000);
  for (let second = 0; second < SECONDS_PER_DAY; second++) {
    const fromMs = startMs + second * 1_000;
    const energy = chance.below(perSecond + 1);
    const charge = cost(tariff, {
      energy: milliWattHours(energy),
      fromMs: epochMs(fromMs),
      toMs: epochMs(fromMs + 1_000),
      carryMicroMilliSat: carry,
    });
    carry = charge.carryMicroMilliSat;
    charged += BigInt(charge.cost);
    exact += exactParts(tariff, energy, fromMs, fromMs + 1_000);
    if ((charged * MICRO + BigInt(carry)) * PARTS > exact) isAbove = true;
  }
  return { shortfall: exact - (charged * MICRO + BigInt(carry)) * PARTS, isAbove };
}

function randomTable(chance: Stream): Tariff {
  const knots = [];
  const count = 2 + chance.below(KNOTS_PER_DAY_MAX);
  const gapMax = Math.ceil((2 * SECONDS_PER_DAY) / count);
  let atSec = STARTS_AT_SEC - chance.below(gapMax);
  for (let i = 0; i < count; i++) {
    const price = wholeBelow(chance, TABLE_PRICE_MAX) - (chance.below(4) === 0 ? 200_000 : 0);
    knots.push({ atSec, price: milliSatPerKilowattHour(price) });
    atSec += 1 + chance.below(gapMax);
  }
  return { shape: chance.below(4) === 0 ? 'steps' : 'lines', knots };
}

/**
 * energy x integral of the price / length, piece by piece between the knots, in `PARTS` of a
 * micro-mSat, each piece rounded down: less than a part per piece is lost.
 */
function exactParts(tariff: Tariff, energy: number, fromMs: number, toMs: number): bigint {
  const { knots, shape } = tariff;
  let total = 0n;
  for (let i = knotIndexAt(knots, fromMs); ; i++) {
    const knot = knots[Math.max(i, 0)]!;
    const next = knots[i + 1];
    const start = BigInt(i < 0 ? fromMs : Math.max(fromMs, knot.atSec * 1_000));
    const isLast = next === undefined || next.atSec * 1_000 >= toMs;
    const end = BigInt(isLast ? toMs : next.atSec * 1_000);
    const isLevel = i < 0 || next === undefined || shape === 'steps';
    const lengthMs = isLevel ? 1n : BigInt(next.atSec - knot.atSec) * 1_000n;
    const rise = isLevel ? 0n : BigInt(next.price - knot.price);
    const elapsed = start + end - 2n * BigInt(knot.atSec) * 1_000n;
    const twiceMean = 2n * BigInt(knot.price) * lengthMs + rise * elapsed;
    const numerator = BigInt(energy) * twiceMean * (end - start) * PARTS;
    total += floor(numerator, 2n * lengthMs * BigInt(toMs - fromMs));
    if (isLast) return total;
  }
}

function floor(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return numerator % denominator < 0n ? quotient - 1n : quotient;
}

/** 0 to limit - 1, for limits up to 2^53. */
const wholeBelow = (chance: Stream, limit: number): number =>
  Math.floor(((chance.below(2 ** 21) * 2 ** 32 + chance.below(2 ** 32)) / 2 ** 53) * limit);
