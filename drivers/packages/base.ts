/**
 * The four codings that the core takes from `@scure/base`, for the firmware build: the package is
 * made of closures over variables, which cannot be frozen into flash. Strict as the package is:
 * what it refuses is refused. `test/packages.test.ts` holds the two side by side.
 */

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATORS: readonly number[] = Object.freeze([
  0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3,
]);
const CHECKSUM_WORDS = 6;

/** RFC 4648, section 4, with padding. */
export const base64 = Object.freeze({
  encode(bytes: Uint8Array): string {
    let text = '';
    for (let i = 0; i < bytes.length; i += 3) {
      const left = bytes.length - i;
      const bits = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
      text += BASE64[bits >> 18]! + BASE64[(bits >> 12) & 0x3f]!;
      text += left > 1 ? BASE64[(bits >> 6) & 0x3f]! : '=';
      text += left > 2 ? BASE64[bits & 0x3f]! : '=';
    }
    return text;
  },

  /** Throws for other letters, missing padding, and bits that a second spelling could differ in. */
  decode(text: string): Uint8Array {
    if (text.length % 4 !== 0) throw new RangeError('base64: length');
    const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
    const digits = text.length - padding;
    const bytes = new Uint8Array((text.length / 4) * 3 - padding);
    let [bits, count, at] = [0, 0, 0];
    for (let i = 0; i < digits; i++) {
      const value = BASE64.indexOf(text.charAt(i));
      if (value < 0) throw new RangeError('base64: letter');
      bits = ((bits << 6) | value) & 0xffff;
      count += 6;
      if (count < 8) continue;
      count -= 8;
      bytes[at++] = (bits >> count) & 0xff;
    }
    if ((bits & ((1 << count) - 1)) !== 0) throw new RangeError('base64: bits left over');
    return bytes;
  },
});

/** Seven bits a character. `decode` throws for others. */
export const ascii = Object.freeze({
  decode(text: string): Uint8Array {
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < bytes.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) throw new RangeError('ascii: character');
      bytes[i] = code;
    }
    return bytes;
  },
});

/** RFC 3629. `encode` makes text of bytes, in the package's words; it throws for others. */
export const utf8 = Object.freeze({
  encode(bytes: Uint8Array): string {
    let text = '';
    for (let at = 0; at < bytes.length; ) {
      const first = bytes[at++]!;
      const tails = first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
      if ((first >= 0x80 && first < 0xc2) || first > 0xf4) throw new RangeError('utf8: lead');
      let code = tails === 0 ? first : first & (0x3f >> tails);
      for (let i = 0; i < tails; i++) {
        const next = bytes[at++] ?? 0;
        if (next >> 6 !== 2) throw new RangeError('utf8: tail');
        code = (code << 6) | (next & 0x3f);
      }
      const isOverlong = (tails === 2 && code < 0x800) || (tails === 3 && code < 0x1_0000);
      const isHalf = code >= 0xd800 && code <= 0xdfff;
      if (isOverlong || isHalf || code > 0x10_ffff) throw new RangeError('utf8: code');
      text += String.fromCodePoint(code);
    }
    return text;
  },
});

type Words = { readonly prefix: string; readonly words: number[] };

/** BIP 173, decoding only. Undefined for what is not bech32. */
export const bech32 = Object.freeze({
  decodeUnsafe(text: string, lengthMax: number): Words | undefined {
    const lower = text.toLowerCase();
    if (text.length < 8 || text.length > lengthMax) return undefined;
    if (text !== lower && text !== text.toUpperCase()) return undefined;
    const end = lower.lastIndexOf('1');
    if (end < 1 || lower.length - end - 1 < CHECKSUM_WORDS) return undefined;
    const prefix = lower.slice(0, end);
    const words: number[] = [];
    for (let i = end + 1; i < lower.length; i++) {
      const word = BECH32.indexOf(lower.charAt(i));
      if (word < 0) return undefined;
      words.push(word);
    }
    if (!isSealed(prefix, words)) return undefined;
    words.length -= CHECKSUM_WORDS;
    return { prefix, words };
  },

  /** Undefined where bits are left over: more than four, or not zero. */
  fromWordsUnsafe(words: readonly number[]): Uint8Array | undefined {
    const bytes = new Uint8Array(Math.floor((words.length * 5) / 8));
    let [bits, count, at] = [0, 0, 0];
    for (let i = 0; i < words.length; i++) {
      const word = words[i]!;
      if (!(word >= 0 && word < 32)) return undefined;
      bits = ((bits << 5) | word) & 0xfff;
      count += 5;
      if (count < 8) continue;
      count -= 8;
      bytes[at++] = (bits >> count) & 0xff;
    }
    return count > 4 || (bits & ((1 << count) - 1)) !== 0 ? undefined : bytes;
  },
});

function isSealed(prefix: string, words: readonly number[]): boolean {
  let sum = 1;
  for (let i = 0; i < prefix.length; i++) {
    const code = prefix.charCodeAt(i);
    if (code < 33 || code > 126) return false;
    sum = polymod(sum) ^ (code >> 5);
  }
  sum = polymod(sum);
  for (let i = 0; i < prefix.length; i++) sum = polymod(sum) ^ (prefix.charCodeAt(i) & 0x1f);
  for (let i = 0; i < words.length; i++) sum = polymod(sum) ^ words[i]!;
  return sum === 1;
}

function polymod(before: number): number {
  const top = before >> 25;
  let sum = (before & 0x1ff_ffff) << 5;
  for (let i = 0; i < GENERATORS.length; i++) if ((top >> i) & 1) sum ^= GENERATORS[i]!;
  return sum;
}
