/**
 * What one buyer key paid, was charged, earned and got back. Signed from the first day: export
 * will be earned, refunds will leave. Credit is derived, never stored.
 */
import { type MilliSat, milliSat } from '../units';

/** Kept in the journal; when all are taken the board sells only to keys it knows. */
export const ACCOUNTS_MAX = 64;

/** All amounts in mSat, zero or more, except `charged`, which a negative price can take below 0. */
export type Account = {
  /** SHA-256 as hex: of the canonical withdraw link, or of a tenant's name. */
  readonly buyer: string;
  paid: number;
  /** The part of the credit that came after its pull had been closed. */
  late: number;
  granted: number;
  charged: number;
  /** Charged but not yet a whole mSat, in millionths (0 to 999,999). */
  carry: number;
  earned: number;
  refunded: number;
  leaving: number;
};

export const openAccount = (buyer: string): Account => ({
  buyer,
  paid: 0,
  late: 0,
  granted: 0,
  charged: 0,
  carry: 0,
  earned: 0,
  refunded: 0,
  leaving: 0,
});

/** What is left to the buyer, signed. The carried part of a mSat counts when it becomes whole. */
export const creditOf = (account: Account): MilliSat =>
  milliSat(
    account.paid +
      account.late +
      account.granted +
      account.earned -
      account.charged -
      account.refunded -
      account.leaving,
  );
