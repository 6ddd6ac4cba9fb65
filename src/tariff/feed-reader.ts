/**
 * Reads a list of prices from JSON while it arrives, in our own format or in one of two that are in
 * use: at most 400 intervals, kept as three columns of numbers. Formats: docs/protocol.md.
 */
import type { Picked } from '../ports';
import { fail, ok, type Result } from '../result';
import { createPicker, feed as feedBytes, finish } from '../web/pick';
import type { Picker, PickFault } from '../web/picker';
import { MILLI_SAT } from './exchange-rate';
import type { Feed, FeedPrice } from './feed';
import { KNOT_AT_SEC_MAX, KNOTS_MAX } from './tariff';

/** `awattar`: hours of aWATTar's marketdata. `energy-charts`: quarter hours of its price list. */
export type FeedFormat = 'own' | 'awattar' | 'energy-charts';
export const FEED_FORMATS: readonly FeedFormat[] = Object.freeze([
  'own',
  'awattar',
  'energy-charts',
] as const);

/** `other-unit`: none that we know, or not of the currency that the owner expects. */
export type FeedFault =
  | PickFault
  | 'no-prices'
  | 'too-many'
  | 'field-missing'
  | 'not-in-order'
  | 'other-unit'
  | 'price-out-of-range';

type Layout = {
  readonly from: string;
  readonly until?: string;
  readonly price: string;
  readonly unit: string;
  readonly perSec: number;
};
const LAYOUTS: Readonly<Record<FeedFormat, Layout>> = Object.freeze({
  own: {
    from: 'prices.*.fromSec',
    until: 'prices.*.untilSec',
    price: 'prices.*.price',
    unit: 'unit',
    perSec: 1,
  },
  awattar: {
    from: 'data.*.start_timestamp',
    until: 'data.*.end_timestamp',
    price: 'data.*.marketprice',
    unit: 'data.*.unit',
    perSec: 1_000,
  },
  'energy-charts': { from: 'unix_seconds.*', price: 'price.*', unit: 'unit', perSec: 1 },
});

/** A million bitcoin per MWh: whole, and below 2^53. */
const MICRO_MAX = 1e15;
/** A lone price of a format that names no ends: the shortest interval in use. */
const LONE_SEC = 900;

export type FeedReader = {
  readonly layout: Layout;
  readonly currency: string;
  readonly picker: Picker;
  readonly columns: Columns;
};
type Columns = {
  readonly from: Float64Array;
  readonly until: Float64Array;
  readonly price: Float64Array;
  readonly counts: { from: number; until: number; price: number };
  unit: string | undefined;
  fault: FeedFault | undefined;
};

/** `currency`: what the owner expects, `mSat` or three letters. */
export function createFeedReader(
  format: FeedFormat,
  currency: string,
  limits: { readonly bodyBytesMax: number },
): FeedReader {
  const layout = LAYOUTS[format];
  const columns: Columns = {
    from: new Float64Array(KNOTS_MAX),
    until: new Float64Array(KNOTS_MAX),
    price: new Float64Array(KNOTS_MAX),
    counts: { from: 0, until: 0, price: 0 },
    unit: undefined,
    fault: undefined,
  };
  const { from, until, price, unit } = layout;
  const names = [from, price, unit, ...(until === undefined ? [] : [until])];
  const picker = createPicker(names, limits, (name, index, value) =>
    takeListed(layout, columns, name, index, value),
  );
  return { layout, currency, picker, columns };
}

/** Returns the fault as soon as it is known: the connection may be closed then. */
export const feedReader = (reader: FeedReader, bytes: Uint8Array): FeedFault | undefined =>
  feedBytes(reader.picker, bytes) ?? reader.columns.fault;

/** Call once, after the last byte. */
export function finishFeed(reader: FeedReader): Result<Feed, FeedFault> {
  const { columns, layout, currency } = reader;
  if (columns.fault !== undefined) return fail(columns.fault);
  const picked = finish(reader.picker);
  if (!picked.ok) return picked;
  const { from, price, until } = columns.counts;
  if (from === 0) return fail('no-prices');
  const said = picked.value.fields[layout.unit] ?? columns.unit;
  const perKilowattHour = typeof said === 'string' ? unitFactor(said, currency) : undefined;
  if (perKilowattHour === undefined) return fail('other-unit');
  if (from !== price || (layout.until !== undefined && from !== until)) {
    return fail('field-missing');
  }
  if (layout.until === undefined) endEach(columns);
  return pricesOf(columns, currency, perKilowattHour);
}

function takeListed(
  { from, until, price, unit, perSec }: Layout,
  columns: Columns,
  name: string,
  index: number,
  value: Picked,
): void {
  if (columns.fault !== undefined) return;
  if (name === unit) {
    if (typeof value !== 'string' || (columns.unit ?? value) !== value)
      columns.fault = 'other-unit';
    else columns.unit = value;
    return;
  }
  const column = name === from ? 'from' : name === until ? 'until' : 'price';
  const isNone = name === price && value === null;
  if (index >= KNOTS_MAX) columns.fault = 'too-many';
  else if (index !== columns.counts[column] || (typeof value !== 'number' && !isNone)) {
    columns.fault = 'field-missing';
  } else {
    const number = typeof value === 'number' ? value : Number.NaN;
    columns[column][index] = name === price ? number : number / perSec;
    columns.counts[column] += 1;
  }
}

/** The shortest step is how long each holds: a longer one leaves something out. */
function endEach({ from, until, counts }: Columns): void {
  let stepSec = Number.POSITIVE_INFINITY;
  for (let i = 1; i < counts.from; i++) stepSec = Math.min(stepSec, from[i]! - from[i - 1]!);
  if (counts.from === 1) stepSec = LONE_SEC;
  for (let i = 0; i < counts.from; i++) until[i] = from[i]! + stepSec;
}

function pricesOf(
  { from, until, price, counts }: Columns,
  currency: string,
  perKilowattHour: number,
): Result<Feed, FeedFault> {
  const prices: FeedPrice[] = [];
  let endSec = 0;
  for (let i = 0; i < counts.from; i++) {
    const atSec = from[i]!;
    if (!isSecond(atSec) || !isSecond(until[i]!) || atSec < endSec || until[i]! <= atSec) {
      return fail('not-in-order');
    }
    if (i > 0 && atSec > endSec) prices.push({ atSec: endSec });
    const micro = Math.round(price[i]! * perKilowattHour);
    if (Math.abs(micro) > MICRO_MAX) return fail('price-out-of-range');
    prices.push(Number.isNaN(micro) ? { atSec } : { atSec, micro: micro === 0 ? 0 : micro });
    endSec = until[i]!;
  }
  prices.push({ atSec: endSec });
  return ok({ currency, prices });
}

const isSecond = (value: number): boolean =>
  Number.isSafeInteger(value) && value >= 0 && value <= KNOT_AT_SEC_MAX;

/** Millionths per kWh of one `EUR / MWh`, `Eur/kWh`, `mSat/kWh` or `sat/kWh`. */
function unitFactor(unit: string, currency: string): number | undefined {
  const parts = unit.toLowerCase().split('/');
  const money = parts[0]!.trim();
  const energy = (parts[1] ?? '').trim();
  if (parts.length !== 2 || (energy !== 'kwh' && energy !== 'mwh')) return undefined;
  const perUnit = energy === 'kwh' ? 1_000_000 : 1_000;
  if (money === currency.toLowerCase()) return perUnit;
  return money === 'sat' && currency === MILLI_SAT ? perUnit * 1_000 : undefined;
}
