/**
 * The straight piece of a tariff that holds from a second on. The one place outside of `tariff/`
 * that looks at knots: who asks need not know whether a table was written or is made by a rule.
 */
import { knotIndexAt, type Tariff } from '../tariff/tariff';
import { tableAt } from '../tariff/window';

export type Piece = {
  readonly startSec: number;
  readonly startPrice: number;
  /** The first second at which another piece holds; infinite after the last knot. */
  readonly endSec: number;
  /** Of a line what it climbs or falls to; of a step its own price. */
  readonly endPrice: number;
};

export function pieceAt(tariff: Tariff, atSec: number): Piece {
  const { shape, knots } = tableAt(tariff, atSec * 1_000);
  const index = knotIndexAt(knots, atSec * 1_000);
  const knot = knots[Math.max(index, 0)]!;
  const next = knots[index + 1];
  const startSec = index < 0 ? Number.NEGATIVE_INFINITY : knot.atSec;
  const endSec = next?.atSec ?? Number.POSITIVE_INFINITY;
  const isLine = shape === 'lines' && index >= 0 && next !== undefined;
  return { startSec, startPrice: knot.price, endSec, endPrice: isLine ? next.price : knot.price };
}
