/**
 * A tariff as it is configured, or offered: a table of knots, or a recipe by its name. Each error
 * says what is wrong and what is allowed. The forms: docs/protocol.md, "Tariff recipes".
 */
import { frozen } from '../frozen';
import { fail, ok, type Result } from '../result';
import { type Limits, limited } from '../tariff/recipe';
import {
  constantTariff,
  KNOT_AT_SEC_MAX,
  KNOT_FIELDS,
  KNOTS_MAX,
  PRICE_MAX,
  parseTariff,
  TARIFF_FIELDS,
  type Tariff,
  type TariffFault,
} from '../tariff/tariff';
import { milliSatPerKilowattHour } from '../units';
import {
  type ConfigError,
  choice,
  type Fields,
  has,
  hideValue,
  join,
  openObject,
  report,
  showValue,
} from './fields';
import { nearestName } from './nearest-name';
import { LIMIT_FIELDS, readDaily, readLimits, readPrice, readSinusoid } from './recipe-config';

type RecipeName = 'constant' | 'table' | 'blocks' | 'points' | 'sinusoid';

/** What each knows beside its name and the limits. */
const FIELDS: Readonly<Record<RecipeName, readonly string[]>> = frozen({
  constant: ['priceMilliSatPerKilowattHour'],
  table: TARIFF_FIELDS,
  blocks: ['zone', 'weekdays', 'weekend'],
  points: ['zone', 'pricesMilliSatPerKilowattHour', 'weekendPricesMilliSatPerKilowattHour'],
  sinusoid: ['zone', 'day', 'year'],
});
const NAMES = Object.keys(FIELDS) as readonly RecipeName[];

/** What stands in for a tariff that is wrong: the document is refused anyway. */
const NONE = frozen<Tariff>(constantTariff(milliSatPerKilowattHour(0)));

/** On its own, as `npm run tariff` and scenarios have it. */
export function parseTariffDocument(document: unknown): Result<Tariff, readonly ConfigError[]> {
  const errors: ConfigError[] = [];
  const tariff = readTariffAt('', document, errors);
  return errors.length === 0 ? ok(tariff) : fail(errors);
}

/** The field `name` of an object. */
export const readTariff = (of: Fields, name: string): Tariff =>
  readTariffAt(join(of.path, name), of.values[name], of.errors);

function readTariffAt(path: string, value: unknown, errors: ConfigError[]): Tariff {
  const isNamed = typeof value === 'object' && value !== null && 'recipe' in value;
  if (!isNamed) return readTable(path, value, errors);

  const named: Fields = { path, values: value as Fields['values'], errors };
  const count = errors.length;
  const name = choice<RecipeName>(named, 'recipe', NAMES);
  if (errors.length > count) return NONE;
  const of = openObject(value, path, ['recipe', ...FIELDS[name], ...LIMIT_FIELDS], errors);
  return readRecipe(name, of, readLimits(of));
}

function readRecipe(name: RecipeName, of: Fields, limits: Limits): Tariff {
  switch (name) {
    case 'constant':
      return constantTariff(limited(limits, readPrice(of, 'priceMilliSatPerKilowattHour')));
    case 'table': {
      const { shape, knots } = readTable(of.path, tableOf(of), of.errors);
      return {
        shape,
        knots: knots.map(({ atSec, price }) => ({ atSec, price: limited(limits, price) })),
      };
    }
    case 'blocks':
    case 'points':
      return readDaily(of, name, limits) ?? NONE;
    case 'sinusoid':
      return readSinusoid(of, limits) ?? NONE;
  }
}

const tableOf = (of: Fields): Record<string, unknown> =>
  Object.fromEntries(
    TARIFF_FIELDS.filter((name) => has(of, name)).map((name) => [name, of.values[name]]),
  );

function readTable(path: string, value: unknown, errors: ConfigError[]): Tariff {
  const parsed = parseTariff(value);
  if (parsed.ok) return parsed.value;
  for (const { fault, field, value } of parsed.fault) {
    const at = field === '' ? path : join(path, field);
    const shown = fault === 'unknown-field' ? hideValue(value) : showValue(value);
    report(errors, at, shown, expectedOf(fault, field));
  }
  return NONE;
}

function expectedOf(fault: TariffFault['fault'], field: string): string {
  switch (fault) {
    case 'not-an-object':
      return 'an object';
    case 'unknown-field': {
      const known = field.startsWith('knots.') ? KNOT_FIELDS : [...TARIFF_FIELDS, 'recipe'];
      const nearest = nearestName(field.slice(field.lastIndexOf('.') + 1), known);
      return nearest === undefined
        ? `a known field (one of ${known.join(', ')})`
        : `a known field (did you mean ${nearest}?)`;
    }
    case 'unknown-shape':
      return 'one of lines, steps';
    case 'knots-not-a-list':
    case 'no-knots':
    case 'too-many-knots':
      return `a list of 1 to ${KNOTS_MAX} knots`;
    case 'not-a-whole-second':
      return `whole seconds since 1970 from 0 to ${KNOT_AT_SEC_MAX}`;
    case 'not-after-the-last-knot':
      return 'a time after the knot before it';
    case 'price-out-of-range':
      return `a whole number of mSat/kWh from -${PRICE_MAX} to ${PRICE_MAX}`;
  }
}
