/**
 * How terms end: at their last second, at an agreed amount of energy or of money, or because one
 * side says so. Every end is announced: by whom, why, at which second, and what both registers of
 * the meter read there.
 */
import type { MilliSat, MilliWattHours } from '../units';
import type { Offer, Side } from './offer';

export const ENDS = Object.freeze(['time', 'energy', 'amount', 'seller', 'buyer'] as const);
/** `seller`, `buyer`: that side's own wish. */
export type EndReason = (typeof ENDS)[number];

export type Ending = {
  /** Who announces it. */
  readonly by: Side;
  readonly why: EndReason;
  /** The first second that is not sold any more. */
  readonly atSec: number;
  readonly importRegister: MilliWattHours;
  readonly exportRegister: MilliWattHours;
};

/** What flowed, and was charged, since the sale began: renewals do not begin anew. */
export type Progress = {
  readonly nowSec: number;
  readonly energy: MilliWattHours;
  readonly charged: MilliSat;
};

/** Why terms that nothing follows end now, and the second of it; undefined while they run. */
export function endOf(
  { stopSec, energyMax, amountMax }: Offer,
  { nowSec, energy, charged }: Progress,
): { readonly why: EndReason; readonly atSec: number } | undefined {
  // Noticed late, it ended at its second all the same.
  if (nowSec >= stopSec) return { why: 'time', atSec: stopSec };
  if (energyMax !== undefined && energy >= energyMax) return { why: 'energy', atSec: nowSec };
  if (amountMax !== undefined && charged >= amountMax) return { why: 'amount', atSec: nowSec };
  return undefined;
}

/**
 * Of two announcements that crossed, the one both sides go by: the earlier; at the same second the
 * seller's, whose meter is the one that is billed.
 */
export function firstEnding(one: Ending, other: Ending): Ending {
  if (one.atSec !== other.atSec) return one.atSec < other.atSec ? one : other;
  return one.by === 'seller' ? one : other;
}
