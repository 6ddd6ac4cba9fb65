/** A body kept as it is, since its seal is over every byte. Bounded before it is kept. */
import { textFromUtf8 } from './utf8';

export type Whole = { readonly bytesMax: number; readonly parts: Uint8Array[]; size: number };

export const createWhole = (bytesMax: number): Whole => ({ bytesMax, parts: [], size: 0 });

/** A fault: the rest is not worth reading. */
export function takeWhole(
  whole: Whole,
  bytes: Uint8Array | readonly number[],
): 'too-long' | undefined {
  whole.size += bytes.length;
  if (whole.size > whole.bytesMax) {
    whole.parts.length = 0;
    return 'too-long';
  }
  whole.parts.push(Uint8Array.from(bytes));
  return undefined;
}

/** Undefined where it is not UTF-8, or too long. */
export function textOfWhole({ parts, size, bytesMax }: Whole): string | undefined {
  if (size > bytesMax) return undefined;
  const joined = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return textFromUtf8(joined);
}
