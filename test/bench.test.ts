/** `npm run bench`: how a verdict is reached, what is written, and measurements really made. */
import { readFileSync, rmSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { costs } from '../host-sim/bench/cost';
import { FIGURES, type Figure, type Measured, rowOf, verdictOf } from '../host-sim/bench/figures';
import type { Measurement } from '../host-sim/bench/measurement';
import { MEASUREMENTS, runBench } from '../host-sim/bench/measurements';
import { benchTable } from '../host-sim/bench/print';
import { readingSteps } from '../host-sim/bench/reading-steps';
import { xsBinary } from '../host-sim/engines/xs';
import { bundleCommand, type Command, removeCommands } from './command-bench';

const AROUND = { root: process.cwd(), isQuick: true, progress: () => {} };
const VERDICT = /^(met|not met|not measured \(issue \d+\))$/;

const bench = suite('bench');
let command: Command;

bench.before(async () => {
  command = await bundleCommand('bench');
});
bench.after(removeCommands);

const AT_MOST: Figure = { id: 'a', unit: 'ms', what: 'a', bound: { atMost: 5 } };
const AT_LEAST: Figure = { id: 'a', unit: 'x', what: 'a', bound: { atLeast: 5 } };
const NOT_YET: Figure = { ...AT_MOST, issue: 7 };
const found = (value: number, samples = 1): Measured => ({ id: 'a', value, samples });

const VERDICTS: readonly (readonly [string, Figure, Measured | undefined, string])[] = [
  ['at the bound from below', AT_MOST, found(5), 'met'],
  ['beyond it', AT_MOST, found(5.01), 'not met'],
  ['at the bound from above', AT_LEAST, found(5), 'met'],
  ['short of it', AT_LEAST, found(4.99), 'not met'],
  ['a value without samples', AT_MOST, found(0, 0), 'not met'],
  ['fewer samples than none', AT_MOST, found(0, -1), 'not met'],
  ['samples that are no number', AT_MOST, found(0, Number.NaN), 'not met'],
  ['nothing measured', AT_MOST, undefined, 'not met'],
  ['no number', AT_MOST, found(Number.NaN), 'not met'],
  ['without end', AT_LEAST, found(Number.POSITIVE_INFINITY), 'not met'],
  ['spoilt by something else', AT_MOST, { ...found(0), isSpoilt: true }, 'not met'],
  ['for a later issue', NOT_YET, undefined, 'not measured (issue 7)'],
  ['for a later issue, and a value all the same', NOT_YET, found(0), 'not measured (issue 7)'],
];
for (const [name, figure, measured, expected] of VERDICTS) {
  bench(`verdict: ${name} is ${expected}`, () => {
    assert.is(verdictOf(figure, measured), expected);
    assert.is(rowOf(figure, measured).verdict, expected);
  });
}

bench('row: what was not measured has neither value nor samples, but may have a note', () => {
  for (const measured of [undefined, found(1, 0), { ...found(1), note: 'x' }]) {
    const row = rowOf(NOT_YET, measured);
    assert.is(row.value, null);
    assert.is(row.samples, 0);
    assert.is(row.note, measured?.note);
  }
  assert.is(rowOf(AT_MOST, found(Number.NaN)).value, null);
});

bench('rows: each figure is measured by one measurement or waits for an issue', () => {
  const ids = FIGURES.map(({ id }) => id);
  assert.is(new Set(ids).size, ids.length);
  const measured = MEASUREMENTS.flatMap((each) => each.ids);
  assert.is(new Set(measured).size, measured.length);
  for (const { id, issue } of FIGURES) {
    assert.ok(issue !== undefined || measured.includes(id), `${id} is nobody's`);
  }
  for (const id of measured) assert.ok(ids.includes(id), `${id} has no row`);
});

bench('a measurement that fails leaves its rows unmet and lets the others run', async () => {
  const measurement = (id: string, measure: Measurement['measure']): Measurement => ({
    ids: [id],
    seconds: { full: 1, quick: 1 },
    measure,
  });
  const measurements = [
    measurement('sim-speed', () => Promise.reject(new Error('no such engine'))),
    measurement('reaction', () => Promise.resolve([{ ...found(1), id: 'reaction' }])),
  ];
  const { rows, failures } = await runBench(['sim-speed', 'reaction'], AROUND, measurements);
  assert.equal(failures, ['sim-speed: no such engine']);
  assert.equal(
    rows.map(({ id, verdict, samples }) => [id, verdict, samples]),
    [
      ['reaction', 'met', 1],
      ['sim-speed', 'not met', 0],
    ],
  );
});

bench(
  'measured: costs are exact at a constant price, and a table falls short a little',
  async () => {
    const [constant, table] = await costs.measure(AROUND);
    assert.is(constant?.value, 0);
    assert.ok((constant?.samples ?? 0) >= 10_000);
    assert.is(table?.isSpoilt, false);
    // Each charge is rounded down, so an exact zero would say that nothing was compared.
    assert.ok(table !== undefined && table.value > 0 && table.value <= 0.1, String(table?.value));
  },
);

bench('measured: a reading takes some thousands of engine steps inside step', async () => {
  if (xsBinary() === undefined) {
    console.log('skipped: XS engine not built');
    return;
  }
  const [steps] = await readingSteps.measure(AROUND);
  assert.ok(steps !== undefined && steps.value > 500 && steps.value < 50_000, String(steps?.value));
  assert.ok(steps.samples >= 500);
});

bench('the table has a line for each row and its note below', () => {
  const long = 'word '.repeat(40).trim();
  const text = benchTable([
    rowOf(AT_MOST, { ...found(1_234.5), note: long }),
    rowOf(NOT_YET, undefined),
  ]);
  const lines = text.split('\n');
  assert.match(lines[0] ?? '', /^row +value +unit +target +samples +verdict$/);
  assert.match(lines[1] ?? '', /^a +1,234\.5 +ms +<= 5 +1 +not met$/);
  assert.match(lines[2] ?? '', /^ {4}word/);
  assert.match(lines.at(-1) ?? '', /^a +- +ms +<= 5 +- +not measured \(issue 7\)$/);
  assert.ok(lines.every((line) => line.length <= 100));
});

bench('command: --help names every row and exits 0', async () => {
  const { code, stdout } = await command.run(['--help']);
  assert.is(code, 0);
  for (const option of ['only', 'quick', 'json']) assert.match(stdout, `--${option}`);
  for (const { id } of FIGURES) assert.match(stdout, id);
});

const WRONG: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['an unknown option', ['--fast'], /Unknown option '--fast'/],
  ['a row nearly right', ['--only', 'sim-sped'], /did you mean sim-speed\?/],
  ['no row at all', ['--only'], /--only/],
  ['a word of its own', ['reaction'], /reaction/],
  ['a file in no folder', ['--json', 'no-such-folder/x.json'], /no folder no-such-folder/],
];
for (const [name, parameters, expected] of WRONG) {
  bench(`command: ${name} is one helpful line and exit 64`, async () => {
    const { code, stdout, stderr } = await command.run(parameters);
    assert.is(code, 64);
    assert.is(stdout, '');
    assert.is(stderr.trim().split('\n').length, 1, stderr);
    assert.match(stderr, expected);
    assert.match(stderr, '--help');
  });
}

bench(
  'command: --json writes schema, date, machine and rows; an unmet row is no error',
  async () => {
    const file = `build/bench-test-${process.pid}.json`;
    const only = ['cost-constant', 'cost-sinusoid', 'flash-other-records'];
    const parameters = only.flatMap((id) => ['--only', id]);
    const { code, stdout, stderr } = await command.run([...parameters, '--quick', '--json', file]);
    const written = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    rmSync(file);
    assert.is(code, 0, stderr);
    assert.match(stderr, 's left');
    assert.equal(Object.keys(written), ['schema', 'date', 'machine', 'rows']);
    assert.is(written['schema'], 1);
    assert.ok(Math.abs(Date.parse(String(written['date'])) - Date.now()) < 60_000);
    assert.equal(Object.keys(written['machine'] as object), ['cpu', 'cores', 'node', 'platform']);

    const rows = written['rows'] as readonly Record<string, unknown>[];
    assert.equal(rows.map((row) => row['id']).sort(), only);
    for (const row of rows) {
      const keys = Object.keys(row).filter((key) => key !== 'note');
      assert.equal(keys, ['id', 'value', 'unit', 'target', 'verdict', 'samples']);
      assert.match(String(row['verdict']), VERDICT);
      assert.match(String(row['target']), /^[<>]= [\d.]+$/);
      assert.match(stdout, String(row['id']));
    }
    const constant = rows.find((row) => row['id'] === 'cost-constant');
    assert.is(constant?.['value'], 0);
    assert.is(constant?.['verdict'], 'met');
    const unmeasured = rows.find((row) => row['id'] === 'cost-sinusoid');
    assert.equal([unmeasured?.['value'], unmeasured?.['samples']], [null, 0]);
  },
);

bench.run();
