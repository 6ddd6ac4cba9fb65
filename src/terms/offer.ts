/**
 * What a seller offers to sell under, and after acceptance the terms that both sides hold. Whole
 * numbers only: two boards that hold the same offer hold the same integers. A second belongs to
 * the offer whose `startSec` it has reached and whose `stopSec` it has not.
 */
import { fail, ok, type Result } from '../result';
import type { Tariff } from '../tariff/tariff';
import {
  type DurationMs,
  type MilliAmps,
  type MilliSat,
  type MilliVolts,
  type MilliWattHours,
  milliSat,
} from '../units';

export type OfferKind = 'initial' | 'renewal';
export type Side = 'seller' | 'buyer';

/** Sizes of one payment. `desired` may lie outside of the two others: see `desiredPayment`. */
export type PaymentSizes = {
  readonly minimum: MilliSat;
  readonly desired: MilliSat;
  readonly maximum: MilliSat;
};
export type VoltageBand = { readonly minimum: MilliVolts; readonly maximum: MilliVolts };

export type Offer = {
  readonly kind: OfferKind;
  readonly startSec: number;
  readonly stopSec: number;
  /** Of the meter that is paid for, as both sides read it off its plate. */
  readonly meterNumber: string;
  /** What the buyer pays. */
  readonly importTariff: Tariff;
  /** What the buyer is paid for energy fed in. Absent: none is bought. */
  readonly exportTariff?: Tariff;
  readonly payment: PaymentSizes;
  /** The first payment of a sale; 0 in a renewal. */
  readonly deposit: MilliSat;
  readonly prepayment: MilliSat;
  /** Supply ends when credit has fallen to it. */
  readonly cutOffLevel: MilliSat;
  /** What is never sold: at least the cut-off level. */
  readonly reserve: MilliSat;
  /** Granted before the first payment. */
  readonly allowance: MilliSat;
  /** How long the credit is to last, at present power, before the next payment is asked for. */
  readonly runwayMs: DurationMs;
  /** Guaranteed, phase to neutral. */
  readonly voltage: VoltageBand;
  /** Off the price of each minute outside of the band. */
  readonly voltageDiscountPerMille: number;
  /** Per phase. */
  readonly currentMax: MilliAmps;
  /** Absent: no end by energy. */
  readonly energyMax?: MilliWattHours;
  /** Absent: no end by what was charged. */
  readonly amountMax?: MilliSat;
};

/** A year and a day: longer terms are no terms. */
export const PERIOD_SEC_MAX = 367 * 86_400;

export const clamp = (value: number, minimum: number, maximum: number): number =>
  Math.min(Math.max(value, minimum), maximum);

/** The nearest size that both limits allow: who wishes for more than the most gets the most. */
export const desiredPayment = ({ minimum, desired, maximum }: PaymentSizes): MilliSat =>
  milliSat(clamp(desired, minimum, maximum));

/** The first payment of a sale: some payments, and never less than what is to be prepaid. */
export const initialDeposit = (
  multiple: number,
  minimum: MilliSat,
  prepayment: MilliSat,
): MilliSat => milliSat(Math.max(multiple * minimum, prepayment));

/**
 * The terms that both hold after acceptance: the offer, with the payment sizes of the acceptance.
 * Sizes that the offer does not allow are refused, whoever wrote them.
 */
export function agreedTerms(
  offer: Offer,
  payment: PaymentSizes,
): Result<Offer, 'payment-outside-offer'> {
  const { minimum, desired, maximum } = payment;
  const isOrdered = minimum <= desired && desired <= maximum;
  const isWithin = minimum >= offer.payment.minimum && maximum <= offer.payment.maximum;
  return isOrdered && isWithin ? ok({ ...offer, payment }) : fail('payment-outside-offer');
}
