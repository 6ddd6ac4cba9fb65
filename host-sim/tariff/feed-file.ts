/**
 * A tariff whose prices come from elsewhere, with its list and its rate of exchange from files:
 * what the board would sell at from a time on, by the code of the board.
 */
import { readFileSync } from 'node:fs';
import { type FeedConfig, readFeed } from '../../src/config/feed-config';
import { type ConfigError, formatConfigError } from '../../src/config/fields';
import { fail, ok, type Result } from '../../src/result';
import { type ExchangeRate, rateNames, readRate } from '../../src/tariff/exchange-rate';
import { type Feed, type FeedPrices, mayFeedSell, pricesOfFeed } from '../../src/tariff/feed';
import {
  createFeedReader,
  type FeedFault,
  feedReader,
  finishFeed,
} from '../../src/tariff/feed-reader';
import { createPicker, feed as feedBytes, finish } from '../../src/web/pick';
import { BODY_BYTES_MAX } from '../../src/web/replies';

export type FeedFiles = { readonly prices: string | undefined; readonly rate: string | undefined };

const LIMITS = { bodyBytesMax: BODY_BYTES_MAX.feed };

const WHY: Readonly<Record<FeedFault, string>> = {
  'not-json': 'is not JSON',
  'too-long': `is longer than ${LIMITS.bodyBytesMax} bytes`,
  'no-prices': 'has no prices',
  'too-many': 'has more than 400 prices',
  'field-missing': 'lacks a time or a price in some place',
  'not-in-order': 'has intervals that are not in order, or empty',
  'other-unit': 'is in another unit, or currency, than the tariff says',
  'price-out-of-range': 'has a price beyond all reason',
};

export const isFed = (document: unknown): boolean => {
  const recipe = (document as { readonly recipe?: unknown } | null)?.recipe;
  return recipe === 'feed' || recipe === 'fiat';
};

/** `files` belong to the tariff; the board looks at `fromMs`. */
export function pricesFromFiles(
  document: unknown,
  files: FeedFiles,
  fromMs: number,
): Result<FeedPrices, string> {
  const errors: ConfigError[] = [];
  const config = readFeed(document, '', errors);
  if (errors.length > 0) {
    return fail(['is not a tariff:', ...errors.map(formatConfigError)].join('\n  '));
  }
  const nowSec = Math.floor(fromMs / 1_000);
  const prices = pricesIn(config, files.prices);
  if (!prices.ok) return prices;
  const rate = rateIn(config, files.rate, nowSec);
  if (!rate.ok) return rate;
  const sold = pricesOfFeed(config.policy, prices.value, rate.value, nowSec);
  if (sold === undefined || !mayFeedSell(sold, nowSec)) {
    return fail('has no price at --from, or no rate that is young enough: nothing would be sold.');
  }
  return ok(sold);
}

function pricesIn(
  { source, currency }: FeedConfig,
  path: string | undefined,
): Result<Feed, string> {
  if ('prices' in source) {
    return path === undefined ? ok(source) : fail('is of one price: it takes no --prices.');
  }
  if (path === undefined) return fail(`needs --prices FILE, in the format ${source.format}.`);
  const bytes = bytesOf(path);
  if (!bytes.ok) return bytes;
  const reader = createFeedReader(source.format, currency, LIMITS);
  feedReader(reader, bytes.value);
  const found = finishFeed(reader);
  return found.ok
    ? found
    : fail(`needs --prices in the format ${source.format}: ${path} ${WHY[found.fault]}.`);
}

function rateIn(
  { rate, currency }: FeedConfig,
  path: string | undefined,
  nowSec: number,
): Result<ExchangeRate | undefined, string> {
  if (rate === undefined) {
    return path === undefined ? ok(undefined) : fail('is in mSat: it takes no --rate.');
  }
  if (path === undefined) return fail(`needs --rate FILE, in the format ${rate.format}.`);
  const bytes = bytesOf(path);
  if (!bytes.ok) return bytes;
  const picker = createPicker(rateNames(rate.format, currency), LIMITS);
  feedBytes(picker, bytes.value);
  const picked = finish(picker);
  const found = picked.ok
    ? readRate(rate.format, currency, picked.value.fields, nowSec)
    : fail('not-a-rate');
  return found.ok ? found : fail(`needs a rate for ${currency}: ${path} is none (${rate.format}).`);
}

function bytesOf(path: string): Result<Uint8Array, string> {
  try {
    return ok(new Uint8Array(readFileSync(path)));
  } catch {
    return fail(`needs ${path}, and there is no such file.`);
  }
}
