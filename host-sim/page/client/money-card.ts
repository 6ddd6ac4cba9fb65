/// <reference lib="dom" />
/** What the owner's node received and what the wallets have left, by their own word. */
import type { Control, Currency, Snapshot } from '../snapshot';
import { money, sat } from '../words';
import { type ControlButton, controlButton } from './control-button';
import { element, part, setRows, setText } from './elements';

export function moneyCard(root: HTMLElement, say: (text: string) => void) {
  const received = element('p', { class: 'large' });
  const nodeState = element('p', { class: 'quiet' });
  const buttonPlace = element('div', { class: 'controls' });
  const wallets = element('tbody');
  const checks = element('ul', { class: 'checks' });
  const heads = ['Wallet', 'Left', 'Paid out', 'of it fees'].map((head) =>
    element('th', { scope: 'col' }, head),
  );
  const table = element(
    'table',
    {},
    element('caption', { class: 'unseen' }, "The buyers' wallets, by their own word"),
    element('thead', {}, element('tr', {}, ...heads)),
    wallets,
  );
  root.append(
    element('h2', { id: 'money-title' }, 'The money, by the nodes\u2019 own word'),
    element(
      'div',
      { class: 'columns' },
      element('div', {}, element('h3', {}, "The owner's node"), received, nodeState, buttonPlace),
      element('div', {}, element('h3', {}, "The buyers' wallets"), table),
      element('div', {}, element('h3', {}, 'The checkers'), checks),
    ),
  );
  let button: ControlButton | undefined;

  function showButton(control: Control): void {
    if (button === undefined) {
      button = controlButton(control, undefined, say);
      buttonPlace.append(button.root);
    }
    button.show(control);
  }

  return {
    show({ node, wallets: all, violations, boards }: Snapshot): void {
      const currency = boards[0]?.currency ?? null;
      const { receivedMilliSat: sum } = node;
      setText(received, sum === null ? 'its owner knows' : `${sat(sum)} received`);
      const where = node.isAway
        ? 'Away: nobody answers at its address.'
        : 'There: creates, finds and cancels invoices.';
      setText(nodeState, [beside(sum, currency), where].filter((each) => each !== '').join(' '));
      showButton(node.control);
      setRows(wallets, all, makeWallet, (row, wallet) => {
        const left = wallet.isEmptied ? '0 sat, emptied' : sat(wallet.leftMilliSat);
        const cells = [wallet.buyer, left, sat(wallet.spentMilliSat), sat(wallet.feesMilliSat)];
        cells.forEach((cell, index) => {
          setText(part(row, index), cell);
        });
      });
      setRows(
        checks,
        violations.length > 0 ? violations : ['All content: energy, money and credit add up.'],
        () => element('li'),
        setText,
      );
    },
  };
}

const beside = (milliSat: number | null, currency: Currency | null): string => {
  const amount = milliSat === null ? '' : money(milliSat, currency);
  return amount === '' ? '' : `${amount}.`;
};

const makeWallet = (): HTMLElement =>
  element('tr', {}, element('th', { scope: 'row' }), element('td'), element('td'), element('td'));
