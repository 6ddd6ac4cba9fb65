/**
 * Core Lightning over `clnrest`: every call is a POST with the method's name as its path, and a
 * success is HTTP 201. Read in doc/schemas/*.json, plugins/rest-plugin and tests/test_clnrest.py;
 * errors come as `{"code","message"}`, those of the method itself as HTTP 500. Unlike lnd it shows
 * the preimage of paid invoices only, and what it cancels it deletes.
 */
import { assert, fail, ok, type Result } from '../../result';
import { secret } from '../../secret';
import { milliSat } from '../../units';
import type { PickedFields } from '../../web/pick';
import type {
  Canceled,
  Created,
  HashByBoard,
  LookedUp,
  NewInvoice,
  NodeFault,
  NodeRequest,
} from './blueprint';
import { isHash, wholeNumber } from './fields';
import { isStrongRune } from './rune';

/** Of `invoice`, `delinvoice` and JSON-RPC 2.0 (common/jsonrpc_errors.h). */
const CODE = Object.freeze({
  duplicateLabel: 900,
  duplicatePreimage: 901,
  noSuchInvoice: 905,
  notUnpaid: 906,
  noSuchMethod: -32601,
  badParameters: -32602,
});

const ERROR_PICK = Object.freeze(['code', 'message'] as const);
const CREATED_PICK = Object.freeze([...ERROR_PICK, 'payment_hash', 'bolt11'] as const);
const CANCELED_PICK = Object.freeze([...ERROR_PICK, 'payment_hash', 'status'] as const);
const LOOKED_UP_PICK = Object.freeze([
  ...ERROR_PICK,
  'invoices.length',
  'invoices.0.status',
  'invoices.0.payment_hash',
  'invoices.0.amount_msat',
  'invoices.0.amount_received_msat',
  'invoices.0.expires_at',
  'invoices.0.description',
  'invoices.0.bolt11',
] as const);

const call = (method: string, parameters: object, pick: readonly string[]): NodeRequest => ({
  method: 'POST',
  path: secret(`/v1/${method}`),
  body: secret(JSON.stringify(parameters)),
  pick,
});

function createInvoice(invoice: NewInvoice): NodeRequest {
  assert(invoice.amountMilliSat > 0, 'core-lightning: no amount');
  assert(isHash(invoice.preimage.secret), 'core-lightning: not 32 bytes of hex');
  const parameters = {
    amount_msat: milliSat(invoice.amountMilliSat),
    label: invoice.label,
    description: invoice.memo,
    expiry: invoice.expirySec,
    preimage: invoice.preimage.secret,
  };
  return call('invoice', parameters, CREATED_PICK);
}

function readCreated(
  httpStatus: number,
  fields: PickedFields | undefined,
  hash: string,
): Result<Created, NodeFault | 'already-exists'> {
  const code = errorCode(httpStatus, fields);
  // Label and preimage are this pull's alone: whichever it names, an earlier request arrived.
  if (code === CODE.duplicateLabel || code === CODE.duplicatePreimage) {
    return fail('already-exists');
  }
  if (!isDone(httpStatus) || fields === undefined) return fail(errorOf(httpStatus, code));
  const paymentRequest = fields['bolt11'];
  if (typeof paymentRequest !== 'string' || paymentRequest === '') return fail('malformed');
  if (fields['payment_hash'] !== hash) return fail('malformed');
  return ok({ paymentRequest, hash });
}

/** Without a filter it would be all invoices of the node. */
function lookUpInvoice(hash: string): NodeRequest {
  assert(isHash(hash), 'core-lightning: not a hash');
  return call('listinvoices', { payment_hash: hash }, LOOKED_UP_PICK);
}

function readLookedUp(
  httpStatus: number,
  fields: PickedFields | undefined,
  hash: string,
): Result<LookedUp, NodeFault> {
  if (!isDone(httpStatus) || fields === undefined) {
    return fail(errorOf(httpStatus, errorCode(httpStatus, fields)));
  }
  // An empty list says that there is none; an answer without a list says nothing.
  if (fields['invoices.length'] === 0) return ok({ kind: 'not-found' });
  if (fields['invoices.length'] !== 1) return fail('malformed');
  if (fields['invoices.0.payment_hash'] !== hash) return fail('malformed');
  const state = stateOf(fields);
  const value = wholeNumber(fields['invoices.0.amount_msat']);
  const received = wholeNumber(fields['invoices.0.amount_received_msat']);
  const expiresAtSec = wholeNumber(fields['invoices.0.expires_at']);
  const { 'invoices.0.description': memo, 'invoices.0.bolt11': paymentRequest } = fields;
  if (state === undefined || value === undefined) return fail('malformed');
  if (state === 'settled' && received === undefined) return fail('malformed');
  if (expiresAtSec === undefined) return fail('malformed');
  if (typeof memo !== 'string' || typeof paymentRequest !== 'string') return fail('malformed');
  return ok({
    kind: 'invoice',
    state,
    value: milliSat(value),
    amountPaid: milliSat(received ?? 0),
    expiresAtSec,
    hash,
    memo,
    paymentRequest,
  });
}

/** It names the label, and the status that it is to have: one that was paid meanwhile stays. */
const cancelInvoice = (_hash: string, label: string): NodeRequest =>
  call('delinvoice', { label, status: 'unpaid' }, CANCELED_PICK);

function readCanceled(
  httpStatus: number,
  fields: PickedFields | undefined,
): Result<Canceled, NodeFault> {
  const code = errorCode(httpStatus, fields);
  if (code === CODE.noSuchInvoice) return ok('not-found');
  // Paid, or expired by its own clock: the look-up that follows tells.
  if (code === CODE.notUnpaid) return ok('already-settled');
  // The answer is the invoice that was deleted.
  const wasUnpaid = fields?.['status'] === 'unpaid' && isHash(String(fields['payment_hash']));
  return isDone(httpStatus) && wasUnpaid ? ok('canceled') : fail(errorOf(httpStatus, code));
}

const isDone = (httpStatus: number): boolean => httpStatus === 201 || httpStatus === 200;

function errorCode(httpStatus: number, fields: PickedFields | undefined): number | undefined {
  const code = fields?.['code'];
  return httpStatus >= 400 && typeof code === 'number' ? code : undefined;
}

function errorOf(httpStatus: number, code: number | undefined): NodeFault {
  // A rune that does not allow the method, the label or one more call in this minute.
  if (httpStatus === 401 || httpStatus === 403) return 'refused';
  if (code === CODE.noSuchMethod || code === CODE.badParameters) return 'malformed';
  return httpStatus >= 500 || httpStatus === 408 || httpStatus === 429
    ? 'unreachable'
    : 'malformed';
}

/** `expired` is final: it takes no payment from then on. */
function stateOf(fields: PickedFields): 'open' | 'settled' | 'canceled' | undefined {
  switch (fields['invoices.0.status']) {
    case 'unpaid':
      return 'open';
    case 'paid':
      return 'settled';
    case 'expired':
      return 'canceled';
    default:
      return undefined;
  }
}

export const CORE_LIGHTNING: HashByBoard = Object.freeze({
  hashBy: 'board',
  credentialHeader: 'Rune',
  isTooStrong: isStrongRune,
  createInvoice,
  readCreated,
  lookUpInvoice,
  readLookedUp,
  cancelInvoice,
  readCanceled,
});
