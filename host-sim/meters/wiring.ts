/**
 * Between what really flows and what a meter gets to see of it: the right way round, or as an
 * electrician or a broken part may have left it.
 */
import type { MeterRow } from '../../drivers/meters/row';
import type { MeterLoad } from './virtual-meter';

export type Wiring = (load: MeterLoad) => MeterLoad;

const MAINS_MILLIVOLTS = 230_000;

/** A load that draws alike on every phase. */
export function symmetric(row: MeterRow, milliWatts: number): MeterLoad {
  const phases = row.volts.length;
  const milliAmps = Math.round((milliWatts * 1_000) / MAINS_MILLIVOLTS / phases);
  return {
    importMilliWatts: milliWatts,
    exportMilliWatts: 0,
    milliVolts: new Array<number>(phases).fill(MAINS_MILLIVOLTS),
    milliAmps: new Array<number>(phases).fill(milliAmps),
  };
}

/** In and out exchanged: what is used counts as export from now on. */
export const reversed: Wiring = (load) => ({
  ...load,
  importMilliWatts: load.exportMilliWatts,
  exportMilliWatts: load.importMilliWatts,
});

/** The meter sees nothing of this phase, which supplies its share all the same. */
export function deadPhase(phase: number): Wiring {
  return (load) => {
    const seen = 1 - 1 / load.milliVolts.length;
    return {
      ...load,
      importMilliWatts: Math.round(load.importMilliWatts * seen),
      milliVolts: without(load.milliVolts, phase),
      milliAmps: without(load.milliAmps, phase),
    };
  };
}

/** This phase is gone in the street: the load, less by its share, draws on the others. */
export function lostPhase(phase: number): Wiring {
  return (load) => {
    const phases = load.milliVolts.length;
    const more = phases === 1 ? 0 : phases / (phases - 1);
    const milliAmps = load.milliAmps.map((amps) => Math.round(amps * more));
    return {
      ...load,
      milliVolts: without(load.milliVolts, phase),
      milliAmps: without(milliAmps, phase),
    };
  };
}

const without = (values: readonly number[], phase: number): readonly number[] =>
  values.map((value, at) => (at === phase ? 0 : value));
