/** What was seen with a peer, in lines for people and as JSON for programs. */
import type { AnswerRow } from './answers';
import type { PullRow } from './pulls';
import type { SaleRow } from './sales';

export function pullLine({ peer, step, lost, payments, seconds, complaint }: PullRow): string {
  const what = step === 'none' ? 'nothing lost' : `${step}: lost the ${lost}`;
  const end = complaint === undefined && payments === 1 ? '' : `  FAIL: ${complaint ?? 'not one'}`;
  const count = payments === 1 ? '1 payment' : `${payments} payments`;
  const time = `${seconds.toFixed(1).padStart(5)} s`;
  return `  ${peer.padEnd(14)}${what.padEnd(46)}${count}  ${time}${end}`;
}

export function answerLine({ peer, question, expected, seen }: AnswerRow): string {
  const end = seen === expected ? '' : `  FAIL: ${expected} expected`;
  return `  ${peer.padEnd(14)}${question.padEnd(46)}${seen}${end}`;
}

export function saleLine(row: SaleRow): string {
  const sold = `sale, losses ${row.losses}: ${row.boardPayments} payments`;
  const money = [row.boardMilliSat, row.nodeMilliSat, row.payerMilliSat].map(
    (each) => each / 1_000,
  );
  const books = `sat by board ${money[0]}, node ${money[1]}, payer ${money[2]}`;
  const end = row.complaint === undefined ? '' : `  FAIL: ${row.complaint}`;
  const rest = `violations: ${row.violations}; ${row.seconds} s${end}`;
  return `  ${row.peer.padEnd(14)}${sold}; ${books}; ${rest}`;
}

export const pullsJson = (rows: readonly PullRow[]): readonly object[] =>
  rows.map(({ peer, program, version, step, lost, payments }) => ({
    ...{ peer, program, version, step, lost, payments },
  }));
