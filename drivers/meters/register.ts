/**
 * One quantity in a meter's registers: its encoding, and the exact way from there to whole
 * thousandths. Modbus sends the high byte of a register first; the order of words is the meter's.
 */
import { type MilliWattHours, milliWattHours } from '../../src/units';

export type Encoding =
  | 'float32'
  | 'u16'
  | 's16'
  | 'u32'
  | 's32'
  | 'u32-low-word-first'
  | 's32-low-word-first';

export type Register = {
  /** Address on the wire, counted from 0. */
  readonly at: number;
  readonly encoding: Encoding;
  /** Thousandths (mV, mA, mW, mWh) in one count; negative where the meter's sign is turned. */
  readonly milliPerCount: number;
};

/** How many 16-bit registers a value takes. */
export const registersOf = (encoding: Encoding): 1 | 2 =>
  encoding === 'u16' || encoding === 's16' ? 1 : 2;

/** The bare number at a byte offset. A float32 may be NaN or infinite; nothing else may. */
export function decodeRegister(view: DataView, offset: number, encoding: Encoding): number {
  switch (encoding) {
    case 'float32':
      return view.getFloat32(offset);
    case 'u16':
      return view.getUint16(offset);
    case 's16':
      return view.getInt16(offset);
    case 'u32':
      return view.getUint32(offset);
    case 's32':
      return view.getInt32(offset);
    // Multiply rather than shift: the high word may set bit 31.
    case 'u32-low-word-first':
      return view.getUint16(offset) + view.getUint16(offset + 2) * 0x1_0000;
    case 's32-low-word-first':
      return view.getUint16(offset) + view.getInt16(offset + 2) * 0x1_0000;
  }
}

/** Distance to the next float32 above `value`, a finite number >= 0; never less than 2^-23. */
export function float32Spacing(value: number): number {
  let spacing = 2 ** -23;
  for (let top = 2; value >= top; top *= 2) spacing *= 2;
  return spacing;
}

/**
 * A float32 register in whole mWh. Product and spacing are exact: 24 bits of float times a scale of
 * 20 bits fit the 53 of a number.
 *
 * The meter counts in `step` and rounds to float32. While two spacings fit into a step, the nearest
 * multiple of the step is what the meter counted. Above that (8,192 kWh for 1 Wh) the float is
 * taken as it is, rounded down.
 */
export function floatEnergyRoundedDown(
  count: number,
  milliPerCount: number,
  step: MilliWattHours,
): MilliWattHours {
  const energy = count * milliPerCount;
  const isStepKnown = 2 * float32Spacing(count) * milliPerCount <= step;
  return milliWattHours(isStepKnown ? Math.round(energy / step) * step : Math.floor(energy));
}

/** How far the register may be behind the energy that flowed: its step, and the float's own. */
export function floatEnergyQuantum(
  count: number,
  milliPerCount: number,
  step: MilliWattHours,
): MilliWattHours {
  const spacing = float32Spacing(count) * milliPerCount;
  return 2 * spacing <= step ? step : milliWattHours(step + Math.ceil(spacing));
}
