/**
 * An answer to an offer as JSON. `offered` and `limit` are in the house's units (mSat, mSat/kWh,
 * mV, mA, mWh, s, ms, per mille), as `why` says; `offered` is null where nothing was offered:
 *
 *   {agrees: true, payment: {minimumSat, desiredSat, maximumSat}}
 *   {agrees: false, reasons: [{why, offered, limit, atSec?}], counter: an offer}
 */
import { readDocument } from '../config/document';
import {
  type ConfigError,
  choice,
  type Fields,
  flag,
  has,
  isPrintableName,
  list,
  NAME_EXPECTED,
  openObject,
  refuse,
  whole,
} from '../config/fields';
import { fail, ok, type Result } from '../result';
import { KNOT_AT_SEC_MAX } from '../tariff/tariff';
import type { Acceptance } from './acceptance';
import { readOfferIn, writeOffer } from './offer-document';
import { type Reason, WHYS } from './reason';
import { type Document, readPayment, writePayment } from './terms-fields';

const YES_FIELDS: readonly string[] = Object.freeze(['agrees', 'payment']);
const NO_FIELDS: readonly string[] = Object.freeze(['agrees', 'reasons', 'counter']);
const REASON_FIELDS: readonly string[] = Object.freeze(['why', 'offered', 'limit', 'atSec']);

/** From text, or from JSON that was parsed already. Names every error. */
export function readAcceptance(document: unknown): Result<Acceptance, readonly ConfigError[]> {
  const json = readDocument(document);
  if (!json.ok) return json;
  const errors: ConfigError[] = [];
  const says = json.value as { agrees?: unknown } | null | undefined;
  const agrees = says?.agrees === true;
  const of = openObject(json.value, '', agrees ? YES_FIELDS : NO_FIELDS, errors);
  if (!agrees) flag(of, 'agrees');
  const acceptance: Acceptance = agrees
    ? { agrees, payment: readPayment(of) }
    : { agrees, reasons: readReasons(of), counter: readOfferIn(of, 'counter') };
  return errors.length === 0 ? ok(acceptance) : fail(errors);
}

function readReasons(of: Fields): readonly Reason[] {
  const rows = list(of, 'reasons', WHYS.length);
  if (rows.length === 0) refuse(of, 'reasons', 'a list of at least one');
  return rows.map((row, at) =>
    readReason(openObject(row, `reasons.${at}`, REASON_FIELDS, of.errors)),
  );
}

function readReason(of: Fields): Reason {
  const why = choice(of, 'why', WHYS);
  const offered = readValue(of, 'offered');
  const limit = readValue(of, 'limit') ?? 0;
  if (of.values['limit'] === null) refuse(of, 'limit', VALUE_EXPECTED);
  if (!has(of, 'atSec')) return { why, offered, limit };
  return { why, offered, limit, atSec: whole(of, 'atSec', 0, KNOT_AT_SEC_MAX) };
}

const VALUE_EXPECTED = `a whole number or ${NAME_EXPECTED}`;

function readValue(of: Fields, name: string): Reason['offered'] {
  const value = of.values[name];
  if (value === null) return null;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  if (typeof value === 'string' && isPrintableName(value)) return value;
  refuse(of, name, VALUE_EXPECTED);
  return null;
}

/** What `readAcceptance` reads as the same answer. */
export function writeAcceptance(acceptance: Acceptance): Document {
  if (acceptance.agrees) return { agrees: true, payment: writePayment(acceptance.payment) };
  const { reasons, counter } = acceptance;
  return { agrees: false, reasons, counter: writeOffer(counter) };
}
