/**
 * The cost over a time of any number of knots, by trapezoids of BigInt: only the two ends may lie
 * between knots, so all others share one denominator. For times too long for the slow reference.
 */
import type { Tariff } from '../src/tariff/tariff';
import { add, floor, type Rational, referencePrice, times } from './tariff-reference';

export function trapezoidMicro(of: Tariff, energy: number, fromMs: number, toMs: number): bigint {
  const cuts = of.knots.map(({ atSec }) => atSec * 1_000).filter((at) => at > fromMs && at < toMs);
  const [first = toMs, last = toMs] = [cuts[0], cuts[cuts.length - 1]];
  let area = pieceOf(of, fromMs, first);
  if (first < toMs) area = add(area, pieceOf(of, last, toMs));
  let inner = 0n;
  for (let i = of.knots.length - 2; i >= 0; i--) {
    const [knot, next] = [of.knots[i]!, of.knots[i + 1]!];
    if (knot.atSec * 1_000 < first || next.atSec * 1_000 > last) continue;
    const sum = of.shape === 'steps' ? 2 * knot.price : knot.price + next.price;
    inner += BigInt(sum) * BigInt((next.atSec - knot.atSec) * 1_000);
  }
  area = add(area, [inner, 2n]);
  return floor(times(times(area, [BigInt(energy), 1n]), [1n, BigInt(toMs - fromMs)]));
}

/** Within one piece: its price in the middle; half a millisecond is counted in doubled time. */
function pieceOf(of: Tariff, startMs: number, endMs: number): Rational {
  const length: Rational = [BigInt(endMs - startMs), 1n];
  const left = referencePrice(of, BigInt(startMs));
  if (of.shape === 'steps') return times(left, length);
  // The line that begins at or before the piece, at its end too: the next has the same price there.
  const right = referencePrice(of, BigInt(endMs));
  return times(times(add(left, right), [1n, 2n]), length);
}
