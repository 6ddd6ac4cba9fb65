/**
 * LND's REST face over an owner's node, as a pure function: invoices of both kinds.
 * JSON is LND's own: snake_case, every field always there, int64 as strings, bytes as base64;
 * errors are those of grpc-gateway. https://lightning.engineering/api-docs/api/lnd/rest-endpoints
 */
import { hexToBytes } from '@noble/hashes/utils.js';
import { base64 } from '@scure/base';
import type { Secret } from '../../src/ports';
import { ok, type Result, unreachable } from '../../src/result';
import type { EpochClock, HoldRequest, Invoice, InvoiceRequest, OwnerNode } from './backend';
import {
  type Fields,
  HTTP_STATUS,
  parseCancel,
  parseHold,
  parseInvoice,
  parseObject,
  parseSettle,
  type RestFault,
  refuse,
} from './lnd-bodies';
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

/** The answer's body as JSON. */
type Outcome = Result<string, RestFault>;
type InvoiceText = (invoice: Invoice) => string;

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
  const call = CALLS[path];
  if (call === undefined) return refuse('not-found', 'Not Found');
  if (request.method !== 'POST') return METHOD_NOT_ALLOWED;
  const body = parseObject(request.body);
  if (!body.ok) return body;
  const parsed = call(owner, body.value);
  if (!parsed.ok) return parsed;
  return authorised.ok ? parsed.value() : authorised;
}

/** The body is read before the macaroon, and the call is made after it. */
type Call = (owner: OwnerNode, body: Fields) => Result<() => Outcome, RestFault>;

const reads =
  <T>(
    parse: (body: Fields) => Result<T, RestFault>,
    act: (owner: OwnerNode, asked: T) => Outcome,
  ) =>
  (owner: OwnerNode, body: Fields): ReturnType<Call> => {
    const asked = parse(body);
    return asked.ok ? ok(() => act(owner, asked.value)) : asked;
  };

const CALLS: Readonly<Record<string, Call>> = Object.freeze({
  '/v1/invoices': reads(parseInvoice, create),
  '/v2/invoices/cancel': reads(parseCancel, cancel),
  '/v2/invoices/hodl': reads(parseHold, createHold),
  '/v2/invoices/settle': reads(parseSettle, settle),
});

function create(owner: OwnerNode, request: InvoiceRequest): Outcome {
  const added = owner.addInvoice(request);
  if (!added.ok) return ALREADY_EXISTS;
  const r_hash = base64.encode(hexToBytes(added.value.paymentHash));
  return ok(JSON.stringify({ r_hash, ...createdJson(added.value) }));
}

/** As LND built without invoicesrpc answers where payments cannot be held. */
function createHold({ holds }: OwnerNode, request: HoldRequest): Outcome {
  if (holds === undefined) return refuse('not-found', 'Not Found');
  const added = holds.addInvoice(request);
  return added.ok ? ok(JSON.stringify(createdJson(added.value))) : ALREADY_EXISTS;
}

const createdJson = (invoice: Invoice) => ({
  payment_request: invoice.paymentRequest,
  add_index: String(invoice.addIndex),
  payment_addr: base64.encode(hexToBytes(invoice.paymentSecret)),
});

function settle({ holds }: OwnerNode, preimage: Secret): Outcome {
  if (holds === undefined) return refuse('not-found', 'Not Found');
  const outcome = holds.settle(preimage);
  switch (outcome) {
    case 'settled':
      return ok('{}');
    case 'canceled':
      return refuse('unknown', 'invoice already canceled');
    case 'still-open':
      return refuse('unknown', 'invoice still open');
    case 'not-found':
      return refuse('unknown', 'unable to locate invoice');
    default:
      return unreachable(outcome);
  }
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

/** In constant time it need not be: the desk guards sats of its own making. */
function checkMacaroon(shown: string | undefined, expectedHex: string): Outcome {
  if (shown === undefined) return refuse('unknown', 'expected 1 macaroon, got 0');
  if (shown.toLowerCase() === expectedHex) return ok('{}');
  const why = 'verification failed: signature mismatch after caveat verification';
  return refuse('unknown', why);
}

const ALREADY_EXISTS = refuse('unknown', 'invoice with payment hash already exists');
const METHOD_NOT_ALLOWED = refuse('unimplemented', 'Method Not Allowed');
