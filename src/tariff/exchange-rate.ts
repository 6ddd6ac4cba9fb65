/**
 * What a bitcoin costs: read from a reply, with the time it was said, and used to turn a price in
 * a currency into whole mSat/kWh. How old it may be is the owner's to say.
 */
import { fail, ok, type Result } from '../result';
import type { PickedFields } from '../web/pick';
import { productQuotientRoundedDown } from './quotient';
import { PRICE_MAX } from './tariff';

export type ExchangeRate = {
  /** Three letters. */
  readonly currency: string;
  /** Hundredths of the currency. */
  readonly centsPerBitcoin: number;
  readonly atSec: number;
};
/**
 * `own`: `{"currency": "EUR", "perBitcoin": 85000.12, "atSec": 1767225600}`. `mempool`: as
 * mempool.space answers at /api/v1/prices: `{"time": 1767225600, "EUR": 85000, ...}`.
 */
export type RateFormat = 'own' | 'mempool';
export const RATE_FORMATS: readonly RateFormat[] = Object.freeze(['own', 'mempool'] as const);

export type RateFault = 'not-a-rate' | 'other-currency';

/** A price feed in it needs no rate. */
export const MILLI_SAT = 'mSat';
/** mSat of a bitcoin x cents of a currency / millionths of it. */
const MILLI_SAT_CENTS_PER_MICRO = 10_000_000;
const CENTS_MAX = 1e14;

export const rateNames = (format: RateFormat, currency: string): readonly string[] =>
  format === 'own' ? ['currency', 'perBitcoin', 'atSec'] : ['time', currency];

/** A rate that claims to be of later than now is of now: it gets no older by a wrong clock. */
export function readRate(
  format: RateFormat,
  currency: string,
  fields: PickedFields,
  nowSec: number,
): Result<ExchangeRate, RateFault> {
  if (format === 'own' && fields['currency'] !== currency) return fail('other-currency');
  const price = fields[format === 'own' ? 'perBitcoin' : currency];
  const said = fields[format === 'own' ? 'atSec' : 'time'];
  if (typeof price !== 'number' || typeof said !== 'number') return fail('not-a-rate');
  const centsPerBitcoin = Math.round(price * 100);
  const isRate = centsPerBitcoin >= 1 && centsPerBitcoin <= CENTS_MAX && Number.isSafeInteger(said);
  if (!isRate || said < 0) return fail('not-a-rate');
  return ok({ currency, centsPerBitcoin, atSec: Math.min(said, nowSec) });
}

/** Of millionths per kWh, to whole mSat/kWh, within what a knot may hold. */
export function toPriceRoundedDown(micro: number, rate: ExchangeRate | undefined): number {
  const price =
    rate === undefined
      ? Math.floor(micro / 1_000_000)
      : productQuotientRoundedDown(micro, MILLI_SAT_CENTS_PER_MICRO, rate.centsPerBitcoin);
  return Math.min(Math.max(price, -PRICE_MAX), PRICE_MAX);
}
