/**
 * What is compared: the original's rules and ours, under the same price, at four powers. Ours
 * twice: with payments as large as their fee asks for, and with the original's threshold and size.
 */
import type { OriginalRule } from './original';

export type Place = {
  readonly watts: number;
  readonly phases: 1 | 3;
  readonly currentMaxMilliAmps: number;
};

/** Each load on a circuit that it fits: a heat pump, a plug, a car on one phase and on three. */
export const PLACES: readonly Place[] = [
  { watts: 500, phases: 1, currentMaxMilliAmps: 16_000 },
  { watts: 3_600, phases: 1, currentMaxMilliAmps: 16_000 },
  { watts: 7_400, phases: 1, currentMaxMilliAmps: 32_500 },
  { watts: 22_000, phases: 3, currentMaxMilliAmps: 32_000 },
];

/** 0.1 sat/Wh, as the original has it. */
export const PRICE_MILLI_SAT_PER_KILOWATTHOUR = 100_000;

/** The fee of one router by LND's defaults: 1 sat and 1 ppm. The buyer pays it. */
export const feeMilliSat = (amountMilliSat: number): number =>
  1_000 + Math.ceil(amountMilliSat / 1_000_000);

/** `wall:74-75` of the original: 30 Wh at 0.1 sat/Wh. */
const ORIGINAL_PAYMENT_SAT = 3;
/** 1 % fee: what ours asks for. */
const EFFICIENT_SAT = 101;
/** A buyer's limit, above what the runway costs at 22 kW. */
const MAXIMUM_SAT = 300;

export type Rule = { readonly id: string; readonly what: string } & (
  | { readonly kind: 'original'; readonly rule: OriginalRule }
  | { readonly kind: 'ours'; readonly terms: Readonly<Record<string, unknown>> }
);

/** `wall:765, 808-822`: invoice below 2 x 90 % of a payment, cut-off at 20 % of one, 1 % off. */
const evRule = (paymentSat: number): OriginalRule => ({
  paymentMilliSat: paymentSat * 1_000,
  thresholdMilliSat: paymentSat * 1_800,
  cutOffMilliSat: paymentSat * 202,
  loopMs: 250,
});

/** `grid-seller.py:352, 391, 491-507` and its sample: a prepayment of 1,000 sat, 500 at a time. */
const GRID_RULE: OriginalRule = {
  paymentMilliSat: 500_000,
  thresholdMilliSat: 1_200_000,
  cutOffMilliSat: 200_000,
  loopMs: 10_000,
};

const termsOf = (maximumSat: number) => ({
  application: 'ev',
  tariff: {
    shape: 'steps',
    knots: [{ atSec: 0, priceMilliSatPerKilowattHour: PRICE_MILLI_SAT_PER_KILOWATTHOUR }],
  },
  payment: { minimumSat: 1, desiredSat: ORIGINAL_PAYMENT_SAT, maximumSat },
  prepaymentSat: ORIGINAL_PAYMENT_SAT,
});

export const RULES: readonly Rule[] = [
  {
    id: 'original EV',
    what: '3 sat at a time, asked for below 2 x 90 % of that',
    kind: 'original',
    rule: evRule(ORIGINAL_PAYMENT_SAT),
  },
  {
    id: 'ours, its exposure',
    what: 'the same payment and threshold, no runway, our reserve',
    kind: 'ours',
    terms: { ...termsOf(ORIGINAL_PAYMENT_SAT), runwayMs: 0 },
  },
  {
    id: 'original EV, 101 sat',
    what: 'the same rule at a payment whose fee is 1 %',
    kind: 'original',
    rule: evRule(EFFICIENT_SAT),
  },
  {
    id: 'original GRID',
    what: '500 sat at a time, asked for below 2 x 60 % of 1,000 sat',
    kind: 'original',
    rule: GRID_RULE,
  },
  {
    id: 'ours',
    what: "the original's terms, but 101 sat at first, 300 at most: runway learnt, fee 1 %",
    kind: 'ours',
    // What comes first must last until the second is there: at 22 kW 3 sat are 5 s.
    terms: { ...termsOf(MAXIMUM_SAT), firstPaymentSat: EFFICIENT_SAT },
  },
];
