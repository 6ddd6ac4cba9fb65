/**
 * A deposit, where the node can hold a payment: a guest's first invoice is paid and not taken,
 * energy flows on it, and what was used is asked for at the end (`sale/due.ts`). The money of the
 * deposit goes back when that is paid, and is taken when it is not: the rest stays the guest's.
 */
import { creditOf, isUnused } from '../account/account';
import { accountAt, isGuest } from '../account/book';
import { fault } from '../fault';
import { journal } from '../journal/journal';
import type { Command, Now } from '../ports';
import type { BoardState } from '../state';
import { type MilliSat, milliSat } from '../units';
import { cancelSoon, closeInvitation } from './closing';
import type { Hold } from './nodes/blueprint';
import { nodeOf } from './nodes/kinds';

/** As the original's: blocks of ten minutes, a day. A wallet rarely takes more. */
export const DEPOSIT_CLTV = 144;
/** Taken or given back within half of that: blocks that come twice as fast still leave time. */
const HELD_FOR_SEC = 43_200;

export const holdOf = ({ config }: Pick<BoardState, 'config'>): Hold | undefined => {
  const node = nodeOf(config);
  return node.hashBy === 'board' ? node.hold : undefined;
};

/** The first invoice of a guest who did not ask to pay ahead, as with a card. */
export function wantsDeposit(state: BoardState): boolean {
  const { book, terms, guests, ring } = state;
  const { sale } = book;
  if (terms.deposit === 0 || sale === undefined || !isGuest(sale)) return false;
  // The image before this one could not read its records.
  if (guests.paysAhead || book.deposit !== undefined || ring.format < 2) return false;
  return holdOf(state) !== undefined && isUnused(accountAt(book, sale.account));
}

/** Of a pull that was just planned. */
export function planDeposit(state: BoardState): void {
  const { pull } = state.book;
  if (pull !== undefined) journal(state, { kind: 'pull-is-deposit', planned: pull.planned });
}

/** Who cannot have a payment held, as a card cannot, pays ahead: with another invoice. */
export function payAhead(state: BoardState, now: Now, commands: Command[]): void {
  const { guests, book, pulling } = state;
  guests.paysAhead = true;
  if (book.pull?.isDeposit !== true) return;
  pulling.invitation.isOpen = false;
  cancelSoon(state, now, commands);
}

/** The node says that the payment arrived and is held. */
export function depositAccepted(state: BoardState, now: Now, commands: Command[]): void {
  const { book, pulling } = state;
  const { pull } = book;
  if (pull === undefined) return;
  const { planned, amount } = pull;
  const heldAtSec = now.wall === undefined ? book.lastSec : Math.floor(now.wall.epochMs / 1_000);
  journal(state, { kind: 'deposit-held', planned, heldAtSec });
  closeInvitation(state, false);
  pulling.isUnknown = false;
  pulling.next = 'none';
  pulling.failures = 0;
  pulling.deposit.askMono = now.mono;
  commands.push({
    kind: 'log',
    event: { area: 'deposit', what: 'held', fields: { milliSat: amount } },
  });
}

/** What the guest of the deposit has used and not paid, in whole sat as mSat, rounded down. */
export function owedOfDeposit({ book }: BoardState): MilliSat {
  const { deposit } = book;
  if (deposit === undefined) return milliSat(0);
  const account = accountAt(book, deposit.account);
  const owed = Math.max(0, account.held - creditOf(account));
  return milliSat(owed - (owed % 1_000));
}

/** Until the deposit is taken, in ms; 0 without one. */
export function depositLeftMs({ book }: BoardState, now: Now): number {
  const { deposit } = book;
  if (deposit === undefined || now.wall === undefined) return 0;
  return Math.max(0, (deposit.heldAtSec + HELD_FOR_SEC) * 1_000 - now.wall.epochMs);
}

/** The payer's side does not wait for ever: what is not taken by then is lost to the owner. */
export function isHeldTooLong({ book }: BoardState, now: Now): boolean {
  const { deposit } = book;
  if (deposit === undefined || now.wall === undefined) return false;
  return now.wall.epochMs >= (deposit.heldAtSec + HELD_FOR_SEC) * 1_000;
}

/** It was not for us to take: given back by the node, or by its time. */
export const depositLost = (state: BoardState, milliSatHeld: number, commands: Command[]): void =>
  fault(state, commands, 'deposit-lost', { milliSat: milliSatHeld });
