/**
 * Prices that come back each day by local time: blocks that hold until the next, or points joined
 * by lines. Weekends may have their own.
 */
import { SEC_PER_DAY, weekdayOf } from './calendar';
import { quotientRoundedDown } from './quotient';
import type { TariffShape } from './tariff';

/** `atSec` of the local day. */
export type DayKnot = { readonly atSec: number; readonly price: number };
/** In order, and the first of each list at midnight. */
export type Daily = {
  readonly kind: 'daily';
  readonly shape: TariffShape;
  readonly weekdays: readonly DayKnot[];
  readonly weekend: readonly DayKnot[];
};

const SATURDAY = 6;

/** The last knot at or before a second of local time. */
export function dailyKnotAt(daily: Daily, localSec: number): number {
  const dayNumber = Math.floor(localSec / SEC_PER_DAY);
  const knots = knotsOf(daily, dayNumber);
  const knot = knots[placeOf(knots, localSec - dayNumber * SEC_PER_DAY)]!;
  return dayNumber * SEC_PER_DAY + knot.atSec;
}

export function dailyKnotAfter(daily: Daily, localSec: number): number {
  const dayNumber = Math.floor(localSec / SEC_PER_DAY);
  const knots = knotsOf(daily, dayNumber);
  const next = knots[placeOf(knots, localSec - dayNumber * SEC_PER_DAY) + 1];
  return dayNumber * SEC_PER_DAY + (next === undefined ? SEC_PER_DAY : next.atSec);
}

/** Rounded down to a whole mSat/kWh where a line passes. */
export function dailyPrice(daily: Daily, localSec: number): number {
  const dayNumber = Math.floor(localSec / SEC_PER_DAY);
  const knots = knotsOf(daily, dayNumber);
  const secOfDay = localSec - dayNumber * SEC_PER_DAY;
  const place = placeOf(knots, secOfDay);
  const { atSec, price } = knots[place]!;
  if (daily.shape === 'steps' || secOfDay === atSec) return price;
  const next = knots[place + 1];
  const nextPrice = next === undefined ? knotsOf(daily, dayNumber + 1)[0]!.price : next.price;
  const lengthSec = (next === undefined ? SEC_PER_DAY : next.atSec) - atSec;
  return price + quotientRoundedDown((nextPrice - price) * (secOfDay - atSec), lengthSec);
}

function knotsOf(daily: Daily, dayNumber: number): readonly DayKnot[] {
  const weekday = weekdayOf(dayNumber);
  return weekday === 0 || weekday === SATURDAY ? daily.weekend : daily.weekdays;
}

function placeOf(knots: readonly DayKnot[], secOfDay: number): number {
  let place = 0;
  while (place + 1 < knots.length && knots[place + 1]!.atSec <= secOfDay) place += 1;
  return place;
}
