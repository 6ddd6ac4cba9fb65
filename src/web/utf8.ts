/**
 * Bytes to text. Strict: what is not UTF-8 is refused, never replaced. No TextDecoder, which a
 * device build may lack, and no call with many arguments: the stack of XS there is 512 slots.
 */
import { utf8 } from '@scure/base';

const CHUNK = 64;

/** The text, or undefined when the bytes are not UTF-8 (RFC 3629). */
export function textFromUtf8(bytes: Uint8Array): string | undefined {
  for (const byte of bytes) {
    if (byte > 0x7f) return decode(bytes);
  }
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) {
    // A plain list: spreading or applying a typed one takes twice as long.
    const part: number[] = [];
    for (let i = at; i < bytes.length && i < at + CHUNK; i += 1) part.push(bytes[i]!);
    text += String.fromCharCode.apply(undefined, part);
  }
  return text;
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return utf8.encode(bytes);
  } catch {
    return undefined; // Not UTF-8.
  }
}
