/**
 * Where one price lies above another, and by how much at most: exact, over all instants of a
 * period and not at some points of it. Between two knots of either table both prices are straight,
 * so their difference is largest at a knot, or just before it where a step ends.
 */
import { bigQuotientRoundedDown } from '../tariff/quotient';
import type { Tariff } from '../tariff/tariff';
import { type Piece, pieceAt } from './piece';

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
  // What the largest so far is at least: only a piece that may have more is looked at exactly.
  let atLeast = 0;
  for (let startSec = fromSec; startSec < toSec; ) {
    const [left, right] = [pieceAt(price, startSec), pieceAt(ceiling, startSec)];
    const endSec = Math.min(toSec, left.endSec, right.endSec);
    if (highestOf(left) - lowestOf(right) > atLeast) {
      largest = larger(largest, gapAt(left, right, startSec));
      largest = larger(largest, gapAt(left, right, endSec));
      if (largest.part > 0n) atLeast = Number(largest.part / largest.over);
    }
    startSec = endSec;
  }
  if (largest === undefined || largest.part <= 0n) return undefined;
  const { atSec, price: high, ceiling: low } = largest;
  return {
    atSec,
    priceRoundedUp: 0 - Number(bigQuotientRoundedDown(-high.part, high.over)),
    ceilingRoundedDown: Number(bigQuotientRoundedDown(low.part, low.over)),
  };
}

const highestOf = ({ startPrice, endPrice }: Piece): number => Math.max(startPrice, endPrice);
const lowestOf = ({ startPrice, endPrice }: Piece): number => Math.min(startPrice, endPrice);

/** How far the price is above at a second of both pieces, their ends included. */
function gapAt(left: Piece, right: Piece, atSec: number): Gap {
  const [price, ceiling] = [priceOn(left, atSec), priceOn(right, atSec)];
  return {
    atSec,
    price,
    ceiling,
    part: price.part * ceiling.over - ceiling.part * price.over,
    over: price.over * ceiling.over,
  };
}

/** The first of equals: a person looks there first. */
const larger = (before: Gap | undefined, gap: Gap): Gap =>
  before === undefined || gap.part * before.over > before.part * gap.over ? gap : before;

function priceOn({ startSec, startPrice, endSec, endPrice }: Piece, atSec: number): Price {
  if (startPrice === endPrice) return { part: BigInt(startPrice), over: 1n };
  const over = BigInt(endSec - startSec);
  const rise = BigInt(endPrice - startPrice);
  return { part: BigInt(startPrice) * over + rise * BigInt(atSec - startSec), over };
}
