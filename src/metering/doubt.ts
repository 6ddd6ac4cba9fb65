/**
 * What to make of registers that cannot follow from the last ones: a garbled reading, or a meter
 * that restarted or was exchanged. Three in a row that fit each other are a new beginning.
 */
import type { Reading } from '../ports';
import type { MilliWatts } from '../units';
import { createRegister, doubtRegister, type RegisterState, rebaseRegister } from './register';

const CONSISTENT_READINGS = 3;

/** Plain data, changed in place. `streak` 0: nothing is in doubt. */
export type DoubtState = {
  streak: number;
  lastMono: number;
  importFirst: RegisterState;
  exportFirst: RegisterState;
  importLast: number;
  exportLast: number;
};

export const createDoubt = (): DoubtState => ({
  streak: 0,
  lastMono: 0,
  importFirst: createRegister(),
  exportFirst: createRegister(),
  importLast: 0,
  exportLast: 0,
});

export const clearDoubt = (state: DoubtState): void => {
  state.streak = 0;
};

/** True when this reading is the third in a row that fits the ones in doubt before it. */
export function isNewBeginning(state: DoubtState, reading: Reading, powerMax: MilliWatts): boolean {
  if (!fits(state, reading, powerMax)) {
    const { importRegister, importQuantum, exportRegister, exportQuantum, atMono } = reading;
    state.streak = 0;
    rebaseRegister(state.importFirst, importRegister, importQuantum, atMono);
    rebaseRegister(state.exportFirst, exportRegister, exportQuantum, atMono);
  }
  state.streak += 1;
  state.lastMono = reading.atMono;
  state.importLast = reading.importRegister;
  state.exportLast = reading.exportRegister;
  return state.streak >= CONSISTENT_READINGS;
}

function fits(state: DoubtState, reading: Reading, powerMax: MilliWatts): boolean {
  if (state.streak === 0) return false;
  const { importRegister, importQuantum, exportRegister, exportQuantum, atMono } = reading;
  const { importFirst, exportFirst } = state;
  const elapsedMs = atMono - importFirst.changedMono;
  return (
    importRegister >= state.importLast &&
    exportRegister >= state.exportLast &&
    doubtRegister(importFirst, importRegister, importQuantum, elapsedMs, powerMax) === undefined &&
    doubtRegister(exportFirst, exportRegister, exportQuantum, elapsedMs, powerMax) === undefined
  );
}
