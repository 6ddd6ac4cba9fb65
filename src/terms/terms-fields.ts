/**
 * The parts that offers, demands and answers have in common, as JSON. Money is in whole sat, so
 * that every amount can be paid; numbers are whole, and each has its bounds here.
 */
import {
  child,
  type Fields,
  isPrintableName,
  NAME_EXPECTED,
  refuse,
  text,
  whole,
} from '../config/fields';
import { readSat } from '../config/sat';
import {
  type DurationMs,
  durationMs,
  type MilliAmps,
  type MilliSat,
  type MilliWattHours,
  milliAmps,
  milliVolts,
  milliWattHours,
} from '../units';
import type { PaymentSizes, VoltageBand } from './offer';

export type Document = Readonly<Record<string, unknown>>;

const RUNWAY_MS_MAX = 3_600_000;
const MILLI_AMPS_MAX = 1_000_000;
const MILLI_VOLTS_MAX = 1_000_000;
/** A GWh. */
const MILLI_WATT_HOURS_MAX = 1_000_000_000_000;

const PAYMENT_FIELDS: readonly string[] = Object.freeze(['minimumSat', 'desiredSat', 'maximumSat']);
const VOLTAGE_FIELDS: readonly string[] = Object.freeze(['minimumMilliVolts', 'maximumMilliVolts']);

export const readEnergy = (of: Fields, name: string): MilliWattHours =>
  milliWattHours(whole(of, name, 1, MILLI_WATT_HOURS_MAX));

export const readAmps = (of: Fields, name: string): MilliAmps =>
  milliAmps(whole(of, name, 1, MILLI_AMPS_MAX));

export const readRunway = (of: Fields, name: string): DurationMs =>
  durationMs(whole(of, name, 0, RUNWAY_MS_MAX));

export const readPerMille = (of: Fields, name: string, standard?: number): number =>
  whole(of, name, 0, 1_000, standard);

export const readMeterNumber = (of: Fields): string =>
  text(of, 'meterNumber', isPrintableName, NAME_EXPECTED);

/** `desiredSat` need not lie within the two others: it is clamped where it is used. */
export function readPayment(parent: Fields): PaymentSizes {
  const of = child(parent, 'payment', PAYMENT_FIELDS);
  const { minimum, maximum } = readPaymentLimits(of);
  return { minimum, desired: readSat(of, 'desiredSat', 1), maximum };
}

export function readPaymentLimits(of: Fields): Pick<PaymentSizes, 'minimum' | 'maximum'> {
  const before = of.errors.length;
  const minimum = readSat(of, 'minimumSat', 1);
  const maximum = readSat(of, 'maximumSat', 1);
  // One mistake is one error: fields are compared only when each is right.
  if (of.errors.length === before && maximum < minimum) {
    refuse(of, 'maximumSat', `at least minimumSat (${minimum / 1_000})`);
  }
  return { minimum, maximum };
}

export function readVoltage(parent: Fields): VoltageBand {
  const of = child(parent, 'voltage', VOLTAGE_FIELDS);
  const before = of.errors.length;
  const minimum = milliVolts(whole(of, 'minimumMilliVolts', 0, MILLI_VOLTS_MAX));
  const maximum = milliVolts(whole(of, 'maximumMilliVolts', 0, MILLI_VOLTS_MAX));
  if (of.errors.length === before && maximum < minimum) {
    refuse(of, 'maximumMilliVolts', `at least minimumMilliVolts (${minimum})`);
  }
  return { minimum, maximum };
}

export const writeSat = (amount: MilliSat): number => amount / 1_000;

export const writePayment = ({ minimum, desired, maximum }: PaymentSizes): Document => ({
  minimumSat: writeSat(minimum),
  desiredSat: writeSat(desired),
  maximumSat: writeSat(maximum),
});

export const writeVoltage = ({ minimum, maximum }: VoltageBand): Document => ({
  minimumMilliVolts: minimum,
  maximumMilliVolts: maximum,
});
