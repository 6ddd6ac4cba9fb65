/**
 * Do the registers agree with the integrated power? Catches a register that is stuck while power
 * flows, and a power reading that is stuck while the register moves (rule 2 of design.md).
 *
 * Net movement (import less export) of the registers is compared with the integral of the signed
 * power over a sliding window of nine minutes; they disagree when they differ by more than 5 % and
 * 2 quanta at every reading of one further minute. So a lasting disagreement is found within ten
 * minutes, and a change of load that shows in the register before it shows in the power is none.
 *
 * The integral is known from samples. At a change of power between two samples it may be wrong by
 * that change for the time between them and one renewal of the meter's values. Such errors are
 * independent, so the root of the sum of their squares is allowed for; under steady load that is
 * nothing. Of what the contactor let through and stopped again between two samples neither shows
 * anything: that change may have been all that can flow.
 */
import { FLOW_PER_MILLI_WATT_HOUR, RENEWAL_MS } from './register';

const BUCKETS = 9;
const BUCKET_MS = 60_000;
const SUSTAINED_MS = 60_000;
/** 5 % is one part in 20. */
const TOLERANCE_DIVISOR = 20;
const NEVER = -1;

/**
 * Plain data, changed in place. One minute; flows in halves of a mW x ms. All are whole numbers
 * below 2^53, so that every engine writes them to JSON and reads them back alike.
 */
type Bucket = {
  movedMilliWattHours: number;
  flow: number;
  grossFlow: number;
  /** Of the sampling, each in mWh rounded up. */
  squaredErrors: number;
};
export type AgreementState = {
  buckets: Bucket[];
  current: number;
  currentSinceMono: number;
  /** Sums over all buckets. */
  movedMilliWattHours: number;
  flow: number;
  grossFlow: number;
  suspectSinceMono: number;
};

export function createAgreement(): AgreementState {
  const buckets: Bucket[] = [];
  for (let i = 0; i < BUCKETS; i++) {
    buckets.push({ movedMilliWattHours: 0, flow: 0, grossFlow: 0, squaredErrors: 0 });
  }
  return {
    buckets,
    current: 0,
    currentSinceMono: 0,
    movedMilliWattHours: 0,
    flow: 0,
    grossFlow: 0,
    suspectSinceMono: NEVER,
  };
}

/** Forgets everything: the registers were rebased, or too long nothing was heard. */
export function restartAgreement(state: AgreementState, atMono: number): void {
  for (const bucket of state.buckets) clearBucket(bucket);
  state.current = 0;
  state.currentSinceMono = atMono;
  state.movedMilliWattHours = 0;
  state.flow = 0;
  state.grossFlow = 0;
  state.suspectSinceMono = NEVER;
}

/**
 * Takes in what registers and power did between two readings, `elapsedMs` apart; `unseen`: what may
 * have flowed between them and shows in neither, in mW. True when they
 * disagree; the window then starts again, so a lasting disagreement is reported again.
 */
export function compareWithPower(
  state: AgreementState,
  movedMilliWattHours: number,
  powerBefore: number,
  power: number,
  unseen: number,
  atMono: number,
  elapsedMs: number,
  quantumMilliWattHours: number,
): boolean {
  while (atMono - state.currentSinceMono >= BUCKET_MS) nextBucket(state);

  const bucket = state.buckets[state.current]!;
  const flow = (powerBefore + power) * elapsedMs;
  const isOneWay = powerBefore >= 0 && power >= 0;
  const grossFlow = isOneWay ? flow : (Math.abs(powerBefore) + Math.abs(power)) * elapsedMs;
  bucket.movedMilliWattHours += movedMilliWattHours;
  bucket.flow += flow;
  bucket.grossFlow += grossFlow;
  state.movedMilliWattHours += movedMilliWattHours;
  state.flow += flow;
  state.grossFlow += grossFlow;
  if (power !== powerBefore || unseen > 0) {
    const change = Math.max(Math.abs(power - powerBefore), unseen);
    const errorFlow = 2 * change * (elapsedMs + RENEWAL_MS);
    const errorMilliWattHours = Math.ceil(errorFlow / FLOW_PER_MILLI_WATT_HOUR);
    bucket.squaredErrors += errorMilliWattHours * errorMilliWattHours;
  }

  if (isWithinTolerance(state, quantumMilliWattHours)) {
    state.suspectSinceMono = NEVER;
    return false;
  }
  if (state.suspectSinceMono === NEVER) state.suspectSinceMono = atMono;
  if (atMono - state.suspectSinceMono < SUSTAINED_MS) return false;
  restartAgreement(state, atMono);
  return true;
}

function isWithinTolerance(state: AgreementState, quantumMilliWattHours: number): boolean {
  const difference = Math.abs(state.movedMilliWattHours * FLOW_PER_MILLI_WATT_HOUR - state.flow);
  const tolerance =
    state.grossFlow / TOLERANCE_DIVISOR + 2 * quantumMilliWattHours * FLOW_PER_MILLI_WATT_HOUR;
  if (difference <= tolerance) return true;

  let squaredErrors = 0;
  for (const bucket of state.buckets) squaredErrors += bucket.squaredErrors;
  return difference <= tolerance + Math.sqrt(squaredErrors) * FLOW_PER_MILLI_WATT_HOUR;
}

function nextBucket(state: AgreementState): void {
  state.current = (state.current + 1) % BUCKETS;
  state.currentSinceMono += BUCKET_MS;
  const expired = state.buckets[state.current]!;
  state.movedMilliWattHours -= expired.movedMilliWattHours;
  state.flow -= expired.flow;
  state.grossFlow -= expired.grossFlow;
  clearBucket(expired);
}

function clearBucket(bucket: Bucket): void {
  bucket.movedMilliWattHours = 0;
  bucket.flow = 0;
  bucket.grossFlow = 0;
  bucket.squaredErrors = 0;
}
