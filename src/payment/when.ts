/**
 * When to pull and how much: when the credit above the reserve lasts less than the runway at
 * present power, or falls below the terms' threshold; never less than the terms' least payment.
 */
import { accountAt } from '../account/book';
import { meterTrust } from '../metering/estimate';
import type { Now } from '../ports';
import { lastsMs, neededToClose, type Standing, standingOf } from '../sale/reserve';
import type { BoardState } from '../state';
import { type MilliSat, milliSat, toSatRoundedUp } from '../units';
import { INVOICE_EXPIRY_SEC } from './pulling';

/** True when a new pull should begin: all that a pull needs is there, and credit runs low. */
export function wantsPull(state: BoardState, now: Now, standing: Standing | undefined): boolean {
  const { book, pulling } = state;
  if (standing === undefined || book.pull !== undefined || book.epoch === '') return false;
  if (state.journalFailed || book.latch !== undefined || state.termsEnded) return false;
  if (now.wall === undefined || now.wall.epochMs < book.lastSec * 1_000) return false;
  if (state.entropy === undefined || now.mono < pulling.notBeforeMono) return false;
  if (meterTrust(state.metering, now.mono) !== 'trusted') return false;
  return runsLow(state, standing);
}

function runsLow(state: BoardState, standing: Standing): boolean {
  const { terms, node } = state.config;
  const { left, reserve, price } = standing;
  if (left < terms.threshold || left <= neededToClose(state, standing)) return true;
  // An invoice that cannot be cancelled keeps the next one waiting until it has expired.
  const waitMs = node.canCancel ? 0 : INVOICE_EXPIRY_SEC * 1_000;
  return lastsMs(left - reserve, state.powerNow, price) < terms.runwayMs + waitMs;
}

/**
 * What to pull, in whole sat as mSat: the first payment of a sale, else the desired one; more
 * when less would not close the contactor, within the terms' most.
 */
export function pullAmount(state: BoardState, now: Now, account: number): MilliSat {
  const { terms } = state.config;
  const standing = standingOf(state, accountAt(state.book, account), now);
  const { left } = standing;
  const size = left <= 0 ? terms.firstPayment : terms.payment.desired;
  const needed = Math.max(size, neededToClose(state, standing) - left + 1);
  const most = Math.max(terms.payment.maximum, size);
  const amount = Math.min(Math.max(needed, terms.payment.minimum), most);
  return milliSat(toSatRoundedUp(milliSat(Math.min(amount, most))) * 1_000);
}
