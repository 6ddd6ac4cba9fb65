/** A feed that is there, late, too short, full of holes or gone; and a rate that grows old. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ExchangeRate } from '../src/tariff/exchange-rate';
import {
  type Feed,
  type FeedPolicy,
  type FeedPrices,
  mayFeedSell,
  pricesOfFeed,
  type WhenMissing,
} from '../src/tariff/feed';
import { KNOTS_MAX } from '../src/tariff/tariff';
import { createWholeChance } from './chance';
import { NO_LIMITS } from './tariff-recipes';

const feeds = suite('tariff feed');

const NEVER = Number.MAX_SAFE_INTEGER;
const STOP: WhenMissing = { choice: 'stop' };
const LAST: WhenMissing = { choice: 'last', forSec: 1_000 };
const FALLBACK: WhenMissing = { choice: 'fallback', price: 777 };
const policy = (whenMissing: WhenMissing, rateForSec = 3_600): FeedPolicy => ({
  limits: NO_LIMITS,
  whenMissing,
  rateForSec,
});

const feedOf = (currency: string, rows: readonly (readonly [number, number?])[]): Feed => ({
  currency,
  prices: rows.map(([atSec, price]) =>
    price === undefined ? { atSec } : { atSec, micro: price * 1_000_000 },
  ),
});
/** 100 from 1000, -5 from 2000, nothing from 3000, 300 from 3500 to 4500. */
const HOLED = feedOf('mSat', [[1_000, 100], [2_000, -5], [3_000], [3_500, 300], [4_500]]);

const shown = (prices: FeedPrices | undefined) =>
  prices && {
    knots: prices.tariff.knots.map(({ atSec, price }) => [atSec, price]),
    until: prices.sellUntilSec,
  };

// choice, now -> knots, and when selling stops
const CASES: [string, WhenMissing, number, [number, number][], number][] = [
  [
    'stop: until the hole',
    STOP,
    1_500,
    [
      [1_500, 100],
      [2_000, -5],
    ],
    3_000,
  ],
  [
    'last: over the hole, and a while beyond the end',
    LAST,
    1_500,
    [
      [1_500, 100],
      [2_000, -5],
      [3_500, 300],
    ],
    5_500,
  ],
  [
    'fallback: in the hole and for ever after the end',
    FALLBACK,
    1_500,
    [
      [1_500, 100],
      [2_000, -5],
      [3_000, 777],
      [3_500, 300],
      [4_500, 777],
    ],
    NEVER,
  ],
  [
    'fallback: before the begin too',
    FALLBACK,
    500,
    [
      [500, 777],
      [1_000, 100],
      [2_000, -5],
      [3_000, 777],
      [3_500, 300],
      [4_500, 777],
    ],
    NEVER,
  ],
  ['fallback: after the end alone', FALLBACK, 9_000, [[9_000, 777]], NEVER],
];

for (const [name, whenMissing, nowSec, knots, until] of CASES) {
  feeds(name, () => {
    assert.equal(shown(pricesOfFeed(policy(whenMissing), HOLED, undefined, nowSec)), {
      knots,
      until,
    });
  });
}

feeds('a hole longer than the last price may hold ends the sale in it', () => {
  const short: WhenMissing = { choice: 'last', forSec: 499 };
  assert.is(pricesOfFeed(policy(short), HOLED, undefined, 1_500)?.sellUntilSec, 3_499);
});

feeds('without any price there is nothing to sell at, and no silent zero', () => {
  for (const nowSec of [500, 3_200, 9_000]) {
    assert.is(pricesOfFeed(policy(STOP), HOLED, undefined, nowSec), undefined);
    assert.is(pricesOfFeed(policy(LAST), HOLED, undefined, nowSec), undefined);
  }
  assert.is(pricesOfFeed(policy(STOP), undefined, undefined, 1_500), undefined);
  assert.is(mayFeedSell(undefined, 0), false);
  const fallback = pricesOfFeed(policy(FALLBACK), undefined, undefined, 1_500);
  assert.equal(shown(fallback), { knots: [[1_500, 777]], until: NEVER });
});

feeds('a feed that is lost leaves the last price for its time, and no longer', () => {
  const before = pricesOfFeed(policy(LAST), HOLED, undefined, 1_500)!;
  const lost = pricesOfFeed(policy(LAST), undefined, undefined, 2_500, before)!;
  assert.equal(shown(lost), { knots: [[2_000, -5]], until: 3_500 });
  assert.is(mayFeedSell(lost, 3_499), true);
  assert.is(mayFeedSell(lost, 3_500), false);
  const later = pricesOfFeed(policy(LAST), undefined, undefined, 3_400, lost)!;
  assert.is(later.sellUntilSec, 3_500, 'asking again gives no more time');
  const found = pricesOfFeed(policy(LAST), HOLED, undefined, 3_600, later)!;
  assert.equal(shown(found), {
    knots: [
      [2_000, -5],
      [3_600, 300],
    ],
    until: 5_500,
  });
});

feeds('what was used is never priced anew: its knots stay until it is billed', () => {
  const before = pricesOfFeed(policy(STOP), HOLED, undefined, 1_000)!;
  const other = feedOf('mSat', [[0, 900], [9_000]]);
  const after = pricesOfFeed(policy(STOP), other, undefined, 2_400, before, 1_200)!;
  assert.equal(shown(after), {
    knots: [
      [1_000, 100],
      [2_000, -5],
      [2_400, 900],
    ],
    until: 9_000,
  });
  const billed = pricesOfFeed(policy(STOP), other, undefined, 2_500, after, 2_500)!;
  assert.equal(shown(billed), { knots: [[2_400, 900]], until: 9_000 });
});

feeds('a rate that is too old ends the prices that it made, and the owner’s choice holds', () => {
  const euros: Feed = { currency: 'EUR', prices: [{ atSec: 0, micro: 320_000 }, { atSec: NEVER }] };
  const rate: ExchangeRate = { currency: 'EUR', centsPerBitcoin: 8_500_000, atSec: 1_000 };
  const of = (whenMissing: WhenMissing, nowSec: number, by: ExchangeRate | undefined = rate) =>
    shown(pricesOfFeed(policy(whenMissing), euros, by, nowSec));
  assert.equal(of(STOP, 1_100), { knots: [[1_100, 376_470]], until: 4_600 });
  assert.equal(of(LAST, 1_100), { knots: [[1_100, 376_470]], until: 5_600 });
  assert.equal(of(FALLBACK, 1_100), {
    knots: [
      [1_100, 376_470],
      [4_600, 777],
    ],
    until: NEVER,
  });
  assert.is(of(STOP, 4_600), undefined);
  assert.is(pricesOfFeed(policy(STOP), euros, undefined, 1_100), undefined);
  assert.is(of(STOP, 1_100, { ...rate, currency: 'USD' }), undefined);
});

feeds('the ceiling wins over feed, margin and fallback; the margin is not on the fallback', () => {
  const limits = { marginPerMille: 100, margin: 10, floor: 0, ceiling: 200 };
  const of = (whenMissing: WhenMissing) =>
    pricesOfFeed({ limits, whenMissing, rateForSec: 0 }, HOLED, undefined, 1_500)?.tariff.knots;
  assert.equal(
    of(FALLBACK)?.map(({ price }) => price),
    [120, 4, 200],
  );
  assert.equal(
    of({ choice: 'fallback', price: 150 })?.map(({ price }) => price),
    [120, 4, 150, 200, 150],
  );
});

feeds('400 quarter hours, a past that is not billed and fallbacks stay within 400 knots', () => {
  const chance = createWholeChance(3);
  let before: FeedPrices | undefined;
  for (let nowSec = 0; nowSec < 400 * 900; nowSec += 10_000) {
    const rows = Array.from({ length: 400 }, (_, i) =>
      chance(3) === 0 ? ([i * 900] as const) : ([i * 900, chance(1_000)] as const),
    );
    before = pricesOfFeed(policy(FALLBACK), feedOf('mSat', rows), undefined, nowSec, before, 0);
    const { knots } = before!.tariff;
    assert.ok(knots.length <= KNOTS_MAX);
    for (let i = 1; i < knots.length; i++) assert.ok(knots[i]!.atSec > knots[i - 1]!.atSec);
    assert.is(before!.sellUntilSec, NEVER);
  }
});

feeds.run();
