/**
 * What a buyer looks at, one rule a row: whether it refuses, with both numbers, and how the offer
 * would have to change, no farther than to the nearest bound. Prices are in `acceptance.ts`.
 */
import { frozen } from '../frozen';
import { durationMs, milliSat, milliVolts } from '../units';
import type { Demand } from './demand';
import type { Offer, OfferKind } from './offer';
import type { Why } from './reason';

/** What else the buyer knows of the offer that is due. What is absent is not looked at. */
export type Expected = {
  /** Initial while nothing was paid, else renewal. */
  readonly kind?: OfferKind;
  /** Both the second at which the running terms end, where there are any. */
  readonly startSecMin?: number;
  readonly startSecMax?: number;
};

type Value = number | string | null;
/** Undefined where there is nothing to refuse. */
type Refusal = readonly [offered: Value, limit: number | string] | undefined;

export type Rule = {
  readonly why: Why;
  readonly refuses: (offer: Offer, demand: Demand, expected: Expected) => Refusal;
  /** Given the offer as the rules before have changed it. */
  readonly mend: (offer: Offer, demand: Demand, expected: Expected) => Offer;
};

const above = (offered: number, limit: number | undefined): Refusal =>
  limit !== undefined && offered > limit ? [offered, limit] : undefined;
const below = (offered: number, limit: number | undefined): Refusal =>
  limit !== undefined && offered < limit ? [offered, limit] : undefined;
/** An end that is absent never comes. */
const after = (offered: number | undefined, limit: number | undefined): Refusal =>
  offered === undefined && limit !== undefined ? [null, limit] : above(offered ?? 0, limit);

const lengthSec = ({ startSec, stopSec }: Offer): number => stopSec - startSec;
const startingAt = (offer: Offer, startSec: number): Offer => ({
  ...offer,
  startSec,
  stopSec: startSec + lengthSec(offer),
});

export const RULES = frozen<readonly Rule[]>([
  {
    why: 'payment-minimum-too-high',
    refuses: ({ payment }, demand) => above(payment.minimum, demand.payment.maximum),
    mend: (offer, { payment }) => ({
      ...offer,
      payment: { ...offer.payment, minimum: payment.maximum },
    }),
  },
  {
    why: 'payment-maximum-too-low',
    refuses: ({ payment }, demand) => below(payment.maximum, demand.payment.minimum),
    mend: (offer, { payment }) => ({
      ...offer,
      payment: { ...offer.payment, maximum: payment.minimum },
    }),
  },
  {
    why: 'prepayment-too-high',
    refuses: ({ prepayment }, demand) => above(prepayment, demand.prepaymentMax),
    mend: (offer, { prepaymentMax }) => ({ ...offer, prepayment: prepaymentMax }),
  },
  {
    why: 'deposit-in-renewal',
    refuses: ({ kind, deposit }) => (kind === 'renewal' ? above(deposit, 0) : undefined),
    mend: (offer) => ({ ...offer, deposit: milliSat(0) }),
  },
  {
    why: 'deposit-too-high',
    refuses: ({ deposit }, demand) => above(deposit, demand.depositMax),
    mend: (offer, { depositMax }) => ({
      ...offer,
      deposit: milliSat(Math.min(offer.deposit, depositMax)),
    }),
  },
  {
    why: 'current-too-low',
    refuses: ({ currentMax }, demand) => below(currentMax, demand.currentMin),
    mend: (offer, { currentMin }) => ({ ...offer, currentMax: currentMin }),
  },
  {
    why: 'voltage-maximum-too-high',
    refuses: ({ voltage }, demand) => above(voltage.maximum, demand.voltage.maximum),
    mend: (offer, { voltage: { maximum } }) => ({
      ...offer,
      voltage: { minimum: milliVolts(Math.min(offer.voltage.minimum, maximum)), maximum },
    }),
  },
  {
    why: 'voltage-minimum-too-low',
    refuses: ({ voltage }, demand) => below(voltage.minimum, demand.voltage.minimum),
    mend: (offer, { voltage: { minimum } }) => ({
      ...offer,
      voltage: { minimum, maximum: milliVolts(Math.max(offer.voltage.maximum, minimum)) },
    }),
  },
  {
    why: 'other-meter',
    refuses: ({ meterNumber }, demand) =>
      meterNumber === demand.meterNumber ? undefined : [meterNumber, demand.meterNumber],
    mend: (offer, { meterNumber }) => ({ ...offer, meterNumber }),
  },
  {
    why: 'period-too-long',
    refuses: (offer, { durationSec }) => above(lengthSec(offer), durationSec.maximum),
    mend: (offer, { durationSec }) => ({
      ...offer,
      stopSec: offer.startSec + durationSec.maximum,
    }),
  },
  {
    why: 'period-too-short',
    refuses: (offer, { durationSec }) => below(lengthSec(offer), durationSec.minimum),
    mend: (offer, { durationSec }) => ({
      ...offer,
      stopSec: offer.startSec + durationSec.minimum,
    }),
  },
  {
    why: 'other-kind',
    refuses: ({ kind }, _, expected) =>
      expected.kind === undefined || kind === expected.kind ? undefined : [kind, expected.kind],
    mend: (offer, _, { kind = offer.kind }) => ({
      ...offer,
      kind,
      deposit: kind === 'renewal' ? milliSat(0) : offer.deposit,
    }),
  },
  {
    why: 'starts-too-early',
    refuses: ({ startSec }, _, { startSecMin }) => below(startSec, startSecMin),
    mend: (offer, _, { startSecMin = 0 }) => startingAt(offer, startSecMin),
  },
  {
    why: 'starts-too-late',
    refuses: ({ startSec }, _, { startSecMax }) => above(startSec, startSecMax),
    mend: (offer, _, { startSecMax = 0 }) => startingAt(offer, startSecMax),
  },
  {
    why: 'cut-off-level-too-high',
    refuses: ({ cutOffLevel }, demand) => above(cutOffLevel, demand.cutOffLevelMax),
    mend: (offer, { cutOffLevelMax = offer.cutOffLevel }) => ({
      ...offer,
      cutOffLevel: cutOffLevelMax,
    }),
  },
  {
    why: 'reserve-too-high',
    refuses: ({ reserve }, demand) => above(reserve, demand.reserveMax),
    // The reserve is never below the cut-off level.
    mend: (offer, { reserveMax = offer.reserve }) => ({
      ...offer,
      reserve: reserveMax,
      cutOffLevel: milliSat(Math.min(offer.cutOffLevel, reserveMax)),
    }),
  },
  {
    why: 'allowance-too-low',
    refuses: ({ allowance }, demand) => below(allowance, demand.allowanceMin),
    mend: (offer, { allowanceMin }) => ({ ...offer, allowance: allowanceMin }),
  },
  {
    why: 'runway-too-long',
    refuses: ({ runwayMs }, demand) => above(runwayMs, demand.runwayMsMax),
    mend: (offer, { runwayMsMax = durationMs(0) }) => ({ ...offer, runwayMs: runwayMsMax }),
  },
  {
    why: 'voltage-discount-too-low',
    refuses: (offer, demand) =>
      below(offer.voltageDiscountPerMille, demand.voltageDiscountPerMilleMin),
    mend: (offer, demand) => ({
      ...offer,
      voltageDiscountPerMille: demand.voltageDiscountPerMilleMin,
    }),
  },
  {
    why: 'energy-end-too-early',
    refuses: ({ energyMax }, demand) =>
      energyMax === undefined ? undefined : below(energyMax, demand.energyMin),
    mend: (offer, { energyMin }) =>
      energyMin === undefined ? offer : { ...offer, energyMax: energyMin },
  },
  {
    why: 'energy-end-too-late',
    refuses: ({ energyMax }, demand) => after(energyMax, demand.energyMax),
    mend: (offer, { energyMax }) => (energyMax === undefined ? offer : { ...offer, energyMax }),
  },
  {
    why: 'amount-end-too-late',
    refuses: ({ amountMax }, demand) => after(amountMax, demand.amountMax),
    mend: (offer, { amountMax }) => (amountMax === undefined ? offer : { ...offer, amountMax }),
  },
]);
