/**
 * LND's REST face over an owner's node, as a pure function: create, look up and cancel invoices.
 * JSON is LND's own: snake_case, every field always there, int64 as strings, bytes as base64;
 * errors are those of grpc-gateway. https://lightning.engineering/api-docs/api/lnd/rest-endpoints
 */
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { base64, base64nopad, base64urlnopad } from '@scure/base';
import { fail, ok, type Result, unreachable } from '../../src/result';
import { secret } from '../../src/secret';
import type { EpochClock, Invoice, InvoiceRequest, OwnerNode } from './backend';
import { MEMO_BYTES_MAX } from './bolt11';
import { invoiceJson } from './lnd-invoice-json';

export type RestRequest = {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
};

/** `date` is by the virtual clock: the board sets its own by it. */
export type RestReply = {
  readonly status: number;
  readonly headers: { readonly 'content-type': string; readonly date: string };
  readonly body: string;
};

export type LndRestOptions = {
  readonly owner: OwnerNode;
  readonly epochMs: EpochClock;
  /** The only macaroon that is accepted, as lower-case hex. */
  readonly macaroonHex: string;
};

export type LndRest = (request: RestRequest) => RestReply;

/** gRPC's codes, and the HTTP status that grpc-gateway gives each. */
const HTTP_STATUS = {
  unknown: { code: 2, status: 500 },
  'invalid-argument': { code: 3, status: 400 },
  'not-found': { code: 5, status: 404 },
  unimplemented: { code: 12, status: 501 },
} as const;

type RestFault = { readonly is: keyof typeof HTTP_STATUS; readonly message: string };
/** The answer's body as JSON. */
type Outcome = Result<string, RestFault>;
type InvoiceText = (invoice: Invoice) => string;

const EXPIRY_SEC_DEFAULT = 86_400;
const EXPIRY_SEC_MAX = 31_536_000;
/** 21 million bitcoin do not fit into a double as mSat; 90,000 bitcoin do. */
const VALUE_MILLI_SAT_MAX = Number.MAX_SAFE_INTEGER;
const LOOKUP_PATH = '/v1/invoice/';

export function createLndRest(options: LndRestOptions): LndRest {
  const textOf = rememberedText();
  return (request) => {
    const outcome = answer(options, request, textOf);
    const headers = {
      'content-type': 'application/json',
      // Only a socket sends it, and writing a date takes as long as the rest of an answer.
      get date() {
        return new Date(options.epochMs()).toUTCString();
      },
    };
    if (outcome.ok) return { status: 200, headers, body: outcome.value };
    const { code, status } = HTTP_STATUS[outcome.fault.is];
    const body = JSON.stringify({ code, message: outcome.fault.message, details: [] });
    return { status, headers, body };
  };
}

/** A board asks once a second, and the same invoice object says the same. */
function rememberedText(): InvoiceText {
  const texts = new WeakMap<Invoice, string>();
  return (invoice) => {
    let text = texts.get(invoice);
    if (text === undefined) {
      text = JSON.stringify(invoiceJson(invoice));
      texts.set(invoice, text);
    }
    return text;
  };
}

/** Like the gateway: route first, then the body's JSON, then the macaroon, then the call. */
function answer(
  { owner, macaroonHex }: LndRestOptions,
  request: RestRequest,
  textOf: InvoiceText,
): Outcome {
  const path = request.path.split('?')[0]!;
  const authorised = checkMacaroon(request.headers['grpc-metadata-macaroon'], macaroonHex);
  if (path.startsWith(LOOKUP_PATH)) {
    if (request.method !== 'GET') return METHOD_NOT_ALLOWED;
    return authorised.ok ? lookUp(owner, path.slice(LOOKUP_PATH.length), textOf) : authorised;
  }
  if (path !== '/v1/invoices' && path !== '/v2/invoices/cancel') {
    return refuse('not-found', 'Not Found');
  }
  if (request.method !== 'POST') return METHOD_NOT_ALLOWED;
  const body = parseObject(request.body);
  if (!body.ok) return body;
  if (path === '/v2/invoices/cancel') {
    const hash = parseCancel(body.value);
    if (!hash.ok) return hash;
    return authorised.ok ? cancel(owner, hash.value) : authorised;
  }
  const invoice = parseInvoice(body.value);
  if (!invoice.ok) return invoice;
  return authorised.ok ? create(owner, invoice.value) : authorised;
}

function create(owner: OwnerNode, request: InvoiceRequest): Outcome {
  const added = owner.addInvoice(request);
  if (!added.ok) return refuse('unknown', 'invoice with payment hash already exists');
  const created = {
    r_hash: base64.encode(hexToBytes(added.value.paymentHash)),
    payment_request: added.value.paymentRequest,
    add_index: String(added.value.addIndex),
    payment_addr: base64.encode(hexToBytes(added.value.paymentSecret)),
  };
  return ok(JSON.stringify(created));
}

function lookUp(owner: OwnerNode, hashText: string, textOf: InvoiceText): Outcome {
  if (!/^([0-9a-f]{2})*$/i.test(hashText)) return refuse('unknown', 'encoding/hex: invalid byte');
  if (hashText.length !== 64) {
    const length = hashText.length / 2;
    return refuse('unknown', `payment hash must be exactly 32 bytes, is instead ${length}`);
  }
  const invoice = owner.lookup(hashText.toLowerCase());
  return invoice ? ok(textOf(invoice)) : refuse('not-found', 'unable to locate invoice');
}

function cancel(owner: OwnerNode, paymentHash: string): Outcome {
  const outcome = owner.cancel(paymentHash);
  switch (outcome) {
    case 'canceled':
      return ok('{}');
    case 'settled':
      return refuse('unknown', 'invoice already settled');
    case 'not-found':
      return refuse('unknown', 'unable to locate invoice');
    default:
      return unreachable(outcome);
  }
}

type Fields = Readonly<Record<string, unknown>>;

function parseObject(body: string): Result<Fields, RestFault> {
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

/** LND knows more fields; those that the desk does not simulate are refused, not ignored. */
function parseInvoice(body: Fields): Result<InvoiceRequest, RestFault> {
  const { memo = '', value, value_msat, expiry, private: isPrivate, r_preimage, ...rest } = body;
  const [stranger] = Object.keys(rest);
  if (stranger !== undefined) return refuse('invalid-argument', `proto: unknown field ${stranger}`);
  if (typeof memo !== 'string') return badField('memo');
  if (isPrivate !== undefined && typeof isPrivate !== 'boolean') return badField('private');
  if (utf8ToBytes(memo).length > MEMO_BYTES_MAX) return refuse('unknown', 'memo too large');

  const preimage = parseBytes(r_preimage);
  if (!preimage) return badField('r_preimage');
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
  return ok({ preimage: secret(bytesToHex(preimage)), valueMilliSat, memo, expirySec });
}

function parseCancel(body: Fields): Result<string, RestFault> {
  const { payment_hash, ...rest } = body;
  const [stranger] = Object.keys(rest);
  if (stranger !== undefined) return refuse('invalid-argument', `proto: unknown field ${stranger}`);
  const hash = parseBytes(payment_hash);
  return hash ? ok(bytesToHex(hash)) : badField('payment_hash');
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

/** In constant time it need not be: the desk guards sats of its own making. */
function checkMacaroon(shown: string | undefined, expectedHex: string): Outcome {
  if (shown === undefined) return refuse('unknown', 'expected 1 macaroon, got 0');
  if (shown.toLowerCase() === expectedHex) return ok('{}');
  const why = 'verification failed: signature mismatch after caveat verification';
  return refuse('unknown', why);
}

const refuse = (is: RestFault['is'], message: string) => fail({ is, message });
const badField = (name: string) =>
  refuse('invalid-argument', `proto: invalid value for field ${name}`);
const METHOD_NOT_ALLOWED = refuse('unimplemented', 'Method Not Allowed');
