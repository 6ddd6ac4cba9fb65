/** The exhaustive part as JSON, and as a table for people. */
import { bold, green, red } from '../../colours';
import type { BoardCourse } from '../../power-cut';
import { SHARES_OF_ERASE } from './cut-lives';
import type { ExhaustiveRun, HistoryCuts } from './run-exhaustive';

const SCHEMA = 1;
const SHOWN_MAX = 20;
const WIDTHS = { history: 12, flash: 11, count: 10 } as const;

type Counted = { readonly written: number; readonly cut: number };

type HistoryJson = {
  readonly history: string;
  readonly flash: 'plain' | 'encrypted';
  readonly bytes: Counted;
  /** Each is cut at four shares. */
  readonly erases: Counted;
  readonly commands: Counted;
  readonly violations: number;
};

type ViolationJson = {
  readonly history: string;
  readonly checker: string;
  readonly detail: string;
  readonly replay: string;
};

export type ExhaustiveJson = {
  readonly schema: typeof SCHEMA;
  readonly histories: readonly HistoryJson[];
  /** Each in a life of its own, which was judged. */
  readonly cuts: number;
  readonly violations: readonly ViolationJson[];
  readonly unreached: readonly string[];
  readonly wallSeconds: number;
};

export function exhaustiveJson({ histories, wallMs }: ExhaustiveRun): ExhaustiveJson {
  return {
    schema: SCHEMA,
    histories: histories.map(historyJson),
    cuts: histories.reduce((sum, { struck }) => sum + sumOf(struck), 0),
    violations: histories.flatMap(({ violations }) =>
      violations.map(({ life, checker, board, at, detail, replay }) => ({
        history: life.name,
        checker,
        detail: `${board} at ${at} ms: ${detail}`,
        replay,
      })),
    ),
    unreached: histories.flatMap(({ unreached }) => unreached),
    wallSeconds: Math.round(wallMs) / 1_000,
  };
}

function historyJson({ history, isEncrypted, written, struck, violations }: HistoryCuts) {
  const counted = (what: keyof BoardCourse, times = 1) => ({
    written: written[what] * times,
    cut: struck[what],
  });
  return {
    history: history.name,
    flash: isEncrypted ? ('encrypted' as const) : ('plain' as const),
    bytes: counted('bytes'),
    erases: counted('erases', SHARES_OF_ERASE.length),
    commands: counted('commands'),
    violations: violations.length,
  };
}

const sumOf = ({ bytes, erases, commands }: BoardCourse): number => bytes + erases + commands;

/** Nothing was violated, and nothing was left out. */
export function isComplete({ violations, unreached, histories }: ExhaustiveJson): boolean {
  return violations.length === 0 && unreached.length === 0 && histories.every(isWhole);
}

const isWhole = ({ bytes, erases, commands }: HistoryJson): boolean =>
  bytes.written > 0 && [bytes, erases, commands].every(({ written, cut }) => cut === written);

/** Lines for a terminal or a pipe. `commit`: undefined where nobody knows. */
export function exhaustiveTable(json: ExhaustiveJson, commit: string | undefined): string {
  const { histories, cuts, violations, unreached, wallSeconds } = json;
  const at = commit === undefined ? '' : `, commit ${commit}`;
  const head = ['bytes', 'erases', 'commands', 'violated'].map((name) => right(name)).join('');
  return [
    '',
    bold(`${number(cuts)} power cuts, each in a life of its own, in ${number(wallSeconds)} s${at}`),
    `${'history'.padEnd(WIDTHS.history)}${'flash'.padEnd(WIDTHS.flash)}${head}`,
    ...histories.map(line),
    ...violations
      .slice(0, SHOWN_MAX)
      .flatMap(({ history, checker, detail, replay }) => [
        red(`violation: ${checker}, ${history}: ${detail.split('\n', 1)[0]}`),
        `  ${replay}`,
      ]),
    ...(violations.length > SHOWN_MAX ? [red('and more violations: see --json')] : []),
    ...unreached.map((what) => red(`not reached: ${what}`)),
    verdict(json),
    '',
  ].join('\n');
}

function line(each: HistoryJson): string {
  const { history, flash, bytes, erases, commands, violations } = each;
  const counts = [bytes, erases, commands].map(({ written, cut }) =>
    right(cut === written ? number(cut) : `${number(cut)}/${number(written)}`),
  );
  const text = `${history.padEnd(WIDTHS.history)}${flash.padEnd(WIDTHS.flash)}${counts.join('')}`;
  const whole = `${text}${right(number(violations))}`;
  return isWhole(each) && violations === 0 ? whole : red(whole);
}

function verdict(json: ExhaustiveJson): string {
  const { violations } = json;
  if (violations.length > 0) return red(`${violations.length} violations.`);
  if (!isComplete(json)) return red('No violation, but not all was cut or reached.');
  return green('No violation at any byte, erase or command.');
}

const right = (text: string): string => text.padStart(WIDTHS.count);

const number = (value: number): string => value.toLocaleString('en-US');
