/** What came of lives: counters that add up in any order, and what was wrong. */
import type { Violation } from './checks/evidence';
import { addReach, type ReachBits } from './checks/reach';

export const CUT_PLACES = ['idle', 'openPull', 'write', 'erase', 'recovery'] as const;
/** A cut within a write of an open pull counts under both; idle is none of the others. */
export type CutCounts = Record<(typeof CUT_PLACES)[number], number>;

export const PULL_ENDS = ['settled', 'void', 'lapsed', 'late', 'unknown'] as const;
/** Unknown: those that nobody could tell the end of when the life was over. */
export type PullCounts = Record<(typeof PULL_ENDS)[number], number>;

export type LifeViolation = Violation & { readonly seed: number };

export type Tally = {
  seeds: number;
  simulatedMs: number;
  powerCuts: number;
  readonly powerCutsBy: CutCounts;
  /** How often each kind struck. */
  readonly faults: Record<string, number>;
  readonly pulls: PullCounts;
  /** By scenario. */
  readonly lives: Record<string, number>;
  readonly reach: Record<string, number[]>;
  readonly violations: LifeViolation[];
};

export const noTally = (): Tally => ({
  seeds: 0,
  simulatedMs: 0,
  powerCuts: 0,
  powerCutsBy: { idle: 0, openPull: 0, write: 0, erase: 0, recovery: 0 },
  faults: {},
  pulls: { settled: 0, void: 0, lapsed: 0, late: 0, unknown: 0 },
  lives: {},
  reach: {},
  violations: [],
});

export function addTally(to: Tally, tally: Tally): void {
  to.seeds += tally.seeds;
  to.simulatedMs += tally.simulatedMs;
  to.powerCuts += tally.powerCuts;
  for (const place of CUT_PLACES) to.powerCutsBy[place] += tally.powerCutsBy[place];
  for (const end of PULL_ENDS) to.pulls[end] += tally.pulls[end];
  for (const [kind, count] of Object.entries(tally.faults)) {
    to.faults[kind] = (to.faults[kind] ?? 0) + count;
  }
  for (const [name, lives] of Object.entries(tally.lives)) {
    noteLives(to, name, lives, tally.reach[name] ?? []);
  }
  to.violations.push(...tally.violations);
}

/** So many lives of a scenario have reached this. */
export function noteLives(to: Tally, name: string, lives: number, bits: ReachBits): void {
  to.lives[name] = (to.lives[name] ?? 0) + lives;
  to.reach[name] ??= [];
  addReach(to.reach[name], bits);
}
