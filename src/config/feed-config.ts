/**
 * Prices that come from elsewhere: a list by URL, or one price in a currency, each with a rate of
 * exchange where it is not in mSat, and what holds when they do not come.
 */
import { MILLI_SAT, RATE_FORMATS, type RateFormat } from '../tariff/exchange-rate';
import type { Feed, FeedPolicy, WhenMissing } from '../tariff/feed';
import { FEED_FORMATS, type FeedFormat } from '../tariff/feed-reader';
import type { Limits } from '../tariff/recipe';
import { KNOT_AT_SEC_MAX } from '../tariff/tariff';
import { parseUrl } from '../web/url';
import {
  child,
  choice,
  consistsOf,
  type Fields,
  has,
  openObject,
  refuse,
  text,
  whole,
} from './fields';
import { LIMIT_FIELDS, readLimits, readPrice } from './recipe-config';

/** A feed that is asked for, or one that is known: a price that only the rate changes. */
export type FeedConfig = {
  readonly source: { readonly url: string; readonly format: FeedFormat } | Feed;
  /** `mSat`, or three letters. */
  readonly currency: string;
  readonly rate?: { readonly url: string; readonly format: RateFormat };
  /** How often both are asked for. */
  readonly refreshSec: number;
  readonly policy: FeedPolicy;
};

const FEED_FIELDS: readonly string[] = Object.freeze([
  'recipe',
  'currency',
  'refreshSec',
  'rate',
  'whenMissing',
  ...LIMIT_FIELDS,
]);
const RATE_FIELDS: readonly string[] = Object.freeze(['url', 'format', 'forSec']);
const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const URL_LENGTH_MAX = 500;
const REFRESH_SEC = 3_600;
const REFRESH_SEC_MIN = 60;
const DAY_SEC = 86_400;
/** A thousand of the currency per kWh. */
const MICRO_MAX = 1_000_000_000;

export function readFeed(value: unknown, path: string, errors: Fields['errors']): FeedConfig {
  const isFiat = (value as { readonly recipe?: unknown } | undefined)?.recipe === 'fiat';
  const own = isFiat ? ['microPerKilowattHour'] : ['url', 'format'];
  const of = openObject(value, path, [...FEED_FIELDS, ...own], errors);
  choice(of, 'recipe', ['feed', 'fiat']);
  const limits = readLimits(of);
  const currency = readCurrency(of, isFiat);
  const rate = currency === MILLI_SAT ? undefined : child(of, 'rate', RATE_FIELDS);
  if (rate === undefined && has(of, 'rate')) refuse(of, 'rate', 'nothing: prices are in mSat');
  return {
    source: isFiat ? readFiat(of, currency) : readSource(of),
    currency,
    ...(rate && {
      rate: { url: readUrl(rate), format: choice<RateFormat>(rate, 'format', RATE_FORMATS) },
    }),
    refreshSec: whole(of, 'refreshSec', REFRESH_SEC_MIN, DAY_SEC, REFRESH_SEC),
    policy: {
      limits,
      whenMissing: readWhenMissing(of, limits),
      rateForSec: rate === undefined ? 0 : whole(rate, 'forSec', REFRESH_SEC_MIN, 7 * DAY_SEC),
    },
  };
}

const readCurrency = (of: Fields, isFiat: boolean): string =>
  text(
    of,
    'currency',
    (value) =>
      (value === MILLI_SAT && !isFiat) || (value.length === 3 && consistsOf(value, CAPITALS)),
    isFiat ? 'three capitals as EUR' : `${MILLI_SAT}, or three capitals as EUR`,
  );

function readFiat(of: Fields, currency: string): Feed {
  const micro = whole(of, 'microPerKilowattHour', -MICRO_MAX, MICRO_MAX);
  return { currency, prices: [{ atSec: 0, micro }, { atSec: KNOT_AT_SEC_MAX }] };
}

const readSource = (of: Fields) => ({
  url: readUrl(of),
  format: choice<FeedFormat>(of, 'format', FEED_FORMATS),
});

const readUrl = (of: Fields): string =>
  text(
    of,
    'url',
    (value) => value.length <= URL_LENGTH_MAX && parseUrl(value).ok,
    `an address as https://example.com/prices, of at most ${URL_LENGTH_MAX} characters`,
  );

function readWhenMissing(parent: Fields, { floor, ceiling }: Limits): WhenMissing {
  const of = child(parent, 'whenMissing', ['choice', 'forSec', 'priceMilliSatPerKilowattHour']);
  const chosen = choice(of, 'choice', ['stop', 'last', 'fallback']);
  const [forSec, price] = ['forSec', 'priceMilliSatPerKilowattHour'];
  if (chosen !== 'last' && has(of, forSec)) refuse(of, forSec, 'nothing, but with last');
  if (chosen !== 'fallback' && has(of, price)) refuse(of, price, 'nothing, but with fallback');
  if (chosen === 'stop') return { choice: 'stop' };
  if (chosen === 'last') return { choice: 'last', forSec: whole(of, forSec, 0, 7 * DAY_SEC) };
  const fallback = readPrice(of, price);
  if (fallback < floor || fallback > ceiling) {
    refuse(of, price, `a price from the floor (${floor}) to the ceiling (${ceiling})`);
  }
  return { choice: 'fallback', price: fallback };
}
