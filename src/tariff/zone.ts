/**
 * Local time by a POSIX TZ rule (IEEE 1003.1, 8.3; hours to 167 as RFC 8536 allows them):
 * `CET-1CEST,M3.5.0,M10.5.0/3`. Summer time needs its two rules; none is assumed.
 */
import { fail, ok, type Result } from '../result';

/** Offsets are what is added to UTC: the other way round than the text has them. */
export type Zone = {
  /** The rule as it was read. */
  readonly text: string;
  readonly standardSec: number;
  readonly summer?: {
    readonly offsetSec: number;
    readonly begins: ChangeRule;
    readonly ends: ChangeRule;
  };
};
/** A day of each year, and the second of it by the local time before the change. */
export type ChangeRule = { readonly atSec: number } & (
  | {
      readonly kind: 'weekday';
      readonly month: number;
      /** 5 is the last. */
      readonly week: number;
      /** 0 is Sunday. */
      readonly weekday: number;
    }
  /** 1 to 365; 29 February is never counted. */
  | { readonly kind: 'julian'; readonly day: number }
  /** 0 to 365; 29 February counts. */
  | { readonly kind: 'day-of-year'; readonly day: number }
);

export const UTC: Zone = Object.freeze({ text: 'UTC0', standardSec: 0 });

export type ZoneFault =
  | 'name'
  | 'offset'
  | 'no-rules'
  | 'rule'
  | 'time'
  | 'something-after-the-end';

const TEXT_MAX = 80;
const NAME_MIN = 3;
const OFFSET_HOURS_MAX = 24;
const RULE_HOURS_MAX = 167;
const CHANGE_AT_SEC = 7_200;
const SEC_PER_HOUR = 3_600;

/** Where the reading is; each reader moves it, or leaves it where the fault is. */
type Cursor = { readonly text: string; at: number };

export function parseZone(text: string): Result<Zone, ZoneFault> {
  const cursor: Cursor = { text: text.slice(0, TEXT_MAX + 1), at: 0 };
  if (text.length > TEXT_MAX || !takeName(cursor)) return fail('name');
  const west = takeTime(cursor, OFFSET_HOURS_MAX);
  if (west === undefined) return fail('offset');
  const standardSec = 0 - west;
  if (isAtEnd(cursor)) return ok({ text, standardSec });

  if (!takeName(cursor)) return fail('name');
  let offsetSec = standardSec + SEC_PER_HOUR;
  if (!isAtEnd(cursor) && peek(cursor) !== ',') {
    const summerWest = takeTime(cursor, OFFSET_HOURS_MAX);
    if (summerWest === undefined) return fail('offset');
    offsetSec = 0 - summerWest;
  }
  if (isAtEnd(cursor)) return fail('no-rules');

  const begins = takeRule(cursor);
  if (!begins.ok) return begins;
  const ends = takeRule(cursor);
  if (!ends.ok) return ends;
  if (!isAtEnd(cursor)) return fail('something-after-the-end');
  return ok({ text, standardSec, summer: { offsetSec, begins: begins.value, ends: ends.value } });
}

const isAtEnd = ({ text, at }: Cursor): boolean => at >= text.length;
const peek = ({ text, at }: Cursor): string => text.charAt(at);

function take(cursor: Cursor, wanted: string): boolean {
  if (peek(cursor) !== wanted) return false;
  cursor.at += 1;
  return true;
}

/** Three letters or more, or `<...>` with digits and signs too. */
function takeName(cursor: Cursor): boolean {
  const isQuoted = take(cursor, '<');
  const start = cursor.at;
  while (isNameCharacter(cursor.text.charCodeAt(cursor.at), isQuoted)) cursor.at += 1;
  const isLong = cursor.at - start >= NAME_MIN;
  return isLong && (!isQuoted || take(cursor, '>'));
}

function isNameCharacter(code: number, isQuoted: boolean): boolean {
  const lower = code | 0x20;
  if (lower >= 0x61 && lower <= 0x7a) return true;
  return isQuoted && (isDigit(code) || code === 0x2b || code === 0x2d);
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

function takeNumber(cursor: Cursor, least: number, most: number): number | undefined {
  const start = cursor.at;
  let value = 0;
  while (isDigit(cursor.text.charCodeAt(cursor.at)) && cursor.at - start < 3) {
    value = value * 10 + cursor.text.charCodeAt(cursor.at) - 0x30;
    cursor.at += 1;
  }
  return cursor.at > start && value >= least && value <= most ? value : undefined;
}

/** `[+-]hh[:mm[:ss]]`, in seconds. */
function takeTime(cursor: Cursor, hoursMax: number): number | undefined {
  const sign = take(cursor, '-') ? -1 : 1;
  if (sign === 1) take(cursor, '+');
  const hours = takeNumber(cursor, 0, hoursMax);
  if (hours === undefined) return undefined;
  let seconds = hours * SEC_PER_HOUR;
  for (const unitSec of [60, 1]) {
    if (!take(cursor, ':')) break;
    const count = takeNumber(cursor, 0, 59);
    if (count === undefined) return undefined;
    seconds += count * unitSec;
  }
  return seconds === 0 ? 0 : sign * seconds;
}

/** `,Mm.w.d`, `,Jn` or `,n`, each with `/time` or without. */
function takeRule(cursor: Cursor): Result<ChangeRule, ZoneFault> {
  if (!take(cursor, ',')) return fail('rule');
  const day = takeDay(cursor);
  if (day === undefined) return fail('rule');
  if (!take(cursor, '/')) return ok({ ...day, atSec: CHANGE_AT_SEC });
  const atSec = takeTime(cursor, RULE_HOURS_MAX);
  return atSec === undefined ? fail('time') : ok({ ...day, atSec });
}

function takeDay(cursor: Cursor) {
  if (take(cursor, 'J')) {
    const day = takeNumber(cursor, 1, 365);
    return day === undefined ? undefined : ({ kind: 'julian', day } as const);
  }
  if (!take(cursor, 'M')) {
    const day = takeNumber(cursor, 0, 365);
    return day === undefined ? undefined : ({ kind: 'day-of-year', day } as const);
  }
  const month = takeNumber(cursor, 1, 12);
  const week = take(cursor, '.') ? takeNumber(cursor, 1, 5) : undefined;
  const weekday = take(cursor, '.') ? takeNumber(cursor, 0, 6) : undefined;
  if (month === undefined || week === undefined || weekday === undefined) return undefined;
  return { kind: 'weekday', month, week, weekday } as const;
}
