/**
 * Questions to the metering between its readings: how much was used that the register does not
 * show yet, and may the last reading still be relied on?
 */
import { type MilliWattHours, type MonotonicMs, milliWattHours } from '../units';
import { type MeteringState, STALE_INTERVALS } from './metering-state';
import { estimatedFlow, FLOW_PER_MILLI_WATT_HOUR } from './register';

export type MeterTrust = 'trusted' | 'no-reading' | 'stale' | 'implausible';

/** Whether supply may rest on the last reading; the reasons are in order of weight. */
export function meterTrust(state: MeteringState, nowMono: MonotonicMs): MeterTrust {
  if (state.base !== 'read') return 'no-reading';
  if (nowMono - state.lastMono >= STALE_INTERVALS * state.limits.intervalMs) return 'stale';
  return state.isDoubted ? 'implausible' : 'trusted';
}

/** No good reading for 3 intervals, or none at all yet. */
export function isStale(state: MeteringState, nowMono: MonotonicMs): boolean {
  const trust = meterTrust(state, nowMono);
  return trust === 'stale' || trust === 'no-reading';
}

/**
 * Imported energy that the register does not show yet, at most one quantum plus 5 %, rounded up to
 * a mWh. Counts as used for cut-off and pulls, never as charged.
 *
 * Since the last reading its power is taken to go on for one interval; once the next reading is
 * late, the highest power possible. What a silent meter may hide beyond the cap is for the reserve.
 */
export function estimateImport(state: MeteringState, nowMono: MonotonicMs): MilliWattHours {
  if (state.base !== 'read') return milliWattHours(0);
  const { powerMax, intervalMs } = state.limits;
  const silentMs = Math.max(nowMono - state.lastMono, 0);
  const lateMs = silentMs > intervalMs ? silentMs - intervalMs : 0;
  const flow = 2 * (Math.max(state.power, 0) * (silentMs - lateMs) + powerMax * lateMs);
  return milliWattHours(Math.ceil(estimatedFlow(state.import, flow) / FLOW_PER_MILLI_WATT_HOUR));
}

/**
 * The same for export, rounded down and with nothing taken to flow once a reading is late: what
 * might be owed to a producer, for display, never credited.
 */
export function estimateExport(state: MeteringState, nowMono: MonotonicMs): MilliWattHours {
  if (state.base !== 'read') return milliWattHours(0);
  const onTimeMs = Math.min(Math.max(nowMono - state.lastMono, 0), state.limits.intervalMs);
  const flow = 2 * Math.max(-state.power, 0) * onTimeMs;
  return milliWattHours(Math.floor(estimatedFlow(state.export, flow) / FLOW_PER_MILLI_WATT_HOUR));
}
