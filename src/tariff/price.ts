/**
 * What a tariff says about prices: at an instant, and at most or at least over a time. A line has
 * no whole price between its seconds, so each answer names the direction it rounds in.
 */
import { type EpochMs, type MilliSatPerKilowattHour, milliSatPerKilowattHour } from '../units';
import { knotIndexAt, type Tariff } from './tariff';

/** The price at an instant, rounded down to a whole mSat/kWh. */
export const priceAtRoundedDown = (tariff: Tariff, atMs: EpochMs): MilliSatPerKilowattHour =>
  milliSatPerKilowattHour(priceAt(tariff, atMs, 'down'));

/**
 * The highest price from `fromMs` to `toMs`, both included, in either order; rounded up where an
 * end falls on a line. For reserves: what is kept back must suffice.
 */
export function highestPriceRoundedUp(
  tariff: Tariff,
  fromMs: EpochMs,
  toMs: EpochMs,
): MilliSatPerKilowattHour {
  const { knots } = tariff;
  if (knots.length === 1) return knots[0]!.price;

  let highest = Math.max(priceAt(tariff, fromMs, 'up'), priceAt(tariff, toMs, 'up'));
  const last = knotIndexAt(knots, Math.max(fromMs, toMs));
  for (let i = knotIndexAt(knots, Math.min(fromMs, toMs)) + 1; i <= last; i++) {
    highest = Math.max(highest, knots[i]!.price);
  }
  return milliSatPerKilowattHour(highest);
}

/** The highest price of the whole table, exact: for reserves while the clock is unknown. */
export function highestPriceEver(tariff: Tariff): MilliSatPerKilowattHour {
  let highest = tariff.knots[0]!.price;
  for (const { price } of tariff.knots) if (price > highest) highest = price;
  return highest;
}

/**
 * The lowest price from `fromMs` to `toMs`, both included, in either order; rounded down where an
 * end falls on a line, and 0 where it would be negative.
 */
export function lowestNonNegativePriceRoundedDown(
  tariff: Tariff,
  fromMs: EpochMs,
  toMs: EpochMs,
): MilliSatPerKilowattHour {
  const { knots } = tariff;
  let lowest = Math.min(priceAt(tariff, fromMs, 'down'), priceAt(tariff, toMs, 'down'));
  const last = knotIndexAt(knots, Math.max(fromMs, toMs));
  for (let i = knotIndexAt(knots, Math.min(fromMs, toMs)) + 1; i <= last; i++) {
    lowest = Math.min(lowest, knots[i]!.price);
  }
  return milliSatPerKilowattHour(Math.max(0, lowest));
}

function priceAt(tariff: Tariff, atMs: EpochMs, rounding: 'down' | 'up'): number {
  const { knots } = tariff;
  const index = knotIndexAt(knots, atMs);
  const knot = knots[Math.max(index, 0)]!;
  const next = knots[index + 1];
  if (index < 0 || next === undefined || tariff.shape === 'steps') return knot.price;

  const rise = next.price - knot.price;
  const elapsedMs = atMs - knot.atSec * 1_000;
  const lengthMs = (next.atSec - knot.atSec) * 1_000;
  return rounding === 'down'
    ? knot.price + productQuotientRoundedDown(rise, elapsedMs, lengthMs)
    : knot.price - productQuotientRoundedDown(-rise, elapsedMs, lengthMs);
}

/** floor(left x right / divisor), exact for safe integers and a positive divisor. */
function productQuotientRoundedDown(left: number, right: number, divisor: number): number {
  const product = left * right;
  if (Number.isSafeInteger(product)) return quotientRoundedDown(product, divisor);
  return Number(bigQuotientRoundedDown(BigInt(left) * BigInt(right), BigInt(divisor)));
}

/**
 * floor(dividend / divisor), exact for safe integers and a positive divisor. A division alone may
 * round up to the next whole number; a remainder is always exact.
 */
export function quotientRoundedDown(dividend: number, divisor: number): number {
  const remainder = dividend % divisor;
  return (dividend - remainder) / divisor - (remainder < 0 ? 1 : 0);
}

/** The same beyond 2^53. */
export function bigQuotientRoundedDown(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}
