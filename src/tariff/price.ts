/**
 * What a tariff says about prices: at an instant, and at most or at least over a time. A line has
 * no whole price between its seconds, so each answer names the direction it rounds in.
 */
import { type EpochMs, type MilliSatPerKilowattHour, milliSatPerKilowattHour } from '../units';
import { productQuotientRoundedDown } from './quotient';
import { knotIndexAt, type Tariff } from './tariff';
import { tableAt, tableFor } from './window';

/** The price at an instant, rounded down to a whole mSat/kWh. */
export const priceAtRoundedDown = (tariff: Tariff, atMs: EpochMs): MilliSatPerKilowattHour =>
  milliSatPerKilowattHour(priceAt(tableAt(tariff, atMs), atMs, 'down'));

/**
 * The highest price from `fromMs` to `toMs`, both included, in either order; rounded up where an
 * end falls on a line. For reserves: what is kept back must suffice. Of a recipe the highest of all
 * time where the time is longer than its window.
 */
export function highestPriceRoundedUp(
  tariff: Tariff,
  fromMs: EpochMs,
  toMs: EpochMs,
): MilliSatPerKilowattHour {
  if (tariff.knots.length === 1) return tariff.knots[0]!.price;
  const table = tableFor(tariff, Math.min(fromMs, toMs), Math.max(fromMs, toMs));
  if (table === undefined) return highestPriceEver(tariff);

  const { knots } = table;
  let highest = Math.max(priceAt(table, fromMs, 'up'), priceAt(table, toMs, 'up'));
  const last = knotIndexAt(knots, Math.max(fromMs, toMs));
  for (let i = knotIndexAt(knots, Math.min(fromMs, toMs)) + 1; i <= last; i++) {
    highest = Math.max(highest, knots[i]!.price);
  }
  return milliSatPerKilowattHour(highest);
}

/** The highest price of all time: for reserves while the clock is unknown. */
export function highestPriceEver(tariff: Tariff): MilliSatPerKilowattHour {
  let highest = tariff.knots[0]!.price;
  for (const { price } of tariff.knots) if (price > highest) highest = price;
  return highest;
}

/** The lowest price of all time. */
function lowestPriceEver(tariff: Tariff): MilliSatPerKilowattHour {
  let lowest = tariff.knots[0]!.price;
  for (const { price } of tariff.knots) if (price < lowest) lowest = price;
  return lowest;
}

/**
 * The lowest price from `fromMs` to `toMs`, both included, in either order; rounded down where an
 * end falls on a line, and 0 where it would be negative. Of a recipe the lowest of all time where
 * the time is longer than its window.
 */
export function lowestNonNegativePriceRoundedDown(
  tariff: Tariff,
  fromMs: EpochMs,
  toMs: EpochMs,
): MilliSatPerKilowattHour {
  const table = tableFor(tariff, Math.min(fromMs, toMs), Math.max(fromMs, toMs));
  if (table === undefined) return milliSatPerKilowattHour(Math.max(0, lowestPriceEver(tariff)));

  const { knots } = table;
  let lowest = Math.min(priceAt(table, fromMs, 'down'), priceAt(table, toMs, 'down'));
  const last = knotIndexAt(knots, Math.max(fromMs, toMs));
  for (let i = knotIndexAt(knots, Math.min(fromMs, toMs)) + 1; i <= last; i++) {
    lowest = Math.min(lowest, knots[i]!.price);
  }
  return milliSatPerKilowattHour(Math.max(0, lowest));
}

function priceAt({ knots, shape }: Tariff, atMs: EpochMs, rounding: 'down' | 'up'): number {
  const index = knotIndexAt(knots, atMs);
  const knot = knots[Math.max(index, 0)]!;
  const next = knots[index + 1];
  if (index < 0 || next === undefined || shape === 'steps') return knot.price;

  const rise = next.price - knot.price;
  const elapsedMs = atMs - knot.atSec * 1_000;
  const lengthMs = (next.atSec - knot.atSec) * 1_000;
  return rounding === 'down'
    ? knot.price + productQuotientRoundedDown(rise, elapsedMs, lengthMs)
    : knot.price - productQuotientRoundedDown(-rise, elapsedMs, lengthMs);
}
