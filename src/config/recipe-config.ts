/** The recipes of a tariff, field by field. Undefined where none can be made: an error says why. */

import { SEC_PER_DAY } from '../tariff/calendar';
import type { DayKnot } from '../tariff/daily';
import { type Limits, recipeTariff } from '../tariff/recipe';
import { SEC_PER_YEAR, type Wave } from '../tariff/sinusoid';
import { PRICE_MAX, type Tariff } from '../tariff/tariff';
import { parseZone, UTC, type Zone, type ZoneFault } from '../tariff/zone';
import { type MilliSatPerKilowattHour, milliSatPerKilowattHour } from '../units';
import { child, type Fields, has, join, openObject, refuse, whole } from './fields';

export const LIMIT_FIELDS: readonly string[] = Object.freeze([
  'marginPerMille',
  'marginMilliSatPerKilowattHour',
  'floorMilliSatPerKilowattHour',
  'ceilingMilliSatPerKilowattHour',
]);
const BLOCK_FIELDS: readonly string[] = Object.freeze(['from', 'priceMilliSatPerKilowattHour']);
const WAVE_FIELDS: readonly string[] = Object.freeze([
  'lowestMilliSatPerKilowattHour',
  'highestMilliSatPerKilowattHour',
  'shiftSec',
]);
const PRICE = 'priceMilliSatPerKilowattHour';
/** Ten times the price. */
const MARGIN_PER_MILLE_MAX = 9_000;
/** A price each quarter of an hour. */
const DAY_KNOTS_MAX = 96;

const ZONE_EXPECTED: Readonly<Record<ZoneFault, string>> = Object.freeze({
  name: 'beginning with a name of three letters or more',
  offset: 'with the hours that UTC is ahead after each name',
  'no-rules': 'with two rules for summer time',
  rule: 'with rules such as M3.5.0, J60 or 59',
  time: 'with times such as /3 or /2:30',
  'something-after-the-end': 'ending after its second rule',
});

export const readPrice = (of: Fields, name: string, standard?: number): MilliSatPerKilowattHour =>
  milliSatPerKilowattHour(whole(of, name, -PRICE_MAX, PRICE_MAX, standard));

export function readLimits(of: Fields): Limits {
  const floor = readPrice(of, 'floorMilliSatPerKilowattHour', -PRICE_MAX);
  const ceiling = readPrice(of, 'ceilingMilliSatPerKilowattHour', PRICE_MAX);
  if (floor > ceiling) {
    refuse(of, 'floorMilliSatPerKilowattHour', `at most the ceiling (${ceiling})`);
  }
  return {
    marginPerMille: whole(of, 'marginPerMille', -1_000, MARGIN_PER_MILLE_MAX, 0),
    margin: readPrice(of, 'marginMilliSatPerKilowattHour', 0),
    floor,
    ceiling,
  };
}

/** `blocks`: steps from a time on. `points`: prices at equal distances, 0:00 to 24:00, by lines. */
export function readDaily(
  of: Fields,
  name: 'blocks' | 'points',
  limits: Limits,
): Tariff | undefined {
  const zone = readZone(of);
  const isBlocks = name === 'blocks';
  const all = isBlocks ? 'weekdays' : 'pricesMilliSatPerKilowattHour';
  const own = isBlocks ? 'weekend' : 'weekendPricesMilliSatPerKilowattHour';
  const readDay = isBlocks ? readBlocks : readPoints;
  const weekdays = readDay(of, all);
  const weekend = has(of, own) ? readDay(of, own) : weekdays;
  if (weekdays === undefined || weekend === undefined) return undefined;
  const shape = isBlocks ? 'steps' : 'lines';
  return recipeTariff({ kind: 'daily', shape, weekdays, weekend }, zone, limits);
}

function readBlocks(of: Fields, name: string): readonly DayKnot[] | undefined {
  const blocks = of.values[name];
  if (!Array.isArray(blocks) || blocks.length === 0 || blocks.length > DAY_KNOTS_MAX) {
    refuse(of, name, `a list of 1 to ${DAY_KNOTS_MAX} blocks of ${BLOCK_FIELDS.join(' and ')}`);
    return undefined;
  }
  const knots: DayKnot[] = [];
  for (let i = 0; i < blocks.length; i++) {
    const block = openObject(blocks[i], join(join(of.path, name), `${i}`), BLOCK_FIELDS, of.errors);
    const atSec = timeOfDay(block.values['from']);
    const lastSec = knots[knots.length - 1]?.atSec;
    if (atSec === undefined) refuse(block, 'from', 'a time of day from 00:00 to 23:59');
    else if (lastSec === undefined && i === 0 && atSec !== 0) {
      refuse(block, 'from', '00:00 for the first block');
    } else if (lastSec !== undefined && atSec <= lastSec) {
      refuse(block, 'from', 'a time after the block before it');
    }
    knots.push({ atSec: atSec ?? 0, price: readPrice(block, PRICE) });
  }
  return knots;
}

/** `HH:MM`, in seconds. */
function timeOfDay(value: unknown): number | undefined {
  if (typeof value !== 'string' || value.length !== 5 || value.charAt(2) !== ':') return undefined;
  const digits = [0, 1, 3, 4].map((at) => '0123456789'.indexOf(value.charAt(at)));
  const [hourTens, hours, minuteTens, minutes] = digits;
  if (digits.includes(-1)) return undefined;
  const hour = hourTens! * 10 + hours!;
  const minute = minuteTens! * 10 + minutes!;
  return hour < 24 && minute < 60 ? hour * 3_600 + minute * 60 : undefined;
}

function readPoints(of: Fields, name: string): readonly DayKnot[] | undefined {
  const prices = of.values[name];
  const count = Array.isArray(prices) ? prices.length : 0;
  if (!Array.isArray(prices) || count < 2 || count > DAY_KNOTS_MAX + 1) {
    refuse(of, name, `a list of 2 to ${DAY_KNOTS_MAX + 1} prices, from 0:00 to 24:00`);
    return undefined;
  }
  const list: Fields = {
    path: join(of.path, name),
    values: Object.fromEntries(prices.map((price: unknown, at) => [`${at}`, price])),
    errors: of.errors,
  };
  const knots = prices.map((_, at) => ({
    atSec: Math.floor((at * SEC_PER_DAY) / (count - 1)),
    price: readPrice(list, `${at}`),
  }));
  // At 24:00 the next day begins, with its own price.
  const { price } = knots.pop()!;
  return price === knots[0]!.price ? knots : [...knots, { atSec: SEC_PER_DAY - 1, price }];
}

export function readSinusoid(of: Fields, limits: Limits): Tariff | undefined {
  const zone = readZone(of);
  const day = has(of, 'day') ? readWave(child(of, 'day', WAVE_FIELDS), SEC_PER_DAY) : undefined;
  const year = has(of, 'year') ? readWave(child(of, 'year', WAVE_FIELDS), SEC_PER_YEAR) : undefined;
  if (day === undefined && year === undefined) {
    refuse(of, 'day', 'a wave, here or as year');
    return undefined;
  }
  const waves = { ...(day && { day }), ...(year && { year }) };
  return recipeTariff({ kind: 'sinusoid', ...waves }, zone, limits);
}

function readWave(of: Fields, turnSec: number): Wave {
  const lowest = readPrice(of, 'lowestMilliSatPerKilowattHour');
  const highest = readPrice(of, 'highestMilliSatPerKilowattHour');
  const shiftSec = whole(of, 'shiftSec', -turnSec, turnSec, 0);
  const isRead = Number.isSafeInteger(of.values['lowestMilliSatPerKilowattHour']);
  if (isRead && highest < lowest) {
    refuse(of, 'highestMilliSatPerKilowattHour', `at least the lowest (${lowest})`);
  }
  return { lowest, highest, shiftSec };
}

function readZone(of: Fields): Zone {
  const text = of.values['zone'];
  const parsed = typeof text === 'string' ? parseZone(text) : undefined;
  if (parsed?.ok) return parsed.value;
  const why = parsed === undefined ? '' : `, ${ZONE_EXPECTED[parsed.fault]}`;
  refuse(of, 'zone', `a POSIX TZ rule${why} (as UTC0 or CET-1CEST,M3.5.0,M10.5.0/3)`);
  return UTC;
}
