/**
 * What the clock on the wall says: the offset from UTC at an instant, and from when until when it
 * holds. Asked once per change of the clock, not once per price.
 */
import {
  civilDayOf,
  dayNumberOf,
  daysInMonth,
  isLeapYear,
  SEC_PER_DAY,
  weekdayOf,
} from './calendar';
import type { ChangeRule, Zone } from './zone';

/** Holds from `fromSec` until just before `untilSec`, in seconds since 1970 UTC. */
export type OffsetSpan = {
  readonly offsetSec: number;
  readonly fromSec: number;
  readonly untilSec: number;
};

/** Beyond any table; a number, so that it survives JSON. */
const NEVER_SEC = Number.MAX_SAFE_INTEGER;
/** 29 February is the 60th day. */
const FEBRUARY_END = 59;

/** The changes of the years around it: a rule may reach a week into the next. */
export function offsetSpanAt(zone: Zone, atSec: number): OffsetSpan {
  const { standardSec, summer } = zone;
  if (summer === undefined) {
    return { offsetSec: standardSec, fromSec: -NEVER_SEC, untilSec: NEVER_SEC };
  }
  const { year } = civilDayOf(Math.floor((atSec + standardSec) / SEC_PER_DAY));
  let offsetSec = standardSec;
  let fromSec = -NEVER_SEC;
  let untilSec = NEVER_SEC;
  for (let y = year - 1; y <= year + 1; y++) {
    const beginsSec = changeSec(summer.begins, y) - standardSec;
    const endsSec = changeSec(summer.ends, y) - summer.offsetSec;
    // Where summer time ends at the instant it begins, it is summer all year.
    if (endsSec <= atSec && endsSec > fromSec) {
      fromSec = endsSec;
      offsetSec = standardSec;
    }
    if (beginsSec <= atSec && beginsSec >= fromSec) {
      fromSec = beginsSec;
      offsetSec = summer.offsetSec;
    }
    if (beginsSec > atSec && beginsSec < untilSec) untilSec = beginsSec;
    if (endsSec > atSec && endsSec < untilSec) untilSec = endsSec;
  }
  return { offsetSec, fromSec, untilSec };
}

/** By the local time before the change, in seconds since 1970 there. */
function changeSec(rule: ChangeRule, year: number): number {
  return dayOf(rule, year) * SEC_PER_DAY + rule.atSec;
}

function dayOf(rule: ChangeRule, year: number): number {
  if (rule.kind === 'day-of-year') return dayNumberOf(year, 1, 1) + rule.day;
  if (rule.kind === 'julian') {
    const skipped = isLeapYear(year) && rule.day > FEBRUARY_END ? 1 : 0;
    return dayNumberOf(year, 1, 1) + rule.day - 1 + skipped;
  }
  const first = dayNumberOf(year, rule.month, 1);
  const inFirstWeek = (rule.weekday - weekdayOf(first) + 7) % 7;
  let day = inFirstWeek + (rule.week - 1) * 7;
  if (day >= daysInMonth(year, rule.month)) day -= 7;
  return first + day;
}
