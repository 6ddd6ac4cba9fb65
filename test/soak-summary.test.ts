/** What a run says: sums that add up in any order, the JSON's fields, the table and the bound. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Found } from '../host-sim/soak/run';
import { soakJson, soakTable } from '../host-sim/soak/summary';
import { addTally, noTally, type Tally } from '../host-sim/soak/tally';

const soak = suite('soak-summary');

const lived = (seed: number): Tally => ({
  ...noTally(),
  seeds: 1,
  simulatedMs: 3_600_000,
  powerCuts: 5,
  powerCutsBy: { idle: 1, openPull: 3, write: 2, erase: 0, recovery: 1 },
  faults: { 'power-cut': 5, [seed % 2 === 0 ? 'even' : 'odd']: seed },
  pulls: { settled: 10, void: 1, lapsed: 0, late: 2, unknown: 0 },
  lives: { yard: 1 },
  reach: { yard: [1 << seed, 0] },
  violations: [],
});

const sumOf = (seeds: readonly number[]): Tally => {
  const sum = noTally();
  for (const seed of seeds) addTally(sum, lived(seed));
  return sum;
};

const found: Found = {
  seed: 12,
  checker: 'money',
  board: 'board-0',
  at: 99,
  detail: 'lost a sat\n    at somewhere',
  replay: 'npm run soak -- --replay soak-failures/yard-12.json',
};

soak('summary: lives add up to the same in any order', () => {
  assert.equal(sumOf([3, 1, 2]), sumOf([1, 2, 3]));
  const half = sumOf([1, 2]);
  addTally(half, sumOf([3]));
  assert.equal(half, sumOf([1, 2, 3]));
  assert.equal(half.reach, { yard: [14, 0] });
  assert.equal(half.faults, { 'power-cut': 15, odd: 4, even: 2 });
});

soak('summary: the JSON has these fields, and names kinds that never struck', () => {
  const run = { tally: sumOf([1, 2]), violations: [found], wallMs: 1_234 };
  const json = soakJson(run, ['yard: waiting x settled'], ['power-cut', 'odd', 'even', 'never']);
  assert.equal(json, {
    schema: 1,
    seeds: 2,
    simulatedHours: 2,
    powerCuts: 10,
    powerCutsBy: { idle: 2, openPull: 6, write: 4, erase: 0, recovery: 2 },
    faults: { even: 2, never: 0, odd: 1, 'power-cut': 10 },
    pulls: { settled: 20, void: 2, lapsed: 0, late: 4, unknown: 0 },
    violations: [
      {
        seed: 12,
        checker: 'money',
        detail: 'board-0 at 99 ms: lost a sat\n    at somewhere',
        replay: found.replay,
      },
    ],
    unreached: ['yard: waiting x settled'],
    wallSeconds: 1.234,
  });
});

soak('summary: the table tells seed, commit, one line of the detail and the command', () => {
  const run = { tally: sumOf([1, 2]), violations: [found], wallMs: 2_000 };
  const table = soakTable(soakJson(run, [], []), 'abc1234');
  assert.match(table, 'violation: money, seed 12, commit abc1234: board-0 at 99 ms: lost a sat\n');
  assert.match(table, found.replay);
  assert.not.match(table, 'somewhere');
  assert.match(table, '1 violations.');
});

soak('summary: without a violation the bound is told, and what was not reached before it', () => {
  const run = { tally: sumOf([1, 2]), violations: [], wallMs: 2_000 };
  const clean = soakTable(soakJson(run, [], []), undefined);
  assert.match(clean, 'No violation in 10 power cuts: with 95 % confidence fewer than 3');
  const short = soakTable(soakJson(run, ['none x settled'], []), undefined);
  assert.match(short, 'not reached: none x settled');
  assert.not.match(short, '95 %');
});

soak.run();
