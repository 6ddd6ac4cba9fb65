/**
 * (1 - cos) / 2 of a part of a turn, in units of 2^-34, by whole numbers alone: the same in every
 * engine. Within 5 units of the real one. Coefficients and vectors stand in docs/protocol.md.
 */
export const ONE = 2 ** 34;
/** Splits a factor so that each product of two stays below 2^53. */
const HALF_BITS = 2 ** 17;

/**
 * (pi/2)^2k / (2 (2k)!) for k = 1 to 7, in 2^-34, to the nearest; signs alternate. Their sum is
 * exactly one half, so that a quarter of a turn is exact.
 */
const COEFFICIENTS: readonly number[] = Object.freeze([
  10_597_407_032, 2_179_004_481, 179_215_935, 7_896_386, 216_484, 4_047, 55,
]);

/** Of `part` of `turn`, both whole, 0 <= part <= turn < 2^33. */
export function haversine(part: number, turn: number): number {
  // Quarters of a quarter-turn's length: 4 x part against turn keeps every edge whole.
  const upward = part * 2 <= turn ? part : turn - part;
  return upward * 4 <= turn
    ? ofQuarter(upward * 4, turn)
    : ONE - ofQuarter(turn * 2 - upward * 4, turn);
}

/** Of `part / turn` quarter turns, 0 to 1. */
function ofQuarter(part: number, turn: number): number {
  const high = Math.floor((part * HALF_BITS) / turn);
  const low = Math.floor(((part * HALF_BITS - high * turn) * HALF_BITS) / turn);
  const quarters = high * HALF_BITS + low;
  const square = productRoundedDown(quarters, quarters);
  let sum = COEFFICIENTS[COEFFICIENTS.length - 1]!;
  for (let i = COEFFICIENTS.length - 2; i >= 0; i--) {
    sum = COEFFICIENTS[i]! - productRoundedDown(square, sum);
  }
  return productRoundedDown(square, sum);
}

/** floor(left x right / 2^34) of two factors of at most 2^34. */
function productRoundedDown(left: number, right: number): number {
  const high = Math.floor(right / HALF_BITS);
  const low = right - high * HALF_BITS;
  return Math.floor((left * high + Math.floor((left * low) / HALF_BITS)) / HALF_BITS);
}
