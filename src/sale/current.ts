/**
 * Over-current, per phase: more than the limit for 10 s, 1.1 times for 2 s, 1.3 times at once.
 * The thresholds are the original's; a trip is latched until the owner clears it.
 */

import type { BoardConfig } from '../config/board-config';
import type { PhaseReading } from '../ports';
import { type MilliAmps, type MonotonicMs, milliAmps } from '../units';

/** Parts per thousand of the limit, and how long it must be exceeded without a break. */
const TRIPS = Object.freeze([
  Object.freeze({ perMille: 1_000, afterMs: 10_000 }),
  Object.freeze({ perMille: 1_100, afterMs: 2_000 }),
  Object.freeze({ perMille: 1_300, afterMs: 0 }),
]);

/** The smaller of the breaker's and the terms' limit per phase. */
export const currentLimit = ({ supply, terms }: BoardConfig): MilliAmps =>
  milliAmps(Math.min(supply.breaker, terms.currentMax));

/** Since when each trip's level has been exceeded on any phase; -1 while it is not. */
export type OverCurrent = { since: number[] };

export const noOverCurrent = (): OverCurrent => ({ since: [-1, -1, -1] });

/** True when one of the trips has run its time. The currents are those of one reading. */
export function trips(
  state: OverCurrent,
  phases: readonly PhaseReading[],
  limit: MilliAmps,
  at: MonotonicMs,
): boolean {
  let largest = 0;
  for (let i = 0; i < phases.length; i++) {
    const { current } = phases[i]!;
    if (current > largest) largest = current;
  }

  // Below the first level, and it was before: so none of the higher ones runs either.
  if (largest <= limit && state.since[0] === -1) return false;
  let tripped = false;
  for (let level = 0; level < TRIPS.length; level++) {
    const trip = TRIPS[level]!;
    if (largest * 1_000 <= limit * trip.perMille) {
      state.since[level] = -1;
      continue;
    }
    if (state.since[level] === -1) state.since[level] = at;
    if (at - state.since[level]! >= trip.afterMs) tripped = true;
  }
  return tripped;
}
