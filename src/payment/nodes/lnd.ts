/**
 * The REST face of LND: how an invoice is created, looked up and cancelled, and what the answers
 * mean. Read in lnd's lnrpc/*.swagger.json, rpcserver.go and invoices/errors.go; errors come as
 * `{"code","message"}`, and most of lnd's own as HTTP 500. A preimage goes out in one request
 * and is never picked from an answer.
 */

import type { Picked } from '../../ports';
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
import { isHash, says, wholeNumber } from './fields';
import { base64FromHash, ERROR_PICK, errorOf, hashFromBase64, isNotFound } from './lnd-answers';
import { LND_HOLD } from './lnd-hold';
import { isStrongMacaroon } from './macaroon';

/** In characters, which lnd's limit of 1,024 bytes always holds. */
const MEMO_LENGTH_MAX = 340;
const EXPIRY_SEC_MAX = 31_536_000;

const CREATED_PICK = Object.freeze([...ERROR_PICK, 'r_hash', 'payment_request'] as const);
const CANCELED_PICK = ERROR_PICK;
const LOOKED_UP_PICK = Object.freeze([
  ...ERROR_PICK,
  'state',
  'r_hash',
  'value_msat',
  'amt_paid_msat',
  'creation_date',
  'expiry',
  'memo',
  'payment_request',
] as const);

function createInvoice(invoice: NewInvoice): NodeRequest {
  assert(invoice.memo.length <= MEMO_LENGTH_MAX, 'lnd: memo too long');
  assert(invoice.amountMilliSat > 0, 'lnd: no amount');
  assert(invoice.expirySec > 0 && invoice.expirySec <= EXPIRY_SEC_MAX, 'lnd: expiry out of range');
  const body = JSON.stringify({
    memo: invoice.memo,
    value_msat: String(milliSat(invoice.amountMilliSat)),
    expiry: String(invoice.expirySec),
    r_preimage: base64FromHash(invoice.preimage.secret),
    private: false,
  });
  const path = secret('/v1/invoices');
  return { method: 'POST', path, body: secret(body), pick: CREATED_PICK };
}

function lookUpInvoice(hash: string): NodeRequest {
  assert(isHash(hash), 'lnd: not a hash');
  return { method: 'GET', path: secret(`/v1/invoice/${hash}`), pick: LOOKED_UP_PICK };
}

function cancelInvoice(hash: string): NodeRequest {
  const body = JSON.stringify({ payment_hash: base64FromHash(hash) });
  const path = secret('/v2/invoices/cancel');
  return { method: 'POST', path, body: secret(body), pick: CANCELED_PICK };
}

function readCreated(
  httpStatus: number,
  fields: PickedFields | undefined,
  hash: string,
): Result<Created, NodeFault | 'already-exists'> {
  if (says(httpStatus, fields, 'payment hash already exists')) return fail('already-exists');
  if (httpStatus !== 200 || fields === undefined) return fail(errorOf(httpStatus, fields));
  const paymentRequest = fields['payment_request'];
  if (typeof paymentRequest !== 'string' || paymentRequest === '') return fail('malformed');
  if (hashFromBase64(fields['r_hash']) !== hash) return fail('malformed');
  return ok({ paymentRequest, hash });
}

function readLookedUp(
  httpStatus: number,
  fields: PickedFields | undefined,
  hash: string,
): Result<LookedUp, NodeFault> {
  if (isNotFound(httpStatus, fields)) return ok({ kind: 'not-found' });
  if (httpStatus !== 200 || fields === undefined) return fail(errorOf(httpStatus, fields));
  const state = readState(fields['state']);
  const value = wholeNumber(fields['value_msat']);
  const amountPaid = wholeNumber(fields['amt_paid_msat']);
  const creationDateSec = wholeNumber(fields['creation_date']);
  const expirySec = wholeNumber(fields['expiry']);
  const { memo, payment_request: paymentRequest } = fields;
  if (state === undefined || hashFromBase64(fields['r_hash']) !== hash) return fail('malformed');
  if (value === undefined || amountPaid === undefined) return fail('malformed');
  if (creationDateSec === undefined || expirySec === undefined) return fail('malformed');
  if (typeof memo !== 'string' || typeof paymentRequest !== 'string') return fail('malformed');
  return ok({
    kind: 'invoice',
    state,
    value: milliSat(value),
    amountPaid: milliSat(amountPaid),
    expiresAtSec: creationDateSec + expirySec,
    hash,
    memo,
    paymentRequest,
  });
}

function readCanceled(
  httpStatus: number,
  fields: PickedFields | undefined,
): Result<Canceled, NodeFault> {
  if (says(httpStatus, fields, 'invoice already settled')) return ok('already-settled');
  if (says(httpStatus, fields, 'invoice already canceled')) return ok('canceled');
  if (isNotFound(httpStatus, fields)) return ok('not-found');
  // The answer is an empty object; an error in disguise is not.
  const isEmpty = fields !== undefined && fields['code'] === undefined;
  return httpStatus === 200 && isEmpty ? ok('canceled') : fail(errorOf(httpStatus, fields));
}

const STATES = Object.freeze(['open', 'accepted', 'settled', 'canceled'] as const);

const readState = (picked: Picked | undefined) =>
  STATES.find((state) => state.toUpperCase() === picked);

export const LND: HashByBoard = Object.freeze({
  hashBy: 'board',
  credentialHeader: 'Grpc-Metadata-macaroon',
  isTooStrong: isStrongMacaroon,
  createInvoice,
  readCreated,
  lookUpInvoice,
  readLookedUp,
  cancelInvoice,
  readCanceled,
  hold: LND_HOLD,
});
