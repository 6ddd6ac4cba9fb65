/**
 * Hex and UTF-8 for the firmware build, where it stands for `@noble/hashes/utils.js`: the package
 * needs a TextEncoder, which a board lacks, and a table that is not frozen.
 */

const DIGITS = '0123456789abcdef';
const REPLACEMENT = 0xfffd;
const PIECE_BYTES = 32;

export function bytesToHex(bytes: Uint8Array): string {
  // In pieces: each step of a text that grows leaves a copy behind.
  let hex = '';
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    const end = Math.min(bytes.length, at + PIECE_BYTES);
    let piece = '';
    for (let i = at; i < end; i++) piece += DIGITS[bytes[i]! >> 4]! + DIGITS[bytes[i]! & 0xf]!;
    hex += piece;
  }
  return hex;
}

/** Throws for anything but an even number of hex digits. */
export function hexToBytes(hex: string): Uint8Array {
  if (hex.length % 2 !== 0) throw new RangeError('hex: odd length');
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = digitAt(hex, i * 2) * 16 + digitAt(hex, i * 2 + 1);
  }
  return bytes;
}

function digitAt(hex: string, at: number): number {
  const digit = DIGITS.indexOf(hex.charAt(at).toLowerCase());
  if (digit < 0) throw new RangeError('hex: not a digit');
  return digit;
}

/** Half of a pair alone becomes U+FFFD, as a TextEncoder does it. */
export function utf8ToBytes(text: string): Uint8Array {
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const whole = text.codePointAt(i)!;
    if (whole > 0xffff) i += 1;
    const code = whole >= 0xd800 && whole <= 0xdfff ? REPLACEMENT : whole;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), tail(code));
    else if (code < 0x1_0000) bytes.push(0xe0 | (code >> 12), tail(code >> 6), tail(code));
    else bytes.push(0xf0 | (code >> 18), tail(code >> 12), tail(code >> 6), tail(code));
  }
  return Uint8Array.from(bytes);
}

const tail = (bits: number): number => 0x80 | (bits & 0x3f);
