/** Seeded chance for tests (mulberry32): the same seed, the same numbers, in every engine. */

/** Numbers from 0 up to 1, 32 bits each. */
export function createChance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Whole numbers from 0 up to a limit of at most 2^53, with all their bits. */
export function createWholeChance(seed: number): (limit: number) => number {
  const next = createChance(seed);
  return (limit) => {
    const high = Math.floor(next() * 2 ** 21);
    const low = next() * 2 ** 32;
    return Math.floor(((high * 2 ** 32 + low) / 2 ** 53) * limit);
  };
}

/** So many bytes of it. */
export function hexOf(chance: () => number, bytes: number): string {
  let hex = '';
  for (let i = 0; i < bytes * 2; i++) hex += Math.floor(chance() * 16).toString(16);
  return hex;
}
