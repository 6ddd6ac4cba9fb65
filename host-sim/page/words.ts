/** Quantities as people read them: sat, sat/kWh, kWh, W, minutes, and the local currency beside. */
import type { Currency } from './snapshot';

const SAT_PER_BITCOIN = 100_000_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** From here on the seconds of a duration say nothing to anyone. */
const SECONDS_SHOWN_BELOW_MS = 10 * MINUTE_MS;

/** 1,234,567: whole numbers in groups of three. */
export function grouped(value: number): string {
  const digits = String(Math.abs(Math.trunc(value)));
  const groups: string[] = [];
  for (let end = digits.length; end > 0; end -= 3) {
    groups.unshift(digits.slice(Math.max(0, end - 3), end));
  }
  return `${value < 0 ? '\u2212' : ''}${groups.join(',')}`;
}

/** Whole sat, rounded down: never more than is there. */
export const sat = (milliSat: number): string => `${grouped(Math.floor(milliSat / 1_000))} sat`;

/** Whole sat, rounded up: for a limit that is reached from above. */
export const satRoundedUp = (milliSat: number): string =>
  `${grouped(Math.ceil(milliSat / 1_000))} sat`;

export const price = (milliSatPerKilowattHour: number): string =>
  `${trimmed(milliSatPerKilowattHour / 1_000, 1)} sat/kWh`;

/** 300 W, 7.4 kW. */
export function power(milliWatts: number): string {
  const watts = Math.round(milliWatts / 1_000);
  return Math.abs(watts) < 1_000 ? `${watts} W` : `${(watts / 1_000).toFixed(1)} kW`;
}

export function energy(milliWattHours: number): string {
  const kilowattHours = milliWattHours / 1e6;
  return `${kilowattHours.toFixed(kilowattHours < 100 ? 3 : 1)} kWh`;
}

/** At the configured rate; empty where none is configured. */
export function money(milliSat: number, currency: Currency | null): string {
  if (currency === null) return '';
  const amount = (milliSat * currency.perBitcoin) / 1_000 / SAT_PER_BITCOIN;
  return `${amount.toFixed(Math.abs(amount) < 1 ? 3 : 2)} ${currency.code}`;
}

/** Rounded down: 45 s, 3 min 10 s, 32 min, 2 h 5 min, 3 d 4 h. */
export function duration(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  if (ms < MINUTE_MS) return `${Math.max(0, seconds)} s`;
  const minutes = Math.floor(ms / MINUTE_MS);
  if (ms < SECONDS_SHOWN_BELOW_MS) {
    const tens = Math.floor((seconds % 60) / 10) * 10;
    return tens === 0 ? `${minutes} min` : `${minutes} min ${tens} s`;
  }
  if (ms < HOUR_MS) return `${minutes} min`;
  if (ms < DAY_MS) return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.floor(ms / HOUR_MS);
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/** 2.7 s, as latencies are told. */
export const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

const pair = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;

const trimmed = (value: number, places: number): string =>
  Number.isInteger(value) ? grouped(value) : value.toFixed(places);
