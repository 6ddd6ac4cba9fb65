/** Puts a quantity into registers, as a meter does: the inverse of the driver's decoding. */
import type { Register } from '../../drivers/meters/register';
import { unreachable } from '../../src/result';

/**
 * Writes `milli` thousandths at a byte offset. A float32 takes the nearest value it has; whole
 * numbers are rounded to the nearest count and wrap around where the register ends.
 */
export function encodeRegister(
  view: DataView,
  offset: number,
  register: Register,
  milli: number,
): void {
  const { encoding, milliPerCount } = register;
  const count = milli / milliPerCount;
  switch (encoding) {
    case 'float32':
      view.setFloat32(offset, count);
      return;
    case 'u16':
    case 's16':
      view.setUint16(offset, Math.round(count));
      return;
    case 'u32':
    case 's32':
      view.setUint32(offset, Math.round(count));
      return;
    case 'u32-low-word-first':
    case 's32-low-word-first':
      view.setUint16(offset, Math.round(count));
      view.setUint16(offset + 2, Math.floor(Math.round(count) / 0x1_0000));
      return;
    default:
      unreachable(encoding);
  }
}
