/**
 * What energy costs: energy x mean price of the table over the time in which it flowed, exact.
 *
 * mWh x mSat/kWh are millionths of a mSat. Rounded down (towards minus infinity) to one millionth;
 * the millionths that do not make a mSat are carried to the next call, so nothing is lost twice.
 */
import { type EpochMs, type MilliSat, type MilliWattHours, milliSat } from '../units';
import { integralOf, lastIndex } from './integral';
import { bigQuotientRoundedDown, quotientRoundedDown } from './quotient';
import { type Knot, knotIndexAt, type Tariff } from './tariff';
import { tableFor } from './window';

/** Energy and the time it flowed in. The carry is what the last charge left, 0 to 999,999. */
export type Consumption = {
  readonly energy: MilliWattHours;
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
  readonly carryMicroMilliSat: number;
};
export type Charge = { readonly cost: MilliSat; readonly carryMicroMilliSat: number };

const MICRO = 1_000_000;
/** Of a longer time under a recipe the last two years count: the mean must come to an end. */
const SPAN_MS_MAX = 2 * 366 * 86_400_000;

/**
 * The cost of an amount of energy. An interval of no length takes the price at that instant; one
 * whose ends are exchanged (the clock was set back) is the same interval. Never fails: an amount
 * beyond 2^53 mSat (90,071 bitcoin; more than a year at 1 MW at the highest price) stays there.
 */
export function cost(tariff: Tariff, used: Consumption): Charge {
  const { energy, carryMicroMilliSat: carry } = used;
  if (!(carry >= 0 && carry < MICRO && Number.isInteger(carry))) {
    throw new Error('bug: cost: carry out of range');
  }

  if (tariff.knots.length === 1) return costAtPrice(energy, tariff.knots[0]!.price, carry);

  const toMs = Math.max(used.fromMs, used.toMs);
  const fromMs = Math.min(used.fromMs, used.toMs);
  const table = tableFor(tariff, fromMs, toMs);
  if (table === undefined) {
    return costAcrossKnots(energy, tariff, Math.max(fromMs, toMs - SPAN_MS_MAX), toMs, carry);
  }

  const { knots, shape } = table;
  const first = knotIndexAt(knots, fromMs);
  const last = lastIndex(knots, first, toMs);
  // On a line the knot that ends it counts too.
  const lastTouched = shape === 'lines' ? Math.min(last + 1, knots.length - 1) : last;
  const price = uniformPrice(knots, first, last < 0 ? 0 : lastTouched);
  if (price !== undefined) return costAtPrice(energy, price, carry);

  if (first === last) return costOnOneLine(energy, knots, first, fromMs, toMs, carry);
  return costAcrossKnots(energy, table, fromMs, toMs, carry);
}

function uniformPrice(knots: readonly Knot[], first: number, last: number): number | undefined {
  const { price } = knots[Math.max(first, 0)]!;
  for (let i = Math.max(first, 0) + 1; i <= last; i++) {
    if (knots[i]!.price !== price) return undefined;
  }
  return price;
}

function costAtPrice(energy: number, price: number, carry: number): Charge {
  const micro = energy * price;
  return Number.isSafeInteger(micro) && Number.isSafeInteger(micro + carry)
    ? charge(micro + carry)
    : chargeBig(BigInt(energy) * BigInt(price) + BigInt(carry));
}

/**
 * Inside one line the mean is the price in the middle of the interval:
 * (p0 x 2D + (p1 - p0) x (u1 + u2)) / 2D, with u1, u2 and the line's length D in ms.
 */
function costOnOneLine(
  energy: number,
  knots: readonly Knot[],
  index: number,
  fromMs: number,
  toMs: number,
  carry: number,
): Charge {
  const knot = knots[index]!;
  const next = knots[index + 1]!;
  const startMs = knot.atSec * 1_000;
  const twiceLengthMs = (next.atSec - knot.atSec) * 2_000;
  const twiceMiddleMs = fromMs - startMs + (toMs - startMs);
  const rise = next.price - knot.price;

  const level = knot.price * twiceLengthMs;
  const slope = rise * twiceMiddleMs;
  const product = energy * (level + slope);
  if (
    Number.isSafeInteger(level) &&
    Number.isSafeInteger(slope) &&
    Number.isSafeInteger(level + slope) &&
    Number.isSafeInteger(product)
  ) {
    // At least two seconds long, so the quotient is far from 2^53 and the carry fits.
    return charge(quotientRoundedDown(product, twiceLengthMs) + carry);
  }
  const sum = BigInt(knot.price) * BigInt(twiceLengthMs) + BigInt(rise) * BigInt(twiceMiddleMs);
  const micro = bigQuotientRoundedDown(BigInt(energy) * sum, BigInt(twiceLengthMs));
  return chargeBig(micro + BigInt(carry));
}

/** The mean over more than one line or step, exact. */
function costAcrossKnots(
  energy: number,
  tariff: Tariff,
  fromMs: number,
  toMs: number,
  carry: number,
): Charge {
  const { numerator, denominator } = integralOf(tariff, fromMs, toMs);
  const divisor = BigInt(toMs - fromMs) * denominator;
  const micro = bigQuotientRoundedDown(BigInt(energy) * numerator, divisor);
  return chargeBig(micro + BigInt(carry));
}

function charge(micro: number): Charge {
  const whole = quotientRoundedDown(micro, MICRO);
  return { cost: milliSat(whole), carryMicroMilliSat: micro - whole * MICRO };
}

function chargeBig(micro: bigint): Charge {
  const whole = bigQuotientRoundedDown(micro, BigInt(MICRO));
  if (whole > BigInt(Number.MAX_SAFE_INTEGER)) return saturated(Number.MAX_SAFE_INTEGER);
  if (whole < BigInt(Number.MIN_SAFE_INTEGER)) return saturated(Number.MIN_SAFE_INTEGER);
  return {
    cost: milliSat(Number(whole)),
    carryMicroMilliSat: Number(micro - whole * BigInt(MICRO)),
  };
}

const saturated = (whole: number): Charge => ({ cost: milliSat(whole), carryMicroMilliSat: 0 });
