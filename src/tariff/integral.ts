/**
 * The exact integral of a price over time, as a fraction of whole numbers: mSat/kWh x ms.
 */
import { type Knot, knotIndexAt, type Tariff } from './tariff';
import { pieceFrom } from './window';

export type Integral = { numerator: bigint; denominator: bigint };

/** Of a time that ends after it begins, however long; piece by piece where it is a recipe's. */
export function integralOf(tariff: Tariff, fromMs: number, toMs: number): Integral {
  const { recipe } = tariff;
  if (recipe === undefined) return integralOfTable(tariff, fromMs, toMs);
  const sum: Integral = { numerator: 0n, denominator: 1n };
  for (let atMs = fromMs; atMs < toMs; ) {
    const piece = pieceFrom(tariff, recipe, atMs);
    const endMs = Math.min(toMs, piece.knots[piece.knots.length - 1]!.atSec * 1_000);
    add(sum, integralOfTable(piece, atMs, endMs));
    atMs = endMs;
  }
  return sum;
}

function add(sum: Integral, { numerator, denominator }: Integral): void {
  if (denominator === 1n) {
    sum.numerator += numerator * sum.denominator;
    return;
  }
  sum.numerator = sum.numerator * denominator + numerator * sum.denominator;
  sum.denominator *= denominator;
}

/**
 * Piece by piece. Only the first and the last can be part of a line, so only they bring a
 * denominator: twice the length of their line.
 */
function integralOfTable({ knots, shape }: Tariff, fromMs: number, toMs: number): Integral {
  const first = knotIndexAt(knots, fromMs);
  const last = lastIndex(knots, first, toMs);
  const sum: Integral = { numerator: 0n, denominator: 1n };
  let inner = 0;
  for (let i = first; i <= last; i++) {
    const knot = knots[Math.max(i, 0)]!;
    const next = knots[i + 1];
    const startMs = i === first ? fromMs : knot.atSec * 1_000;
    const endMs = i === last || next === undefined ? toMs : next.atSec * 1_000;
    if (shape === 'steps' || i < 0 || next === undefined) {
      sum.numerator += BigInt(knot.price) * BigInt(endMs - startMs) * sum.denominator;
      continue;
    }
    const lengthSec = next.atSec - knot.atSec;
    if (endMs - startMs === lengthSec * 1_000) {
      // A whole line: the mean of its ends. Numbers as long as they stay exact.
      const twice = (knot.price + next.price) * lengthSec;
      if (Number.isSafeInteger(inner + twice)) inner += twice;
      else add(sum, { numerator: BigInt(twice) * 500n, denominator: 1n });
      continue;
    }
    add(sum, partOfLine(knot, next, startMs, endMs));
  }
  sum.numerator += BigInt(inner) * 500n * sum.denominator;
  return sum;
}

/** The mean of a part of a line is the price in its middle. */
function partOfLine(knot: Knot, next: Knot, startMs: number, endMs: number): Integral {
  const knotMs = knot.atSec * 1_000;
  const twiceLengthMs = BigInt((next.atSec - knot.atSec) * 2_000);
  const twiceMiddleMs = BigInt(startMs - knotMs) + BigInt(endMs - knotMs);
  const rise = BigInt(next.price - knot.price);
  return {
    numerator:
      BigInt(endMs - startMs) * (BigInt(knot.price) * twiceLengthMs + rise * twiceMiddleMs),
    denominator: twiceLengthMs,
  };
}

/** A price that only begins where the time ends has no part in it. */
export function lastIndex(knots: readonly Knot[], first: number, toMs: number): number {
  const last = knotIndexAt(knots, toMs);
  return last > first && knots[last]!.atSec * 1_000 === toMs ? last - 1 : last;
}
