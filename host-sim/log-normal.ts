/** Latencies as networks have them: seeded, from a log-normal distribution. */
import type { Stream } from './prng';

/** Whole milliseconds, at least 1 (Box and Muller). */
export function logNormal(chance: Stream, medianMs: number, spread: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - chance.share()));
  const normal = radius * Math.cos(2 * Math.PI * chance.share());
  return Math.max(1, Math.round(medianMs * Math.exp(spread * normal)));
}
