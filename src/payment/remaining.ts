/**
 * What the link in use still has, as far as it says so itself, and the warning before it runs out.
 * A balance comes from LUD-14 alone: `maxWithdrawable` is none (LNbits: a setting; cards: beyond
 * the real limit), and LNbits says nowhere how many uses are left, but for links with one.
 */
import type { Command, Now } from '../ports';
import { energyFor, priceAhead } from '../sale/reserve';
import type { BoardState } from '../state';
import { RECEIVED_MAX } from './pulling';
import type { WithdrawRequest } from './withdraw';

/** So many payments of the present size before the end the buyer is warned. */
const LOW_PAYMENTS = 5;

/** -1 where the link does not say. */
export type Remaining = {
  readonly milliSat: number;
  /** At the present price, rounded down; -1 also where energy costs nothing. */
  readonly milliWattHours: number;
  readonly uses: number;
};

export function remainingOf(state: BoardState, now: Now): Remaining {
  const { balance, usesLeft } = state.pulling;
  return {
    milliSat: balance,
    milliWattHours: energyFor(balance, priceAhead(state, now)),
    uses: usesLeft,
  };
}

/** The link said what it has, before it was asked for `amount`. */
export function noteOffer(
  state: BoardState,
  now: Now,
  offer: WithdrawRequest,
  amount: number,
  commands: Command[],
): void {
  const { pulling } = state;
  pulling.balance = offer.balance === undefined ? -1 : Math.min(offer.balance, RECEIVED_MAX);
  pulling.usesLeft = offer.isForOnePayment ? 1 : -1;
  if (offer.payLink !== undefined) pulling.payLink ??= offer.payLink;
  const isBudgetLow = pulling.balance >= 0 && pulling.balance < LOW_PAYMENTS * amount;
  const wasLow = pulling.isLow;
  pulling.isLow = isBudgetLow || pulling.usesLeft >= 0;
  if (!pulling.isLow || wasLow) return;
  const { milliSat, milliWattHours, uses } = remainingOf(state, now);
  const fields = {
    link: pulling.linkAt + 1,
    ...(milliSat < 0 ? {} : { milliSat }),
    ...(milliWattHours < 0 ? {} : { milliWattHours }),
    ...(uses < 0 ? {} : { uses }),
  };
  commands.push({ kind: 'log', event: { area: 'link', what: 'low', fields } });
}

/** What was paid is gone from it, until it says itself what it has. */
export function notePaid({ pulling }: BoardState, received: number): void {
  if (pulling.balance >= 0) pulling.balance = Math.max(0, pulling.balance - received);
  if (pulling.usesLeft > 0) pulling.usesLeft -= 1;
}
