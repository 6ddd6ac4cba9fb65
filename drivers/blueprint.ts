/**
 * How the next meter is added, with one that nobody has asked for yet: the DDS238-2 ZN/S, a
 * single-phase meter with 16-bit and 32-bit whole numbers. Registers and the recorded frame in
 * `test/meter-rows.test.ts` are from the README of dzlabing/dds238.
 *
 * 1. Write a row like this one, in `drivers/meters/rows.ts`, and name it in `METER_ROWS`.
 * 2. Add a recorded frame with the values its display showed to `test/vectors/modbus.ts`.
 *
 * There is no third step: the driver and the virtual meter of the desk work from the row.
 */
import { milliWattHours } from '../src/units';
import { meterRow } from './meters/row';

export const BLUEPRINT_ROW = meterRow({
  model: 'DDS238-2 ZN/S',

  // From the label or the manual: what a meter out of the box answers to.
  line: { baud: 9_600, parity: 'none', stopBits: 1 },

  // As few requests as the meter allows: each costs a pause. Two blocks must differ in function
  // or length, so that a late answer is not taken for another; `meterRow` checks it.
  blocks: [{ functionCode: 0x03, start: 0x00, count: 18 }],

  // `milliPerCount` turns one count into mV, mA, mW or mWh: a count of 0.1 V is 100 mV. If the
  // meter calls import negative, it is negative here.
  volts: [{ at: 0x0c, encoding: 'u16', milliPerCount: 100 }],
  current: [{ at: 0x0d, encoding: 'u16', milliPerCount: 10 }],
  power: { at: 0x0e, encoding: 's16', milliPerCount: 1_000 },

  // Two registers, never their total: the two directions have two prices. A 32-bit number whose
  // low word comes first is `u32-low-word-first`.
  importEnergy: { at: 0x0a, encoding: 'u32', milliPerCount: 10_000 },
  exportEnergy: { at: 0x08, encoding: 'u32', milliPerCount: 10_000 },

  // What the registers grow by: here one count, 0.01 kWh. Too small a step would let a buyer use
  // energy that the estimate does not cover; if in doubt, watch the register under a small load.
  energyStep: milliWattHours(10_000),

  // This meter keeps no serial number on the wire, so `serial` is absent and `identify` fails.
});
