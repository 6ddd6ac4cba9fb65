/**
 * The buyer's PIN (`pinLimit`, lnurl/luds#200): wanted only where the link asks for one and no
 * smaller payment will do, sent with one hand-over, forgotten after it. Never logged, never kept in
 * flash, never sent twice: a service may lock a card after three wrong ones.
 */
import { fault } from '../fault';
import type { Command, Now, Secret } from '../ports';
import type { BoardState } from '../state';
import type { Pulling } from './pulling';

const PIN_DIGITS_MAX = 8;

/** The most that can be asked for without a PIN, in whole sat as mSat; may be below 0. */
export const withoutPin = (pinLimit: number): number => Math.floor((pinLimit - 1) / 1_000) * 1_000;

/** What was shown with the question is what is taken, if the PIN has come for this link. */
export function amountWithPin(pulling: Pulling, amount: number): number | undefined {
  const { pin, pinAmount, pinLinkAt, linkAt } = pulling;
  if (pin === undefined || pinAmount === 0 || pinLinkAt !== linkAt) return undefined;
  return Math.min(amount, pinAmount);
}

/** The page shows the amount beside the question. */
export function askPin(pulling: Pulling, amount: number): void {
  pulling.pinAmount = amount;
  pulling.pinLinkAt = pulling.linkAt;
}

export function forgetPin(pulling: Pulling): void {
  pulling.pin = undefined;
}

/** Taken only while it is asked for; the link that asked is asked again at once. */
export function takePin(state: BoardState, now: Now, pin: Secret, commands: Command[]): void {
  const { pulling, book } = state;
  if (book.sale === undefined || pulling.pinAmount === 0)
    return fault(state, commands, 'pin-unasked');
  if (!isPin(pin.secret)) return fault(state, commands, 'pin-malformed');
  pulling.pin = pin;
  pulling.rests[pulling.pinLinkAt] = 0;
  pulling.notBeforeMono = now.mono;
}

function isPin(text: string): boolean {
  if (text.length === 0 || text.length > PIN_DIGITS_MAX) return false;
  for (let i = 0; i < text.length; i++) if (!'0123456789'.includes(text.charAt(i))) return false;
  return true;
}
