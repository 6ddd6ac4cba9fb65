/** Latencies as networks have them: seeded, from a log-normal distribution. */
import type { Stream } from './prng';

/**
 * A payment's way: median 2.1 s (ITU J-FET 2(5), 2021, there a mean of 30), p99 30 s (the time-out
 * that clients of LNURL-withdraw came to, breez/breezmobile#848): spread ln(30 / 2.1) / 2.326.
 */
export const TRIP_MEDIAN_MS = 2_100;
export const TRIP_SPREAD = 1.143;
/** Of 1,000 payments so many are stuck until expiry: 99.7 % arrive (River, 2023). */
export const STUCK_PER_MILLE = 3;

/** Whole milliseconds, at least 1 (Box and Muller). */
export function logNormal(chance: Stream, medianMs: number, spread: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - chance.share()));
  const normal = radius * Math.cos(2 * Math.PI * chance.share());
  return Math.max(1, Math.round(medianMs * Math.exp(spread * normal)));
}
