/**
 * The part of the configuration that a sale runs under: price, payment sizes, limits. Defaults are
 * the original's (design.md, section 4, "When to pull"); amounts are written in sat, kept in mSat.
 */
import type { Tariff } from '../tariff/tariff';
import {
  type DurationMs,
  durationMs,
  type MilliAmps,
  type MilliSat,
  milliAmps,
  milliSat,
} from '../units';
import { choice, type Fields, has, join, openObject, optionalWhole, refuse, whole } from './fields';
import { type GuestsConfig, readGuests } from './guests-config';
import { readSat, SAT_MAX } from './sat';
import { readTariff } from './tariff-config';

export type Application = 'ev' | 'grid';

export type TermsConfig = {
  /** Decides what the threshold is measured in. */
  readonly application: Application;
  readonly tariff: Tariff;
  /** What the owner pays for energy that comes back. Absent: nothing. */
  readonly exportTariff?: Tariff;
  /** Sizes of one payment: the least worth its fee, the usual, the most. */
  readonly payment: {
    readonly minimum: MilliSat;
    readonly desired: MilliSat;
    readonly maximum: MilliSat;
    /** The least whose fee is within the target, or the most where that is less. */
    readonly efficient: MilliSat;
  };
  readonly prepayment: MilliSat;
  readonly firstPayment: MilliSat;
  /** The terms' part of the reserve: supply ends when credit has fallen to it. */
  readonly cutOffLevel: MilliSat;
  /** Credit below this asks for the next payment. */
  readonly threshold: MilliSat;
  readonly currentMax: MilliAmps;
  /** Absent: learnt from how payments settle. */
  readonly runwayMs?: DurationMs;
  readonly allowance: MilliSat;
  readonly allowancePerDay: MilliSat;
  /** The sale ends after so long without power. Absent: it does not. */
  readonly idleEndMs?: DurationMs;
  /** The terms end after so long. Absent: they do not. */
  readonly durationMs?: DurationMs;
} & GuestsConfig;

export const TERMS_FIELDS: readonly string[] = Object.freeze([
  'application',
  'tariff',
  'exportTariff',
  'payment',
  'feePerMille',
  'prepaymentSat',
  'firstPaymentSat',
  'cutOffPerMille',
  'thresholdPerMille',
  'currentMaxMilliAmps',
  'reserveSat',
  'runwayMs',
  'allowanceSat',
  'allowancePerDaySat',
  'idleEndMs',
  'durationMs',
  'guests',
  'depositSat',
]);
const PAYMENT_FIELDS: readonly string[] = Object.freeze(['minimumSat', 'desiredSat', 'maximumSat']);

const RUNWAY_MS_MAX = 3_600_000;
const FEE_PER_MILLE = 10;
/** What LND asks for forwarding by default, one node between payer and payee; in mSat. */
const FEE_BASE = 1_000;
const FEE_PER_MILLION = 1;
const IDLE_END_MS_MIN = 60_000;
const DURATION_MS_MIN = 60_000;
const YEAR_MS = 366 * 86_400_000;
const CUT_OFF_PER_MILLE = 200;
/** GRID: of two prepayments. EV: of two payments. */
const THRESHOLD_PER_MILLE = Object.freeze({ grid: 600, ev: 900 });

/** `breaker` in mA limits the current; 0 when it is not known, which is an error elsewhere. */
export function readTerms(of: Fields, breaker: number): TermsConfig {
  const application = choice<Application>(of, 'application', ['ev', 'grid']);
  const payment = readPayment(of);
  const prepayment = readSat(of, 'prepaymentSat', 1);
  if (isKnown(of, 'prepaymentSat') && prepayment < payment.minimum) {
    refuse(of, 'prepaymentSat', `at least payment.minimumSat (${payment.minimum / 1_000})`);
  }

  const cutOffPerMille = whole(of, 'cutOffPerMille', 0, 1_000, CUT_OFF_PER_MILLE);
  const reserveSat = optionalWhole(of, 'reserveSat', 0, SAT_MAX);
  const perMille = whole(of, 'thresholdPerMille', 1, 1_000, THRESHOLD_PER_MILLE[application]);
  const measure = application === 'ev' ? payment.desired : prepayment;
  const currentMax = whole(of, 'currentMaxMilliAmps', 1, 1_000_000, Math.max(breaker, 1));
  if (breaker > 0 && currentMax > breaker) {
    refuse(of, 'currentMaxMilliAmps', `at most supply.breakerMilliAmps (${breaker})`);
  }

  const allowance = readSat(of, 'allowanceSat', 0, 0);
  const allowancePerDay = readSat(of, 'allowancePerDaySat', 0, 0);
  if (allowance > allowancePerDay) {
    refuse(of, 'allowanceSat', `at most allowancePerDaySat (${allowancePerDay / 1_000})`);
  }

  const idleEndMs = optionalWhole(of, 'idleEndMs', IDLE_END_MS_MIN, YEAR_MS);
  const period = optionalWhole(of, 'durationMs', DURATION_MS_MIN, YEAR_MS);
  const runwayMs = optionalWhole(of, 'runwayMs', 0, RUNWAY_MS_MAX);
  return {
    application,
    tariff: readTariff(of, 'tariff'),
    ...(has(of, 'exportTariff') && { exportTariff: readTariff(of, 'exportTariff') }),
    payment,
    prepayment,
    firstPayment: readFirstPayment(of, payment, prepayment),
    cutOffLevel:
      reserveSat === undefined
        ? perMilleRoundedUp(prepayment, cutOffPerMille)
        : milliSat(reserveSat * 1_000),
    threshold: perMilleRoundedUp(2 * measure, perMille),
    currentMax: milliAmps(currentMax),
    allowance,
    allowancePerDay,
    ...readGuests(of, payment.minimum),
    ...(runwayMs === undefined ? {} : { runwayMs: durationMs(runwayMs) }),
    ...(idleEndMs === undefined ? {} : { idleEndMs: durationMs(idleEndMs) }),
    ...(period === undefined ? {} : { durationMs: durationMs(period) }),
  };
}

function readPayment(of: Fields): TermsConfig['payment'] {
  const path = join(of.path, 'payment');
  const fields = openObject(of.values['payment'], path, PAYMENT_FIELDS, of.errors);
  const minimum = readSat(fields, 'minimumSat', 1);
  const desired = readSat(fields, 'desiredSat', 1);
  const maximum = readSat(fields, 'maximumSat', 1);
  if (isKnown(fields, 'minimumSat') && isKnown(fields, 'desiredSat') && desired < minimum) {
    refuse(fields, 'desiredSat', `at least minimumSat (${minimum / 1_000})`);
  }
  if (isKnown(fields, 'desiredSat') && isKnown(fields, 'maximumSat') && maximum < desired) {
    refuse(fields, 'maximumSat', `at least desiredSat (${desired / 1_000})`);
  }
  const perMille = whole(of, 'feePerMille', 1, 1_000, FEE_PER_MILLE);
  return { minimum, desired, maximum, efficient: efficientPayment(perMille, maximum) };
}

/**
 * A fee of `FEE_BASE` and a part of the amount is at most `perMille` of whole sat from this on: the
 * buyer pays it, and a payment of 3 sat costs him a third more.
 */
function efficientPayment(perMille: number, maximum: MilliSat): MilliSat {
  const amount = Math.ceil((FEE_BASE * 1_000_000) / (perMille * 1_000 - FEE_PER_MILLION));
  return milliSat(Math.min(Math.ceil(amount / 1_000) * 1_000, maximum));
}

/** By default the prepayment, as far as one payment can carry it. */
function readFirstPayment(
  of: Fields,
  payment: TermsConfig['payment'],
  prepayment: MilliSat,
): MilliSat {
  if (of.values['firstPaymentSat'] === undefined) {
    return milliSat(Math.min(prepayment, payment.maximum));
  }
  const first = readSat(of, 'firstPaymentSat', 1);
  const isWithin = first >= payment.minimum && first <= payment.maximum;
  if (isKnown(of, 'firstPaymentSat') && payment.maximum >= payment.minimum && !isWithin) {
    const range = `${payment.minimum / 1_000} to ${payment.maximum / 1_000}`;
    refuse(of, 'firstPaymentSat', `an amount between minimumSat and maximumSat (${range})`);
  }
  return first;
}

/** Compared with others only if it was read: one mistake is one error. */
const isKnown = (of: Fields, name: string): boolean => {
  const value = of.values[name];
  return Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= SAT_MAX;
};

const perMilleRoundedUp = (amount: number, perMille: number): MilliSat =>
  milliSat(Math.ceil((amount * perMille) / 1_000));
