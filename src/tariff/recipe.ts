/**
 * A rule that makes a table of knots for whatever time is asked: a day of a sinusoid has 1,440
 * knots, which no board keeps. Margin, floor and ceiling are in every knot; the ceiling wins.
 */
import { type MilliSatPerKilowattHour, milliSatPerKilowattHour } from '../units';
import { SEC_PER_DAY } from './calendar';
import { type Daily, dailyKnotAfter, dailyKnotAt, dailyPrice } from './daily';
import { type OffsetSpan, offsetSpanAt } from './local-time';
import { quotientRoundedDown } from './quotient';
import { type Sinusoid, sinusoidPrice } from './sinusoid';
import type { Knot, Tariff, TariffShape } from './tariff';
import type { Zone } from './zone';

/** What is added to a price, and what it may be at least and at most, in mSat/kWh. */
export type Limits = {
  readonly marginPerMille: number;
  readonly margin: number;
  readonly floor: number;
  readonly ceiling: number;
};
/** Plain data, but for the window: it is a copy of what the rest says. */
export type Recipe = {
  readonly form: Daily | Sinusoid;
  readonly zone: Zone;
  readonly limits: Limits;
  readonly window: Window;
};
/** A table around the instants that were asked last; it answers from `fromSec` to `toSec`. */
export type Window = {
  readonly shape: TariffShape;
  knots: readonly Knot[];
  fromSec: number;
  toSec: number;
};

const SINUSOID_STEP_SEC = 60;

/** Its `knots` are the lowest and the highest price, for who must be sure without a clock. */
export function recipeTariff(form: Daily | Sinusoid, zone: Zone, limits: Limits): Tariff {
  const shape = form.kind === 'daily' ? form.shape : 'lines';
  const window = { shape, knots: [], fromSec: 0, toSec: -1 };
  const [lowest, highest] = extremesOf(form);
  return {
    shape,
    knots: [
      { atSec: 0, price: limited(limits, lowest) },
      { atSec: 1, price: limited(limits, highest) },
    ],
    recipe: { form, zone, limits, window },
  };
}

/** A share of the price (rounded down) and an amount are added; then floor, then ceiling. */
export function limited(limits: Limits, price: number): MilliSatPerKilowattHour {
  const { marginPerMille, margin, floor, ceiling } = limits;
  const share = quotientRoundedDown(price * marginPerMille, 1_000);
  return milliSatPerKilowattHour(Math.min(Math.max(price + share + margin, floor), ceiling));
}

function extremesOf(form: Daily | Sinusoid): readonly [lowest: number, highest: number] {
  let [lowest, highest] = [0, 0];
  if (form.kind === 'sinusoid') {
    for (const wave of [form.day, form.year]) {
      lowest += wave?.lowest ?? 0;
      highest += wave?.highest ?? 0;
    }
    return [lowest, highest];
  }
  lowest = highest = form.weekdays[0]!.price;
  for (const { price } of [...form.weekdays, ...form.weekend]) {
    lowest = Math.min(lowest, price);
    highest = Math.max(highest, price);
  }
  return [lowest, highest];
}

/** How many knots a day has, changes of the clock included. */
export const knotsPerDay = (form: Daily | Sinusoid): number =>
  form.kind === 'sinusoid'
    ? SEC_PER_DAY / SINUSOID_STEP_SEC
    : Math.max(form.weekdays.length, form.weekend.length) + 2;

/**
 * Knots from the last at or before `fromSec` on, until one is after `toSec` and then `more`; never
 * above `knotsMax`.
 */
export function knotsFrom(
  { form, zone, limits }: Recipe,
  fromSec: number,
  toSec: number,
  more: number,
  knotsMax: number,
): readonly Knot[] {
  let span = offsetSpanAt(zone, fromSec);
  let atSec = knotSecAt(form, span, fromSec);
  const knots: Knot[] = [];
  for (let left = more; knots.length < knotsMax; ) {
    if (atSec < span.fromSec || atSec >= span.untilSec) span = offsetSpanAt(zone, atSec);
    const localSec = atSec + span.offsetSec;
    const price =
      form.kind === 'daily' ? dailyPrice(form, localSec) : sinusoidPrice(form, localSec);
    knots.push({ atSec, price: limited(limits, price) });
    if (atSec > toSec && left-- === 0) break;
    atSec = knotSecAfter(form, span, atSec);
  }
  return knots;
}

/**
 * Where the clock changes, a daily table has a knot, and one where lines end a second before: the
 * price jumps as the clock does.
 */
function knotSecAt(form: Daily | Sinusoid, span: OffsetSpan, atSec: number): number {
  if (form.kind === 'sinusoid') return Math.floor(atSec / SINUSOID_STEP_SEC) * SINUSOID_STEP_SEC;
  if (form.shape === 'lines' && atSec === span.untilSec - 1) return atSec;
  const knotSec = dailyKnotAt(form, atSec + span.offsetSec) - span.offsetSec;
  return Math.max(knotSec, span.fromSec);
}

function knotSecAfter(form: Daily | Sinusoid, span: OffsetSpan, atSec: number): number {
  if (form.kind === 'sinusoid') return atSec + SINUSOID_STEP_SEC;
  const knotSec = dailyKnotAfter(form, atSec + span.offsetSec) - span.offsetSec;
  const lastSec = span.untilSec - 1;
  if (form.shape === 'lines' && atSec < lastSec && knotSec > lastSec) return lastSec;
  return Math.min(knotSec, span.untilSec);
}
