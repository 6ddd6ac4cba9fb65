/**
 * Core Lightning's `clnrest` over an owner's node, as a pure function: `invoice`, `listinvoices`
 * and `delinvoice`, each a POST with the method as its path, HTTP 201 when it succeeds. Read in
 * doc/schemas, plugins/rest-plugin, lightningd/invoice.c and tests/test_clnrest.py.
 */
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { fail, ok, type Result, unreachable } from '../../src/result';
import { secret } from '../../src/secret';
import type { EpochClock, InvoiceRequest, OwnerNode } from './backend';
import { MEMO_BYTES_MAX } from './bolt11';
import { ClnInvoices, invoiceJson, statusOf } from './cln-invoices';
import type { RestReply, RestRequest } from './lnd-rest';

export type ClnRestOptions = {
  readonly owner: OwnerNode;
  readonly epochMs: EpochClock;
  /** The only one that is accepted. What restrictions it has is not simulated. */
  readonly rune: string;
};

export type ClnRest = (request: RestRequest) => RestReply;

type RpcFault = { readonly code: number | null; readonly message: string; readonly data?: object };
type Outcome = Result<object, RpcFault>;
type Parameters = Readonly<Record<string, unknown>>;

/** Of common/jsonrpc_errors.h and JSON-RPC 2.0. */
const CODE = {
  duplicateLabel: 900,
  duplicatePreimage: 901,
  noSuchInvoice: 905,
  notUnpaid: 906,
  notAuthorised: 1_501,
  noSuchMethod: -32_601,
  badParameters: -32_602,
} as const;

const EXPIRY_SEC_DEFAULT = 604_800;
const PATH = '/v1/';

export function createClnRest(options: ClnRestOptions): ClnRest {
  const invoices = new ClnInvoices(options.owner);
  return (request) => {
    const { status, body } = answer(options, invoices, request);
    const headers = {
      'content-type': 'application/json',
      get date() {
        return new Date(options.epochMs()).toUTCString();
      },
    };
    return { status, headers, body };
  };
}

/** Like the plugin: verb, body, rune, then the call; a method is unknown to the node only. */
function answer(
  { owner, rune }: ClnRestOptions,
  invoices: ClnInvoices,
  { method: verb, path, headers, body }: RestRequest,
): { readonly status: number; readonly body: string } {
  if (verb !== 'POST') return { status: 405, body: '' };
  if (!path.startsWith(PATH)) return { status: 404, body: '' };
  const parsed = parseObject(body);
  if (!parsed.ok) return error(500, parsed.fault);
  const shown = headers['rune'];
  if (shown === undefined) {
    return error(403, { code: CODE.notAuthorised, message: 'Not authorized: Missing rune' });
  }
  if (shown !== rune) {
    const message = 'Not authorized: Not derived from master';
    return error(401, { code: CODE.notAuthorised, message });
  }
  const outcome = call(owner, invoices, path.slice(PATH.length), parsed.value);
  if (outcome.ok) return { status: 201, body: JSON.stringify(outcome.value) };
  return error(outcome.fault.code === CODE.noSuchMethod ? 404 : 500, outcome.fault);
}

const error = (status: number, fault: RpcFault) => ({ status, body: JSON.stringify(fault) });

function call(
  owner: OwnerNode,
  invoices: ClnInvoices,
  method: string,
  parameters: Parameters,
): Outcome {
  switch (method) {
    case 'invoice':
      return create(owner, invoices, parameters);
    case 'listinvoices':
      return list(invoices, parameters);
    case 'delinvoice':
      return remove(owner, invoices, parameters);
    default:
      return refuse(CODE.noSuchMethod, `Unknown command '${method}'`);
  }
}

function create(owner: OwnerNode, invoices: ClnInvoices, parameters: Parameters): Outcome {
  const parsed = parseInvoice(parameters);
  if (!parsed.ok) return parsed;
  const { label, ...request } = parsed.value;
  if (invoices.labelled(label) !== undefined) {
    return refuse(CODE.duplicateLabel, `Duplicate label '${label}'`);
  }
  // One that was deleted stays taken here; a real node would make it again.
  const added = owner.addInvoice(request);
  if (!added.ok) return refuse(CODE.duplicatePreimage, 'preimage already used');
  invoices.add(label, added.value);
  const { paymentHash, paymentRequest, paymentSecret, addIndex } = added.value;
  return ok({
    payment_hash: paymentHash,
    expires_at: added.value.createdAtSec + request.expirySec,
    bolt11: paymentRequest,
    payment_secret: paymentSecret,
    created_index: addIndex,
  });
}

function list(invoices: ClnInvoices, parameters: Parameters): Outcome {
  const { label, payment_hash, ...rest } = parameters;
  const [stranger] = Object.keys(rest);
  if (stranger !== undefined) return unknownParameter(stranger);
  if (label !== undefined && payment_hash !== undefined) {
    return refuse(CODE.badParameters, 'Can only specify one of {label}, {payment_hash}');
  }
  if (label !== undefined && typeof label !== 'string') return badParameter('label');
  if (payment_hash !== undefined && !isHash(payment_hash)) return badParameter('payment_hash');
  const found =
    label !== undefined
      ? [invoices.labelled(label)]
      : payment_hash !== undefined
        ? [invoices.hashed(payment_hash.toLowerCase())]
        : invoices.all();
  const shown = found.filter((each) => each !== undefined);
  return ok({ invoices: shown.map((each) => invoiceJson(each, invoices.labelOf(each))) });
}

/** The answer is the invoice as it was. */
function remove(owner: OwnerNode, invoices: ClnInvoices, parameters: Parameters): Outcome {
  const { label, status, ...rest } = parameters;
  const [stranger] = Object.keys(rest);
  if (stranger !== undefined) return unknownParameter(stranger);
  if (typeof label !== 'string') return badParameter('label');
  if (typeof status !== 'string') return badParameter('status');
  const invoice = invoices.labelled(label);
  if (invoice === undefined) return refuse(CODE.noSuchInvoice, 'Unknown invoice');
  const isUnpaid = statusOf(invoice) === 'unpaid';
  if (statusOf(invoice) !== status) return unexpected(statusOf(invoice), status);
  const outcome = isUnpaid ? owner.cancel(invoice.paymentHash) : 'canceled';
  switch (outcome) {
    case 'canceled':
      invoices.remove(label);
      return ok(invoiceJson(invoice, label));
    case 'settled':
      // A payment that the node has begun to take.
      return unexpected('paid', status);
    case 'not-found':
      return refuse(CODE.noSuchInvoice, 'Unknown invoice');
    default:
      return unreachable(outcome);
  }
}

function unexpected(current: ReturnType<typeof statusOf>, expected: string): Outcome {
  const message = `Invoice status is ${current} not ${expected}`;
  const data = { current_status: current, expected_status: expected };
  return fail({ code: CODE.notUnpaid, message, data });
}

/** Form-encoded bodies, which clnrest takes too, are not simulated. */
function parseObject(body: string): Result<Parameters, RpcFault> {
  if (body === '') return ok({});
  const notJson = { code: null, message: 'Could not parse the body' };
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return fail(notJson);
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? ok(value as Parameters) : fail(notJson);
}

type LabelledRequest = InvoiceRequest & { readonly label: string };

/** A preimage of the caller's, and an amount, are asked for here; a real node needs neither. */
function parseInvoice(parameters: Parameters): Result<LabelledRequest, RpcFault> {
  const { amount_msat, label, description, expiry, preimage, ...rest } = parameters;
  const [stranger] = Object.keys(rest);
  if (stranger !== undefined) return unknownParameter(stranger);
  for (const [name, value] of Object.entries({ amount_msat, label, description })) {
    if (value === undefined) {
      return refuse(CODE.badParameters, `missing required parameter: ${name}`);
    }
  }
  const valueMilliSat = parseU64(amount_msat);
  const expirySec = parseU64(expiry ?? EXPIRY_SEC_DEFAULT);
  if (!valueMilliSat) return badParameter('amount_msat');
  if (!expirySec) return badParameter('expiry');
  if (typeof label !== 'string') return badParameter('label');
  if (typeof description !== 'string') return badParameter('description');
  if (utf8ToBytes(description).length > MEMO_BYTES_MAX) return badParameter('description');
  if (!isHash(preimage)) return badParameter('preimage');
  const digits = secret(preimage.toLowerCase());
  return ok({ label, preimage: digits, valueMilliSat, memo: description, expirySec });
}

function parseU64(value: unknown): number | undefined {
  if (typeof value === 'string' && !/^\d{1,16}$/.test(value)) return undefined;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

const isHash = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{64}$/i.test(value);

const refuse = (code: number, message: string) => fail({ code, message });
const badParameter = (name: string) => refuse(CODE.badParameters, `${name}: invalid token`);
const unknownParameter = (name: string) => refuse(CODE.badParameters, `unknown parameter: ${name}`);
