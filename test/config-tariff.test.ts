import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseConfig } from '../src/config/board-config';
import { formatConfigError } from '../src/config/fields';
import { parseTariffDocument } from '../src/config/tariff-config';
import { writeTariff } from '../src/config/tariff-document';
import { priceAtRoundedDown } from '../src/tariff/price';
import type { Tariff } from '../src/tariff/tariff';
import { epochMs } from '../src/units';
import { changed, complaints } from './config-complaints';
import { BERLIN, dailyTariff, NO_LIMITS, sampleTariff } from './tariff-recipes';

const config = suite('config tariff');

const of = (document: unknown): Tariff => {
  const parsed = parseTariffDocument(document);
  if (!parsed.ok) throw new Error(parsed.fault.map(formatConfigError).join('\n'));
  return parsed.value;
};
const price = (value: number) => ({ priceMilliSatPerKilowattHour: value });
const wave = (lowest: number, highest: number, shiftSec: number) => ({
  lowestMilliSatPerKilowattHour: lowest,
  highestMilliSatPerKilowattHour: highest,
  shiftSec,
});
const ZONE = 'CET-1CEST,M3.5.0,M10.5.0/3';
const BLOCKS = {
  recipe: 'blocks',
  zone: ZONE,
  weekdays: [
    { from: '00:00', ...price(100_000) },
    { from: '06:30', ...price(300_000) },
  ],
};
const SINUSOID = {
  recipe: 'sinusoid',
  zone: ZONE,
  day: wave(500_000, 2_000_000, 21_600),
  year: wave(0, 500_000, 7_884_000),
};

config('each recipe is read by its name', () => {
  assert.equal(of({ recipe: 'constant', ...price(7) }).knots, [{ atSec: 0, price: 7 }]);
  assert.equal(of(SINUSOID), sampleTariff(BERLIN));
  const limits = { marginPerMille: 50, margin: -7, floor: -1, ceiling: 9 };
  const limited = of({
    ...SINUSOID,
    marginPerMille: 50,
    marginMilliSatPerKilowattHour: -7,
    floorMilliSatPerKilowattHour: -1,
    ceilingMilliSatPerKilowattHour: 9,
  });
  assert.equal(limited, sampleTariff(BERLIN, limits));
  const weekdays = [
    { atSec: 0, price: 100_000 },
    { atSec: 23_400, price: 300_000 },
  ];
  assert.equal(of(BLOCKS), dailyTariff('steps', weekdays, weekdays, BERLIN, NO_LIMITS));
  const weekend = [{ atSec: 0, price: -5 }];
  assert.equal(
    of({ ...BLOCKS, weekend: [{ from: '00:00', ...price(-5) }] }),
    dailyTariff('steps', weekdays, weekend),
  );
});

config(
  'points go from 0:00 to 24:00; a last price of its own stands a second before midnight',
  () => {
    const points = { recipe: 'points', zone: ZONE };
    const noon = [
      { atSec: 0, price: 22 },
      { atSec: 43_200, price: 29 },
    ];
    assert.equal(
      of({ ...points, pricesMilliSatPerKilowattHour: [22, 29, 22] }),
      dailyTariff('lines', noon),
    );
    const [weekdays, weekend] = [[...noon, { atSec: 86_399, price: 23 }], [{ atSec: 0, price: 1 }]];
    const both = {
      pricesMilliSatPerKilowattHour: [22, 29, 23],
      weekendPricesMilliSatPerKilowattHour: [1, 1],
    };
    assert.equal(of({ ...points, ...both }), dailyTariff('lines', weekdays, weekend));
    const eighths = of({ ...points, pricesMilliSatPerKilowattHour: [1, 2, 3, 4, 5, 6, 7, 1] });
    const form = eighths.recipe!.form;
    assert.is(form.kind === 'daily' && form.weekdays[3]?.atSec, Math.floor((3 * 86_400) / 7));
  },
);

config('a table may have margin, floor and ceiling, and without a recipe is as it was', () => {
  const knots = [
    { atSec: 0, ...price(100) },
    { atSec: 60, ...price(300) },
  ];
  const plain = of({ shape: 'lines', knots });
  assert.equal(plain, of({ recipe: 'table', shape: 'lines', knots }));
  const dearer = of({ recipe: 'table', shape: 'lines', knots, marginPerMille: 100 });
  assert.equal(
    dearer.knots.map((knot) => knot.price),
    [110, 330],
  );
});

config('import and export have a tariff each', () => {
  const parsed = parseConfig(changed('terms.exportTariff', BLOCKS));
  assert.ok(parsed.ok);
  if (!parsed.ok) return;
  const { tariff, exportTariff } = parsed.value.terms;
  assert.is(priceAtRoundedDown(tariff, epochMs(0)), 250_000);
  assert.is(priceAtRoundedDown(exportTariff!, epochMs(0)), 100_000);
});

const ROUND: readonly (readonly [string, unknown])[] = [
  ['a table', { shape: 'lines', knots: [{ atSec: 5, ...price(-9) }] }],
  ['blocks with a weekend', { ...BLOCKS, weekend: [{ from: '00:00', ...price(-5) }] }],
  ['points', { recipe: 'points', zone: ZONE, pricesMilliSatPerKilowattHour: [22, 29, 23] }],
  ['even points', { recipe: 'points', zone: 'UTC0', pricesMilliSatPerKilowattHour: [1, 2, 3, 1] }],
  ['a sinusoid', { ...SINUSOID, marginPerMille: 7, ceilingMilliSatPerKilowattHour: 9_000 }],
  ['a wave a year', { recipe: 'sinusoid', zone: ZONE, year: wave(-1, 5, 3) }],
];

for (const [name, document] of ROUND) {
  config(`${name} is written as it is read`, () => {
    const tariff = of(document);
    priceAtRoundedDown(tariff, epochMs(1_767_225_600_000)); // a window is not written
    assert.equal(of(JSON.parse(JSON.stringify(writeTariff(tariff)))), of(document));
  });
}

const KEY = 'priceMilliSatPerKilowattHour';
const RANGE = 'a whole number from -1000000000 to 1000000000';
const RULE = '(as UTC0 or CET-1CEST,M3.5.0,M10.5.0/3)';
// document -> what is said
const REFUSALS: [string, unknown, string[]][] = [
  [
    'a recipe that nobody knows',
    { recipe: 'sinus' },
    ['recipe: expected one of constant, table, blocks, points, sinusoid, got "sinus"'],
  ],
  ['a price that is missing', { recipe: 'constant' }, [`${KEY}: expected ${RANGE}, got nothing`]],
  [
    'a field of another recipe',
    { recipe: 'constant', ...price(1), zone: 'UTC0' },
    [
      'zone: expected a known field (one of recipe, priceMilliSatPerKilowattHour, ' +
        'marginPerMille, marginMilliSatPerKilowattHour, floorMilliSatPerKilowattHour, ' +
        'ceilingMilliSatPerKilowattHour), got a text of 4 characters',
    ],
  ],
  [
    'a floor above the ceiling',
    {
      recipe: 'constant',
      ...price(1),
      floorMilliSatPerKilowattHour: 10,
      ceilingMilliSatPerKilowattHour: 9,
    },
    ['floorMilliSatPerKilowattHour: expected at most the ceiling (9), got 10'],
  ],
  [
    'a name of the tz database',
    { ...BLOCKS, zone: 'Europe/Berlin' },
    [
      'zone: expected a POSIX TZ rule, with the hours that UTC is ahead after each name ' +
        `${RULE}, got "Europe/Berlin"`,
    ],
  ],
  [
    'summer time without rules',
    { ...BLOCKS, zone: 'CET-1CEST' },
    [`zone: expected a POSIX TZ rule, with two rules for summer time ${RULE}, got "CET-1CEST"`],
  ],
  [
    'no zone',
    { ...SINUSOID, zone: undefined },
    [`zone: expected a POSIX TZ rule ${RULE}, got nothing`],
  ],
  [
    'no blocks',
    { ...BLOCKS, weekdays: [] },
    [`weekdays: expected a list of 1 to 96 blocks of from and ${KEY}, got a list of 0`],
  ],
  [
    'blocks that begin at six',
    { ...BLOCKS, weekdays: [{ from: '06:00', ...price(1) }] },
    ['weekdays.0.from: expected 00:00 for the first block, got "06:00"'],
  ],
  [
    'blocks out of order, and half an hour past 24',
    {
      ...BLOCKS,
      weekdays: [
        { from: '00:00', ...price(1) },
        { from: '00:00', ...price(1) },
        { from: '24:30', ...price(1) },
      ],
    },
    [
      'weekdays.1.from: expected a time after the block before it, got "00:00"',
      'weekdays.2.from: expected a time of day from 00:00 to 23:59, got "24:30"',
    ],
  ],
  [
    'one point',
    { recipe: 'points', zone: ZONE, pricesMilliSatPerKilowattHour: [1] },
    [
      'pricesMilliSatPerKilowattHour: expected a list of 2 to 97 prices, from 0:00 to 24:00, ' +
        'got a list of 1',
    ],
  ],
  [
    'half a mSat',
    { recipe: 'points', zone: ZONE, pricesMilliSatPerKilowattHour: [1, 0.5, 1] },
    [`pricesMilliSatPerKilowattHour.1: expected ${RANGE}, got 0.5`],
  ],
  [
    'a wave upside down',
    { recipe: 'sinusoid', zone: ZONE, day: wave(5, 4, 0) },
    ['day.highestMilliSatPerKilowattHour: expected at least the lowest (5), got 4'],
  ],
  [
    'no wave',
    { recipe: 'sinusoid', zone: ZONE },
    ['day: expected a wave, here or as year, got nothing'],
  ],
  ['a number', 7, [': expected an object, got 7']],
];

for (const [name, document, said] of REFUSALS) {
  config(`refuses ${name}`, () => {
    const parsed = parseTariffDocument(document);
    assert.not(parsed.ok);
    if (parsed.ok) return;
    const lines = parsed.fault.map(formatConfigError);
    assert.equal(
      lines.map((line) => line.replace(/^document/, '')),
      said,
    );
  });
}

config('a wrong recipe in the configuration is named with its place', () => {
  assert.equal(complaints(changed('terms.tariff', { ...BLOCKS, weekend: 5 })), [
    `terms.tariff.weekend: expected a list of 1 to 96 blocks of from and ${KEY}, got 5`,
  ]);
});

config.run();
