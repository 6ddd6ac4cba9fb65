/**
 * Between which prices smart loads run: at the lower or below it all of them, at the higher or
 * above it none. (The original calls the lower HighLoadRate: the rate of a high load.)
 */
import type { MilliSatPerKilowattHour } from '../units';

export type PriceBand = {
  readonly allBelow: MilliSatPerKilowattHour;
  /** Greater than the other. */
  readonly noneAbove: MilliSatPerKilowattHour;
};
