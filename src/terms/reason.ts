/** Why an offer is refused: a closed list, each with what was offered and what would be taken. */

/** In the order in which they are told: the original's, then what it did not look at. */
export const WHYS = Object.freeze([
  'payment-minimum-too-high',
  'payment-maximum-too-low',
  'prepayment-too-high',
  'import-price-too-high',
  'deposit-in-renewal',
  'deposit-too-high',
  'current-too-low',
  'voltage-maximum-too-high',
  'voltage-minimum-too-low',
  'other-meter',
  'period-too-long',
  'period-too-short',
  'other-kind',
  'starts-too-early',
  'starts-too-late',
  'export-price-too-low',
  'cut-off-level-too-high',
  'reserve-too-high',
  'allowance-too-low',
  'runway-too-long',
  'voltage-discount-too-low',
  'energy-end-too-early',
  'energy-end-too-late',
  'amount-end-too-late',
] as const);
export type Why = (typeof WHYS)[number];

/** Both in the house's units: mSat, mSat/kWh, mV, mA, mWh, s, ms, per mille. */
export type Reason = {
  readonly why: Why;
  /** Null: nothing of the kind was offered. */
  readonly offered: number | string | null;
  readonly limit: number | string;
  /** Of a price: where it is farthest from the limit. */
  readonly atSec?: number;
};
