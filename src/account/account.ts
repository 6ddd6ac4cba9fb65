/**
 * What one buyer key paid, was charged, earned and got back. Signed from the first day: export
 * will be earned, refunds will leave. Credit is derived, never stored.
 */
import { type MilliSat, milliSat } from '../units';

/** Kept in the journal; when all are taken the board sells only to keys it knows. */
export const ACCOUNTS_MAX = 64;
/** 22,518 bitcoin, in mSat: beyond it sums stay where they are, and nothing throws. */
const CREDIT_MAX = 2 ** 51;

/** What this board is in the account: it sells to the buyer, or buys for its own load. */
export type Role = 'seller' | 'buyer';

/** All amounts in mSat, zero or more, except `charged`, which a negative price can take below 0. */
export type Account = {
  /** SHA-256 as hex: of the canonical withdraw link, or of a tenant's name. */
  readonly buyer: string;
  readonly role: Role;
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
  /** Deposited with the node, and neither taken nor given back yet. */
  held: number;
};

export const openAccount = (buyer: string, role: Role): Account => ({
  buyer,
  role,
  paid: 0,
  late: 0,
  granted: 0,
  charged: 0,
  carry: 0,
  earned: 0,
  refunded: 0,
  leaving: 0,
  held: 0,
});

/** What is left to the buyer, signed. The carried part of a mSat counts when it becomes whole. */
export function creditOf(account: Account): MilliSat {
  const { paid, late, granted, earned, charged, refunded, leaving, held } = account;
  const credit = paid + late + granted + earned + held - charged - refunded - leaving;
  return milliSat(Math.max(-CREDIT_MAX, Math.min(CREDIT_MAX, credit)));
}

/** Nothing was ever paid, used or owed: its place may go to another buyer. */
export const isUnused = (account: Account): boolean => {
  const { paid, late, granted, charged, carry, earned, held } = account;
  const isPaid = paid !== 0 || late !== 0 || granted !== 0 || earned !== 0 || held !== 0;
  return !isPaid && charged === 0 && carry === 0;
};
