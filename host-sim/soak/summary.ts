/** The soak as JSON, and as a table for people. */
import { bold, dim, green, red } from '../colours';
import type { Found, SoakRun } from './run';
import { CUT_PLACES, PULL_ENDS, type Tally } from './tally';

const SCHEMA = 1;
const MS_PER_HOUR = 3_600_000;
const NAME_WIDTH = 24;
const KINDS_A_LINE = 3;
const SHOWN_MAX = 20;
/** Nothing found in n trials: with 95 % confidence fewer than 3 in n (1 - 0.05 ** (1 / n)). */
const BOUND_OF_NONE = 3;

export type SoakJson = {
  readonly schema: typeof SCHEMA;
  readonly seeds: number;
  readonly simulatedHours: number;
  readonly powerCuts: number;
  readonly powerCutsBy: Tally['powerCutsBy'];
  readonly faults: Readonly<Record<string, number>>;
  readonly pulls: Tally['pulls'];
  readonly violations: readonly Pick<Found, 'seed' | 'checker' | 'detail' | 'replay'>[];
  readonly unreached: readonly string[];
  readonly wallSeconds: number;
};

/** `kinds`: those that never struck are told as well. */
export function soakJson(
  { tally, violations, wallMs }: SoakRun,
  unreached: readonly string[],
  kinds: readonly string[],
): SoakJson {
  const { seeds, simulatedMs, powerCuts, powerCutsBy, faults, pulls } = tally;
  return {
    schema: SCHEMA,
    seeds,
    simulatedHours: Math.round((simulatedMs / MS_PER_HOUR) * 1_000) / 1_000,
    powerCuts,
    powerCutsBy,
    faults: Object.fromEntries([...kinds].sort().map((kind) => [kind, faults[kind] ?? 0])),
    pulls,
    violations: violations.map(({ seed, checker, board, at, detail, replay }) => ({
      seed,
      checker,
      detail: `${board} at ${at} ms: ${detail}`,
      replay,
    })),
    unreached,
    wallSeconds: Math.round(wallMs) / 1_000,
  };
}

/** Lines for a terminal or a pipe. `commit`: undefined where nobody knows. */
export function soakTable(soak: SoakJson, commit: string | undefined): string {
  const { seeds, simulatedHours, wallSeconds, powerCuts, powerCutsBy, pulls, faults } = soak;
  const total = Object.values(faults).reduce((sum, count) => sum + count, 0);
  const rate = (count: number) => dim(`${perSecond(count / wallSeconds)} a second`);
  const at = commit === undefined ? '' : `, commit ${commit}`;
  return [
    '',
    bold(`${number(simulatedHours)} simulated hours in ${number(wallSeconds)} s${at}`),
    row('lives', seeds, rate(seeds)),
    row('power cuts', powerCuts, rate(powerCuts)),
    ...CUT_PLACES.map((place) => row(`  ${CUT_NAMES[place]}`, powerCutsBy[place])),
    row('settled pulls', pulls.settled, rate(pulls.settled)),
    ...PULL_ENDS.slice(1).map((end) => row(`  ${end}`, pulls[end])),
    row('faults', total, rate(total)),
    ...kindLines(faults),
    ...violationLines(soak.violations, commit),
    ...soak.unreached.slice(0, SHOWN_MAX).map((pair) => red(`not reached: ${pair}`)),
    ...andMore(soak.unreached.length, 'not reached'),
    verdict(soak),
    '',
  ].join('\n');
}

function kindLines(faults: Readonly<Record<string, number>>): readonly string[] {
  const cells = Object.entries(faults).map(([kind, count]) => row(`  ${kind}`, count));
  const lines: string[] = [];
  for (let at = 0; at < cells.length; at += KINDS_A_LINE) {
    lines.push(cells.slice(at, at + KINDS_A_LINE).join(''));
  }
  return lines;
}

function violationLines(
  violations: SoakJson['violations'],
  commit: string | undefined,
): readonly string[] {
  const at = commit === undefined ? '' : `, commit ${commit}`;
  const lines = violations
    .slice(0, SHOWN_MAX)
    .flatMap(({ seed, checker, detail, replay }) => [
      red(`violation: ${checker}, seed ${seed}${at}: ${firstLine(detail)}`),
      `  ${replay}`,
    ]);
  return [...lines, ...andMore(violations.length, 'violations')];
}

/** The rest of a stack is in the JSON. */
const firstLine = (detail: string): string => detail.slice(0, `${detail}\n`.indexOf('\n'));

const andMore = (count: number, what: string): readonly string[] =>
  count > SHOWN_MAX ? [red(`and ${count - SHOWN_MAX} ${what} more: see --json`)] : [];

function verdict({ violations, unreached, powerCuts }: SoakJson): string {
  if (violations.length > 0) return red(`${violations.length} violations.`);
  if (unreached.length > 0) return red('No violation, but not all was reached.');
  const bound = powerCuts > BOUND_OF_NONE ? ` in ${number(powerCuts)} power cuts: ${BOUND}` : '';
  return green(`No violation${bound}.`);
}

const BOUND = `with 95 % confidence fewer than ${BOUND_OF_NONE} in as many`;

const CUT_NAMES = {
  idle: 'idle',
  openPull: 'with a pull open',
  write: 'within a write',
  erase: 'within an erase',
  recovery: 'while recovering',
} as const;

const row = (name: string, value: number, more = ''): string =>
  `${name.padEnd(NAME_WIDTH)}${number(value).padStart(10)}  ${more}`;

const perSecond = (rate: number): string =>
  rate < 10 ? rate.toFixed(1) : number(Math.round(rate));

const number = (value: number): string => value.toLocaleString('en-US');
