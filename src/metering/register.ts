/**
 * One direction of the meter: its register, which is billed, and the estimate of the energy that
 * the register does not show yet, which is never billed.
 */
import {
  type MilliWattHours,
  type MilliWatts,
  type MonotonicMs,
  milliWattHours,
  monotonicMs,
} from '../units';

/** Plain data, changed in place. */
export type RegisterState = {
  register: MilliWattHours;
  quantum: MilliWattHours;
  /** The reading that first showed this register. */
  changedMono: MonotonicMs;
  /** Estimated energy above the register, in flow units. */
  residualFlow: number;
  /** What of it was seen to flow, a quantum at most: less where a whole step is only assumed. */
  seenFlow: number;
};

/**
 * Energy as integrated power is counted in halves of a mW x ms, so that a trapezoid is a whole
 * number: flow = (power before + power after) x ms.
 */
export const FLOW_PER_MILLI_WATT_HOUR = 7_200_000;
/** The same with 5 % on top: the most that can hide below one quantum of the register. */
const FLOW_CAP_PER_MILLI_WATT_HOUR = 7_560_000;

/** Meters renew their values about once a second; what is read may be that old. */
export const RENEWAL_MS = 1_000;

export const createRegister = (): RegisterState => ({
  register: milliWattHours(0),
  quantum: milliWattHours(0),
  changedMono: monotonicMs(0),
  residualFlow: 0,
  seenFlow: 0,
});

export type RegisterDoubt = 'backwards' | 'jump';

/**
 * Rule 2 of design.md: a delta is plausible when it is at most `powerMax` x the time since the
 * register last changed x 1.2, plus 2 quanta. Of two quanta (float32 registers lose resolution as
 * they grow) the larger counts.
 *
 * `elapsedMs` is the time since that change was read. In the meter it may have happened one
 * renewal earlier: without it, a healthy meter with a fine quantum, renewed twice between two
 * readings, would be refused at full load.
 */
export function doubtRegister(
  from: RegisterState,
  register: MilliWattHours,
  quantum: MilliWattHours,
  elapsedMs: number,
  powerMax: MilliWatts,
): RegisterDoubt | undefined {
  const delta = register - from.register;
  if (delta === 0) return undefined;
  if (delta < 0) return 'backwards';

  // mW x ms x 1.2 / 3,600,000. Beyond 2^53 the last digits are lost, which decides nothing here.
  const energyMax = (powerMax * (elapsedMs + RENEWAL_MS)) / 3_000_000;
  return delta <= energyMax + 2 * Math.max(from.quantum, quantum) ? undefined : 'jump';
}

/**
 * Takes over a plausible register and returns by how much it moved. `flow` is the power of this
 * direction integrated since the last accepted reading.
 *
 * A step happened somewhere since that reading. What was estimated before it says where: the
 * estimate goes down by the step. It is never more than flowed since that reading, nor negative.
 */
export function advanceRegister(
  state: RegisterState,
  register: MilliWattHours,
  quantum: MilliWattHours,
  atMono: MonotonicMs,
  flow: number,
): MilliWattHours {
  const delta = (register - state.register) as MilliWattHours;
  let residual = state.residualFlow + flow;
  let seen = state.seenFlow + flow;
  if (delta > 0) {
    residual = Math.max(0, Math.min(residual - delta * FLOW_PER_MILLI_WATT_HOUR, flow));
    seen = residual;
    state.register = register;
    state.changedMono = atMono;
  }
  state.quantum = quantum;
  state.residualFlow = Math.min(residual, quantum * FLOW_CAP_PER_MILLI_WATT_HOUR);
  state.seenFlow = Math.min(seen, quantum * FLOW_PER_MILLI_WATT_HOUR);
  return delta;
}

/** Starts again from a register, without a delta. */
export function rebaseRegister(
  state: RegisterState,
  register: MilliWattHours,
  quantum: MilliWattHours,
  atMono: MonotonicMs,
): void {
  state.register = register;
  state.quantum = quantum;
  state.changedMono = atMono;
  state.residualFlow = 0;
  state.seenFlow = 0;
}

/** Where within its step the energy stands is not known: all of a step may have been used. */
export function assumeWholeStep(state: RegisterState): void {
  state.residualFlow = state.quantum * FLOW_CAP_PER_MILLI_WATT_HOUR;
}

/** The estimate after `flow` more, capped at one quantum plus 5 %. */
export const estimatedFlow = (state: RegisterState, flow: number): number =>
  Math.min(state.residualFlow + flow, state.quantum * FLOW_CAP_PER_MILLI_WATT_HOUR);
