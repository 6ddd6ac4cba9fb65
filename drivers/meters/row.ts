/**
 * What the driver must know of a meter, as one row of a table: registers, encodings, steps, factory
 * line settings. `drivers/blueprint.ts` shows how to write the next one.
 */
import { assert } from '../../src/result';
import type { MilliWattHours } from '../../src/units';
import type { RegisterBlock } from '../modbus/frame';
import type { LineSettings } from '../modbus/line';
import { type Register, registersOf } from './register';

export type MeterRow = {
  readonly model: string;
  /** As the factory ships it. */
  readonly line: LineSettings;
  /**
   * Read in this order, one request each. Import and export lie in the same block, so that both
   * are of one instant; it comes last, so that they are fresh when the board hears of them.
   */
  readonly blocks: readonly RegisterBlock[];
  /** One per phase, L1 first. */
  readonly volts: readonly Register[];
  readonly current: readonly Register[];
  /** Sum of all phases; import is positive once `milliPerCount` is applied. */
  readonly power: Register;
  readonly importEnergy: Register;
  /** Absent in a meter that counts one direction: it then exports 0 for ever. */
  readonly exportEnergy?: Register;
  /** By how much the energy registers grow at a time, before float32 adds its own rounding. */
  readonly energyStep: MilliWattHours;
  /** Absent in a meter that keeps no serial number where it can be read. */
  readonly serial?: { readonly block: RegisterBlock; readonly encoding: 'u32' };
};

/** Checks a row and freezes it. Runs where tables are built, never per reading. */
export function meterRow(row: MeterRow): MeterRow {
  const shapes = row.blocks.map(shapeOf);
  if (row.serial !== undefined) shapes.push(shapeOf(row.serial.block));
  // A late answer is told apart by function and length alone.
  assert(new Set(shapes).size === shapes.length, `${row.model}: two blocks of one shape`);
  assert(row.blocks.length > 0, `${row.model}: no block`);
  assert(row.volts.length === row.current.length, `${row.model}: phases`);
  for (const register of registersIn(row)) blockOf(row, register);
  if (row.exportEnergy !== undefined) {
    const isTogether = blockOf(row, row.exportEnergy) === blockOf(row, row.importEnergy);
    assert(isTogether, `${row.model}: import and export in two blocks`);
  }
  return freezeDeep(row);
}

/** Index of the block that holds the whole register. */
export function blockOf(row: MeterRow, register: Register): number {
  const afterRegister = register.at + registersOf(register.encoding);
  const index = row.blocks.findIndex(
    ({ start, count }) => start <= register.at && afterRegister <= start + count,
  );
  assert(index >= 0, `${row.model}: register ${register.at} is in no block`);
  return index;
}

const shapeOf = (block: RegisterBlock): string => `${block.functionCode}/${block.count}`;

function registersIn(row: MeterRow): readonly Register[] {
  const energy = row.exportEnergy === undefined ? [] : [row.exportEnergy];
  return [...row.volts, ...row.current, row.power, row.importEnergy, ...energy];
}

function freezeDeep<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) freezeDeep(part);
  return Object.freeze(value);
}
