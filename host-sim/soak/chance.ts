/** Draws from a stream that the recipes and the generator share. */
import type { Stream } from '../prng';

/** A whole number, both bounds included. */
export const between = (chance: Stream, least: number, most: number): number =>
  least + chance.below(most - least + 1);

/** A whole number, small ones as likely as large ones: each doubling has the same share. */
export const scaled = (chance: Stream, least: number, most: number): number =>
  Math.round(least * (most / least) ** chance.share());

export function oneOf<Each>(chance: Stream, list: readonly [Each, ...Each[]]): Each {
  return list[chance.below(list.length)] ?? list[0];
}

/** True once in so many draws. */
export const onceIn = (chance: Stream, count: number): boolean => chance.below(count) === 0;
