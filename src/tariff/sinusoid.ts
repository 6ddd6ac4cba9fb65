/**
 * The sum of a wave a day and a wave a year, by local time: whole mSat/kWh at whole seconds. A
 * leap year is the same turn, a 366th slower, so that no New Year makes the price jump.
 */
import { civilDayOf, dayNumberOf, isLeapYear, SEC_PER_DAY } from './calendar';
import { haversine } from './haversine';
import { quotientRoundedDown } from './quotient';

/** In mSat/kWh. Lowest `shiftSec` after local midnight or New Year, highest half a turn on. */
export type Wave = {
  readonly lowest: number;
  readonly highest: number;
  readonly shiftSec: number;
};
/** One of the two at least. */
export type Sinusoid = { readonly kind: 'sinusoid'; readonly day?: Wave; readonly year?: Wave };

export const SEC_PER_YEAR = 365 * SEC_PER_DAY;
/** A wave is kept in 2^-17 mSat/kWh until the sum of both is rounded, once. */
const FRACTION = 2 ** 17;

/** At a second since 1970 of local time, to the nearest whole mSat/kWh (halves up). */
export function sinusoidPrice({ day, year }: Sinusoid, localSec: number): number {
  const dayNumber = Math.floor(localSec / SEC_PER_DAY);
  const secOfDay = localSec - dayNumber * SEC_PER_DAY;
  let sum = FRACTION / 2;
  if (day !== undefined) sum += heightOf(day, secOfDay, SEC_PER_DAY);
  if (year !== undefined) sum += heightOf(year, secOfYear(dayNumber, secOfDay), SEC_PER_YEAR);
  return quotientRoundedDown(sum, FRACTION);
}

/** Of a common year: those of a leap year are longer. */
function secOfYear(dayNumber: number, secOfDay: number): number {
  const { year } = civilDayOf(dayNumber);
  const passed = (dayNumber - dayNumberOf(year, 1, 1)) * SEC_PER_DAY + secOfDay;
  return isLeapYear(year) ? Math.floor((passed * 365) / 366) : passed;
}

/** lowest + (highest - lowest) x haversine, in 2^-17 mSat/kWh rounded down. */
function heightOf({ lowest, highest, shiftSec }: Wave, sec: number, turnSec: number): number {
  const shifted = (sec - shiftSec) % turnSec;
  const share = haversine(shifted < 0 ? shifted + turnSec : shifted, turnSec);
  const high = Math.floor(share / FRACTION);
  const low = share - high * FRACTION;
  const range = highest - lowest;
  return lowest * FRACTION + range * high + Math.floor((range * low) / FRACTION);
}
