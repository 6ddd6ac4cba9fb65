/**
 * What stands around every message: who, which, in which order, when, and the nonce that shows it
 * is new. Closed: a field that version 1 does not know makes it malformed.
 */
import { fail, ok, type Result } from '../result';
import { isHex } from './hex';
import type { Side } from './mac';

export const PROTOCOL_VERSION = 1;
export const ID_DIGITS = 32;
export const NONCE_DIGITS = 32;
const KIND_LENGTH_MAX = 16;

export type Envelope = {
  readonly version: number;
  readonly from: Side;
  /** Drawn by who asks; the answer has the same. */
  readonly id: string;
  /** Of who asks, each larger than the one before; the answer has the same. */
  readonly sequence: number;
  /** Of the sender's clock; null while it does not know the time. */
  readonly timeSec: number | null;
  /** Of who answers, drawn at its start. Empty in the first request: not known yet. */
  readonly nonce: string;
  readonly kind: string;
  readonly body: JsonObject;
};
export type JsonObject = Readonly<Record<string, unknown>>;

const FIELDS: readonly string[] = Object.freeze([
  'version',
  'from',
  'id',
  'sequence',
  'timeSec',
  'nonce',
  'kind',
  'body',
]);

export function readEnvelope(json: unknown): Result<Envelope, 'malformed' | 'wrong-version'> {
  if (!isObject(json)) return fail('malformed');
  const { version, from, id, sequence, timeSec, nonce, kind, body } = json;
  if (!isCount(version)) return fail('malformed');
  // Another version may have other fields.
  if (version !== PROTOCOL_VERSION) return fail('wrong-version');
  if (!hasOnly(json, FIELDS)) return fail('malformed');
  if (from !== 'seller' && from !== 'buyer') return fail('malformed');
  if (!isHex(id, ID_DIGITS) || !isSequence(sequence)) return fail('malformed');
  if (timeSec !== null && !isCount(timeSec)) return fail('malformed');
  if (nonce !== '' && !isHex(nonce, NONCE_DIGITS)) return fail('malformed');
  if (typeof kind !== 'string' || kind.length > KIND_LENGTH_MAX) return fail('malformed');
  if (!isObject(body)) return fail('malformed');
  return ok({ version, from, id, sequence, timeSec, nonce: nonce as string, kind, body });
}

/** In the order of the document; any other would do. */
export const writeEnvelope = (envelope: Envelope): string => JSON.stringify(envelope);

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A whole number from 0 to 2^53 - 1. */
export const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0;

/** From 1; leaves room for one more below 2^53. */
const isSequence = (value: unknown): value is number =>
  isCount(value) && value >= 1 && value < Number.MAX_SAFE_INTEGER;

/** All of the names and no other. */
export function hasOnly(object: JsonObject, names: readonly string[]): boolean {
  const own = Object.keys(object);
  return own.length === names.length && names.every((name) => own.includes(name));
}
