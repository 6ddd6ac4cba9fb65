/**
 * Whether a payment of that size is due now: by the standing of the sale, its terms, the own
 * meter, what is ahead, and the budgets. Every refusal says both numbers, and where waiting helps,
 * how long, in words that sellers' boards know.
 */
import type { Now } from '../ports';
import { assert, unreachable } from '../result';
import type { Offer } from '../terms/offer';
import { creditOf, DAY_SEC, HOUR_SEC, spend } from './book';
import { termsAt } from './metered';
import { type ApproverState, secOf } from './state';

export const METER_SILENT_SEC_MAX = 30;
/** How soon it may be due: asked again no sooner. */
const DUE_AGAIN_SEC = 10;
const FEE_PER_MILLE = 30;
const FEE_MILLI_SAT_MIN = 2_000;

/** What a payment may cost besides: 3 %, or 2 sat where that is more. */
export const feeMilliSatMax = (amountMilliSat: number): number =>
  Math.max(Math.ceil((amountMilliSat * FEE_PER_MILLE) / 1_000), FEE_MILLI_SAT_MIN);

export type Sizes = { readonly minimum: number; readonly maximum: number };

/** What one payment may be now: the first is the deposit at most. */
export function sizesNow({ book }: ApproverState, { payment, deposit }: Offer): Sizes {
  const { minimum, maximum } = payment;
  const isFirst = book.paid.paidMilliSat === 0 && deposit > 0;
  return isFirst ? { minimum: Math.min(minimum, deposit), maximum: deposit } : { minimum, maximum };
}

/** Why no payment of any size would be made; undefined where one may be. */
export function closedReason(state: ApproverState, now: Now): string | undefined {
  const { book } = state;
  const atSec = secOf(now);
  switch (book.standing) {
    case 'none':
      return 'no terms are agreed on yet';
    case 'ended':
      return `the sale was ended by the ${book.ending?.by} at ${book.ending?.atSec} s`;
    case 'suspended':
      return differenceReason(state);
    case 'agreed':
      break;
    default:
      return unreachable(book.standing);
  }
  if (atSec === undefined) return 'the clock of this board is not set. Wait 10 seconds.';
  const terms = termsAt(state, atSec);
  assert(terms !== undefined, 'approver: agreed without terms');
  const { startSec, stopSec } = terms.offer;
  if (atSec < startSec) {
    return `the terms begin at ${startSec} s, it is ${atSec} s. Wait ${startSec - atSec} seconds.`;
  }
  if (atSec >= stopSec) return `the terms ended at ${stopSec} s, it is ${atSec} s`;
  return undefined;
}

/** Why a payment of that amount is not made now; undefined when it is due. */
export function amountReason(state: ApproverState, now: Now, amount: number): string | undefined {
  const closed = closedReason(state, now);
  if (closed !== undefined) return closed;
  const atSec = secOf(now);
  const terms = atSec === undefined ? undefined : termsAt(state, atSec);
  assert(terms !== undefined && atSec !== undefined, 'approver: open without terms');

  const { minimum, maximum } = sizesNow(state, terms.offer);
  if (amount < minimum || amount > maximum) {
    return `Amount not within limits: ${amount} mSat, from ${minimum} to ${maximum} mSat`;
  }
  const early = earlyReason(state, now, terms.offer);
  return early ?? budgetReason(state, atSec, amount + feeMilliSatMax(amount));
}

function earlyReason(state: ApproverState, now: Now, offer: Offer): string | undefined {
  const { paidMilliSat, carriedMilliSat } = state.book.paid;
  const silentMs = state.meteredMono < 0 ? now.mono : now.mono - state.meteredMono;
  // Before the first payment the meter may have no power.
  if (paidMilliSat > 0 && silentMs > METER_SILENT_SEC_MAX * 1_000) {
    const silentSec = Math.floor(silentMs / 1_000);
    return `the buyer's meter is silent for ${silentSec} s, at most ${METER_SILENT_SEC_MAX} s`;
  }
  const { chargedMilliSat } = state.metered;
  const ahead = creditOf(state.book.paid, state.metered);
  const threshold = dueBelow(state, offer);
  if (ahead < threshold) return undefined;
  return (
    `not due: paid ${carriedMilliSat + paidMilliSat} mSat, used ${chargedMilliSat} mSat, ` +
    `${ahead} mSat ahead, due below ${threshold} mSat. Wait ${DUE_AGAIN_SEC} seconds.`
  );
}

/** So much ahead, and what the two meters may differ by. */
function dueBelow({ config, metered }: ApproverState, { prepayment }: Offer): number {
  const { aheadPerMille, tolerancePerMille, toleranceMilliSat } = config.limits;
  const ahead = Math.floor((prepayment * aheadPerMille) / 1_000);
  const meters = Math.floor((Math.max(0, metered.chargedMilliSat) * tolerancePerMille) / 1_000);
  return ahead + meters + toleranceMilliSat;
}

function budgetReason(state: ApproverState, atSec: number, costs: number): string | undefined {
  const { hourMilliSat, dayMilliSat, saleMilliSat } = state.config.limits;
  const after = spend(state.book.spending, atSec, costs);
  if (after.inSaleMilliSat > saleMilliSat) {
    const spent = after.inSaleMilliSat;
    return `the budget of this sale is spent: ${spent} mSat, at most ${saleMilliSat} mSat`;
  }
  if (after.inDayMilliSat > dayMilliSat) {
    const waitSec = (after.day + 1) * DAY_SEC - atSec;
    return overBudget('day', after.inDayMilliSat, dayMilliSat, waitSec);
  }
  if (after.inHourMilliSat > hourMilliSat) {
    const waitSec = (after.hour + 1) * HOUR_SEC - atSec;
    return overBudget('hour', after.inHourMilliSat, hourMilliSat, waitSec);
  }
  return undefined;
}

const overBudget = (of: string, spent: number, most: number, waitSec: number): string =>
  `over the budget of this ${of}: ${spent} mSat, at most ${most} mSat. Wait ${waitSec} seconds.`;

function differenceReason({ book }: ApproverState): string {
  const { difference } = book;
  if (difference === undefined) return 'suspended';
  const { of, oursMilliSat, theirsMilliSat, toleranceMilliSat } = difference;
  return (
    `suspended: ${of} by the buyer's account ${oursMilliSat} mSat, by the seller's ` +
    `${theirsMilliSat} mSat, tolerance ${toleranceMilliSat} mSat`
  );
}
