/** Terms in words and in the units that people use: a row for each reason. */
import type { Offer } from '../../src/terms/offer';
import type { Reason, Why } from '../../src/terms/reason';

type Value = Reason['offered'];
type Row = {
  readonly what: string;
  readonly bound: 'at most' | 'at least' | 'not before' | 'not after' | 'only';
  readonly show: (value: Value) => string;
  /** The same of an offer; undefined where that is more than one value. */
  readonly of: (offer: Offer) => Value | undefined;
};

const amount = (value: Value, divisor: number, unit: string): string => {
  if (value === null) return 'none';
  const shown = (Number(value) / divisor).toLocaleString('en', { maximumFractionDigits: 6 });
  return `${shown} ${unit}`;
};
export const sat = (value: Value) => amount(value, 1_000, 'sat');
export const satPerKilowattHour = (value: Value) => amount(value, 1_000, 'sat/kWh');
const volts = (value: Value) => amount(value, 1_000, 'V');
const amperes = (value: Value) => amount(value, 1_000, 'A');
const kilowattHours = (value: Value) => amount(value, 1_000_000, 'kWh');
const seconds = (value: Value) => amount(value, 1_000, 's');
const percent = (value: Value) => amount(value, 10, '%');
const plain = (value: Value) => (value === null ? 'none' : String(value));

/** 2026-12-01 06:00:00, in UTC. */
export const instant = (value: Value): string =>
  new Date(Number(value) * 1_000).toISOString().slice(0, 19).replace('T', ' ');

/** 1 d 6 h 30 s */
export function duration(value: Value): string {
  let left = Number(value);
  const parts: string[] = [];
  for (const [unit, length] of UNITS) {
    const count = Math.floor(left / length);
    left -= count * length;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  return parts.length === 0 ? '0 s' : parts.join(' ');
}
const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

const lengthOf = ({ startSec, stopSec }: Offer) => stopSec - startSec;

export const ROWS: Readonly<Record<Why, Row>> = {
  'payment-minimum-too-high': {
    what: 'least payment',
    bound: 'at most',
    show: sat,
    of: ({ payment }) => payment.minimum,
  },
  'payment-maximum-too-low': {
    what: 'largest payment',
    bound: 'at least',
    show: sat,
    of: ({ payment }) => payment.maximum,
  },
  'prepayment-too-high': {
    what: 'prepayment',
    bound: 'at most',
    show: sat,
    of: ({ prepayment }) => prepayment,
  },
  'import-price-too-high': {
    what: 'price of energy',
    bound: 'at most',
    show: satPerKilowattHour,
    of: () => undefined,
  },
  'deposit-in-renewal': {
    what: 'deposit in a renewal',
    bound: 'at most',
    show: sat,
    of: ({ deposit }) => deposit,
  },
  'deposit-too-high': {
    what: 'deposit',
    bound: 'at most',
    show: sat,
    of: ({ deposit }) => deposit,
  },
  'current-too-low': {
    what: 'current a phase',
    bound: 'at least',
    show: amperes,
    of: ({ currentMax }) => currentMax,
  },
  'voltage-maximum-too-high': {
    what: 'highest voltage',
    bound: 'at most',
    show: volts,
    of: ({ voltage }) => voltage.maximum,
  },
  'voltage-minimum-too-low': {
    what: 'lowest voltage',
    bound: 'at least',
    show: volts,
    of: ({ voltage }) => voltage.minimum,
  },
  'other-meter': {
    what: 'meter',
    bound: 'only',
    show: plain,
    of: ({ meterNumber }) => meterNumber,
  },
  'period-too-long': { what: 'period', bound: 'at most', show: duration, of: lengthOf },
  'period-too-short': { what: 'period', bound: 'at least', show: duration, of: lengthOf },
  'other-kind': { what: 'kind of offer', bound: 'only', show: plain, of: ({ kind }) => kind },
  'starts-too-early': {
    what: 'start (UTC)',
    bound: 'not before',
    show: instant,
    of: ({ startSec }) => startSec,
  },
  'starts-too-late': {
    what: 'start (UTC)',
    bound: 'not after',
    show: instant,
    of: ({ startSec }) => startSec,
  },
  'export-price-too-low': {
    what: 'price of energy fed in',
    bound: 'at least',
    show: satPerKilowattHour,
    of: () => undefined,
  },
  'cut-off-level-too-high': {
    what: 'cut-off level',
    bound: 'at most',
    show: sat,
    of: ({ cutOffLevel }) => cutOffLevel,
  },
  'reserve-too-high': {
    what: 'reserve',
    bound: 'at most',
    show: sat,
    of: ({ reserve }) => reserve,
  },
  'allowance-too-low': {
    what: 'starting allowance',
    bound: 'at least',
    show: sat,
    of: ({ allowance }) => allowance,
  },
  'runway-too-long': {
    what: 'runway',
    bound: 'at most',
    show: seconds,
    of: ({ runwayMs }) => runwayMs,
  },
  'voltage-discount-too-low': {
    what: 'off for wrong voltage',
    bound: 'at least',
    show: percent,
    of: ({ voltageDiscountPerMille }) => voltageDiscountPerMille,
  },
  'energy-end-too-early': {
    what: 'end by energy',
    bound: 'at least',
    show: kilowattHours,
    of: ({ energyMax = null }) => energyMax,
  },
  'energy-end-too-late': {
    what: 'end by energy',
    bound: 'at most',
    show: kilowattHours,
    of: ({ energyMax = null }) => energyMax,
  },
  'amount-end-too-late': {
    what: 'end by what is charged',
    bound: 'at most',
    show: sat,
    of: ({ amountMax = null }) => amountMax,
  },
};
