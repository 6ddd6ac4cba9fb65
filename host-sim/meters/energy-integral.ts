/**
 * Power over time, summed exactly: whole milliwatt-hours and the rest in milliwatt-milliseconds, of
 * which 3,600,000 make one. Nothing is rounded, however long it runs and however it is cut up.
 */
import { assert } from '../../src/result';

const MS_PER_HOUR = 3_600_000;

export type EnergyIntegral = {
  readonly milliWattHours: number;
  /** 0 to 3,599,999. */
  readonly milliWattMs: number;
};

/**
 * Adds `milliWatts` (0 to 2e9, that is 2 MW) for `ms`. Whole hours are multiplied apart, so that no
 * product passes 2^53: the rest is at most 2e9 x 3.6e6 = 7.2e15.
 */
export function addEnergy(energy: EnergyIntegral, milliWatts: number, ms: number): EnergyIntegral {
  assert(Number.isSafeInteger(milliWatts) && milliWatts >= 0, 'energy: power is no natural number');
  assert(milliWatts <= 2_000_000_000, 'energy: more than 2 MW');
  assert(Number.isSafeInteger(ms) && ms >= 0, 'energy: time is no natural number');
  const hours = Math.floor(ms / MS_PER_HOUR);
  const rest = milliWatts * (ms % MS_PER_HOUR) + energy.milliWattMs;
  const milliWattHours =
    energy.milliWattHours + milliWatts * hours + Math.floor(rest / MS_PER_HOUR);
  assert(Number.isSafeInteger(milliWattHours), 'energy: the register overflows');
  return { milliWattHours, milliWattMs: rest % MS_PER_HOUR };
}
