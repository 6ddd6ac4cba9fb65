/** Divisions that round down (towards minus infinity), exact for whole numbers. */

/**
 * floor(dividend / divisor), exact for safe integers and a positive divisor. A division alone may
 * round up to the next whole number; a remainder is always exact.
 */
export function quotientRoundedDown(dividend: number, divisor: number): number {
  const remainder = dividend % divisor;
  return (dividend - remainder) / divisor - (remainder < 0 ? 1 : 0);
}

/** The same beyond 2^53. */
export function bigQuotientRoundedDown(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}

/** floor(left x right / divisor), exact for safe integers and a positive divisor. */
export function productQuotientRoundedDown(left: number, right: number, divisor: number): number {
  const product = left * right;
  if (Number.isSafeInteger(product)) return quotientRoundedDown(product, divisor);
  return Number(bigQuotientRoundedDown(BigInt(left) * BigInt(right), BigInt(divisor)));
}
