/// <reference lib="dom" />
/** The last pulls of a board, newest first, with their stages ticking. */
import { PULL_STAGES, type PullRow } from '../snapshot';
import { sat } from '../words';
import { element, icon, part, setAttribute, setIcon, setRows, setText } from './elements';

const TICK = 'M3.500 8.500 6.500 11.500 12.500 4.500';
const CROSS = 'M4.500 4.500l7 7M11.500 4.500l-7 7';
const DOT = 'M8 8h.01';

export function pullList() {
  const root = element('ol', { class: 'pulls' });
  const none = element('p', { class: 'quiet' }, 'No payment was asked for yet.');
  const box = element('div', {}, none, root);

  return {
    root: box,
    show(pulls: readonly PullRow[]): void {
      none.hidden = pulls.length > 0;
      setRows(root, pulls, makeRow, showRow);
    },
  };
}

function makeRow(): HTMLElement {
  const stages = PULL_STAGES.map((name) =>
    element(
      'li',
      { class: 'stage' },
      icon(DOT),
      element('span', {}, name),
      element('span', { class: 'unseen' }),
    ),
  );
  return element(
    'li',
    { class: 'pull' },
    element('span', { class: 'amount' }),
    element('ol', { class: 'stages' }, ...stages),
    element('span', { class: 'outcome' }),
  );
}

function showRow(row: HTMLElement, pull: PullRow): void {
  setText(part(row, 0), sat(pull.amountMilliSat));
  setText(part(row, 2), pull.words);
  setAttribute(row, 'data-outcome', pull.outcome);
  const isOver = pull.outcome === 'void' || pull.outcome === 'lapsed';
  PULL_STAGES.forEach((_, index) => {
    const stage = part(part(row, 1), index);
    const isNext = index === pull.stagesDone;
    let state = 'later';
    if (index < pull.stagesDone) state = 'done';
    else if (isOver) state = 'never';
    else if (isNext) state = 'now';
    setAttribute(stage, 'data-state', state);
    const drawn = stage.firstElementChild as SVGSVGElement;
    setIcon(drawn, state === 'done' ? TICK : state === 'never' ? CROSS : DOT);
    setText(part(stage, 2), STATE_WORDS[state] ?? '');
  });
}

/** For those who do not see the shapes. */
const STATE_WORDS: Readonly<Record<string, string>> = {
  done: ': done. ',
  now: ': awaited. ',
  later: ': not yet. ',
  never: ': did not come. ',
};
