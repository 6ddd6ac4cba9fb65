/** `npm run tariff`: what it takes, what it says, and what it draws in a pipe. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseArguments, type TariffArguments } from '../host-sim/tariff/arguments';
import { chartOf, sat } from '../host-sim/tariff/chart';
import { curveOf } from '../host-sim/tariff/curve';
import { readTariffFile } from '../host-sim/tariff/tariff-file';
import { RAMP, STAIR } from './tariff-reference';
import { flatBoardDocument } from './vectors/config';
import { ENERGY_CHARTS, MEMPOOL_PRICES } from './vectors/price-feeds';

const command = suite('tariff command');

const given = (line: string) => parseArguments(line.split(' '));
const DAY = '--from 2026-01-01 --to 2026-01-02';

command('arguments: each is read', () => {
  const line = 'a.json --from 2026-01-01 --to 2026-01-02T06:00+01:00 --energy 0.25 --json --export';
  const parsed = given(line);
  assert.equal(parsed, {
    kind: 'run',
    arguments: {
      file: 'a.json',
      fromMs: 1_767_225_600_000,
      toMs: 1_767_330_000_000,
      energyMilliWattHours: 250_000,
      isExport: true,
      isJson: true,
      prices: undefined,
      rate: undefined,
    },
  });
});

// words -> how the complaint begins
const WRONG: [string, string][] = [
  [DAY, 'Which file?'],
  [`a.json b.json ${DAY}`, 'b.json: one file at a time.'],
  ['a.json --to 2026-01-02', '--from is missing: give a time as 2026-01-01,'],
  ['a.json --from 2026-01-01 --to tomorrow', '--to tomorrow: give a time as'],
  ['a.json --from 2026-01-01T06:00 --to 2026-01-02', '--from 2026-01-01T06:00: give a time as'],
  ['a.json --from 2026-02-30 --to 2026-03-02', '--from 2026-02-30: give a time as'],
  ['a.json --from 2026-01-01T25:00Z --to 2026-01-03', '--from 2026-01-01T25:00Z: give a time'],
  ['a.json --from 2026-01-02 --to 2026-01-02', '--to 2026-01-02: must be after --from'],
  ['a.json --from 2026-01-01 --to 2027-01-03', '--to 2027-01-03: at most 366 days after --from'],
  [`a.json ${DAY} --energy 1e3`, '--energy 1e3: kWh as 10 or 0.25'],
  [`a.json ${DAY} --energy 0.0000001`, '--energy 0.0000001: kWh as'],
  [`a.json ${DAY} --kwh 1`, "Unknown option '--kwh'"],
];

for (const [line, begin] of WRONG) {
  command(`arguments: ${line} is refused in one line`, () => {
    const parsed = given(line);
    assert.is(parsed.kind, 'wrong');
    if (parsed.kind !== 'wrong') return;
    assert.is(parsed.line.slice(0, begin.length), begin);
    assert.ok(parsed.line.endsWith('See npm run tariff -- --help.'));
    assert.not(parsed.line.includes('\n'));
  });
}

command('curve: mean, lowest and highest over parts of lines and of steps', () => {
  const lines = curveOf(RAMP, 1_000_000, 1_180_000, 2_000_000, 3);
  assert.equal(
    lines.parts.map(({ price }) => price),
    [130_000, 160_000, 70_000],
  );
  assert.equal(lines.lowest, { atMs: 1_180_000, price: -20_000 });
  assert.equal(lines.highest, { atMs: 1_060_000, price: 160_000 });
  assert.equal(lines.charge, { cost: 240_000, carryMicroMilliSat: 0 });
  const steps = curveOf(STAIR, 1_000_000, 1_120_000, 1_000_000, 2);
  assert.is(steps.lowest.price, 100_000, 'the step that begins at the end is not in it');
  assert.is(steps.meanPrice, 130_000);
});

command('chart: a block for each part, from the lowest or zero to the highest', () => {
  const parts = [0, 600, -600, 300].map((price, at) => ({ atMs: at, price: price * 1_000 }));
  const lines = chartOf(parts, () => '01-01 00:00');
  assert.is(lines.length, 14);
  assert.is(lines[0], ' 600 ┤ █');
  assert.is(lines[3], ' 300 ┤ █ █');
  assert.is(lines[11]?.trimEnd(), '     │██ █');
  assert.ok(lines[12]?.endsWith('-600 ┴────'));
  assert.is(sat(99_999), '99.999');
  assert.is(sat(-600_000), '-600');
  assert.is(sat(1_000_050), '1000');
});

command('chart: a price that never changes, and one of zero, are drawn', () => {
  for (const price of [0, 250_000, -250_000]) {
    const lines = chartOf([{ atMs: 0, price }], () => '');
    assert.is(lines.length, 14, `${price}`);
    assert.ok(lines.every((line) => !line.includes('NaN')));
  }
});

const FLAT = { recipe: 'constant', priceMilliSatPerKilowattHour: 250_000 };

command('a file, a configuration and their mistakes, as a person calls it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tariff-'));
  const run = (name: string, document: unknown, ...words: readonly string[]) => {
    const file = join(folder, name);
    writeFileSync(file, typeof document === 'string' ? document : JSON.stringify(document));
    const argv = ['.ci/launch.mjs', 'host-sim/tariff.ts', file, ...DAY.split(' '), ...words];
    return spawnSync(process.execPath, argv, { encoding: 'utf8' });
  };
  try {
    const flat = run('flat.json', FLAT, '--energy', '12.000001');
    assert.is(flat.status, 0, flat.stderr);
    assert.match(
      flat.stdout,
      'cost     3000 sat for 12.000001 kWh: 3000000 mSat, 250000 millionths',
    );
    assert.not(flat.stdout.includes('\u001b'), 'no colours in a pipe');
    const config = run('config.json', flatBoardDocument(), '--json');
    assert.is(JSON.parse(config.stdout).costMilliSat, 250_000);
    const none = run('config.json', flatBoardDocument(), '--export');
    assert.is(none.status, 64);
    assert.match(none.stderr, 'config.json: has no terms.exportTariff.');
    const wrong = run('wrong.json', { ...FLAT, zone: 'UTC0' });
    assert.is(wrong.status, 64);
    assert.match(wrong.stderr, 'wrong.json: is not a tariff:\n  zone: expected a known field');
    assert.match(run('text.json', 'price: 5').stderr, 'text.json: is not JSON.');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const FEED = {
  recipe: 'feed',
  url: 'https://example.com/prices',
  format: 'energy-charts',
  currency: 'EUR',
  rate: { url: 'https://example.com/rate', format: 'mempool', forSec: 7_200 },
  whenMissing: { choice: 'stop' },
};

command('a feed takes its list and its rate from files, and says where they end', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tariff-feed-'));
  const put = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const file = put('feed.json', JSON.stringify(FEED));
  const prices = put('prices.json', ENERGY_CHARTS);
  const rate = put('rate.json', '{"time":1767135000,"EUR":75000}');
  const old = put('old.json', MEMPOOL_PRICES);
  const read = (files: Partial<TariffArguments>) =>
    readTariffFile({
      file,
      fromMs: 1_767_135_600_000,
      toMs: 0,
      energyMilliWattHours: 0,
      isExport: false,
      isJson: false,
      prices,
      rate,
      ...files,
    });
  try {
    const found = read({});
    assert.ok(found.ok);
    if (!found.ok) return;
    assert.is(found.value.untilMs, 1_767_142_200_000, 'the rate ends before the list');
    assert.equal(found.value.tariff.knots[0], { atSec: 1_767_135_600, price: 126_493 });
    const faultOf = (files: Partial<TariffArguments>) => {
      const wrong = read(files);
      return wrong.ok ? '' : wrong.fault.slice(file.length + 2).replaceAll(folder, '');
    };
    assert.is(faultOf({ rate: undefined }), 'needs --rate FILE, in the format mempool.');
    assert.is(faultOf({ prices: undefined }), 'needs --prices FILE, in the format energy-charts.');
    assert.match(faultOf({ prices: rate }), '/rate.json has no prices.');
    assert.match(faultOf({ rate: prices }), 'needs a rate for EUR: /prices.json is none');
    assert.match(faultOf({ rate: old }), 'no rate that is young enough: nothing would be sold.');
    assert.match(faultOf({ prices: '/none' }), 'needs /none, and there is no such file.');
    assert.match(faultOf({ file: rate }), 'is no feed, and takes no --prices and no --rate.');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

command.run();
