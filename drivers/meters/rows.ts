/**
 * The meters this driver knows. Registers from volkszaehler/mbmd `meters/rs485` and reaper7
 * `SDM_Energy_Meter/SDM.h`; per request the SDM630 takes 80 registers, the SDM72D-M 30 parameters
 * (esphome/issues 4627). None of the rows has met its meter yet.
 */
import { milliWattHours } from '../../src/units';
import type { RegisterBlock } from '../modbus/frame';
import type { LineSettings } from '../modbus/line';
import type { Register } from './register';
import { type MeterRow, meterRow } from './row';

const FACTORY_2400: LineSettings = { baud: 2_400, parity: 'none', stopBits: 1 };
const FACTORY_9600: LineSettings = { baud: 9_600, parity: 'none', stopBits: 1 };

/** Eastron: function 04, float32, high word first. */
const thousandths = (at: number): Register => ({ at, encoding: 'float32', milliPerCount: 1_000 });
const kilowattHours = (at: number): Register => ({
  at,
  encoding: 'float32',
  milliPerCount: 1_000_000,
});
const inputs = (start: number, count: number): RegisterBlock => ({
  functionCode: 0x04,
  start,
  count,
});

/** Import and export. 13 bytes of answer: 55 ms at 2400 baud, where the first block takes 138. */
const ENERGY_BLOCK = inputs(0x48, 4);

const EASTRON_ENERGY = {
  importEnergy: kilowattHours(0x48),
  exportEnergy: kilowattHours(0x4a),
  energyStep: milliWattHours(1_000),
  serial: { block: { functionCode: 0x03, start: 0xfc00, count: 2 }, encoding: 'u32' },
} as const;

const SINGLE_PHASE = {
  blocks: [inputs(0x00, 0x0e), ENERGY_BLOCK],
  volts: [thousandths(0x00)],
  current: [thousandths(0x06)],
  power: thousandths(0x0c),
  ...EASTRON_ENERGY,
} as const;

/** Volts to total power in one go: 54 registers are 27 parameters, below both limits. */
const THREE_PHASE = {
  blocks: [inputs(0x00, 0x36), ENERGY_BLOCK],
  volts: [thousandths(0x00), thousandths(0x02), thousandths(0x04)],
  current: [thousandths(0x06), thousandths(0x08), thousandths(0x0a)],
  power: thousandths(0x34),
  ...EASTRON_ENERGY,
} as const;

/** By the name the configuration and the command line use. */
export const METER_ROWS = Object.freeze({
  sdm120: meterRow({ model: 'Eastron SDM120', line: FACTORY_2400, ...SINGLE_PHASE }),
  sdm230: meterRow({ model: 'Eastron SDM230', line: FACTORY_2400, ...SINGLE_PHASE }),
  'sdm72d-m-v2': meterRow({ model: 'Eastron SDM72D-M v2', line: FACTORY_9600, ...THREE_PHASE }),
  sdm630: meterRow({ model: 'Eastron SDM630', line: FACTORY_9600, ...THREE_PHASE }),
}) satisfies Readonly<Record<string, MeterRow>>;

export type MeterType = keyof typeof METER_ROWS;
