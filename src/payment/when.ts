/**
 * When to pull and how much: when the credit above the reserve lasts less than the runway at
 * present power, or falls below the terms' threshold; never less than the terms' least payment,
 * and within their limits nothing whose fee is too great a part of it.
 */
import { accountAt } from '../account/book';
import { meterTrust } from '../metering/estimate';
import type { Now } from '../ports';
import { costOver, lastsMs, neededToClose, type Standing, standingOf } from '../sale/reserve';
import type { BoardState } from '../state';
import { type MilliSat, milliSat, toSatRoundedUp } from '../units';

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
  const { left, reserve, price } = standing;
  if (left < state.terms.threshold || left <= neededToClose(state, standing)) return true;
  const isShort = lastsMs(left - reserve, state.powerNow, price) < state.pulling.runway.runwayMs;
  // What may be ahead was agreed on with the buyer's board, which pays no sooner.
  return isShort && state.talk.inForce === '';
}

/**
 * What to pull, in whole sat as mSat: the first payment of a sale, else the desired one; more when
 * its fee would be too great a part of it, or when less would not close the contactor or pay for
 * the runway; within the terms' most.
 */
export function pullAmount(state: BoardState, now: Now, account: number): MilliSat {
  const { payment, firstPayment } = state.terms;
  const standing = standingOf(state, accountAt(state.book, account), now);
  const { left, reserve, price } = standing;
  const size = left <= 0 ? firstPayment : Math.max(payment.desired, payment.efficient);
  const ahead = reserve + costOver(state.pulling.runway.runwayMs, state.powerNow, price);
  const needed = Math.max(size, neededToClose(state, standing) - left + 1, ahead - left);
  const most = Math.max(payment.maximum, size);
  const amount = Math.min(Math.max(needed, payment.minimum), most);
  return milliSat(toSatRoundedUp(milliSat(Math.min(amount, most))) * 1_000);
}
