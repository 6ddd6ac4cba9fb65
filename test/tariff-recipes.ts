/**
 * Recipes that the tariff's tests share, and the table that a recipe stands for, made knot by knot
 * for a whole time: what its windows must agree with.
 */
import type { DayKnot } from '../src/tariff/daily';
import { knotsFrom, type Limits, recipeTariff } from '../src/tariff/recipe';
import type { Tariff, TariffShape } from '../src/tariff/tariff';
import { parseZone, UTC, type Zone } from '../src/tariff/zone';

export const NO_LIMITS: Limits = {
  marginPerMille: 0,
  margin: 0,
  floor: -1_000_000_000,
  ceiling: 1_000_000_000,
};

export function zoneOf(text: string): Zone {
  const parsed = parseZone(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.fault}`);
  return parsed.value;
}

export const BERLIN = zoneOf('CET-1CEST,M3.5.0,M10.5.0/3');

/** The original's sample file, in sat/Wh there and in mSat/kWh here. */
export const SAMPLE = {
  kind: 'sinusoid',
  day: { lowest: 500_000, highest: 2_000_000, shiftSec: 21_600 },
  year: { lowest: 0, highest: 500_000, shiftSec: 7_884_000 },
} as const;

export const sampleTariff = (zone: Zone = UTC, limits: Limits = NO_LIMITS): Tariff =>
  recipeTariff(SAMPLE, zone, limits);

export function dailyTariff(
  shape: TariffShape,
  weekdays: readonly DayKnot[],
  weekend: readonly DayKnot[] = weekdays,
  zone: Zone = BERLIN,
  limits: Limits = NO_LIMITS,
): Tariff {
  return recipeTariff({ kind: 'daily', shape, weekdays, weekend }, zone, limits);
}

/** Night, day, evening. */
export const BLOCKS: readonly DayKnot[] = [
  { atSec: 0, price: 100_000 },
  { atSec: 6 * 3_600, price: 300_000 },
  { atSec: 22 * 3_600, price: 150_000 },
];
export const WEEKEND: readonly DayKnot[] = [
  { atSec: 0, price: 80_000 },
  { atSec: 9_000, price: -20_000 },
];

export function tableOf(tariff: Tariff, fromSec: number, toSec: number): Tariff {
  if (tariff.recipe === undefined) return tariff;
  const knots = knotsFrom(tariff.recipe, fromSec, toSec, 0, 2_000_000);
  return { shape: tariff.shape, knots };
}
