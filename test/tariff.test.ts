import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  highestPriceEver,
  highestPriceRoundedUp,
  lowestNonNegativePriceRoundedDown,
  priceAtRoundedDown,
} from '../src/tariff/price';
import {
  constantTariff,
  KNOT_AT_SEC_MAX,
  KNOTS_MAX,
  PRICE_MAX,
  parseTariff,
  type Tariff,
} from '../src/tariff/tariff';
import { epochMs, milliSatPerKilowattHour } from '../src/units';
import { createWholeChance } from './chance';
import { FLAT, floor, RAMP, randomTariff, referencePrice, STAIR, table } from './tariff-reference';

const YEAR_MS = 366 * 86_400_000;

const tariff = suite('tariff');

// ---- prices

// tariff, from, to -> price at from (down), highest (up), lowest (down, not below 0)
const PRICES: [string, Tariff, number, number, number, number, number][] = [
  ['constant', FLAT, 5, 9_999_999, 250_000, 250_000, 250_000],
  ['before the first knot', RAMP, 0, 1, 100_000, 100_000, 100_000],
  ['inside a line, off the second', RAMP, 1_000_001, 1_000_002, 100_001, 100_002, 100_001],
  ['over a whole table', RAMP, 0, 5_000_000, 100_000, 160_000, 0],
  ['a falling line', RAMP, 1_120_001, 1_120_002, 159_997, 159_997, 159_994],
  ['the end knot of a step counts', STAIR, 1_059_999, 1_060_000, 100_000, 160_000, 100_000],
  ['just before it does not', STAIR, 1_000_000, 1_059_999, 100_000, 100_000, 100_000],
  ['exchanged ends', STAIR, 1_060_000, 1_059_999, 160_000, 160_000, 100_000],
];

for (const [name, of, from, to, at, highest, lowest] of PRICES) {
  tariff(`price: ${name}`, () => {
    assert.is(priceAtRoundedDown(of, epochMs(from)), at);
    assert.is(highestPriceRoundedUp(of, epochMs(from), epochMs(to)), highest);
    assert.is(lowestNonNegativePriceRoundedDown(of, epochMs(from), epochMs(to)), lowest);
  });
}

tariff('price: no instant lies outside the highest and the lowest', () => {
  const chance = createWholeChance(11);
  for (let i = 0; i < 2_000; i++) {
    const of = randomTariff(chance, i % 2 === 0 ? 50 : PRICE_MAX, i % 3 === 0 ? 3 : 90_000_000);
    const from = of.knots[0]!.atSec * 1_000 - 2_000 + chance(20_000);
    const to = from + chance(i % 2 === 0 ? 20_000 : YEAR_MS);
    const at = from + chance(to - from + 1);
    const exact = referencePrice(of, BigInt(at));
    const highest = BigInt(highestPriceRoundedUp(of, epochMs(from), epochMs(to)));
    const lowest = BigInt(lowestNonNegativePriceRoundedDown(of, epochMs(from), epochMs(to)));
    assert.is(BigInt(priceAtRoundedDown(of, epochMs(at))), floor(exact));
    assert.ok(exact[0] <= highest * exact[1]);
    assert.ok(exact[0] < 0n || lowest * exact[1] <= exact[0]);
    assert.ok(highest <= BigInt(highestPriceEver(of)));
  }
});

// ---- the table as JSON

const knot = (atSec: unknown, price: unknown) => ({ atSec, priceMilliSatPerKilowattHour: price });

tariff('parse: a table is read with its unit and kept without', () => {
  const parsed = parseTariff({ shape: 'lines', knots: [knot(0, -5), knot(60, 250_000)] });
  assert.ok(parsed.ok);
  assert.equal(parsed.value, table('lines', [0, -5], [60, 250_000]));
  const price = milliSatPerKilowattHour(7);
  assert.equal(constantTariff(price), { shape: 'steps', knots: [{ atSec: 0, price: 7 }] });
});

tariff('parse: the limits themselves are allowed', () => {
  const knots = Array.from({ length: KNOTS_MAX }, (_, i) =>
    knot(i, i % 2 ? PRICE_MAX : -PRICE_MAX),
  );
  assert.ok(parseTariff({ shape: 'steps', knots }).ok);
  assert.ok(parseTariff({ shape: 'steps', knots: [knot(KNOT_AT_SEC_MAX, 0)] }).ok);
});

const many = Array.from({ length: KNOTS_MAX + 1 }, (_, i) => knot(i, 0));
// document -> fault and place, in order
const FAULTS: [string, unknown, string[]][] = [
  ['nothing', undefined, ['not-an-object ']],
  ['a list', [], ['not-an-object ']],
  ['no fields', {}, ['unknown-shape shape', 'knots-not-a-list knots']],
  ['an empty table', { shape: 'steps', knots: [] }, ['no-knots knots']],
  ['401 knots', { shape: 'steps', knots: many }, ['too-many-knots knots']],
  ['a knot that is a number', { shape: 'steps', knots: [7] }, ['not-an-object knots.0']],
  [
    'half a second',
    { shape: 'steps', knots: [knot(0.5, 1)] },
    ['not-a-whole-second knots.0.atSec'],
  ],
  [
    'a negative time',
    { shape: 'steps', knots: [knot(-1, 1)] },
    ['not-a-whole-second knots.0.atSec'],
  ],
  [
    'equal times',
    { shape: 'steps', knots: [knot(5, 1), knot(5, 1)] },
    ['not-after-the-last-knot knots.1.atSec'],
  ],
  [
    'a price as text, another too high',
    { shape: 'steps', knots: [knot(1, '9'), knot(2, PRICE_MAX + 1)] },
    [
      'price-out-of-range knots.0.priceMilliSatPerKilowattHour',
      'price-out-of-range knots.1.priceMilliSatPerKilowattHour',
    ],
  ],
  [
    'fields nobody knows',
    { shape: 'lines', colour: 1, knots: [{ ...knot(1, 2), price: 2 }] },
    ['unknown-field colour', 'unknown-field knots.0.price'],
  ],
];

for (const [name, document, expected] of FAULTS) {
  tariff(`parse: refuses ${name}`, () => {
    const parsed = parseTariff(document);
    assert.not(parsed.ok);
    if (parsed.ok) return;
    assert.equal(
      parsed.fault.map(({ fault, field }) => `${fault} ${field}`),
      expected,
    );
  });
}

tariff('parse: a table of 400 broken knots gives a bounded list of faults', () => {
  const parsed = parseTariff({ shape: 'lines', knots: many.slice(1).map(() => knot('x', 'y')) });
  assert.ok(!parsed.ok && parsed.fault.length <= 20);
});

tariff.run();
