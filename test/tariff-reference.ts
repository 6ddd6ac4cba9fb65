/**
 * What a tariff must say, computed slowly: rationals of BigInt all the way, piece by piece, with no
 * case for anything. And the tables that the tariff's tests share.
 */
import type { Tariff, TariffShape } from '../src/tariff/tariff';
import { milliSatPerKilowattHour } from '../src/units';

export function table(
  shape: TariffShape,
  ...knots: readonly (readonly [number, number])[]
): Tariff {
  return {
    shape,
    knots: knots.map(([atSec, price]) => ({ atSec, price: milliSatPerKilowattHour(price) })),
  };
}

export const FLAT = table('steps', [0, 250_000]);
export const RAMP = table(
  'lines',
  [1_000, 100_000],
  [1_060, 160_000],
  [1_120, 160_000],
  [1_180, -20_000],
);
export const STAIR = table('steps', [1_000, 100_000], [1_060, 160_000], [1_120, -20_000]);

export type Rational = readonly [numerator: bigint, denominator: bigint];
export const add = (a: Rational, b: Rational): Rational => [a[0] * b[1] + b[0] * a[1], a[1] * b[1]];
export const times = (a: Rational, b: Rational): Rational => [a[0] * b[0], a[1] * b[1]];
export function floor([numerator, denominator]: Rational): bigint {
  const quotient = numerator / denominator;
  return numerator % denominator !== 0n && numerator < 0n !== denominator < 0n
    ? quotient - 1n
    : quotient;
}

export function referencePrice({ shape, knots }: Tariff, atMs: bigint): Rational {
  let before = -1;
  while (before + 1 < knots.length && BigInt(knots[before + 1]!.atSec) * 1_000n <= atMs) before++;
  if (before < 0) return [BigInt(knots[0]!.price), 1n];
  const knot = knots[before]!;
  const next = knots[before + 1];
  if (next === undefined || shape === 'steps') return [BigInt(knot.price), 1n];
  const slope: Rational = [
    BigInt(next.price) - BigInt(knot.price),
    (BigInt(next.atSec) - BigInt(knot.atSec)) * 1_000n,
  ];
  const elapsed = atMs - BigInt(knot.atSec) * 1_000n;
  return add([BigInt(knot.price), 1n], times(slope, [elapsed, 1n]));
}

/** Trapezoids between all cuts; within steps the price is taken in the middle of a piece. */
export function referenceMicro(
  of: Tariff,
  energy: number,
  from: number,
  to: number,
  carry = 0,
): bigint {
  const fromMs = BigInt(Math.min(from, to));
  const toMs = BigInt(Math.max(from, to));
  let mean = referencePrice(of, fromMs);
  if (fromMs !== toMs) {
    const inside = of.knots
      .map(({ atSec }) => BigInt(atSec) * 1_000n)
      .filter((atMs) => atMs > fromMs && atMs < toMs);
    const cuts = [fromMs, ...inside, toMs];
    let area: Rational = [0n, 1n];
    for (let i = 1; i < cuts.length; i++) {
      const [left, right] = [cuts[i - 1]!, cuts[i]!];
      const height =
        of.shape === 'steps'
          ? referencePrice(of, left)
          : times(add(referencePrice(of, left), referencePrice(of, right)), [1n, 2n]);
      area = add(area, times(height, [right - left, 1n]));
    }
    mean = times(area, [1n, toMs - fromMs]);
  }
  return floor(times(mean, [BigInt(energy), 1n])) + BigInt(carry);
}

export function randomTariff(
  chance: (limit: number) => number,
  priceMax: number,
  gapMax: number,
): Tariff {
  const knots: [number, number][] = [];
  let atSec = 1_700_000_000 + chance(100_000);
  const count = 1 + chance(12);
  for (let i = 0; i < count; i++) {
    const same = i > 0 && chance(4) === 0;
    knots.push([atSec, same ? knots[i - 1]![1] : chance(2 * priceMax + 1) - priceMax]);
    atSec += 1 + chance(gapMax);
  }
  return table(chance(2) === 0 ? 'lines' : 'steps', ...knots);
}
