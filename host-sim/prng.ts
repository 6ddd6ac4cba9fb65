/** Seeded chance (mulberry32), a stream per use: adding a use does not reshuffle the others. */

import { randomBytes } from 'node:crypto';

export type Stream = {
  /** 0 to limit - 1. */
  below(limit: number): number;
  /** 0 (included) to 1. */
  share(): number;
  hex(bytes: number): string;
};

/** Chance for what guards money: the system's own generator, which no seed repeats. */
export const systemChance: Pick<Stream, 'hex'> = {
  hex: (bytes) => randomBytes(bytes).toString('hex'),
};

/** `name` and `seed` make the stream: the same two, the same numbers. */
export function stream(seed: number, name: string): Stream {
  let state = seed >>> 0;
  for (let i = 0; i < name.length; i++) {
    state = Math.imul(state ^ name.charCodeAt(i), 0x01000193) >>> 0;
  }
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    share: next,
    hex: (bytes) =>
      Array.from({ length: bytes }, () => below(256).toString(16).padStart(2, '0')).join(''),
  };
}
