/** What came of a life, and the sum of many. */

export type SoakViolation = {
  readonly checker: string;
  readonly board: string;
  readonly atMs: number;
  readonly detail: string;
};

export const CUT_PLACES = ['idle', 'openPull', 'write', 'erase', 'recovery'] as const;
/** A cut in a write of an open pull counts under both; idle is none of the others. */
export type CutCounts = Record<(typeof CUT_PLACES)[number], number>;

export const PULL_ENDS = ['settled', 'void', 'lapsed', 'late', 'unknown'] as const;
export type PullCounts = Record<(typeof PULL_ENDS)[number], number>;

export type Counts = {
  seeds: number;
  simulatedMs: number;
  powerCuts: number;
  readonly powerCutsBy: CutCounts;
  /** How often each kind struck. */
  readonly faults: Record<string, number>;
  readonly pulls: PullCounts;
};

export type Outcome = {
  readonly seed: number;
  readonly counts: Counts;
  readonly violations: readonly SoakViolation[];
  /** Empty unless it was asked for. */
  readonly log: string;
};

export const noCounts = (): Counts => ({
  seeds: 0,
  simulatedMs: 0,
  powerCuts: 0,
  powerCutsBy: { idle: 0, openPull: 0, write: 0, erase: 0, recovery: 0 },
  faults: {},
  pulls: { settled: 0, void: 0, lapsed: 0, late: 0, unknown: 0 },
});

export function addCounts(to: Counts, counts: Counts): void {
  to.seeds += counts.seeds;
  to.simulatedMs += counts.simulatedMs;
  to.powerCuts += counts.powerCuts;
  for (const place of CUT_PLACES) to.powerCutsBy[place] += counts.powerCutsBy[place];
  for (const end of PULL_ENDS) to.pulls[end] += counts.pulls[end];
  for (const [kind, count] of Object.entries(counts.faults)) {
    to.faults[kind] = (to.faults[kind] ?? 0) + count;
  }
}
