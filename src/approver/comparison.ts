/**
 * The two accounts of one sale, held side by side: what the meters say may differ by a share and a
 * fixed amount, what was paid by one payment that only one side knows the end of yet.
 */
import type { Statement } from '../protocol/message';
import type { Difference } from './records';

export type Tolerance = {
  readonly tolerancePerMille: number;
  readonly toleranceMilliSat: number;
};

/** What is beyond tolerance; undefined when nothing is. `largestPayment`: of the terms. */
export function compareAccounts(
  ours: Statement,
  theirs: Statement,
  { tolerancePerMille, toleranceMilliSat }: Tolerance,
  largestPayment: number,
): Difference | undefined {
  const charged = Math.max(Math.abs(ours.chargedMilliSat), Math.abs(theirs.chargedMilliSat));
  // A share of an amount that may be near 2^53.
  const share = Math.ceil((charged / 1_000) * tolerancePerMille);
  const ofCharged = {
    of: 'charged',
    oursMilliSat: ours.chargedMilliSat,
    theirsMilliSat: theirs.chargedMilliSat,
    toleranceMilliSat: share + toleranceMilliSat,
  } as const;
  if (isBeyond(ofCharged)) return ofCharged;

  const ofPaid = {
    of: 'paid',
    oursMilliSat: ours.paidMilliSat,
    theirsMilliSat: theirs.paidMilliSat,
    toleranceMilliSat: largestPayment,
  } as const;
  return isBeyond(ofPaid) ? ofPaid : undefined;
}

const isBeyond = ({ oursMilliSat, theirsMilliSat, toleranceMilliSat }: Difference): boolean =>
  Math.abs(oursMilliSat - theirsMilliSat) > toleranceMilliSat;
