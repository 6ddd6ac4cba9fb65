/** The run that is kept closes what it must close, and the pages say what it says. */
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Creation,
  complaintsOf,
  figuresOf,
  type Proof,
  proofOf,
  sentenceOf,
} from '../host-sim/device/proof';
import type { DayRun } from '../host-sim/device/run-day';
import type { LinRun } from '../host-sim/device/run-lin';

const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const kept = json('docs/device-run.json') as Proof;
const { creation } = json('manifest.json') as { creation: Creation };

const COMMON = {
  settledPulls: 9,
  doublePayments: 0,
  lostMilliSat: 0,
  paidMilliSat: 1,
  creditedMilliSat: 1,
  chargedMilliSat: 1,
  deliveredMilliWattHours: 1,
  boots: 21,
  handshakes: 40,
  faults: [],
  isImageConfirmed: true,
  slotsPeakBytes: 100_000,
  chunksPeakBytes: 60_000,
  stackPeakBytes: 14_144,
  slotsSteadyBytes: 50_000,
  chunksSteadyBytes: 20_000,
  isQuiet: true,
  memoryFull: 0,
};
const CUTS: LinRun = { ...COMMON, powerCuts: 20, cutsAt: {} };
const DAY: DayRun = {
  ...COMMON,
  settledPulls: 500,
  stackPeakBytes: 15_000,
  boardHours: 24.01,
  tookSec: 300,
};
const ABOUT = {
  date: '2026-11-25',
  machine: 'a desk',
  bits: 64,
  sdkCommit: '48ee02d8',
  tsc: '7.0.2',
  linkerWarnings: 0,
  creation,
} as const;

const run = suite('device run');

run('both parts of a run count: sums, and the most of either', () => {
  const proof = proofOf(ABOUT, CUTS, DAY);
  assert.is(proof.settledPulls, 509);
  assert.is(proof.handshakes, 80);
  assert.is(proof.stackPeak, 469, 'slots of 32 bytes, rounded up');
  assert.is(proofOf({ ...ABOUT, bits: 32 }, CUTS, DAY).stackPeak, 938);
  assert.equal(complaintsOf(proof), []);
});

for (const [what, change] of [
  ['a linker warning', { linkerWarnings: 1 }],
  ['fewer than 3 settled pulls', { settledPulls: 2 }],
  ['fewer than 20 power cuts', { powerCuts: 19 }],
  ['a double payment', { doublePayments: 1 }],
  ['lost money', { lostMilliSat: -1 }],
  ['the memory was full', { memoryFull: 1 }],
  ['less than a day', { boardHours: 23.9 }],
  ['the slots were not fixed', { slotsPeakBytes: 160_000 }],
  ['the chunks were not fixed', { chunksPeakBytes: 80_000 }],
  ['the stack was not fixed', { stackPeak: 641 }],
] as const) {
  run(`${what} closes nothing`, () => {
    assert.equal(complaintsOf({ ...proofOf(ABOUT, CUTS, DAY), ...change }), [what]);
  });
}

run('a figure that was not measured closes nothing', () => {
  const { slotsPeakBytes: _, ...unmeasured } = CUTS;
  const proof = proofOf(ABOUT, { ...unmeasured, slotsPeakBytes: undefined }, DAY);
  assert.equal(complaintsOf(proof), ['the slots were not fixed']);
});

run('the run that is kept has every key, and closes what it must', () => {
  assert.equal(Object.keys(kept), Object.keys(proofOf(ABOUT, CUTS, DAY)));
  assert.equal(complaintsOf(kept), []);
  assert.match(kept.sdkCommit, /^[0-9a-f]{40}$/);
  assert.match(kept.date, /^20\d\d-[01]\d-[0-3]\d$/);
});

run('it was run with the heaps and the stack that the firmware has now', () => {
  const { chunk, heap, stack } = creation;
  assert.equal(kept.creation, { chunkBytes: chunk.initial, slots: heap.initial, stack });
  assert.equal([chunk.incremental, heap.incremental], [0, 0], 'fixed');
});

run('docs/device.md has its figures, and the README its sentence', () => {
  const rows = readFileSync('docs/device.md', 'utf8').split('\n');
  for (const [name, value] of figuresOf(kept)) {
    const row = rows.find((each) => each.startsWith(`| ${name} `)) ?? '';
    assert.is(row.split('|')[2]?.trim(), value, name);
  }
  const readme = readFileSync('README.md', 'utf8').replaceAll(/\s+/g, ' ');
  assert.ok(readme.includes(sentenceOf(kept)), sentenceOf(kept));
});

run.run();
