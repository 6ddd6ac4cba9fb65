/** What one test file came to in one engine, and how it is shown. */

export type Outcome = {
  readonly engine: 'node' | 'xs';
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly ms: number;
  /** Shown when something failed. */
  readonly output: string;
  /** Reasons the file gave for leaving something out. */
  readonly skipped: readonly string[];
};

const NAME_COLUMNS = 30;

/** One line of the table; below it what the file printed, when it failed. */
export function formatOutcome(outcome: Outcome): string {
  const { engine, name, passed, failed, ms } = outcome;
  const mark = failed > 0 ? 'FAIL' : ' ok ';
  const counts = `${passed} passed${failed > 0 ? `, ${failed} failed` : ''}`;
  const row = `${mark}  ${engine.padEnd(4)}  ${name.padEnd(NAME_COLUMNS)}  ${counts}`;
  const line = `${row.padEnd(NAME_COLUMNS + 32)} ${String(Math.round(ms)).padStart(7)} ms\n`;
  return failed > 0 ? `${line}${indent(outcome.output)}\n` : line;
}

const indent = (text: string): string =>
  text
    .trim()
    .split('\n')
    .map((line) => `      ${line}\n`)
    .join('');

/** Without the colours that uvu's diff adds. */
export const plain = (text: string): string =>
  text.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g'), '');
