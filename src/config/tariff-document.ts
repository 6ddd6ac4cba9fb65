/** A tariff as JSON, such that `readTariff` reads the same: a table or a recipe by its name. */

import { SEC_PER_DAY } from '../tariff/calendar';
import type { Daily, DayKnot } from '../tariff/daily';
import type { Recipe } from '../tariff/recipe';
import type { Wave } from '../tariff/sinusoid';
import type { Tariff } from '../tariff/tariff';

type Document = Readonly<Record<string, unknown>>;

export function writeTariff({ shape, knots, recipe }: Tariff): Document {
  if (recipe !== undefined) return writeRecipe(recipe);
  return {
    shape,
    knots: knots.map(({ atSec, price }) => ({ atSec, priceMilliSatPerKilowattHour: price })),
  };
}

function writeRecipe({ form, zone, limits }: Recipe): Document {
  return {
    recipe: form.kind === 'sinusoid' ? 'sinusoid' : form.shape === 'steps' ? 'blocks' : 'points',
    zone: zone.text,
    ...(form.kind === 'daily' && writeDaily(form)),
    ...(form.kind === 'sinusoid' && form.day && { day: writeWave(form.day) }),
    ...(form.kind === 'sinusoid' && form.year && { year: writeWave(form.year) }),
    marginPerMille: limits.marginPerMille,
    marginMilliSatPerKilowattHour: limits.margin,
    floorMilliSatPerKilowattHour: limits.floor,
    ceilingMilliSatPerKilowattHour: limits.ceiling,
  };
}

function writeDaily({ shape, weekdays, weekend }: Daily): Document {
  return shape === 'steps'
    ? { weekdays: writeBlocks(weekdays), weekend: writeBlocks(weekend) }
    : {
        pricesMilliSatPerKilowattHour: writePoints(weekdays),
        weekendPricesMilliSatPerKilowattHour: writePoints(weekend),
      };
}

const writeBlocks = (knots: readonly DayKnot[]) =>
  knots.map(({ atSec, price }) => ({
    from: `${twoDigits(atSec / 3_600)}:${twoDigits((atSec / 60) % 60)}`,
    priceMilliSatPerKilowattHour: price,
  }));

const twoDigits = (value: number): string => `${Math.floor(value)}`.padStart(2, '0');

/** The price at 24:00 is the first, unless it stands a second before. */
function writePoints(knots: readonly DayKnot[]): readonly number[] {
  const prices = knots.map(({ price }) => price);
  const last = knots[knots.length - 1]!;
  return last.atSec === SEC_PER_DAY - 1 ? prices : [...prices, prices[0]!];
}

const writeWave = ({ lowest, highest, shiftSec }: Wave) => ({
  lowestMilliSatPerKilowattHour: lowest,
  highestMilliSatPerKilowattHour: highest,
  shiftSec,
});
