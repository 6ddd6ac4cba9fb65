/** The run that is kept closes what it must close, and the pages say what it says. */
import { X509Certificate } from 'node:crypto';
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
  TIGHT_HEAPS,
} from '../host-sim/device/proof';
import type { DayRun } from '../host-sim/device/run-day';
import type { LinRun } from '../host-sim/device/run-lin';
import { isRefused, type RefusedRun } from '../host-sim/device/run-refused';
import { makeWrongNodes, WRONG_NODES } from '../host-sim/device/wrong-nodes';

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
  slotsPeakBytes: 98_000,
  chunksPeakBytes: 40_000,
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
const REFUSED: RefusedRun = {
  ...{ what: 'expired', meetings: 2, heardBytes: 0, requests: 0, closed: 0 },
  named: ['node-certificate-refused'],
  ...{ heardBytesAfter: 541, settledAfter: 1, closedAfter: 1 },
};
const ALL_REFUSED = new Array<RefusedRun>(WRONG_NODES).fill(REFUSED);
const ABOUT = {
  date: '2026-11-25',
  machine: 'a desk',
  bits: 64,
  sdkCommit: '48ee02d8',
  tsc: '7.0.2',
  linkerWarnings: 0,
  creation,
  dayHeaps: { chunkBytes: creation.chunk.initial, slots: creation.heap.initial },
} as const;
/** The same on 32 bits. */
const NARROW = { ...ABOUT, bits: 32, dayHeaps: TIGHT_HEAPS } as const;
const TIGHT_DAY: DayRun = {
  ...DAY,
  ...{ slotsPeakBytes: 35_000, chunksPeakBytes: 30_000, stackPeakBytes: 7_168 },
  ...{ slotsSteadyBytes: 28_000, chunksSteadyBytes: 11_000 },
};

const run = suite('device run');

run('both parts of a run count: sums, and the most of either', () => {
  const proof = proofOf(ABOUT, CUTS, DAY, ALL_REFUSED);
  assert.is(proof.settledPulls, 509);
  assert.is(proof.handshakes, 80);
  assert.is(proof.stackPeak, 469, 'slots of 32 bytes, rounded up');
  assert.is(proofOf({ ...ABOUT, bits: 32 }, CUTS, DAY, ALL_REFUSED).stackPeak, 938);
  assert.equal(complaintsOf(proof), []);
});

for (const [what, change] of [
  ['a linker warning', { linkerWarnings: 1 }],
  ['fewer than 3 settled pulls', { settledPulls: 2 }],
  ['fewer than 20 power cuts', { powerCuts: 19 }],
  ['a double payment', { doublePayments: 1 }],
  ['lost money', { lostMilliSat: -1 }],
  ['the memory was full', { memoryFull: 1 }],
  ['a server that was not refused as it must be', { refusedServers: 5 }],
  ['less than a day', { boardHours: 23.9 }],
  ['the slots were not fixed', { slotsPeakBytes: 160_000 }],
  ['the chunks were not fixed', { chunksPeakBytes: 80_000 }],
  ['the stack was not fixed', { stackPeak: 641 }],
] as const) {
  run(`${what} closes nothing`, () => {
    assert.equal(complaintsOf({ ...proofOf(ABOUT, CUTS, DAY, ALL_REFUSED), ...change }), [what]);
  });
}

for (const [what, change] of [
  ['the day had more than 64 KB', { dayHeaps: { ...TIGHT_HEAPS, slots: 2_209 } }],
  ['more than 40 KB stay in use', { slotsSteadyBytes: 30_000 }],
  ['the slots were not fixed', { slotsPeakBytes: 35_344 }],
] as const) {
  run(`on 32 bits ${what} closes nothing`, () => {
    const proof = proofOf(NARROW, { ...CUTS, stackPeakBytes: 7_168 }, TIGHT_DAY, ALL_REFUSED);
    assert.equal(complaintsOf(proof), []);
    assert.equal(complaintsOf({ ...proof, ...change }), [what]);
  });
}

for (const [what, change] of [
  ['that nobody met twice', { meetings: 1 }],
  ['that heard a byte', { heardBytes: 1 }],
  ['that was asked for something', { requests: 1 }],
  ['while which power flowed', { closed: 1 }],
  ['of which the status says nothing', { named: [] }],
  ['that the status calls by another name', { named: ['node-broken'] }],
  ['of which it says too much', { named: ['node-broken', 'node-certificate-refused'] }],
  ['after which the right one was not let in', { heardBytesAfter: 0 }],
  ['after which nothing was paid', { settledAfter: 0 }],
  ['after which nothing was sold', { closedAfter: 0 }],
] as const) {
  run(`a server ${what} was not refused as it must be`, () => {
    assert.ok(isRefused(REFUSED));
    assert.not(isRefused({ ...REFUSED, ...change }));
    const some = [{ ...REFUSED, ...change }, ...ALL_REFUSED.slice(1)];
    assert.is(proofOf(ABOUT, CUTS, DAY, some).refusedServers, WRONG_NODES - 1);
  });
}

run('each wrong certificate is wrong in a way of its own, and never the right one', async () => {
  const nodes = await makeWrongNodes();
  assert.is(nodes.length, WRONG_NODES);
  assert.is(new Set(nodes.map(({ what }) => what)).size, WRONG_NODES);
  for (const { what, wrong, right } of nodes) assert.is.not(wrong.cert, right.cert, what);
  const expired = nodes.find(({ what }) => what === 'expired');
  assert.ok(Date.parse(new X509Certificate(expired?.wrong.cert ?? '').validTo) < Date.now());
});

run('a figure that was not measured closes nothing', () => {
  const { slotsPeakBytes: _, ...unmeasured } = DAY;
  const proof = proofOf(ABOUT, CUTS, { ...unmeasured, slotsPeakBytes: undefined }, ALL_REFUSED);
  assert.equal(complaintsOf(proof), ['the slots were not fixed']);
});

run('the run that is kept has every key, and closes what it must', () => {
  assert.equal(Object.keys(kept), Object.keys(proofOf(ABOUT, CUTS, DAY, ALL_REFUSED)));
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
