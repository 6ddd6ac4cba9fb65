import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { estimateExport, estimateImport } from '../src/metering/estimate';
import { restoreRegister } from '../src/metering/metering';
import { milliWattHours, monotonicMs } from '../src/units';
import { create, feed, feedFirst, WATT, WATT_HOUR } from './metering-samples';

const metering = suite('metering estimate');

// ---- the estimate

metering('estimate: power integrated since the last step, rounded up to a mWh', () => {
  const state = create();
  feedFirst(state, { at: 1_000, power: 360 * WATT });
  feed(state, { at: 2_000, power: 360 * WATT });
  assert.is(estimateImport(state, monotonicMs(2_000)), 100);
  assert.is(estimateImport(state, monotonicMs(2_500)), 150, 'goes on with the last power');
  assert.is(estimateImport(state, monotonicMs(2_501)), 151, 'rounded up');
  assert.is(estimateExport(state, monotonicMs(2_500)), 0);
});

metering('estimate: a late reading may hide the highest power, up to a quantum and 5 %', () => {
  const state = create();
  feedFirst(state, { at: 1_000 });
  assert.is(estimateImport(state, monotonicMs(2_000)), 0);
  assert.is(estimateImport(state, monotonicMs(2_100)), 200);
  assert.is(estimateImport(state, monotonicMs(9_000)), 1_050);
  assert.is(estimateImport(state, monotonicMs(900_000)), 1_050);
  assert.is(estimateExport(state, monotonicMs(900_000)), 0);
});

metering('estimate: goes down by the step, so used energy does not leap', () => {
  const state = create();
  let used = 0;
  let charged = 0;
  for (let second = 0; second <= 60; second++) {
    const exact = second * 100; // 360 W
    const stepped = Math.floor((exact + 30) / WATT_HOUR) * WATT_HOUR;
    const sample = { at: 1_000 * (second + 1), import: stepped, power: 360 * WATT };
    if (second === 0) {
      feedFirst(state, sample);
      continue;
    }
    const verdict = feed(state, sample);
    if (verdict.kind === 'good') charged += verdict.importDelta;
    const now = charged + estimateImport(state, monotonicMs(sample.at));
    assert.ok(now >= used && now <= used + 200, `second ${second}: ${used} to ${now}`);
    used = now;
  }
  assert.is(charged, 6_000);
});

metering('estimate: after a step never more than flowed since the reading before', () => {
  const state = create();
  feedFirst(state, { at: 1_000, power: 360 * WATT });
  for (let at = 2_000; at <= 11_000; at += 1_000) feed(state, { at, power: 360 * WATT });
  assert.is(estimateImport(state, monotonicMs(11_000)), 1_000);
  feed(state, { at: 12_000, import: 1_000, power: 360 * WATT });
  assert.is(estimateImport(state, monotonicMs(12_000)), 100);
  feed(state, { at: 13_000, import: 3_000, power: 360 * WATT });
  assert.is(estimateImport(state, monotonicMs(13_000)), 0, 'never negative');
});

metering('estimate: export counts for itself', () => {
  const state = create();
  feedFirst(state, { at: 1_000, power: -360 * WATT });
  feed(state, { at: 2_005, power: -360 * WATT });
  assert.is(estimateExport(state, monotonicMs(2_005)), 100, 'rounded down');
  assert.is(estimateImport(state, monotonicMs(2_005)), 0);
});

metering('estimate: nothing before the first reading', () => {
  const state = create();
  restoreRegister(state, milliWattHours(1), milliWattHours(1));
  assert.is(estimateImport(state, monotonicMs(60_000)), 0);
});

metering.run();
