/** What lnd's REST says of errors, and how it writes hashes: the same for every request. */
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { base64 } from '@scure/base';
import type { Picked } from '../../ports';
import { assert } from '../../result';
import type { PickedFields } from '../../web/pick';
import type { NodeFault } from './blueprint';
import { HASH_BYTES, isHash, says } from './fields';

export const ERROR_PICK = Object.freeze(['code', 'message'] as const);

/** gRPC codes. */
const CODE = Object.freeze({ notFound: 5, permissionDenied: 7, unauthenticated: 16 });

/** What lnd and its macaroon bakery say of a credential, mostly as HTTP 500 with code 2. */
const REFUSALS = Object.freeze([
  'macaroon',
  'permission denied',
  'verification failed',
  'invalid id',
  'unable to get metadata from context',
  'encoding/hex',
] as const);

export function errorOf(httpStatus: number, fields: PickedFields | undefined): NodeFault {
  const code = fields?.['code'];
  if (httpStatus === 401 || httpStatus === 403) return 'refused';
  if (code === CODE.permissionDenied || code === CODE.unauthenticated) return 'refused';
  if (REFUSALS.some((text) => says(httpStatus, fields, text))) return 'refused';
  return httpStatus >= 500 || httpStatus === 408 || httpStatus === 429
    ? 'unreachable'
    : 'malformed';
}

/** A 404 counts only with lnd's own words: its gateway and any proxy also say 404 of a path. */
export function isNotFound(httpStatus: number, fields: PickedFields | undefined): boolean {
  if (says(httpStatus, fields, 'unable to locate invoice')) return true;
  if (says(httpStatus, fields, 'there are no existing invoices')) return true;
  const message = fields?.['message'];
  const isBare = message === undefined || message === '';
  return httpStatus === 404 && fields?.['code'] === CODE.notFound && isBare;
}

export function base64FromHash(hex: string): string {
  assert(isHash(hex), 'lnd: not 32 bytes of hex');
  return base64.encode(hexToBytes(hex));
}

export function hashFromBase64(picked: Picked | undefined): string | undefined {
  if (typeof picked !== 'string') return undefined;
  const bytes = decodeBase64(picked);
  return bytes?.length === HASH_BYTES ? bytesToHex(bytes) : undefined;
}

function decodeBase64(text: string): Uint8Array | undefined {
  try {
    return base64.decode(text);
  } catch {
    return undefined; // Not base64.
  }
}
