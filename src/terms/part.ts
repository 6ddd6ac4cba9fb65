/**
 * The cost of a part of a register step: of the energy that flowed in some of its time, taken to
 * flow evenly. Exact but for at most two millionths of a mSat, rounded down, so that the parts of a
 * step never cost more than the whole.
 */
import { type Charge, type Consumption, cost } from '../tariff/cost';
import { bigQuotientRoundedDown } from '../tariff/quotient';
import type { Tariff } from '../tariff/tariff';
import { epochMs, milliSat, milliWattHours } from '../units';

export type Used = Omit<Consumption, 'carryMicroMilliSat'>;

/** A time: from the first instant to just before the last. */
export type Span = { readonly fromMs: number; readonly toMs: number };

const MICRO = 1_000_000n;

/** What two spans have in common; undefined where that is nothing. */
export function overlap(one: Span, other: Span): Span | undefined {
  const fromMs = Math.max(one.fromMs, other.fromMs);
  const toMs = Math.min(one.toMs, other.toMs);
  return fromMs < toMs ? { fromMs, toMs } : undefined;
}

/** Energy of a part in whole mWh, and what is left of one, in parts of the step's length. */
export function energyOfPart(used: Used, { fromMs, toMs }: Span) {
  const lengthMs = BigInt(used.toMs - used.fromMs);
  const product = BigInt(used.energy) * BigInt(toMs - fromMs);
  return {
    energyRoundedDown: milliWattHours(Number(product / lengthMs)),
    rest: milliWattHours(Number(product % lengthMs)),
    lengthMs,
  };
}

/** In millionths of a mSat. The part lies within the step, whose ends are in order and differ. */
export function microCostOfPart(tariff: Tariff, used: Used, part: Span): bigint {
  const { energyRoundedDown, rest, lengthMs } = energyOfPart(used, part);
  const fromMs = epochMs(part.fromMs);
  const toMs = epochMs(part.toMs);
  const whole = microCost(tariff, { energy: energyRoundedDown, fromMs, toMs });
  if (rest === 0) return whole;
  return (
    whole + bigQuotientRoundedDown(microCost(tariff, { energy: rest, fromMs, toMs }), lengthMs)
  );
}

function microCost(tariff: Tariff, used: Used): bigint {
  const { cost: whole, carryMicroMilliSat } = cost(tariff, { ...used, carryMicroMilliSat: 0 });
  return BigInt(whole) * MICRO + BigInt(carryMicroMilliSat);
}

/** Whole mSat, and the millionths that are left for the next charge. Never beyond 2^53. */
export function chargeOf(micro: bigint): Charge {
  const whole = bigQuotientRoundedDown(micro, MICRO);
  if (whole > BigInt(Number.MAX_SAFE_INTEGER)) return saturated(Number.MAX_SAFE_INTEGER);
  if (whole < BigInt(Number.MIN_SAFE_INTEGER)) return saturated(Number.MIN_SAFE_INTEGER);
  return { cost: milliSat(Number(whole)), carryMicroMilliSat: Number(micro - whole * MICRO) };
}

const saturated = (whole: number): Charge => ({ cost: milliSat(whole), carryMicroMilliSat: 0 });

/** With its ends in order: of a step over which the clock was set back they are exchanged. */
export const inOrder = ({ energy, fromMs, toMs }: Used): Used => ({
  energy,
  fromMs: epochMs(Math.min(fromMs, toMs)),
  toMs: epochMs(Math.max(fromMs, toMs)),
});
