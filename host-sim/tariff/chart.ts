/**
 * A curve of prices as text: a block for each part of the time, as high as its mean price. Nothing
 * but characters, so it survives a pipe, a mail and a log.
 */
import { blue, dim } from '../colours';
import type { PriceAt } from './curve';

const ROWS = 12;
const EIGHTHS = ['', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const LABEL_EVERY = 3;
/** Of a label of the time: `01-31 23:59`. */
const TIME_CHARACTERS = 11;

/** Lines without their ends. `timeOf` says an instant in so many characters. */
export function chartOf(
  parts: readonly PriceAt[],
  timeOf: (atMs: number) => string,
): readonly string[] {
  const prices = parts.map(({ price }) => price);
  const bottom = Math.min(0, ...prices);
  const top = Math.max(bottom + 1, ...prices);
  const heights = prices.map((price) => Math.round(((price - bottom) / (top - bottom)) * ROWS * 8));
  const labelAt = (row: number) => sat(bottom + ((top - bottom) * row) / ROWS);
  const labelRows = Array.from({ length: ROWS / LABEL_EVERY + 1 }, (_, i) => i * LABEL_EVERY);
  const width = Math.max(...labelRows.map((row) => labelAt(row).length));

  const lines: string[] = [];
  for (let row = ROWS; row >= 1; row--) {
    const isLabelled = row % LABEL_EVERY === 0;
    const label = (isLabelled ? labelAt(row) : '').padStart(width);
    const bar = heights.map((height) => {
      const filled = Math.min(Math.max(height - (row - 1) * 8, 0), 8);
      return EIGHTHS[filled] || ' ';
    });
    lines.push(`${label} ${isLabelled ? '┤' : '│'}${blue(bar.join('').trimEnd())}`);
  }
  lines.push(`${labelAt(0).padStart(width)} ┴${'─'.repeat(parts.length)}`);
  lines.push(dim(`${' '.repeat(width + 2)}${timesOf(parts, timeOf)}`));
  return lines;
}

function timesOf(parts: readonly PriceAt[], timeOf: (atMs: number) => string): string {
  const every = TIME_CHARACTERS + 5;
  return parts
    .filter((_, at) => at % every === 0 && at + TIME_CHARACTERS <= parts.length)
    .map(({ atMs }) => timeOf(atMs).padEnd(every))
    .join('')
    .trimEnd();
}

/** sat/kWh, as short as it is exact enough to read. */
export const sat = (milliSat: number): string => {
  const text = (milliSat / 1_000).toFixed(Math.abs(milliSat) < 100_000 ? 3 : 1);
  return text.replace(/\.?0+$/, '');
};
