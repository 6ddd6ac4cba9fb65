/// <reference lib="dom" />
/** What a guest pays: the invoice as a code to scan, what it buys, and for how long it is shown. */
import encodeQr from 'qr';
import type { Currency, Invitation } from '../snapshot';
import { duration, energy, money, sat } from '../words';
import { element, setAttribute, setText } from './elements';

const SVG = 'http://www.w3.org/2000/svg';
/** As much light around it as scanners want, in dots. */
const QUIET_DOTS = 4;

export type InvitationBox = {
  readonly root: HTMLElement;
  show(invitation: Invitation | null, currency: Currency | null): void;
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
  const title = element('h3', { class: 'title' }, 'Pay here');
  const words = element('div', { class: 'words' }, title, amount, buys, left, card);
  const root = element('section', { class: 'invitation' }, code, words);
  setAttribute(root, 'aria-label', `Pay at ${name}`);
  root.hidden = true;
  let drawn = '';

  return {
    root,
    show(invitation, currency) {
      root.hidden = invitation === null;
      if (invitation === null) return;
      const { code: text, amountMilliSat, milliWattHours, leftMs } = invitation;
      if (text !== drawn) draw(code, dots, text);
      drawn = text;
      const beside = money(amountMilliSat, currency);
      setText(amount, beside === '' ? sat(amountMilliSat) : `${sat(amountMilliSat)} (${beside})`);
      setText(buys, milliWattHours < 0 ? '' : `buys ${energy(milliWattHours)} at this price`);
      setText(left, `Shown for another ${duration(leftMs)}. Any wallet may pay it, or a card.`);
      setText(card, invitation.card);
    },
  };
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
