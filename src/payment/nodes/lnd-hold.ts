/**
 * Hold invoices of LND (invoicesrpc): made for a hash, accepted without being settled, then settled
 * with the preimage or cancelled. The preimage stays with the board until it is to be paid. Read
 * in lnd's invoicesrpc/invoices_server.go and invoices/errors.go.
 */
import { assert, fail, ok, type Result } from '../../result';
import { secret } from '../../secret';
import { milliSat } from '../../units';
import type { PickedFields } from '../../web/pick';
import type { Created, HeldInvoice, Hold, NodeFault, NodeRequest, Settled } from './blueprint';
import { says } from './fields';
import { base64FromHash, ERROR_PICK, errorOf, isNotFound } from './lnd-answers';

const CREATED_PICK = Object.freeze([...ERROR_PICK, 'payment_request'] as const);

function createInvoice(invoice: HeldInvoice): NodeRequest {
  assert(invoice.amountMilliSat > 0, 'lnd: no amount');
  const body = JSON.stringify({
    memo: invoice.memo,
    hash: base64FromHash(invoice.hash),
    value_msat: String(milliSat(invoice.amountMilliSat)),
    expiry: String(invoice.expirySec),
    cltv_expiry: String(invoice.cltvExpiry),
    private: false,
  });
  const path = secret('/v2/invoices/hodl');
  return { method: 'POST', path, body: secret(body), pick: CREATED_PICK };
}

/** The answer names no hash: that of the invoice itself is checked. */
function readCreated(
  httpStatus: number,
  fields: PickedFields | undefined,
  hash: string,
): Result<Created, NodeFault | 'already-exists'> {
  if (says(httpStatus, fields, 'payment hash already exists')) return fail('already-exists');
  if (httpStatus !== 200 || fields === undefined) return fail(errorOf(httpStatus, fields));
  const paymentRequest = fields['payment_request'];
  if (typeof paymentRequest !== 'string' || paymentRequest === '') return fail('malformed');
  return ok({ paymentRequest, hash });
}

function settleInvoice(preimage: { readonly secret: string }): NodeRequest {
  const body = JSON.stringify({ preimage: base64FromHash(preimage.secret) });
  const path = secret('/v2/invoices/settle');
  return { method: 'POST', path, body: secret(body), pick: ERROR_PICK };
}

function readSettled(
  httpStatus: number,
  fields: PickedFields | undefined,
): Result<Settled, NodeFault> {
  if (says(httpStatus, fields, 'invoice already settled')) return ok('settled');
  if (says(httpStatus, fields, 'invoice already canceled')) return ok('gone');
  if (says(httpStatus, fields, 'invoice still open')) return ok('gone');
  if (isNotFound(httpStatus, fields)) return ok('gone');
  const isEmpty = fields !== undefined && fields['code'] === undefined;
  return httpStatus === 200 && isEmpty ? ok('settled') : fail(errorOf(httpStatus, fields));
}

export const LND_HOLD: Hold = Object.freeze({
  createInvoice,
  readCreated,
  settleInvoice,
  readSettled,
});
