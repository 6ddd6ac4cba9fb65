/**
 * What a board sells at by a price feed: until when, and what then. A feed that is missing is never
 * a price of zero: the owner has chosen what holds.
 */
import { type ExchangeRate, MILLI_SAT, toPriceRoundedDown } from './exchange-rate';
import { type Limits, limited } from './recipe';
import { KNOTS_MAX, type Knot, knotIndexAt, type Tariff } from './tariff';

/**
 * Intervals in their order. Each ends where the next begins, and the last has no price: it says
 * when all others end. So has a time in between that the feed leaves out.
 */
export type Feed = {
  /** `mSat`, or three letters. */
  readonly currency: string;
  readonly prices: readonly FeedPrice[];
};
/** Millionths of the currency per kWh. */
export type FeedPrice = { readonly atSec: number; readonly micro?: number };

/** What the owner wants where there is no price, or no rate of exchange that is young enough. */
export type WhenMissing =
  /** The last price goes on for so long; then selling stops. */
  | { readonly choice: 'last'; readonly forSec: number }
  | { readonly choice: 'fallback'; readonly price: number }
  | { readonly choice: 'stop' };

export type FeedPolicy = {
  readonly limits: Limits;
  readonly whenMissing: WhenMissing;
  /** How old a rate of exchange may be. */
  readonly rateForSec: number;
};

/** A table; when the feed's own prices in it end, and when selling by it must stop. */
export type FeedPrices = {
  readonly tariff: Tariff;
  readonly goodUntilSec: number;
  readonly sellUntilSec: number;
};

/** Knots of the past that are kept for what is not billed yet. */
const PAST_KNOTS_MAX = 100;
const NEVER_SEC = Number.MAX_SAFE_INTEGER;

export const mayFeedSell = (prices: FeedPrices | undefined, nowSec: number): boolean =>
  prices !== undefined && nowSec < prices.sellUntilSec;

/**
 * What holds from `nowSec` on; undefined when there is nothing to sell at. `before` is what held
 * until now: its knots stay back to the one that held at `unbilledSec`, because what was used is
 * never priced anew.
 */
export function pricesOfFeed(
  policy: FeedPolicy,
  feed: Feed | undefined,
  rate: ExchangeRate | undefined,
  nowSec: number,
  before?: FeedPrices,
  unbilledSec: number = nowSec,
): FeedPrices | undefined {
  const knots = pastOf(before, nowSec, unbilledSec);
  const goodSec = before === undefined ? 0 : Math.min(before.goodUntilSec, nowSec);
  const made: Made = { knots, atSec: nowSec, goodSec, stopSec: NEVER_SEC };
  const rateEndSec = rateEnd(policy, feed, rate);
  const prices = feed?.prices ?? [];
  for (let i = 0; i < prices.length && made.stopSec === NEVER_SEC; i++) {
    const { atSec, micro } = prices[i]!;
    const fromSec = Math.max(atSec, nowSec);
    const untilSec = Math.min(prices[i + 1]?.atSec ?? atSec, rateEndSec);
    if (micro === undefined || untilSec <= fromSec) continue;
    if (knots.length >= KNOTS_MAX - 2) break;
    if (fromSec > made.atSec && !bridge(policy, made, fromSec)) break;
    put(knots, { atSec: fromSec, price: limited(policy.limits, toPriceRoundedDown(micro, rate)) });
    made.atSec = untilSec;
    made.goodSec = untilSec;
  }
  if (made.stopSec === NEVER_SEC) bridge(policy, made, NEVER_SEC);
  if (knots.length === 0) return undefined;
  const tariff: Tariff = { shape: 'steps', knots };
  return { tariff, goodUntilSec: made.goodSec, sellUntilSec: made.stopSec };
}

/** `atSec`: all before it is decided. `goodSec`: the last price that a feed gave ended there. */
type Made = { readonly knots: Knot[]; atSec: number; goodSec: number; stopSec: number };

/** Goes on without a price until `toSec`, as the owner wants it; or not, and says where it ends. */
function bridge({ limits, whenMissing }: FeedPolicy, made: Made, toSec: number): boolean {
  switch (whenMissing.choice) {
    case 'fallback': {
      const plain = { ...limits, marginPerMille: 0, margin: 0 };
      put(made.knots, { atSec: made.atSec, price: limited(plain, whenMissing.price) });
      return true;
    }
    case 'last': {
      const untilSec = made.goodSec + whenMissing.forSec;
      if (made.knots.length > 0 && untilSec >= toSec) return true;
      made.stopSec = made.knots.length === 0 ? made.atSec : untilSec;
      return false;
    }
    case 'stop':
      made.stopSec = made.atSec;
      return false;
  }
}

function put(knots: Knot[], knot: Knot): void {
  // One that only began now is not yet of the past.
  if (knots[knots.length - 1]?.atSec === knot.atSec) knots.pop();
  if (knots[knots.length - 1]?.price !== knot.price) knots.push(knot);
}

/** What held until now, as far as somebody may still be billed by it. */
function pastOf(before: FeedPrices | undefined, nowSec: number, unbilledSec: number): Knot[] {
  if (before === undefined) return [];
  const { knots } = before.tariff;
  const last = knotIndexAt(knots, nowSec * 1_000);
  const first = Math.max(knotIndexAt(knots, unbilledSec * 1_000), last - PAST_KNOTS_MAX + 1, 0);
  return knots.slice(first, Math.max(last, 0) + 1);
}

/** A rate of exchange ends the prices that it made. */
function rateEnd(
  { rateForSec }: FeedPolicy,
  feed: Feed | undefined,
  rate: ExchangeRate | undefined,
): number {
  if (feed === undefined || feed.currency === MILLI_SAT) return NEVER_SEC;
  return rate?.currency === feed.currency ? rate.atSec + rateForSec : 0;
}
