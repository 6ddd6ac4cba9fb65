import { utf8 } from '@scure/base';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Result } from '../src/result';
import { readRate, toPriceRoundedDown } from '../src/tariff/exchange-rate';
import type { Feed } from '../src/tariff/feed';
import {
  createFeedReader,
  type FeedFormat,
  feedReader,
  finishFeed,
} from '../src/tariff/feed-reader';
import { BODY_BYTES_MAX } from '../src/web/replies';
import { picked } from './vectors/picked';
import {
  AWATTAR,
  AWATTAR_PRICES,
  ENERGY_CHARTS,
  ENERGY_CHARTS_PRICES,
  MEMPOOL_PRICES,
  OWN,
  OWN_PRICES,
} from './vectors/price-feeds';

const reading = suite('tariff feed reader');

function read(
  format: FeedFormat,
  body: string,
  currency = 'EUR',
  part = 1_000,
): Result<Feed, string> {
  const reader = createFeedReader(format, currency, { bodyBytesMax: BODY_BYTES_MAX.feed });
  const bytes = utf8.decode(body);
  for (let at = 0; at < bytes.length; at += part) {
    if (feedReader(reader, bytes.subarray(at, at + part)) !== undefined) break;
  }
  return finishFeed(reader);
}

const feedOf = (currency: string, rows: readonly (readonly [number, number?])[]): Feed => ({
  currency,
  prices: rows.map(([atSec, micro]) => (micro === undefined ? { atSec } : { atSec, micro })),
});

const SAMPLES: [string, FeedFormat, string, string, readonly (readonly [number, number?])[]][] = [
  ['aWATTar, hours', 'awattar', AWATTAR, 'EUR', AWATTAR_PRICES],
  ['Energy-Charts, quarter hours', 'energy-charts', ENERGY_CHARTS, 'EUR', ENERGY_CHARTS_PRICES],
  ['our own, with a negative price and a gap', 'own', OWN, 'mSat', OWN_PRICES],
];

for (const [name, format, body, currency, rows] of SAMPLES) {
  reading(`${name}: the sample, split anywhere`, () => {
    for (const part of [1, 7, 100_000]) {
      const found = read(format, body, currency, part);
      assert.ok(found.ok);
      if (found.ok) assert.equal(found.value, feedOf(currency, rows));
    }
  });
}

reading('quarter hours: a price of null and a time left out are times without a price', () => {
  const body =
    '{"price":[88.1,null,70.0,-65.5],"unix_seconds":[900,1800,2700,5400],"unit":"EUR / MWh"}';
  const found = read('energy-charts', body);
  const rows = [
    [900, 88_100],
    [1_800],
    [2_700, 70_000],
    [3_600],
    [5_400, -65_500],
    [6_300],
  ] as const;
  assert.equal(found, { ok: true, value: feedOf('EUR', rows) });
});

reading('sat/kWh is a thousand mSat/kWh, in any case', () => {
  const body = OWN.replace('mSat/kWh', 'SAT / KWH');
  const found = read(
    'own',
    '{"unit":"sat/kWh","prices":[{"fromSec":0,"untilSec":9,"price":1.5}]}',
    'mSat',
  );
  assert.equal(found, { ok: true, value: feedOf('mSat', [[0, 1_500_000_000], [9]]) });
  assert.ok(read('own', body, 'mSat').ok);
});

const many = (count: number) =>
  `{"unix_seconds":[${Array.from({ length: count }, (_, i) => i * 900).join()}],` +
  `"price":[${Array.from({ length: count }, () => '1').join()}],"unit":"EUR / MWh"}`;
const own = (...rows: readonly string[]) => `{"unit":"mSat/kWh","prices":[${rows.join()}]}`;

reading('400 intervals are read, 401 are too many', () => {
  assert.ok(read('energy-charts', many(400)).ok);
  assert.equal(read('energy-charts', many(401)), { ok: false, fault: 'too-many' });
});

// format, body -> fault
const FAULTS: [string, FeedFormat, string, string][] = [
  ['no list', 'energy-charts', '{"detail":"bzn not found"}', 'no-prices'],
  ['an empty list', 'own', own(), 'no-prices'],
  ['not JSON', 'own', '<html>', 'not-json'],
  ['a body that ends early', 'own', OWN.slice(0, -2), 'not-json'],
  ['dollars for euros', 'awattar', AWATTAR.replaceAll('Eur', 'Usd'), 'other-unit'],
  ['a row in another unit', 'awattar', AWATTAR.replace('Eur/MWh', 'Eur/kWh'), 'other-unit'],
  ['a price as text', 'energy-charts', ENERGY_CHARTS.replace('90.31', '"90.31"'), 'field-missing'],
  ['a row without a price', 'own', own('{"fromSec":0,"untilSec":9}'), 'field-missing'],
  [
    'prices fewer than times',
    'energy-charts',
    ENERGY_CHARTS.replace(',81.06', ''),
    'field-missing',
  ],
  [
    'the same list twice',
    'energy-charts',
    ENERGY_CHARTS.replace('"unit"', '"price":[1],"unit"'),
    'field-missing',
  ],
  [
    'times that go back',
    'energy-charts',
    ENERGY_CHARTS.replace('1767136500', '1767137400'),
    'not-in-order',
  ],
  [
    'an interval into the next',
    'own',
    own('{"fromSec":0,"untilSec":9,"price":1},{"fromSec":8,"untilSec":20,"price":1}'),
    'not-in-order',
  ],
  ['an empty interval', 'own', own('{"fromSec":9,"untilSec":9,"price":1}'), 'not-in-order'],
  ['half a second', 'own', own('{"fromSec":0.5,"untilSec":9,"price":1}'), 'not-in-order'],
  [
    'a price beyond all reason',
    'own',
    own('{"fromSec":0,"untilSec":9,"price":1e12}'),
    'price-out-of-range',
  ],
];

for (const [name, format, body, fault] of FAULTS) {
  reading(`refuses ${name}: ${fault}`, () => {
    const currency = format === 'own' ? 'mSat' : 'EUR';
    assert.equal(read(format, body, currency), { ok: false, fault });
  });
}

reading('a feed longer than 256 KB is hung up on', () => {
  const reader = createFeedReader('own', 'mSat', { bodyBytesMax: BODY_BYTES_MAX.feed });
  const blanks = new Uint8Array(BODY_BYTES_MAX.feed + 1).fill(0x20);
  assert.is(feedReader(reader, blanks), 'too-long');
});

reading('a rate of exchange is read in both formats, and is never of the future', () => {
  const fields = picked(MEMPOOL_PRICES, ['time', 'EUR'])!;
  const rate = { currency: 'EUR', centsPerBitcoin: 3_976_100, atSec: 1_703_252_411 };
  assert.equal(readRate('mempool', 'EUR', fields, 1_800_000_000), { ok: true, value: rate });
  assert.equal(readRate('mempool', 'EUR', fields, 1_700_000_000), {
    ok: true,
    value: { ...rate, atSec: 1_700_000_000 },
  });
  const plain = { currency: 'EUR', perBitcoin: 85_000.12, atSec: 9 };
  const read = readRate('own', 'EUR', plain, 10);
  assert.equal(read, {
    ok: true,
    value: { currency: 'EUR', centsPerBitcoin: 8_500_012, atSec: 9 },
  });
  assert.equal(readRate('own', 'USD', plain, 10), { ok: false, fault: 'other-currency' });
  for (const wrong of [{}, { ...plain, perBitcoin: 0 }, { ...plain, perBitcoin: '1' }]) {
    assert.equal(readRate('own', 'EUR', { currency: 'EUR', ...wrong }, 10).ok, false);
  }
});

// micro, cents per bitcoin -> mSat/kWh: 0.32 EUR/kWh at 85,000 EUR is 376.47 sat
const CONVERSIONS: [number, number, number][] = [
  [320_000, 8_500_000, 376_470],
  [-320_000, 8_500_000, -376_471],
  [0, 8_500_000, 0],
  [1, 100, 100_000],
  [1e15, 1, 1_000_000_000],
  [-1e15, 1, -1_000_000_000],
  [9_999_999_999, 700_000_007, 142_857_141],
];

for (const [micro, centsPerBitcoin, price] of CONVERSIONS) {
  reading(`${micro} millionths at ${centsPerBitcoin} cents are ${price} mSat/kWh`, () => {
    assert.is(toPriceRoundedDown(micro, { currency: 'EUR', centsPerBitcoin, atSec: 0 }), price);
  });
}

reading.run();
