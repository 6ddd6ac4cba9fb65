/**
 * The price of energy over time: a table of whole-second knots with whole mSat/kWh, joined by
 * straight lines or held as steps (a step's price holds from its knot until the next). Before the
 * first and after the last knot the price is that knot's; a constant price is one knot.
 */
import { fail, ok, type Result } from '../result';
import { type MilliSatPerKilowattHour, milliSatPerKilowattHour } from '../units';
import type { Recipe } from './recipe';

/** Plain data. Made by `parseTariff`, `constantTariff` or `recipeTariff`: never without knots. */
export type Tariff = {
  readonly shape: TariffShape;
  readonly knots: readonly Knot[];
  /** Where there is one, prices are made by it; `knots` are only the lowest and the highest. */
  readonly recipe?: Recipe;
};
export type TariffShape = 'lines' | 'steps';
export type Knot = { readonly atSec: number; readonly price: MilliSatPerKilowattHour };

/** Two weeks of hours, or a day of 4-minute knots; bounds the memory of a table. */
export const KNOTS_MAX = 400;
/**
 * A million sat per kWh, either sign. With it a year at 1 MW costs 8.76e15 mSat, which is still
 * below 2^53.
 */
export const PRICE_MAX = 1_000_000_000;
/** 9999-12-31T23:59:59Z. */
export const KNOT_AT_SEC_MAX = 253_402_300_799;

export const TARIFF_FIELDS: readonly string[] = Object.freeze(['shape', 'knots']);
export const KNOT_FIELDS: readonly string[] = Object.freeze([
  'atSec',
  'priceMilliSatPerKilowattHour',
]);

/** `field` is the dotted path inside the table (`knots.3.atSec`), '' the table itself. */
export type TariffFault = {
  readonly fault:
    | 'not-an-object'
    | 'unknown-field'
    | 'unknown-shape'
    | 'knots-not-a-list'
    | 'no-knots'
    | 'too-many-knots'
    | 'not-a-whole-second'
    | 'not-after-the-last-knot'
    | 'price-out-of-range';
  readonly field: string;
  readonly value: unknown;
};

/** Beyond these the rest of a broken table teaches nothing. */
const FAULTS_MAX = 16;

export const constantTariff = (price: MilliSatPerKilowattHour): Tariff => ({
  shape: 'steps',
  knots: [{ atSec: 0, price }],
});

/**
 * Reads a table as written in JSON, where the price carries its unit:
 * `{shape, knots: [{atSec, priceMilliSatPerKilowattHour}]}`. Names every fault, 16 at most.
 */
export function parseTariff(document: unknown): Result<Tariff, readonly TariffFault[]> {
  const faults: TariffFault[] = [];
  if (!isObject(document)) return fail([faultAt('not-an-object', '', document)]);

  refuseUnknown(document, TARIFF_FIELDS, '', faults);
  const { shape, knots: rows } = document;
  const isShape = shape === 'lines' || shape === 'steps';
  if (!isShape) faults.push(faultAt('unknown-shape', 'shape', shape));

  if (!Array.isArray(rows)) return fail([...faults, faultAt('knots-not-a-list', 'knots', rows)]);
  if (rows.length === 0) faults.push(faultAt('no-knots', 'knots', rows.length));
  if (rows.length > KNOTS_MAX) {
    return fail([...faults, faultAt('too-many-knots', 'knots', rows.length)]);
  }

  const knots: Knot[] = [];
  let lastAtSec = -1;
  for (let i = 0; i < rows.length && faults.length < FAULTS_MAX; i++) {
    const knot = parseKnot(rows[i], `knots.${i}`, lastAtSec, faults);
    if (knot === undefined) continue;
    lastAtSec = knot.atSec;
    knots.push(knot);
  }
  return faults.length === 0 && isShape ? ok({ shape, knots }) : fail(faults);
}

function parseKnot(
  row: unknown,
  path: string,
  lastAtSec: number,
  faults: TariffFault[],
): Knot | undefined {
  if (!isObject(row)) {
    faults.push(faultAt('not-an-object', path, row));
    return undefined;
  }
  refuseUnknown(row, KNOT_FIELDS, `${path}.`, faults);

  const { atSec, priceMilliSatPerKilowattHour: price } = row;
  const isAt = isWhole(atSec) && atSec >= 0 && atSec <= KNOT_AT_SEC_MAX;
  const isPrice = isWhole(price) && price >= -PRICE_MAX && price <= PRICE_MAX;
  const pricePath = `${path}.priceMilliSatPerKilowattHour`;
  if (!isAt) faults.push(faultAt('not-a-whole-second', `${path}.atSec`, atSec));
  else if (atSec <= lastAtSec) {
    faults.push(faultAt('not-after-the-last-knot', `${path}.atSec`, atSec));
  }
  if (!isPrice) faults.push(faultAt('price-out-of-range', pricePath, price));
  return isAt && isPrice ? { atSec, price: milliSatPerKilowattHour(price) } : undefined;
}

/** Place of the last knot at or before an instant; -1 before the first. */
export function knotIndexAt(knots: readonly Knot[], atMs: number): number {
  let low = 0;
  let high = knots.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (knots[middle]!.atSec * 1_000 <= atMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const faultAt = (fault: TariffFault['fault'], field: string, value: unknown): TariffFault => ({
  fault,
  field,
  value,
});

function refuseUnknown(
  object: Readonly<Record<string, unknown>>,
  known: readonly string[],
  prefix: string,
  faults: TariffFault[],
): void {
  for (const name of Object.keys(object)) {
    if (faults.length >= FAULTS_MAX) return;
    if (!known.includes(name)) {
      faults.push(faultAt('unknown-field', `${prefix}${name}`, object[name]));
    }
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);
