/// <reference lib="dom" />
/** What a guest pays: the invoice as a code to scan, what for, and what becomes of a deposit. */
import encodeQr from 'qr';
import type { Currency, Invitation } from '../snapshot';
import { duration, energy, money, sat } from '../words';
import { element, setAttribute, setText } from './elements';

const SVG = 'http://www.w3.org/2000/svg';
/** As much light around it as scanners want, in dots. */
const QUIET_DOTS = 4;

export type InvitationBox = {
  readonly root: HTMLElement;
  show(invitation: Invitation | null, deposit: string, currency: Currency | null): void;
};

export function invitationBox(name: string): InvitationBox {
  const dots = document.createElementNS(SVG, 'path');
  const code = document.createElementNS(SVG, 'svg');
  code.setAttribute('class', 'code');
  code.setAttribute('role', 'img');
  code.setAttribute('aria-label', `Invoice of ${name}, to be scanned by a wallet`);
  code.setAttribute('shape-rendering', 'crispEdges');
  code.append(dots);
  const amount = element('p', { class: 'amount' });
  const buys = element('p');
  const left = element('p', { class: 'quiet' });
  const card = element('p', { role: 'status' });
  const held = element('p', { class: 'deposit' });
  const title = element('h3', { class: 'title' });
  const words = element('div', { class: 'words' }, title, amount, buys, left, card, held);
  const root = element('section', { class: 'invitation' }, code, words);
  setAttribute(root, 'aria-label', `Pay at ${name}`);
  root.hidden = true;
  let drawn = '';

  return {
    root,
    show(invitation, deposit, currency) {
      root.hidden = invitation === null && deposit === '';
      setText(held, deposit);
      setAttribute(code, 'class', invitation === null ? 'code none' : 'code');
      for (const each of [amount, buys, left, card]) each.hidden = invitation === null;
      setText(title, invitation === null ? 'Deposit' : TITLES[invitation.pays]);
      if (invitation === null) return;
      const { code: text, amountMilliSat, milliWattHours, leftMs } = invitation;
      if (text !== drawn) draw(code, dots, text);
      drawn = text;
      const beside = money(amountMilliSat, currency);
      setText(amount, beside === '' ? sat(amountMilliSat) : `${sat(amountMilliSat)} (${beside})`);
      setText(buys, buysWords(invitation.pays, milliWattHours));
      const who =
        invitation.pays === 'deposit'
          ? 'Any wallet may pay it.'
          : 'Any wallet may pay it, or a card.';
      setText(left, `Shown for another ${duration(leftMs)}. ${who}`);
      setText(card, invitation.card);
    },
  };
}

const TITLES: Readonly<Record<Invitation['pays'], string>> = {
  ahead: 'Pay here',
  deposit: 'Leave a deposit',
  used: 'Pay what was used',
};

function buysWords(pays: Invitation['pays'], milliWattHours: number): string {
  if (milliWattHours < 0) return '';
  if (pays === 'used') return `${energy(milliWattHours)} at this price`;
  const what = `${energy(milliWattHours)} at this price`;
  return pays === 'ahead' ? `buys ${what}` : `enough for ${what}; held and not taken`;
}

/** One path, a square a dot: nothing is loaded, and it is sharp at any size. */
function draw(code: SVGSVGElement, dots: SVGPathElement, text: string): void {
  const rows = encodeQr(text, 'raw', { ecc: 'low', border: QUIET_DOTS });
  let path = '';
  rows.forEach((row, y) => {
    row.forEach((isDark, x) => {
      if (isDark) path += `M${x} ${y}h1v1h-1z`;
    });
  });
  code.setAttribute('viewBox', `0 0 ${rows.length} ${rows.length}`);
  dots.setAttribute('d', path);
}
