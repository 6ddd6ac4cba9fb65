/**
 * The present price as smart loads are told it, and as they read it: with the time until which it
 * may be used, so that a load that hears nothing more does not go on at an old price for ever.
 *
 *   {schema: 1, atSec, untilSec, priceMilliSatPerKilowattHour}
 */
import { readDocument } from '../config/document';
import { type ConfigError, openObject, refuse, whole } from '../config/fields';
import { fail, ok, type Result } from '../result';
import { priceAtRoundedDown } from '../tariff/price';
import { KNOT_AT_SEC_MAX, PRICE_MAX, type Tariff } from '../tariff/tariff';
import { pieceAt } from '../terms/piece';
import { type EpochMs, type MilliSatPerKilowattHour, milliSatPerKilowattHour } from '../units';

export type PriceNotice = {
  readonly atSec: number;
  /** The first second at which it does not count any more. */
  readonly untilSec: number;
  readonly price: MilliSatPerKilowattHour;
};

/** As often as the original. */
export const NOTICE_EVERY_SEC = 10;
/** Two may be lost. */
export const NOTICE_VALID_SEC = 30;

const FIELDS: readonly string[] = Object.freeze([
  'schema',
  'atSec',
  'untilSec',
  'priceMilliSatPerKilowattHour',
]);

/** For an instant: the price there, rounded down, and never beyond the step that it belongs to. */
export function noticeAt(tariff: Tariff, at: EpochMs): PriceNotice {
  const atSec = Math.floor(at / 1_000);
  const { endSec } = pieceAt(tariff, atSec);
  const untilSec = tariff.shape === 'steps' ? endSec : Number.POSITIVE_INFINITY;
  return {
    atSec,
    untilSec: Math.min(atSec + NOTICE_VALID_SEC, untilSec),
    price: priceAtRoundedDown(tariff, at),
  };
}

/** Undefined where nothing was heard, or not for too long. */
export const presentPrice = (
  notice: PriceNotice | undefined,
  now: EpochMs,
): MilliSatPerKilowattHour | undefined =>
  notice !== undefined && now < notice.untilSec * 1_000 ? notice.price : undefined;

export function readNotice(document: unknown): Result<PriceNotice, readonly ConfigError[]> {
  const json = readDocument(document);
  if (!json.ok) return json;
  const errors: ConfigError[] = [];
  const of = openObject(json.value, '', FIELDS, errors);
  if (of.values['schema'] !== 1) refuse(of, 'schema', '1');
  const atSec = whole(of, 'atSec', 0, KNOT_AT_SEC_MAX);
  const notice: PriceNotice = {
    atSec,
    // A notice for longer is a mistake of the clock, or of who wrote it.
    untilSec: whole(of, 'untilSec', atSec + 1, atSec + NOTICE_VALID_SEC),
    price: milliSatPerKilowattHour(
      whole(of, 'priceMilliSatPerKilowattHour', -PRICE_MAX, PRICE_MAX),
    ),
  };
  return errors.length === 0 ? ok(notice) : fail(errors);
}

export const writeNotice = ({ atSec, untilSec, price }: PriceNotice) => ({
  schema: 1,
  atSec,
  untilSec,
  priceMilliSatPerKilowattHour: price,
});
