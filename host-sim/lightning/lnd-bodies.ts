/**
 * The bodies of LND's REST requests as protojson reads them. LND knows more fields; those that the
 * desk does not simulate are refused, not ignored.
 */
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { base64nopad, base64urlnopad } from '@scure/base';
import type { Secret } from '../../src/ports';
import { fail, ok, type Result } from '../../src/result';
import { secret } from '../../src/secret';
import type { HoldRequest, InvoiceRequest } from './backend';
import { MEMO_BYTES_MAX } from './bolt11';

/** gRPC's codes, and the HTTP status that grpc-gateway gives each. */
export const HTTP_STATUS = {
  unknown: { code: 2, status: 500 },
  'invalid-argument': { code: 3, status: 400 },
  'not-found': { code: 5, status: 404 },
  unimplemented: { code: 12, status: 501 },
} as const;

export type RestFault = { readonly is: keyof typeof HTTP_STATUS; readonly message: string };
const EXPIRY_SEC_DEFAULT = 86_400;
const EXPIRY_SEC_MAX = 31_536_000;
/** 21 million bitcoin do not fit into a double as mSat; 90,000 bitcoin do. */
const VALUE_MILLI_SAT_MAX = Number.MAX_SAFE_INTEGER;
/** LND's own for hold invoices. */
const CLTV_EXPIRY_DEFAULT = 80;

export type Fields = Readonly<Record<string, unknown>>;

export function parseObject(body: string): Result<Fields, RestFault> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return refuse('invalid-argument', 'proto: syntax error: invalid JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse('invalid-argument', 'proto: syntax error: unexpected token');
  }
  return ok(value as Fields);
}

export function parseInvoice({ r_preimage, ...body }: Fields): Result<InvoiceRequest, RestFault> {
  const terms = parseTerms(body);
  if (!terms.ok) return terms;
  const preimage = parseBytes(r_preimage);
  if (!preimage) return badField('r_preimage');
  return ok({ preimage: secret(bytesToHex(preimage)), ...terms.value });
}

/** `POST /v2/invoices/hodl`. */
export function parseHold(fields: Fields): Result<HoldRequest, RestFault> {
  const { hash, cltv_expiry, ...body } = fields;
  const terms = parseTerms(body);
  if (!terms.ok) return terms;
  const paymentHash = parseBytes(hash);
  if (!paymentHash) return badField('hash');
  const cltvExpiry = parseInt64(cltv_expiry ?? CLTV_EXPIRY_DEFAULT);
  if (cltvExpiry === undefined || cltvExpiry < 0) return badField('cltv_expiry');
  return ok({ ...terms.value, paymentHash: bytesToHex(paymentHash), cltvExpiry });
}

type Terms = Pick<InvoiceRequest, 'valueMilliSat' | 'memo' | 'expirySec'>;

function parseTerms(body: Fields): Result<Terms, RestFault> {
  const { memo = '', value, value_msat, expiry, private: isPrivate, ...rest } = body;
  const [stranger] = Object.keys(rest);
  if (stranger !== undefined) return refuse('invalid-argument', `proto: unknown field ${stranger}`);
  if (typeof memo !== 'string') return badField('memo');
  if (isPrivate !== undefined && typeof isPrivate !== 'boolean') return badField('private');
  if (utf8ToBytes(memo).length > MEMO_BYTES_MAX) return refuse('unknown', 'memo too large');

  const sat = parseInt64(value ?? 0);
  const milliSat = parseInt64(value_msat ?? 0);
  const expirySec = parseInt64(expiry ?? EXPIRY_SEC_DEFAULT);
  if (sat === undefined) return badField('value');
  if (milliSat === undefined) return badField('value_msat');
  if (expirySec === undefined) return badField('expiry');
  if (sat !== 0 && milliSat !== 0) {
    return refuse('unknown', 'sat and msat arguments are mutually exclusive');
  }
  const valueMilliSat = sat * 1_000 + milliSat;
  if (valueMilliSat <= 0 || valueMilliSat > VALUE_MILLI_SAT_MAX) {
    return refuse('unknown', 'the desk makes invoices for more than 0 mSat only');
  }
  if (expirySec <= 0 || expirySec > EXPIRY_SEC_MAX) {
    return refuse(
      'unknown',
      `expiry of ${expirySec} seconds is not within 1 and ${EXPIRY_SEC_MAX}`,
    );
  }
  return ok({ valueMilliSat, memo, expirySec });
}

export const parseCancel = (body: Fields): Result<string, RestFault> =>
  parseOnly(body, 'payment_hash');

export function parseSettle(body: Fields): Result<Secret, RestFault> {
  const only = parseOnly(body, 'preimage');
  return only.ok ? ok(secret(only.value)) : only;
}

/** 32 bytes by that name, as hex, and nothing else. */
function parseOnly(body: Fields, name: string): Result<string, RestFault> {
  const stranger = Object.keys(body).find((each) => each !== name);
  if (stranger !== undefined) return refuse('invalid-argument', `proto: unknown field ${stranger}`);
  const bytes = parseBytes(body[name]);
  return bytes ? ok(bytesToHex(bytes)) : badField(name);
}

/** 32 bytes, base64 of either alphabet, padded or not, as protojson takes them. */
function parseBytes(value: unknown): Uint8Array | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.endsWith('=') ? value.slice(0, -1) : value;
  const coder = /[-_]/.test(text) ? base64urlnopad : base64nopad;
  try {
    const bytes = coder.decode(text);
    return bytes.length === 32 ? bytes : undefined;
  } catch {
    return undefined; // not base64
  }
}

/** protojson takes an int64 as a number or as a string. */
function parseInt64(value: unknown): number | undefined {
  if (typeof value === 'string' && !/^-?\d{1,16}$/.test(value)) return undefined;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

export const refuse = (is: RestFault['is'], message: string) => fail({ is, message });
const badField = (name: string) =>
  refuse('invalid-argument', `proto: invalid value for field ${name}`);
