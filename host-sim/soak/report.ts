/** The soak as JSON and as a table. */
import { bold, green, red } from '../colours';
import { type Counts, CUT_PLACES, PULL_ENDS } from './outcome';

const SOAK_SCHEMA = 1;
const MS_PER_HOUR = 3_600_000;
const NAME_WIDTH = 22;
const VIOLATIONS_SHOWN = 20;

export type ReportedViolation = {
  readonly seed: number;
  readonly checker: string;
  readonly detail: string;
  /** The command that shows it again. */
  readonly replay: string;
};

export type SoakReport = {
  readonly schema: typeof SOAK_SCHEMA;
  readonly seeds: number;
  readonly simulatedHours: number;
  readonly powerCuts: number;
  readonly powerCutsBy: Counts['powerCutsBy'];
  readonly faults: Counts['faults'];
  readonly pulls: Counts['pulls'];
  readonly violations: readonly ReportedViolation[];
  readonly unreached: readonly string[];
  readonly wallSeconds: number;
};

export function soakReport(
  counts: Counts,
  violations: readonly ReportedViolation[],
  wallMs: number,
): SoakReport {
  const { seeds, simulatedMs, powerCuts, powerCutsBy, faults, pulls } = counts;
  return {
    schema: SOAK_SCHEMA,
    seeds,
    simulatedHours: Math.round((simulatedMs / MS_PER_HOUR) * 1_000) / 1_000,
    powerCuts,
    powerCutsBy,
    faults: Object.fromEntries(Object.entries(faults).sort(([a], [b]) => (a < b ? -1 : 1))),
    pulls,
    violations,
    unreached: [],
    wallSeconds: Math.round(wallMs) / 1_000,
  };
}

/** Lines for a terminal or a pipe. */
export function soakTable(report: SoakReport): string {
  const { seeds, simulatedHours, wallSeconds, powerCuts, powerCutsBy, pulls, faults } = report;
  const rate = (count: number) => `${(count / wallSeconds).toFixed(1)} a second`;
  const row = (name: string, value: number, more = '') =>
    `${name.padEnd(NAME_WIDTH)}${String(value).padStart(9)}  ${more}`.trimEnd();
  const found = report.violations;
  const shown = found.slice(0, VIOLATIONS_SHOWN).flatMap(({ seed, checker, detail, replay }) => {
    return [red(`violation: ${checker}, seed ${seed}: ${detail}`), `  ${replay}`];
  });
  const more = found.length - VIOLATIONS_SHOWN;
  return [
    bold(`${simulatedHours} simulated hours in ${wallSeconds} s`),
    row('lives', seeds, rate(seeds)),
    row('power cuts', powerCuts, rate(powerCuts)),
    ...CUT_PLACES.map((place) => row(`  ${CUT_NAMES[place]}`, powerCutsBy[place])),
    row(
      'faults',
      Object.values(faults).reduce((sum, count) => sum + count, 0),
    ),
    ...Object.entries(faults).map(([kind, count]) => row(`  ${kind}`, count)),
    row('settled pulls', pulls.settled, rate(pulls.settled)),
    ...PULL_ENDS.slice(1).map((end) => row(`  ${end}`, pulls[end])),
    ...shown,
    ...(more > 0 ? [red(`and ${more} violations more: see --json`)] : []),
    found.length === 0 ? green('No violation.') : red(`${found.length} violations.`),
    '',
  ].join('\n');
}

const CUT_NAMES = {
  idle: 'idle',
  openPull: 'with a pull open',
  write: 'in a write',
  erase: 'in an erase',
  recovery: 'while recovering',
} as const;
