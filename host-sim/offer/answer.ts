/** What a person is told of two files: whether they agree, and if not a table of the reasons. */
import type { Acceptance } from '../../src/terms/acceptance';
import type { Offer } from '../../src/terms/offer';
import type { Reason } from '../../src/terms/reason';
import { bold, green, red } from '../colours';
import { duration, instant, ROWS, sat } from './words';

export function headline({ kind, startSec, stopSec, meterNumber }: Offer): string {
  const period = `${instant(startSec)} to ${instant(stopSec)} UTC`;
  return `${kind} offer for meter ${meterNumber}, ${period} (${duration(stopSec - startSec)})`;
}

export function answerText(judged: Acceptance): string {
  if (judged.agrees) {
    const { minimum, desired, maximum } = judged.payment;
    const sizes = `${sat(minimum)} to ${sat(maximum)}, ${sat(desired)} desired`;
    return `${green('They agree.')} Payments: ${sizes}.`;
  }
  const { reasons, counter } = judged;
  const count = reasons.length === 1 ? 'one reason' : `${reasons.length} reasons`;
  return `${red('They do not agree')}, for ${count}:\n\n${reasonTable(reasons, counter)}`;
}

const HEADS = ['what', 'offered', 'the buyer takes', 'counter-proposal'];

function reasonTable(reasons: readonly Reason[], counter: Offer): string {
  const rows = reasons.map((reason) => {
    const { what, bound, show, of } = ROWS[reason.why];
    const proposed = of(counter);
    return [
      what,
      show(reason.offered),
      `${bound} ${show(reason.limit)}${placeOf(reason)}`,
      proposed === undefined ? "the buyer's own prices" : show(proposed),
    ];
  });
  const widths = HEADS.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]!.length)),
  );
  const line = (row: readonly string[]) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')}`.trimEnd();
  return [bold(line(HEADS)), ...rows.map(line)].join('\n');
}

/** Where a price is farthest from what is taken. */
const placeOf = ({ atSec }: Reason): string => (atSec === undefined ? '' : ` at ${instant(atSec)}`);
