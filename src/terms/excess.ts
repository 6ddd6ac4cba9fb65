/**
 * Where one price lies above another, and by how much at most: exact, over all instants of a
 * period and not at some points of it. Between two knots of either table both prices are straight,
 * so their difference is largest at a knot, or just before it where a step ends.
 */
import { bigQuotientRoundedDown } from '../tariff/price';
import { knotIndexAt, type Tariff } from '../tariff/tariff';

/** `atSec`: at this second, or just before it where the price steps there. */
export type Excess = {
  readonly atSec: number;
  readonly priceRoundedUp: number;
  readonly ceilingRoundedDown: number;
};

/** A price at a whole second, exact; `over` is positive. */
type Price = { readonly part: bigint; readonly over: bigint };
type Gap = Price & { readonly atSec: number; readonly price: Price; readonly ceiling: Price };

/** Undefined where the price is nowhere above, from `fromSec` until just before `toSec`. */
export function largestExcess(
  price: Tariff,
  ceiling: Tariff,
  fromSec: number,
  toSec: number,
): Excess | undefined {
  let largest: Gap | undefined;
  for (let startSec = fromSec; startSec < toSec; ) {
    const endSec = Math.min(toSec, nextKnotSec(price, startSec), nextKnotSec(ceiling, startSec));
    largest = larger(largest, gapAt(price, ceiling, startSec, startSec));
    largest = larger(largest, gapAt(price, ceiling, startSec, endSec));
    startSec = endSec;
  }
  if (largest === undefined || largest.part <= 0n) return undefined;
  return {
    atSec: largest.atSec,
    priceRoundedUp: 0 - Number(bigQuotientRoundedDown(-largest.price.part, largest.price.over)),
    ceilingRoundedDown: Number(bigQuotientRoundedDown(largest.ceiling.part, largest.ceiling.over)),
  };
}

/** How far the price is above at a second of the piece that begins at `startSec`. */
function gapAt(price: Tariff, ceiling: Tariff, startSec: number, atSec: number): Gap {
  const left = priceOnPiece(price, startSec, atSec);
  const right = priceOnPiece(ceiling, startSec, atSec);
  return {
    atSec,
    price: left,
    ceiling: right,
    part: left.part * right.over - right.part * left.over,
    over: left.over * right.over,
  };
}

/** The first of equals: a person looks there first. */
const larger = (before: Gap | undefined, gap: Gap): Gap =>
  before === undefined || gap.part * before.over > before.part * gap.over ? gap : before;

/** The line or step that holds from `startSec` on, at its own or a later second, even its end. */
function priceOnPiece({ shape, knots }: Tariff, startSec: number, atSec: number): Price {
  const index = knotIndexAt(knots, startSec * 1_000);
  const knot = knots[Math.max(index, 0)]!;
  const next = knots[index + 1];
  if (index < 0 || next === undefined || shape === 'steps') {
    return { part: BigInt(knot.price), over: 1n };
  }
  const over = BigInt(next.atSec - knot.atSec);
  const rise = BigInt(next.price - knot.price);
  return { part: BigInt(knot.price) * over + rise * BigInt(atSec - knot.atSec), over };
}

const nextKnotSec = ({ knots }: Tariff, sec: number): number =>
  knots[knotIndexAt(knots, sec * 1_000) + 1]?.atSec ?? Number.POSITIVE_INFINITY;
