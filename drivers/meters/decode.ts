/**
 * From the registers of a whole sample to a `Reading`. Pure; strict: one value that is no number,
 * negative where nothing can be, or beyond all reason, and there is no reading.
 */
import type { MeterFault, PhaseReading, Reading } from '../../src/ports';
import { fail, ok, type Result } from '../../src/result';
import {
  type MilliWattHours,
  type MonotonicMs,
  milliAmps,
  milliVolts,
  milliWattHours,
  milliWatts,
} from '../../src/units';
import {
  decodeRegister,
  type Encoding,
  floatEnergyQuantum,
  floatEnergyRoundedDown,
  type Register,
} from './register';
import { blockOf, type MeterRow } from './row';

/** Ten million kWh: no meter of a flat or a yard gets there, and sums stay far below 2^53. */
const ENERGY_MAX = 10_000_000_000_000;
/** 10 MW, 1 MV, 100 kA: beyond any meter on a low-voltage line. */
const POWER_MAX = 10_000_000_000;
const VOLTS_MAX = 1_000_000_000;
const CURRENT_MAX = 100_000_000;

/** A register and where its bytes lie when all blocks are put one behind the other. */
type Place = { readonly offset: number; readonly encoding: Encoding; readonly scale: number };

export type ReadingPlan = {
  /** First byte of each block, in the row's order. */
  readonly blockOffsets: readonly number[];
  readonly byteCount: number;
  /** The block whose arrival dates the reading. */
  readonly energyBlock: number;
  readonly volts: readonly Place[];
  readonly current: readonly Place[];
  readonly power: Place;
  readonly importEnergy: Place | undefined;
  readonly exportEnergy: Place | undefined;
  readonly energyStep: MilliWattHours;
  readonly powerSign: 1 | -1;
};

/**
 * Lays out a sample once, for good. `isUpsideDown`: the meter is wired from the other side, so its
 * import is our export. `energyStep`: where this meter's differs from the row's.
 */
export function planReading(
  row: MeterRow,
  isUpsideDown: boolean,
  energyStep: MilliWattHours,
): ReadingPlan {
  const blockOffsets: number[] = [];
  let byteCount = 0;
  for (const block of row.blocks) {
    blockOffsets.push(byteCount);
    byteCount += block.count * 2;
  }
  const place = (register: Register): Place => {
    const index = blockOf(row, register);
    const offset = blockOffsets[index]! + (register.at - row.blocks[index]!.start) * 2;
    return { offset, encoding: register.encoding, scale: register.milliPerCount };
  };
  const forward = place(row.importEnergy);
  const backward = row.exportEnergy === undefined ? undefined : place(row.exportEnergy);
  return {
    blockOffsets,
    byteCount,
    energyBlock: blockOf(row, row.importEnergy),
    volts: row.volts.map(place),
    current: row.current.map(place),
    power: place(row.power),
    importEnergy: isUpsideDown ? backward : forward,
    exportEnergy: isUpsideDown ? forward : backward,
    energyStep,
    powerSign: isUpsideDown ? -1 : 1,
  };
}

/** `registers`: the register bytes of all blocks; `atMono`: when the energy block had arrived. */
export function decodeReading(
  plan: ReadingPlan,
  registers: DataView,
  atMono: MonotonicMs,
): Result<Reading, MeterFault> {
  const phases: PhaseReading[] = [];
  for (let phase = 0; phase < plan.volts.length; phase++) {
    const volts = milliOf(registers, plan.volts[phase]!);
    // Some firmware signs the current by direction. Direction is the power's to say.
    const current = Math.abs(milliOf(registers, plan.current[phase]!));
    if (!(volts >= 0 && volts <= VOLTS_MAX && current <= CURRENT_MAX)) return fail('not-a-number');
    phases.push({ volts: milliVolts(volts), current: milliAmps(current) });
  }

  const power = milliOf(registers, plan.power) * plan.powerSign + 0; // + 0: never minus zero
  if (!(Math.abs(power) <= POWER_MAX)) return fail('not-a-number');

  const imported = countOf(registers, plan.importEnergy);
  const exported = countOf(registers, plan.exportEnergy);
  if (!isEnergy(imported, plan.importEnergy) || !isEnergy(exported, plan.exportEnergy)) {
    return fail('not-a-number');
  }
  return ok({
    atMono,
    importRegister: energyOf(imported, plan.importEnergy, plan.energyStep),
    importQuantum: quantumOf(imported, plan.importEnergy, plan.energyStep),
    exportRegister: energyOf(exported, plan.exportEnergy, plan.energyStep),
    exportQuantum: quantumOf(exported, plan.exportEnergy, plan.energyStep),
    power: milliWatts(power),
    phases,
  });
}

/** Rounded to the nearest thousandth; NaN stays NaN. */
const milliOf = (registers: DataView, place: Place): number =>
  Math.round(decodeRegister(registers, place.offset, place.encoding) * place.scale) + 0;

const countOf = (registers: DataView, place: Place | undefined): number =>
  place === undefined ? 0 : decodeRegister(registers, place.offset, place.encoding);

function isEnergy(count: number, place: Place | undefined): boolean {
  const energy = count * (place?.scale ?? 1);
  return energy >= 0 && energy <= ENERGY_MAX;
}

function energyOf(count: number, place: Place | undefined, step: MilliWattHours): MilliWattHours {
  if (place === undefined) return milliWattHours(0);
  if (place.encoding !== 'float32') return milliWattHours(count * place.scale + 0);
  return floatEnergyRoundedDown(count, place.scale, step);
}

function quantumOf(count: number, place: Place | undefined, step: MilliWattHours): MilliWattHours {
  return place?.encoding === 'float32' ? floatEnergyQuantum(count, place.scale, step) : step;
}
