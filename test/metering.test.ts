import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isStale, meterTrust } from '../src/metering/estimate';
import { confirmMeter, identify, meter, readingFailed } from '../src/metering/metering';
import { monotonicMs } from '../src/units';
import { createChance } from './chance';
import {
  create,
  feed,
  KILOWATT_HOUR,
  reading,
  said,
  started,
  WATT,
  WATT_HOUR,
} from './metering-samples';

const metering = suite('metering');

// ---- registers

metering('register: the first reading only sets the base', () => {
  const state = started(90_000 * KILOWATT_HOUR);
  assert.equal(feed(state, { at: 2_000, import: 90_000 * KILOWATT_HOUR }), {
    kind: 'good',
    importDelta: 0,
    importFromMono: 1_000,
    exportDelta: 0,
    exportFromMono: 1_000,
    toMono: 2_000,
  });
});

metering('register: a step is billed once, over the time since the last step', () => {
  const state = started(0);
  for (const at of [2_000, 3_000, 4_000]) feed(state, { at });
  const stepped = feed(state, { at: 5_000, import: 2 * WATT_HOUR, power: 1_800 * WATT });
  assert.equal(stepped, {
    kind: 'good',
    importDelta: 2 * WATT_HOUR,
    importFromMono: 1_000,
    exportDelta: 0,
    exportFromMono: 1_000,
    toMono: 5_000,
  });
  const next = feed(state, { at: 6_000, import: 3 * WATT_HOUR, power: 1_800 * WATT });
  assert.is(next.kind === 'good' && next.importFromMono, 5_000);
  assert.is(next.kind === 'good' && next.importDelta, WATT_HOUR);
});

metering('register: import and export move apart, each with its own time', () => {
  const state = started(0);
  feed(state, { at: 2_000, import: WATT_HOUR });
  const both = feed(state, { at: 3_000, import: 2 * WATT_HOUR, export: WATT_HOUR });
  assert.equal(both, {
    kind: 'good',
    importDelta: WATT_HOUR,
    importFromMono: 2_000,
    exportDelta: WATT_HOUR,
    exportFromMono: 1_000,
    toMono: 3_000,
  });
});

// At 7,200 W a second is 2 Wh, x 1.2 is 2.4. What is read may be a second old, so one more second
// counts: 4.8 Wh and 2 quanta of 1 Wh after one second.
// ms since the last step, old quantum, new quantum, delta mWh -> verdict
const DELTAS: [number, number, number, number, string][] = [
  [1_000, 1_000, 1_000, 6_800, 'good'],
  [1_000, 1_000, 1_000, 6_801, 'jump'],
  [0, 1_000, 1_000, 4_400, 'good'],
  [0, 1_000, 1_000, 4_401, 'jump'],
  [60_000, 1_000, 1_000, 148_400, 'good'],
  [60_000, 1_000, 1_000, 148_401, 'jump'],
  [1_000, 1_000, 7_812, 4_800 + 15_624, 'good'], // the quantum grew
  [1_000, 7_812, 1_000, 4_800 + 15_624, 'good'], // the larger of the two counts
  [1_000, 7_812, 7_812, 4_800 + 15_625, 'jump'],
  [1_000, 1_000, 1_000, -1, 'backwards'],
];

for (const [elapsed, before, after, delta, expected] of DELTAS) {
  metering(
    `register: ${delta} mWh in ${elapsed} ms, quanta ${before}/${after}: ${expected}`,
    () => {
      for (const direction of ['import', 'export'] as const) {
        const state = create();
        feed(state, { at: 1_000, [direction]: 50_000, quantum: before });
        const sample = { at: 1_000 + elapsed, [direction]: 50_000 + delta, quantum: after };
        assert.is(said(feed(state, sample)), expected, direction);
      }
    },
  );
}

metering('register: an implausible reading bills nothing, and the next good one bills all', () => {
  const state = started(10 * KILOWATT_HOUR);
  const jump = { at: 2_000, import: 90 * KILOWATT_HOUR };
  assert.equal(feed(state, jump), { kind: 'implausible', reason: 'jump' });
  assert.is(meterTrust(state, monotonicMs(2_000)), 'implausible');
  const good = feed(state, { at: 3_000, import: 10 * KILOWATT_HOUR + 2 * WATT_HOUR });
  assert.is(good.kind === 'good' && good.importDelta, 2 * WATT_HOUR);
  assert.is(good.kind === 'good' && good.importFromMono, 1_000);
  assert.is(meterTrust(state, monotonicMs(3_000)), 'trusted');
});

metering('register: one bad register refuses the whole reading', () => {
  const state = started(10 * KILOWATT_HOUR);
  const bad = { at: 2_000, import: 10 * KILOWATT_HOUR + 1_000, export: 99 * KILOWATT_HOUR };
  assert.is(said(feed(state, bad)), 'jump');
  assert.is(state.import.register, 10 * KILOWATT_HOUR);
});

// ---- time and power

metering('time: a reading older than the last, or from the future, is refused', () => {
  const state = started();
  feed(state, { at: 5_000, import: 5 * KILOWATT_HOUR });
  assert.is(said(feed(state, { at: 4_999, import: 5 * KILOWATT_HOUR })), 'old');
  const early = reading({ at: 6_001, import: 5 * KILOWATT_HOUR });
  assert.is(said(meter(state, early, monotonicMs(6_000))), 'future');
  assert.is(state.lastMono, 5_000);
  assert.is(meterTrust(state, monotonicMs(6_000)), 'trusted');
});

metering('power: above 1.3 x the limit, in either direction, is implausible', () => {
  const state = started();
  const at = (time: number, power: number) =>
    said(feed(state, { at: time, import: 5 * KILOWATT_HOUR, power }));
  assert.is(at(2_000, 9_360 * WATT), 'good');
  assert.is(at(3_000, 9_360 * WATT + 1), 'power');
  assert.is(at(4_000, -9_360 * WATT - 1), 'power');
  assert.is(meterTrust(state, monotonicMs(4_000)), 'implausible');
  assert.is(at(5_000, -9_360 * WATT), 'good');
});

metering('stale: no good reading for 3 intervals, and never without a reading', () => {
  const state = create();
  assert.ok(isStale(state, monotonicMs(0)));
  feed(state, { at: 1_000, import: 5 * KILOWATT_HOUR });
  assert.not(isStale(state, monotonicMs(3_999)));
  assert.ok(isStale(state, monotonicMs(4_000)));
  for (const at of [2_000, 3_000]) feed(state, { at, import: 0 });
  assert.ok(isStale(state, monotonicMs(4_000)), 'implausible readings do not refresh');
  assert.is(meterTrust(state, monotonicMs(4_000)), 'stale');
});

metering('counters: good, failed and implausible, and the streak of failures', () => {
  const state = started();
  assert.equal([readingFailed(state), readingFailed(state)], [1, 2]);
  feed(state, { at: 2_000, import: 5 * KILOWATT_HOUR });
  assert.is(readingFailed(state), 1);
  feed(state, { at: 3_000, import: 0 });
  assert.equal([state.good, state.failed, state.implausible], [2, 3, 1]);
});

// ---- serial number, and the state as JSON

metering('serial: another one is not taken over until the owner confirms it', () => {
  const state = started();
  assert.is(identify(state, '20001234'), 'first');
  assert.is(identify(state, '20001234'), 'known');
  assert.is(identify(state, '20009999'), 'changed');
  assert.is(identify(state, '20009999'), 'changed');
  confirmMeter(state, '20009999');
  assert.is(identify(state, '20009999'), 'known');
  assert.is(said(feed(state, { at: 2_000, import: 80_000 * KILOWATT_HOUR })), 'first');
});

metering('serial: confirming the known meter keeps the registers', () => {
  const state = started(0);
  identify(state, '1');
  confirmMeter(state, '1');
  const verdict = feed(state, { at: 2_000, import: 1_000 });
  assert.is(verdict.kind === 'good' && verdict.importDelta, 1_000);
});

metering('state: goes on identically after a JSON round trip at any point', () => {
  const chance = createChance(3);
  let state = create();
  let copy = create();
  let register = 5_000_000;
  for (let second = 1; second < 1_500; second++) {
    const power = Math.floor(chance() * 7_000) * WATT;
    register += power > 3_000_000 ? Math.floor(power / 3_600_000) * 1_000 : 0;
    const odd = chance();
    const shown = odd < 0.01 ? 0 : odd < 0.02 ? register * 9 : register;
    const sample = { at: second * 1_000, import: shown, power };
    assert.equal(feed(state, sample), feed(copy, sample));
    assert.equal(copy, state);
    copy = JSON.parse(JSON.stringify(copy));
    if (second === 700) state = JSON.parse(JSON.stringify(state));
  }
  assert.ok(state.implausible > 5);
});

metering.run();
