/** The rows as a person reads them, and as a program does. */
import { cpus } from 'node:os';
import { bold, dim, green, red, yellow } from '../colours';
import type { Row, Verdict } from './figures';

export const BENCH_SCHEMA = 1;

/** What `--json` writes. `date` is the end of the run. */
export const benchJson = (rows: readonly Row[], date: Date) => ({
  schema: BENCH_SCHEMA,
  date: date.toISOString(),
  machine: machine(),
  rows,
});

export const machine = () => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
});

const HEAD = ['row', 'value', 'unit', 'target', 'samples', 'verdict'];
const INDENT = '    ';
const COLUMNS = 96;

/** One line per row; its note below it, broken into lines. */
export function benchTable(rows: readonly Row[]): string {
  const cells = rows.map(({ id, value, unit, target, samples, verdict }) => [
    id,
    value === null ? '-' : numberOf(value),
    unit,
    target,
    samples === 0 ? '-' : numberOf(samples),
    verdict,
  ]);
  const widths = HEAD.map((head, column) =>
    Math.max(head.length, ...cells.map((cell) => (cell[column] ?? '').length)),
  );
  const line = (cell: readonly string[]) =>
    cell.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  ');
  const lines = [bold(line(HEAD))];
  rows.forEach((row, index) => {
    lines.push(painted(row.verdict)(line(cells[index] ?? [])));
    for (const part of broken(row.note ?? '')) lines.push(dim(`${INDENT}${part}`));
  });
  return lines.map((text) => text.trimEnd()).join('\n');
}

const numberOf = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: 6 });

function painted(verdict: Verdict): (text: string) => string {
  if (verdict === 'met') return green;
  return verdict === 'not met' ? red : yellow;
}

function broken(note: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of note.split(' ').filter(Boolean)) {
    if (line !== '' && line.length + word.length + 1 > COLUMNS) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return line === '' ? lines : [...lines, line];
}
