/** The rows of the replay as a person reads them, and as a program does. */
import { bold, dim, green, red } from '../../colours';
import { STUCK_PER_MILLE, TRIP_MEDIAN_MS, TRIP_SPREAD } from '../../log-normal';
import { machine } from '../print';
import type { PullsRow } from './replay';
import { PRICE_MILLI_SAT_PER_KILOWATTHOUR, RULES } from './rules';

const PULLS_SCHEMA = 1;
/** Of the normal distribution. */
const P99 = 2.326;

export type PullsRun = { readonly cycles: number; readonly seed: number };

/** What `--json` writes. `date` is the end of the run; the rows follow from the seed alone. */
export const pullsJson = ({ cycles, seed }: PullsRun, rows: readonly PullsRow[], date: Date) => ({
  schema: PULLS_SCHEMA,
  date: date.toISOString(),
  machine: machine(),
  cycles,
  seed,
  priceMilliSatPerKilowattHour: PRICE_MILLI_SAT_PER_KILOWATTHOUR,
  distribution: {
    kind: 'log-normal',
    medianMs: TRIP_MEDIAN_MS,
    spread: TRIP_SPREAD,
    p99Ms: Math.round(TRIP_MEDIAN_MS * Math.exp(TRIP_SPREAD * P99)),
    stuckPerMille: STUCK_PER_MILLE,
  },
  rules: RULES.map(({ id, what }) => ({ id, what })),
  goalMissedAtWatts: missedAt(rows),
  rows,
});

/** Where ours was interrupted, or another rule without interruptions had less exposure. */
export function missedAt(rows: readonly PullsRow[]): readonly number[] {
  const powers = [...new Set(rows.map(({ watts }) => watts))];
  return powers.filter((watts) => {
    const at = rows.filter((row) => row.watts === watts);
    const ours = at.find(({ rule }) => rule === 'ours');
    const least = leastOf(at);
    return ours?.interruptions !== 0 || least === undefined || !isOurs(least);
  });
}

const isOurs = ({ rule }: PullsRow): boolean =>
  RULES.some(({ id, kind }) => id === rule && kind === 'ours');

/** Of the rows of one power: the smallest mean exposure without an interruption. */
function leastOf(rows: readonly PullsRow[]): PullsRow | undefined {
  const calm = rows.filter(({ interruptions }) => interruptions === 0);
  return calm.sort((a, b) => a.meanSat - b.meanSat)[0];
}

const HEAD = ['rule', 'p50', 'p95', 'p99', 'given up', 'cuts', 'mean', 'worst', 'fee', 'req', 'B'];
const UNITS = ['', 's', 's', 's', '', '', 'sat', 'sat', '%', '/pull', '/pull'];

export function pullsTable({ cycles, seed }: PullsRun, rows: readonly PullsRow[]): string {
  const cells = rows.map(cellsOf);
  const widths = HEAD.map((head, column) =>
    Math.max(...[HEAD, UNITS, ...cells].map((cell) => cell[column]?.length ?? head.length)),
  );
  const line = (cell: readonly string[]) =>
    cell
      .map((text, at) => (at === 0 ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0)))
      .join('  ');
  const lines = [bold(line(HEAD)), dim(line(UNITS))];
  rows.forEach((row, index) => {
    if (row.watts !== rows[index - 1]?.watts) lines.push('', bold(`${row.watts / 1_000} kW`));
    const paint = row.interruptions === 0 ? green : red;
    const isLeast = row === leastOf(rows.filter(({ watts }) => watts === row.watts));
    const text = paint(line(cells[index] ?? []));
    lines.push(isLeast ? `${bold(text)} ${dim('<')}` : text);
  });
  return [...lines, '', ...notes({ cycles, seed }, rows)].join('\n');
}

function cellsOf(row: PullsRow): readonly string[] {
  const seconds = (ms: number | null) => (ms === null ? '-' : (ms / 1_000).toFixed(1));
  const { p50, p95, p99 } = row.latencyMs;
  return [
    row.rule,
    seconds(p50),
    seconds(p95),
    seconds(p99),
    String(row.givenUp),
    row.interruptions.toLocaleString('en-US'),
    row.meanSat.toFixed(1),
    row.worstSat.toFixed(1),
    row.feePercent.toFixed(2),
    row.requestsPerPull.toFixed(1),
    row.bytesPerPull === null ? '-' : row.bytesPerPull.toLocaleString('en-US'),
  ];
}

function notes({ cycles, seed }: PullsRun, rows: readonly PullsRow[]): readonly string[] {
  const missed = missedAt(rows);
  const goal = 'ours without a cut, and no other rule without one exposes the buyer less';
  const verdict =
    missed.length === 0
      ? green(`At every power: ${goal}.`)
      : red(`Not at ${missed.map((watts) => `${watts / 1_000} kW`).join(', ')}: ${goal}.`);
  return [
    ...RULES.map(({ id, what }) => dim(`${id}: ${what}`)),
    dim('cuts: power gone though the buyer could pay; mean and worst of what was paid ahead;'),
    dim('<: the least of them without a cut'),
    dim(
      `${cycles.toLocaleString('en-US')} settled pulls a row, seed ${seed}, 0.1 sat/Wh; payments`,
    ),
    dim(`log-normal, median 2.1 s, p99 30 s, and ${STUCK_PER_MILLE} in 1,000 stuck until expiry`),
    verdict,
  ];
}
