/// <reference lib="dom" />
/** One board: its sentence first, then figures, controls, chart, pulls, accounts and faults. */
import type { BoardSnapshot, FaultRow, Tone } from '../snapshot';
import { energy, grouped, money, power, price, sat, satRoundedUp } from '../words';
import { type ControlButton, controlButton } from './control-button';
import { element, icon, part, setAttribute, setIcon, setRows, setText } from './elements';
import { invitationBox } from './invitation-box';
import { pullList } from './pull-list';

/** A shape for each tone: disc, ring, triangle, cross. */
const SHAPES: Readonly<Record<Tone, string>> = {
  on: 'M8 3a5 5 0 1 0 .01 0z',
  off: 'M8 3.500a4.500 4.500 0 1 0 .01 0z',
  attention: 'M8 2 15 14H1zM8 6v4M8 12v.01',
  dead: 'M4 4l8 8M12 4l-8 8',
};

const FIGURES = ['Power', 'Credit', 'Price', 'Sold'] as const;

export type BoardCard = {
  readonly root: HTMLElement;
  readonly chart: HTMLElement;
  show(board: BoardSnapshot): void;
};

export function boardCard(first: BoardSnapshot, say: (text: string) => void): BoardCard {
  const { id, name } = first;
  const shape = icon(SHAPES.off);
  const state = element('span');
  const badge = element('p', { class: 'badge' }, shape, state);
  const text = element('p', { class: 'sentence' });
  const figures = element('dl', { class: 'figures' });
  const chart = element('div', { class: 'chart' });
  const buttons = new Map<string, ControlButton>();
  const controls = element('div', { class: 'controls', role: 'group' });
  setAttribute(controls, 'aria-label', `Do something to ${name}`);
  const note = element('p', { class: 'quiet note' });
  const pulls = pullList();
  const accounts = element('tbody');
  const faults = element('ul', { class: 'faults' });
  const noFaults = element('p', { class: 'quiet' }, 'None.');
  const invitation = invitationBox(name);
  const showControls = (board: BoardSnapshot) => {
    for (const control of board.controls) {
      const button = buttons.get(control.kind) ?? controlButton(control, id, say);
      button.show(control);
      buttons.set(control.kind, button);
      if (!button.root.isConnected) controls.append(button.root);
    }
    for (const [kind, { root: shown }] of buttons) {
      shown.hidden = !board.controls.some((control) => control.kind === kind);
    }
  };
  showControls(first);

  const root = element(
    'article',
    { class: 'card board', 'aria-labelledby': `board-${id}` },
    element('header', {}, element('h2', { id: `board-${id}` }, name), badge),
    text,
    figures,
    controls,
    note,
    invitation.root,
    chart,
    element('h3', {}, 'Payments taken'),
    pulls.root,
    element('h3', {}, 'Accounts'),
    accountTable(accounts, name),
    element('h3', {}, 'Faults since its start'),
    noFaults,
    faults,
  );
  root.dataset['board'] = id;

  return {
    root,
    chart,
    show(board) {
      const { sentence, currency } = board;
      setAttribute(root, 'data-tone', sentence.tone);
      setText(state, sentence.state);
      setIcon(shape, SHAPES[sentence.tone]);
      setText(text, sentence.text);
      setRows(figures, figuresOf(board), makeFigure, showFigure);
      showControls(board);
      invitation.show(board.invitation, board.deposit, currency);
      const notes = board.controls.map((control) => control.note).filter((each) => each !== '');
      setText(note, notes.join(' '));
      note.hidden = notes.length === 0;
      pulls.show(board.pulls);
      setRows(accounts, board.accounts, makeAccount, (row, account) => {
        const cells = [
          account.buyer.slice(0, 8),
          sat(account.paidMilliSat + account.lateMilliSat + account.grantedMilliSat),
          satRoundedUp(account.chargedMilliSat),
          sat(account.creditMilliSat),
        ];
        cells.forEach((cell, index) => {
          setText(part(row, index), cell);
        });
        setAttribute(row, 'title', money(account.creditMilliSat, currency));
      });
      noFaults.hidden = board.faults.length > 0;
      setRows(faults, board.faults, makeFault, showFault);
    },
  };
}

type Figure = readonly [name: string, value: string, beside: string];

function figuresOf(board: BoardSnapshot): readonly Figure[] {
  const { powerMilliWatts, creditMilliSat, priceMilliSatPerKilowattHour, currency } = board;
  const perHour = money(priceMilliSatPerKilowattHour ?? 0, currency);
  const values: readonly (readonly [string, string])[] = [
    powerMilliWatts === null ? ['unknown', ''] : [power(powerMilliWatts), ''],
    creditMilliSat === null
      ? ['unknown', '']
      : [sat(creditMilliSat), money(creditMilliSat, currency)],
    priceMilliSatPerKilowattHour === null
      ? ['unknown', '']
      : [price(priceMilliSatPerKilowattHour), perHour === '' ? '' : `${perHour}/kWh`],
    [energy(board.soldMilliWattHours), soldBeside(board)],
  ];
  return FIGURES.map((name, index) => [name, ...(values[index] ?? ['', ''])] as Figure);
}

function soldBeside({ settled, unauthorisedMilliWattHours: unauthorised }: BoardSnapshot): string {
  if (unauthorised > 0) return `${energy(unauthorised)} flowed unauthorised`;
  return settled === 1 ? '1 payment' : `${grouped(settled)} payments`;
}

const makeFigure = (): HTMLElement =>
  element('div', {}, element('dt'), element('dd'), element('dd', { class: 'beside' }));

function showFigure(row: HTMLElement, figure: Figure): void {
  figure.forEach((text, index) => {
    setText(part(row, index), text);
  });
}

function accountTable(body: HTMLElement, name: string): HTMLElement {
  const heads = ['Buyer key', 'Paid', 'Used', 'Credit booked'].map((head) =>
    element('th', { scope: 'col' }, head),
  );
  return element(
    'table',
    {},
    element('caption', { class: 'unseen' }, `Accounts at ${name}`),
    element('thead', {}, element('tr', {}, ...heads)),
    body,
  );
}

const makeAccount = (): HTMLElement =>
  element('tr', {}, element('th', { scope: 'row' }), element('td'), element('td'), element('td'));

const makeFault = (): HTMLElement =>
  element('li', { class: 'fault' }, element('p'), element('p'), element('p'));

function showFault(row: HTMLElement, fault: FaultRow): void {
  const times = fault.count === 1 ? 'once' : `${grouped(fault.count)} times`;
  setText(part(row, 0), `${fault.happened} (${times})`);
  setText(part(row, 1), fault.did === '' ? '' : `The board: ${fault.did}`);
  setText(part(row, 2), fault.todo === '' ? '' : `To do: ${fault.todo}`);
  setAttribute(row, 'data-fault', fault.name);
}
