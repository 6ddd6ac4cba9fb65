/**
 * Which of the named paths the reader of a JSON body stands on. A set of paths is the bits of one
 * small integer, so following a body costs no memory.
 */
import { assert } from '../result';

/** Fewer than the 31 bits that stay a small integer. */
export const PATHS_MAX = 30;

export type Paths = {
  readonly names: readonly string[];
  readonly segments: readonly (readonly string[])[];
  /** The paths that lead to or through the value now being read. */
  matching: number;
  /** The paths whose value was met already. */
  met: number;
};

/** Stands for each element of a list in turn, once in a name. */
const STAR = '*';

/** `names`: segments joined by dots, elements by their number: `htlcs.0.amt_msat`. */
export function createPaths(names: readonly string[], depthMax: number): Paths {
  assert(names.length <= PATHS_MAX, 'paths: too many');
  assert(new Set(names).size === names.length, 'paths: one twice');
  assert(!names.includes('__proto__'), 'paths: unsafe name');
  const segments = names.map((name) => name.split('.'));
  assert(
    segments.every((path) => path.length <= depthMax),
    'paths: too deep',
  );
  return { names, segments, matching: 2 ** names.length - 1, met: 0 };
}

/** Enters a member of the container whose own paths are `within`; an element, if it is a list. */
export function enter(
  paths: Paths,
  within: number,
  depth: number,
  name: string | undefined,
  isElement: boolean,
): void {
  paths.matching = 0;
  if (name === undefined || within === 0) return;
  for (let i = 0; i < paths.segments.length; i += 1) {
    const bit = 1 << i;
    if ((within & bit) === 0) continue;
    const segment = paths.segments[i]![depth];
    const isStar = isElement && segment === STAR;
    if (segment !== name && !isStar) continue;
    paths.matching |= bit;
    // The next element is met anew.
    if (isStar) paths.met &= ~bit;
  }
}

/** Meets the value at this depth: its path's place, none, or a path met before. */
export function meet(paths: Paths, depth: number): number | 'none' | 'again' {
  if (paths.matching === 0) return 'none';
  for (let i = 0; i < paths.segments.length; i += 1) {
    const bit = 1 << i;
    if ((paths.matching & bit) === 0 || paths.segments[i]!.length !== depth) continue;
    if ((paths.met & bit) !== 0) return 'again';
    paths.met |= bit;
    return i;
  }
  return 'none';
}

/** Leaves a list whose own paths are `within`: the place that asks for its length, if one does. */
export function meetLength(paths: Paths, within: number, depth: number): ReturnType<typeof meet> {
  enter(paths, within, depth, 'length', false);
  return meet(paths, depth + 1);
}

/** The depth at which a name has a star, or -1. */
export const starOf = (paths: Paths, name: string): number =>
  paths.segments[paths.names.indexOf(name)]!.indexOf(STAR);
