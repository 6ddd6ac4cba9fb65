/**
 * The checksum of a Modbus RTU frame: CRC-16, polynomial 0xA001 reflected, start 0xFFFF, sent low
 * byte first. Modbus over Serial Line V1.02, section 6.2.2.
 */
import { assert } from '../../src/result';

/** Added when a byte has an odd number of ones: start and end of the polynomial. */
const ODD = 0xc001;
/** Bit n is set when the 4-bit number n has an odd number of ones. */
const ODD_NIBBLES = 0x6996;

/**
 * CRC of the bytes from `start` up to, not including, `end`: 0 to 0xFFFF. The entry of the usual
 * 256-entry table has a closed form, `t << 6 ^ t << 7` and `ODD` for odd t, which in V8 is as fast
 * as a table of 16-bit numbers, needs no memory, and has nothing that could be written to.
 */
export function crc16(bytes: Uint8Array, start: number, end: number): number {
  let crc = 0xffff;
  for (let i = start; i < end; i++) {
    const t = (crc ^ bytes[i]!) & 0xff;
    const isOdd = (ODD_NIBBLES >> ((t ^ (t >> 4)) & 15)) & 1;
    crc = (crc >> 8) ^ (t << 6) ^ (t << 7) ^ (isOdd * ODD);
  }
  return crc;
}

/** Whether the last two bytes before `end` are the checksum of those before them. */
export function isIntact(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 3) return false;
  return crc16(bytes, start, end - 2) === bytes[end - 2]! + bytes[end - 1]! * 0x100;
}

/** Writes the checksum into the last two bytes of a frame that is otherwise complete. */
export function seal(frame: Uint8Array): Uint8Array {
  assert(frame.length >= 3, 'seal: no room for a frame');
  const crc = crc16(frame, 0, frame.length - 2);
  frame[frame.length - 2] = crc & 0xff;
  frame[frame.length - 1] = crc >> 8;
  return frame;
}
