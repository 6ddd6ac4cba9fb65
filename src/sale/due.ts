/**
 * The end of a sale that runs on a deposit: what was used is asked for before anything is taken.
 *
 *   ends ─▶ [due] ─ what still showed ─▶ an invoice for it is shown ─▶ paid: the deposit goes back
 *     │                                        └─ not paid, or its time is over ─▶ it is taken
 *     └─ nothing was used ─▶ the deposit goes back
 *
 * Either is decided in the journal before the node hears of it, and with that the sale ends.
 */
import { STILL_THE_SALES_MS } from '../account/charging';
import { journal } from '../journal/journal';
import type { SaleEnd } from '../journal/records';
import { withdrawPull } from '../payment/closing';
import { isHeldTooLong, owedOfDeposit } from '../payment/deposit';
import type { Now } from '../ports';
import type { BoardState } from '../state';

/** Time to open a wallet once more, and for one invoice that the node could not make. */
const DUE_FOR_SEC = 900;

const isOfSale = ({ book }: BoardState): boolean =>
  book.deposit !== undefined && book.sale?.account === book.deposit.account;

/** The sale has come to its end, and only waits for what is to become of the deposit. */
export const isDue = (state: BoardState): boolean =>
  state.book.deposit?.stage === 'due' && isOfSale(state);

/** True when the sale does not end yet: what was used is asked for first. */
export function becomesDue(state: BoardState, now: Now, reason: SaleEnd): boolean {
  const { deposit, lastSec } = state.book;
  if (deposit?.stage !== 'held' || !isOfSale(state)) return false;
  const { planned } = deposit;
  if (owedOfDeposit(state) === 0) {
    decide(state, false);
    return false;
  }
  const dueAtSec = now.wall === undefined ? lastSec : Math.floor(now.wall.epochMs / 1_000);
  journal(state, { kind: 'deposit-due', planned, reason, dueAtSec });
  state.dueSinceMono = now.mono;
  state.termsEnded = true;
  state.pulling.deposit.finals = 0;
  withdrawPull(state, now);
  return true;
}

/**
 * Decides when nothing else has. Gives why the sale ends now, if it does: what is decided ends it.
 */
export function dueStep(state: BoardState, now: Now): SaleEnd | undefined {
  const { deposit, pull } = state.book;
  if (deposit === undefined) return undefined;
  const { stage, reason } = deposit;
  if (stage === 'held') {
    // Without its sale, as after damage: nobody could use it up.
    if (!isOfSale(state)) decide(state, owedOfDeposit(state) > 0);
    else if (isHeldTooLong(state, now)) decide(state, true);
    return undefined;
  }
  if (stage !== 'due') return isOfSale(state) && reason !== 'none' ? reason : undefined;
  // Told again after a power cut.
  state.termsEnded = true;
  if (pull !== undefined) {
    if (isHeldTooLong(state, now) && pull.planned === deposit.finalPull) withdrawPull(state, now);
    return undefined;
  }
  if (state.charging.importRegister < 0 && !isTimeOver(state, now)) return undefined;
  if (owedOfDeposit(state) === 0) decide(state, false);
  else if (isTimeOver(state, now)) decide(state, true);
  return undefined;
}

/** Nothing of it shows any more, and nobody was asked for it yet. */
export function wantsFinal(state: BoardState, now: Now): boolean {
  const { book, charging, pulling, dueSinceMono } = state;
  if (!isDue(state) || book.pull !== undefined || state.journalFailed) return false;
  if (now.wall === undefined || state.entropy === undefined) return false;
  if (charging.importRegister < 0) return false;
  // Whoever unplugs stands there and waits: what failed before does not count for the first.
  if (pulling.deposit.finals > 0 && now.mono < pulling.notBeforeMono) return false;
  if (charging.pendingImport > 0 || now.mono - dueSinceMono < STILL_THE_SALES_MS) return false;
  return owedOfDeposit(state) > 0;
}

function isTimeOver(state: BoardState, now: Now): boolean {
  const { deposit } = state.book;
  if (deposit === undefined || now.wall === undefined) return false;
  const sinceMs = now.wall.epochMs - deposit.dueAtSec * 1_000;
  return sinceMs >= DUE_FOR_SEC * 1_000 || isHeldTooLong(state, now);
}

function decide(state: BoardState, settles: boolean): void {
  const { deposit } = state.book;
  if (deposit === undefined) return;
  journal(state, { kind: 'deposit-decided', planned: deposit.planned, settles });
}
