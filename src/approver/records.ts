/**
 * What an approver keeps through a power cut: one record per thing that has happened. Money in
 * mSat, energy and registers in mWh, times in whole seconds since 1970.
 */
import type { Ending } from '../terms/ends';
import type { Offer } from '../terms/offer';

/** Terms as both sides hold them, with the payment sizes that were accepted. */
export type AgreedTerms = { readonly reference: string; readonly offer: Offer };

/** One invoice, to be paid once. */
export type PlannedPayment = {
  /** 64 hex digits. */
  readonly hash: string;
  readonly invoice: string;
  readonly amountMilliSat: number;
  readonly feeMilliSatMax: number;
  readonly plannedAtSec: number;
  readonly expiresAtSec: number;
};

/** `paid` and `failed` are the node's words; nothing else ends a payment. */
export type PaymentEnd = 'paid' | 'failed';

/** An invoice that was answered once, for as long as it could come again. */
export type RememberedPayment = {
  readonly hash: string;
  /** Of the invoice's text: another invoice with the same hash is not the same. */
  readonly fingerprint: string;
  readonly end: PaymentEnd;
  readonly expiresAtSec: number;
};

/** What the sale has paid: settled, and beside it the fees. */
export type Paid = {
  readonly paidMilliSat: number;
  readonly feesMilliSat: number;
  /** What the sale before left: paid and not used, or owed. */
  readonly carriedMilliSat: number;
};

/** What the sale owes by the buyer's own meter. */
export type Metered = {
  readonly chargedMilliSat: number;
  readonly carryMicroMilliSat: number;
  /** Since the sale's start. */
  readonly energyMilliWattHours: number;
  /** Up to where it is charged; -1 before the first reading of the sale. */
  readonly registerMilliWattHours: number;
  /** When the register came there. */
  readonly atMs: number;
};

/** What was allowed to leave, fees as they may be at most until they are known. */
export type Spending = {
  /** Hours and days since 1970, of which this is the sum. */
  readonly hour: number;
  readonly inHourMilliSat: number;
  readonly day: number;
  readonly inDayMilliSat: number;
  readonly inSaleMilliSat: number;
};

/** Both figures, as they were when they were compared. */
export type Difference = {
  readonly of: 'charged' | 'paid';
  readonly oursMilliSat: number;
  readonly theirsMilliSat: number;
  readonly toleranceMilliSat: number;
};

export type ApproverRecord =
  /** A new sale, with a new account. */
  | { readonly kind: 'terms-agreed'; readonly terms: AgreedTerms; readonly atSec: number }
  /** Takes over at its first second, which is the last of the present terms. */
  | { readonly kind: 'terms-renewed'; readonly terms: AgreedTerms; readonly atSec: number }
  | { readonly kind: 'metered-kept'; readonly metered: Metered }
  /** Before the first attempt. What it may cost at most leaves the budget here. */
  | { readonly kind: 'payment-planned'; readonly payment: PlannedPayment }
  | {
      readonly kind: 'payment-closed';
      readonly hash: string;
      readonly end: PaymentEnd;
      readonly feeMilliSat: number;
      readonly closedAtSec: number;
    }
  | { readonly kind: 'suspended'; readonly difference: Difference; readonly atSec: number }
  /** By the owner of this board, who has looked at both figures. */
  | { readonly kind: 'resumed'; readonly atSec: number }
  | { readonly kind: 'ended'; readonly ending: Ending }
  /** The book restated: begins empty, and ends with what no record of an event would say. */
  | { readonly kind: 'restated' }
  | { readonly kind: 'payment-remembered'; readonly payment: RememberedPayment }
  | { readonly kind: 'paid-kept'; readonly paid: Paid }
  | { readonly kind: 'spending-kept'; readonly spending: Spending };
