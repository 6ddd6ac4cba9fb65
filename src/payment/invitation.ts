/**
 * A pull by invitation: a guest's invoice is shown to whoever stands there, and any wallet may pay
 * it. Showing is the hand-over, so nothing is shown before its record is in flash.
 *
 *   [planned] ─▶ create ─▶ [handed over] ─▶ shown ─▶ look-up ⟲ ─▶ [settled]
 *                                             │        └─ its end, or the sale's ─▶ cancel ─▶ …
 *                                             └─ a card is tapped (`tap.ts`)
 *
 * It is hidden when the node says anything else than open, and some time before its end: who scans
 * it then could not pay it any more.
 */
import { type Book, isGuest, type OpenPull } from '../account/book';
import type { BoardConfig } from '../config/board-config';
import type { Now } from '../ports';
import { energyFor, priceAhead } from '../sale/reserve';
import type { BoardState } from '../state';
import { milliSat } from '../units';
import { expiryAsked, invoiceLifeSec } from './asking';
import { checkInvoice } from './bolt11';
import { nodeOf } from './nodes/kinds';

/** As long as the original's: time to take a phone out and open a wallet. */
const SHOWN_EXPIRY_SEC = 600;
/** Where it cannot be cancelled, nobody else can buy before this has passed. */
const UNCANCELLED_EXPIRY_SEC = 300;
/** Hidden so long before its end: a payment that is begun then still arrives. */
const HIDDEN_SEC = 30;

/** What a page or a display shows. */
export type Shown = {
  /** For energy ahead; to be held, and mostly given back; for what a deposit was left for. */
  readonly pays: 'ahead' | 'deposit' | 'used';
  readonly paymentRequest: string;
  readonly amountMilliSat: number;
  /** At the present price, rounded down; -1 where energy costs nothing. */
  readonly milliWattHours: number;
  readonly leftMs: number;
};

/** How long an invoice of this sale lives. */
export function expirySecOf({ book, config }: BoardState): number {
  return book.sale !== undefined && isGuest(book.sale)
    ? shownLifeSec(config)
    : invoiceLifeSec(config);
}

/** The longest that an invoice of this board's may live. */
export const longestLifeSec = (config: BoardConfig): number =>
  config.terms.guests ? shownLifeSec(config) : invoiceLifeSec(config);

const shownLifeSec = (config: BoardConfig): number =>
  Math.max(
    invoiceLifeSec(config),
    config.node.canCancel ? SHOWN_EXPIRY_SEC : UNCANCELLED_EXPIRY_SEC,
  );

/** True of a pull whose invoice is shown and not sent. */
export function isByInvitation({ book }: BoardState): boolean {
  const { sale, pull } = book;
  return (
    sale !== undefined && isGuest(sale) && (pull === undefined || sale.account === pull.account)
  );
}

/** After a power cut, until the node has said what the invoice was. */
export const cancelsAfterBootMs = (state: BoardState, standardMs: number): number =>
  isByInvitation(state) ? SHOWN_EXPIRY_SEC * 1_000 : standardMs;

/** The invoice was checked and its record made: it is shown from then on. */
export function invite(state: BoardState, now: Now, expiresAtSec: number): void {
  const { pulling, book, config } = state;
  if (now.wall === undefined) return;
  const { epochMs, plusMinusMs } = now.wall;
  const endMono = now.mono + Math.max(0, expiresAtSec * 1_000 - epochMs - plusMinusMs);
  const { invitation } = pulling;
  invitation.isOpen = true;
  invitation.untilMono = endMono - HIDDEN_SEC * 1_000;
  invitation.sequence = book.sequence;
  pulling.cancelMono = config.node.canCancel ? endMono : -1;
}

/** The node said that the invoice is open: it is shown again, also after a power cut. */
export function showOpen(state: BoardState, now: Now, paymentRequest: string): void {
  const { pulling, book, config } = state;
  const { pull } = book;
  if (pull === undefined || pull.expiresAtSec === 0 || !isByInvitation(state)) return;
  if (pulling.paymentRequest !== '') {
    pulling.invitation.isOpen = true;
    return;
  }
  if (now.wall === undefined) return;
  const checked = checkInvoice(paymentRequest, {
    network: config.network,
    amount: milliSat(pull.amount),
    paymentHash: pull.hash,
    nowSec: Math.floor(now.wall.epochMs / 1_000),
    expirySec: expiryAsked(nodeOf(config), pull),
    remainingSecMin: HIDDEN_SEC,
  });
  // It is not shown again, and its time is nearly over.
  if (!checked.ok) return;
  pulling.paymentRequest = paymentRequest;
  invite(state, now, checked.value.timestampSec + checked.value.expirySec);
}

/** While this holds, whoever stands there may pay. */
export function isShown(state: BoardState, now: Now): boolean {
  const { pulling, book } = state;
  const { isOpen, untilMono } = pulling.invitation;
  if (book.pull === undefined || book.sale?.account !== book.pull.account) return false;
  // A board that will know nothing of it, as after a factory reset, shows none.
  if (state.journalFailed || state.blocked !== '') return false;
  return isOpen && now.mono < untilMono && pulling.paymentRequest !== '';
}

function paysOf({ deposit }: Book, pull: OpenPull): Shown['pays'] {
  if (pull.isDeposit) return 'deposit';
  return deposit?.finalPull === pull.planned ? 'used' : 'ahead';
}

/** `written`: the last record that flash has. */
export function shownOf(state: BoardState, now: Now, written: number): Shown | undefined {
  const { pulling, book } = state;
  const { pull } = book;
  const { sequence, untilMono } = pulling.invitation;
  if (pull === undefined || !isShown(state, now) || written < sequence) return undefined;
  return {
    pays: paysOf(book, pull),
    paymentRequest: pulling.paymentRequest,
    amountMilliSat: pull.amount,
    milliWattHours: energyFor(pull.amount, priceAhead(state, now)),
    leftMs: untilMono - now.mono,
  };
}
