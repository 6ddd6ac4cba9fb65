import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readFeed } from '../src/config/feed-config';
import { type ConfigError, formatConfigError } from '../src/config/fields';
import { changed, complaints } from './config-complaints';

const config = suite('config feed');

const said = (document: unknown): string[] => {
  const errors: ConfigError[] = [];
  readFeed(document, 'tariff', errors);
  return errors.map(formatConfigError);
};

const RATE = { url: 'https://example.com/rate', format: 'mempool', forSec: 7_200 };
const FEED = {
  recipe: 'feed',
  url: 'https://example.com/prices',
  format: 'awattar',
  currency: 'EUR',
  rate: RATE,
  whenMissing: { choice: 'last', forSec: 600 },
};
const FIAT = {
  recipe: 'fiat',
  currency: 'EUR',
  microPerKilowattHour: 320_000,
  rate: RATE,
  whenMissing: { choice: 'fallback', priceMilliSatPerKilowattHour: 400_000 },
};

config('a feed is read with its defaults: an hour between two looks, no margin, no limits', () => {
  const errors: ConfigError[] = [];
  const read = readFeed(FEED, '', errors);
  assert.equal(errors, []);
  assert.equal(read, {
    source: { url: 'https://example.com/prices', format: 'awattar' },
    currency: 'EUR',
    rate: { url: 'https://example.com/rate', format: 'mempool' },
    refreshSec: 3_600,
    policy: {
      limits: { marginPerMille: 0, margin: 0, floor: -1_000_000_000, ceiling: 1_000_000_000 },
      whenMissing: { choice: 'last', forSec: 600 },
      rateForSec: 7_200,
    },
  });
});

config('prices in mSat need no rate', () => {
  const { rate, ...plain } = FEED;
  assert.equal(said({ ...plain, currency: 'mSat' }), []);
  assert.equal(said({ ...FEED, currency: 'mSat', rate }), [
    'tariff.rate: expected nothing: prices are in mSat, got an object',
  ]);
  assert.equal(said(plain), ['tariff.rate: expected an object, got nothing']);
});

// what is changed -> what is said
const REFUSALS: [string, unknown, string[]][] = [
  [
    'a format that nobody knows',
    { ...FEED, format: 'tibber' },
    ['tariff.format: expected one of own, awattar, energy-charts, got "tibber"'],
  ],
  [
    'no address',
    { ...FEED, url: 'prices.json' },
    [
      'tariff.url: expected an address as https://example.com/prices, of at most 500 characters, ' +
        'got "prices.json"',
    ],
  ],
  [
    'a currency in small letters',
    { ...FEED, currency: 'eur' },
    ['tariff.currency: expected mSat, or three capitals as EUR, got "eur"'],
  ],
  [
    'no choice of what holds without prices',
    { ...FEED, whenMissing: undefined },
    ['tariff.whenMissing: expected an object, got nothing'],
  ],
  [
    'a choice that nobody knows',
    { ...FEED, whenMissing: { choice: 'free' } },
    ['tariff.whenMissing.choice: expected one of stop, last, fallback, got "free"'],
  ],
  [
    'a last price without an end',
    { ...FEED, whenMissing: { choice: 'last' } },
    ['tariff.whenMissing.forSec: expected a whole number from 0 to 604800, got nothing'],
  ],
  [
    'a fallback without a price: nothing is no price',
    { ...FEED, whenMissing: { choice: 'fallback' } },
    [
      'tariff.whenMissing.priceMilliSatPerKilowattHour: expected a whole number from ' +
        '-1000000000 to 1000000000, got nothing',
    ],
  ],
  [
    'a fallback above the ceiling',
    { ...FIAT, ceilingMilliSatPerKilowattHour: 300_000 },
    [
      'tariff.whenMissing.priceMilliSatPerKilowattHour: expected a price from the floor ' +
        '(-1000000000) to the ceiling (300000), got 400000',
    ],
  ],
  [
    'a price that stop does not need',
    { ...FEED, whenMissing: { choice: 'stop', priceMilliSatPerKilowattHour: 1 } },
    ['tariff.whenMissing.priceMilliSatPerKilowattHour: expected nothing, but with fallback, got 1'],
  ],
  [
    'a price in mSat that is called fiat',
    { ...FIAT, currency: 'mSat' },
    ['tariff.currency: expected three capitals as EUR, got "mSat"'],
  ],
  [
    'a field of the other recipe',
    { ...FIAT, format: 'own' },
    [
      'tariff.format: expected a known field (one of recipe, currency, refreshSec, rate, ' +
        'whenMissing, marginPerMille, marginMilliSatPerKilowattHour, ' +
        'floorMilliSatPerKilowattHour, ceilingMilliSatPerKilowattHour, microPerKilowattHour), ' +
        'got a text of 3 characters',
    ],
  ],
];

for (const [name, document, expected] of REFUSALS) {
  config(`refuses ${name}`, () => {
    assert.equal(said(document), expected);
  });
}

config('a board refuses a feed: it would not ask for it', () => {
  assert.equal(complaints(changed('terms.tariff', FEED)), [
    'terms.tariff.recipe: expected one of constant, table, blocks, points, sinusoid, got "feed"',
  ]);
});

config.run();
