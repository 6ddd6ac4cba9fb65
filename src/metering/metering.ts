/**
 * Readings made trustworthy: what of a reading may be billed, what is refused, what is estimated.
 *
 * Rules 2, 8 and 9 of design.md, section 4. Billing moves only with the registers, import and
 * export apart; an implausible reading changes nothing that is billed; a meter that starts again
 * is taken up again after three readings that fit each other, and nothing is billed for the change.
 *
 *   (none) --first--> read --good, disagrees--> read --restarted, jumped--> read
 *   (restored from the journal) --resumed--> read
 */
import type { Reading } from '../ports';
import { assert } from '../result';
import { type MilliWattHours, type MonotonicMs, milliWattHours } from '../units';
import { compareWithPower, restartAgreement } from './agreement';
import { clearDoubt, isNewBeginning } from './doubt';
import type { Implausibility, MeterVerdict } from './meter-verdict';
import { type MeteringState, STALE_INTERVALS } from './metering-state';
import {
  advanceRegister,
  assumeWholeStep,
  doubtRegister,
  type RegisterDoubt,
  rebaseRegister,
} from './register';

/** At 1.3 x the limit the over-current rule opens at the next reading, so nothing real is lost. */
const POWER_TOLERANCE = 1.3;
/** The longest power cut whose energy is believed. */
const RESUME_MS_MAX = 366 * 86_400_000;

const FIRST: MeterVerdict = Object.freeze({ kind: 'first' });
const RESTARTED: MeterVerdict = Object.freeze({ kind: 'restarted' });
const JUMPED: MeterVerdict = Object.freeze({ kind: 'jumped' });

/** Judges one reading. Only `good`, `disagrees` and `resumed` carry something to bill. */
export function meter(state: MeteringState, reading: Reading, nowMono: MonotonicMs): MeterVerdict {
  const { atMono, power } = reading;
  state.failedStreak = 0;
  if (atMono > nowMono) return refuse(state, 'future');
  if (atMono < state.lastMono) return refuse(state, 'old');
  if (state.doubt.streak > 0 && atMono <= state.doubt.lastMono) return refuse(state, 'old');
  if (Math.abs(power) > state.limits.powerMax * POWER_TOLERANCE) {
    state.isDoubted = true;
    clearDoubt(state.doubt);
    return refuse(state, 'power');
  }
  if (state.base === 'none') {
    state.good += 1;
    rebase(state, reading);
    // As at boot: a step that ends at once is charged whole.
    assumeWholeStep(state.import);
    return FIRST;
  }

  const doubt = doubtRegisters(state, reading);
  if (doubt !== undefined) return weigh(state, reading, doubt);
  state.good += 1;
  return state.base === 'restored' ? resume(state, reading) : accept(state, reading);
}

/** Counts a sample that gave no reading; returns how many in a row. */
export function readingFailed(state: MeteringState): number {
  state.failed += 1;
  state.failedStreak += 1;
  return state.failedStreak;
}

/**
 * Takes the registers the journal knows as the base, before the first reading: that reading then
 * tells what flowed while the board was off.
 */
export function restoreRegister(
  state: MeteringState,
  importRegister: MilliWattHours,
  exportRegister: MilliWattHours,
): void {
  assert(state.base !== 'read', 'restoreRegister: a reading was taken before');
  const unknownQuantum = milliWattHours(0);
  rebaseRegister(state.import, importRegister, unknownQuantum, state.lastMono);
  rebaseRegister(state.export, exportRegister, unknownQuantum, state.lastMono);
  state.base = 'restored';
}

/**
 * The meter's serial number as read, or, before that, as the journal knows it. A changed one is
 * not taken over: that is `confirmMeter`, for the owner to say.
 */
export function identify(state: MeteringState, serial: string): 'known' | 'first' | 'changed' {
  if (state.serial === null) {
    state.serial = serial;
    return 'first';
  }
  return state.serial === serial ? 'known' : 'changed';
}

/** The owner accepts this meter: its registers have nothing to do with the last one's. */
export function confirmMeter(state: MeteringState, serial: string): void {
  if (state.serial !== serial) state.base = 'none';
  state.serial = serial;
  clearDoubt(state.doubt);
}

function refuse(state: MeteringState, reason: Implausibility): MeterVerdict {
  state.implausible += 1;
  return { kind: 'implausible', reason };
}

function doubtRegisters(state: MeteringState, reading: Reading): RegisterDoubt | undefined {
  const { atMono, importRegister, importQuantum, exportRegister, exportQuantum } = reading;
  const { import: imported, export: exported, limits } = state;
  const isResumed = state.base === 'restored';
  const importMs = isResumed ? RESUME_MS_MAX : atMono - imported.changedMono;
  const { powerMax } = limits;
  const doubt = doubtRegister(imported, importRegister, importQuantum, importMs, powerMax);
  // Mostly one of the two stands still.
  if (doubt !== undefined || exportRegister === exported.register) return doubt;
  const exportMs = isResumed ? RESUME_MS_MAX : atMono - exported.changedMono;
  return doubtRegister(exported, exportRegister, exportQuantum, exportMs, powerMax);
}

function weigh(state: MeteringState, reading: Reading, doubt: RegisterDoubt): MeterVerdict {
  if (!isNewBeginning(state.doubt, reading, state.limits.powerMax)) {
    state.isDoubted = true;
    return refuse(state, doubt);
  }
  const isBelow =
    reading.importRegister < state.import.register ||
    reading.exportRegister < state.export.register;
  state.implausible += 1;
  rebase(state, reading);
  assumeWholeStep(state.import);
  return isBelow ? RESTARTED : JUMPED;
}

function resume(state: MeteringState, reading: Reading): MeterVerdict {
  const importDelta = (reading.importRegister - state.import.register) as MilliWattHours;
  const exportDelta = (reading.exportRegister - state.export.register) as MilliWattHours;
  rebase(state, reading);
  assumeWholeStep(state.import);
  return { kind: 'resumed', importDelta, exportDelta };
}

function rebase(state: MeteringState, reading: Reading): void {
  const { atMono, importRegister, importQuantum, exportRegister, exportQuantum } = reading;
  rebaseRegister(state.import, importRegister, importQuantum, atMono);
  rebaseRegister(state.export, exportRegister, exportQuantum, atMono);
  restartAgreement(state.agreement, atMono);
  state.base = 'read';
  settle(state, reading);
}

function accept(state: MeteringState, reading: Reading): MeterVerdict {
  const { atMono, power, importQuantum, exportQuantum } = reading;
  const { import: imported, export: exported, power: powerBefore } = state;
  const elapsedMs = atMono - state.lastMono;
  const importFromMono = imported.changedMono;
  const exportFromMono = exported.changedMono;
  const quantum = Math.max(imported.quantum, importQuantum, exported.quantum, exportQuantum);

  const importFlow = (Math.max(powerBefore, 0) + Math.max(power, 0)) * elapsedMs;
  // What of the flow was not import was export.
  const exportFlow = importFlow - (powerBefore + power) * elapsedMs;
  const importDelta = advanceRegister(
    imported,
    reading.importRegister,
    importQuantum,
    atMono,
    importFlow,
  );
  const exportDelta = advanceRegister(
    exported,
    reading.exportRegister,
    exportQuantum,
    atMono,
    exportFlow,
  );
  const unseen = state.hasMoved ? state.limits.powerMax : 0;
  settle(state, reading);

  let disagrees = false;
  const { intervalMs, isOneSource = false } = state.limits;
  if (isOneSource || elapsedMs > STALE_INTERVALS * intervalMs) {
    // Two samples say nothing about the power between them; the register alone was heard. And what
    // follows the register tells nothing against it: that it comes late is no fault of a meter.
    restartAgreement(state.agreement, atMono);
  } else {
    const moved = importDelta - exportDelta;
    const { agreement } = state;
    disagrees = compareWithPower(
      agreement,
      moved,
      powerBefore,
      power,
      unseen,
      atMono,
      elapsedMs,
      quantum,
    );
  }
  return {
    kind: disagrees ? 'disagrees' : 'good',
    importDelta,
    importFromMono,
    exportDelta,
    exportFromMono,
    toMono: atMono,
  };
}

function settle(state: MeteringState, reading: Reading): void {
  state.lastMono = reading.atMono;
  state.power = reading.power;
  state.hasMoved = false;
  state.isDoubted = false;
  clearDoubt(state.doubt);
}
