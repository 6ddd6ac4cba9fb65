/** Readings as short as a test wants them, fed to a metering of 7,200 W and one second. */
import * as assert from 'uvu/assert';
import type { MeterVerdict } from '../src/metering/meter-verdict';
import { meter } from '../src/metering/metering';
import { createMetering, type MeteringState } from '../src/metering/metering-state';
import type { Reading } from '../src/ports';
import { durationMs, milliWattHours, milliWatts, monotonicMs } from '../src/units';

export const KILOWATT_HOUR = 1_000_000;
export const WATT_HOUR = 1_000;
export const WATT = 1_000;
export const POWER_MAX = milliWatts(7_200 * WATT); // 2 Wh a second
export const MINUTE_MS = 60_000;

export const create = (powerMax = POWER_MAX): MeteringState =>
  createMetering({ powerMax, intervalMs: durationMs(1_000) });

export type Sample = {
  at: number;
  import?: number;
  export?: number;
  power?: number;
  quantum?: number;
};
export const reading = (sample: Sample): Reading => ({
  atMono: monotonicMs(sample.at),
  importRegister: milliWattHours(sample.import ?? 0),
  importQuantum: milliWattHours(sample.quantum ?? WATT_HOUR),
  exportRegister: milliWattHours(sample.export ?? 0),
  exportQuantum: milliWattHours(sample.quantum ?? WATT_HOUR),
  power: milliWatts(sample.power ?? 0),
  phases: [],
});

export const feed = (state: MeteringState, sample: Sample): MeterVerdict =>
  meter(state, reading(sample), monotonicMs(sample.at));

/** The first reading ever, by chance at the beginning of a step. */
export function feedFirst(state: MeteringState, sample: Sample): void {
  assert.is(said(feed(state, sample)), 'first');
  state.import.residualFlow = 0;
}

/** The kind, and for an implausible reading why. */
export const said = (verdict: MeterVerdict): string =>
  verdict.kind === 'implausible' ? verdict.reason : verdict.kind;

export const started = (register = 5 * KILOWATT_HOUR): MeteringState => {
  const state = create();
  assert.is(said(feed(state, { at: 1_000, import: register })), 'first');
  return state;
};
