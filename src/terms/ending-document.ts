/**
 * An announced end as JSON; every field must be there, a field that is not known is refused:
 *
 *   {by: "seller" | "buyer", why: "time" | "energy" | "amount" | "seller" | "buyer", atSec,
 *    importRegisterMilliWattHours, exportRegisterMilliWattHours}
 *
 * `why` "seller" or "buyer" is that side's own wish, and nobody announces the other's.
 */
import { readDocument } from '../config/document';
import { type ConfigError, choice, openObject, refuse, whole } from '../config/fields';
import { fail, ok, type Result } from '../result';
import { KNOT_AT_SEC_MAX } from '../tariff/tariff';
import { milliWattHours } from '../units';
import { ENDS, type Ending } from './ends';
import type { Document } from './terms-fields';

const IMPORT = 'importRegisterMilliWattHours';
const EXPORT = 'exportRegisterMilliWattHours';
const ENDING_FIELDS: readonly string[] = Object.freeze(['by', 'why', 'atSec', IMPORT, EXPORT]);

/** From text, or from JSON that was parsed already. Names every error. */
export function readEnding(document: unknown): Result<Ending, readonly ConfigError[]> {
  const json = readDocument(document);
  if (!json.ok) return json;
  const errors: ConfigError[] = [];
  const of = openObject(json.value, '', ENDING_FIELDS, errors);
  const by = choice(of, 'by', ['seller', 'buyer']);
  const why = choice(of, 'why', ENDS);
  if (why !== by && (why === 'seller' || why === 'buyer'))
    refuse(of, 'why', `${by}, not the other`);
  const ending: Ending = {
    by,
    why,
    atSec: whole(of, 'atSec', 0, KNOT_AT_SEC_MAX),
    importRegister: milliWattHours(whole(of, IMPORT, 0, Number.MAX_SAFE_INTEGER)),
    exportRegister: milliWattHours(whole(of, EXPORT, 0, Number.MAX_SAFE_INTEGER)),
  };
  return errors.length === 0 ? ok(ending) : fail(errors);
}

/** What `readEnding` reads as the same. */
export const writeEnding = (ending: Ending): Document => ({
  by: ending.by,
  why: ending.why,
  atSec: ending.atSec,
  [IMPORT]: ending.importRegister,
  [EXPORT]: ending.exportRegister,
});
