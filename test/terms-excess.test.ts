/** Where a price lies above a ceiling: exact, at every instant, not only at knots of one table. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PRICE_MAX, type Tariff } from '../src/tariff/tariff';
import { judge } from '../src/terms/acceptance';
import { type Excess, largestExcess } from '../src/terms/excess';
import { table } from './tariff-reference';
import { DAY_SEC, DEMAND, flat, OFFER, SAT_PER_WATT_HOUR, START_SEC } from './terms-samples';

const excess = suite('excess');

const RAMP = table('lines', [0, 0], [100, 1_000]);
const STAIR = table('steps', [0, 100], [50, 900], [60, 100]);

// price, ceiling, from, to -> at, price, ceiling
const CASES: readonly (readonly [string, Tariff, Tariff, number, number, Excess | undefined])[] = [
  ['equal constants', flat(7), flat(7), 0, 100, undefined],
  ['a constant above', flat(8), flat(7), 0, 100, at(0, 8, 7)],
  ['a line that only reaches the ceiling at the end', RAMP, flat(1_000), 0, 100, undefined],
  ['a line above it near the end', RAMP, flat(999), 0, 100, at(100, 1_000, 999)],
  ['a step, where the period ends before it', STAIR, flat(100), 0, 50, undefined],
  [
    'a step, where the period ends with its first second',
    STAIR,
    flat(100),
    0,
    51,
    at(50, 900, 100),
  ],
  ['a step that is over when the period begins', STAIR, flat(100), 60, 90, undefined],
  ['a step above a line that has not caught up', STAIR, RAMP, 45, 55, at(50, 900, 500)],
  ['a line just before a step of the ceiling ends', RAMP, STAIR, 20, 50, at(50, 500, 100)],
  [
    'before the first knot its price holds',
    flat(5),
    table('lines', [50, 4], [60, 9]),
    0,
    60,
    at(0, 5, 4),
  ],
  [
    'two lines that cross between whole mSat',
    table('lines', [0, 0], [3, 10]),
    table('lines', [0, 9], [7, 0]),
    0,
    7,
    at(7, 10, 0),
  ],
  [
    'between knots: rounded away from each other',
    table('lines', [0, 0], [3, 10]),
    table('lines', [0, 0], [7, 10]),
    1,
    2,
    at(2, 7, 2),
  ],
];

function at(atSec: number, priceRoundedUp: number, ceilingRoundedDown: number): Excess {
  return { atSec, priceRoundedUp, ceilingRoundedDown };
}

for (const [what, price, ceiling, fromSec, toSec, expected] of CASES) {
  excess(`largest: ${what}`, () => {
    assert.equal(largestExcess(price, ceiling, fromSec, toSec), expected);
  });
}

excess('largest: of two equal ones the first is told', () => {
  const twice = table('steps', [0, 1], [10, 9], [20, 1], [30, 9], [40, 1]);
  assert.is(largestExcess(twice, flat(5), 0, 50)?.atSec, 10);
});

excess('the highest prices over the longest lines are compared without rounding', () => {
  const longest = table('lines', [0, -PRICE_MAX], [253_402_300_799, PRICE_MAX]);
  const above = table('lines', [0, -PRICE_MAX + 1], [253_402_300_799, PRICE_MAX]);
  assert.is(largestExcess(longest, above, 0, 253_402_300_799), undefined);
  assert.is(
    largestExcess(above, longest, 253_402_300_798, 253_402_300_799)?.atSec,
    253_402_300_798,
  );
});

excess(
  'the original looks at 1,024 instants and misses a minute between them; ours does not',
  () => {
    const minuteSec = START_SEC + 10_060;
    const importTariff = table(
      'steps',
      [0, 100_000],
      [minuteSec, 100_001],
      [minuteSec + 60, 100_000],
    );
    // Its grid: START + k x 86,400 / 1,023. None of it lies in that minute.
    const stepSec = DAY_SEC / 1_023;
    const seen = Array.from({ length: 1_024 }, (_, k) => START_SEC + k * stepSec);
    assert.not(seen.some((sec) => sec >= minuteSec && sec < minuteSec + 60));
    const judged = judge({ ...OFFER, importTariff }, DEMAND);
    const reason = {
      why: 'import-price-too-high',
      offered: 100_001,
      limit: 100_000,
      atSec: minuteSec,
    };
    assert.equal(!judged.agrees && judged.reasons, [reason]);
  },
);

excess(
  "the original's table, [2.2, 2.9, 2.2] sat/Wh over a day, has its prices at its hours",
  () => {
    const day = table(
      'lines',
      [START_SEC, 2.2 * SAT_PER_WATT_HOUR],
      [START_SEC + DAY_SEC / 2, 2.9 * SAT_PER_WATT_HOUR],
      [START_SEC + DAY_SEC, 2.2 * SAT_PER_WATT_HOUR],
    );
    for (const [hour, price] of [
      [0, 2_200_000],
      [3, 2_375_000],
      [6, 2_550_000],
      [12, 2_900_000],
      [18, 2_550_000],
    ] as const) {
      const sec = START_SEC + hour * 3_600;
      // The ceiling steps to just below the price of that hour, for its second.
      const ceiling = table('steps', [0, PRICE_MAX], [sec, price - 1], [sec + 1, PRICE_MAX]);
      const found = largestExcess(day, ceiling, START_SEC, START_SEC + DAY_SEC);
      assert.is(found?.ceilingRoundedDown, price - 1);
      const exact = table('steps', [0, PRICE_MAX], [sec, price + 17], [sec + 1, PRICE_MAX]);
      // A second later the price is at most 17 mSat/kWh higher.
      assert.is(largestExcess(day, exact, START_SEC, START_SEC + DAY_SEC), undefined);
    }
  },
);

excess.run();
