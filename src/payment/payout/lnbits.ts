/**
 * LNbits pays from a wallet, by its admin key. It waits some seconds for its funding source and
 * then says `pending`; a wallet pays a hash once. The server alone decides what it keeps back for
 * fees. Read in lnbits/lnbits 1.6.2: core/views/payment_api.py, core/services/payments.py. Amounts
 * of what left are negative, in mSat. Errors come as `{"detail"}`, of a payment with a `status`, as
 * 520.
 */
import { assert, fail, type Result } from '../../result';
import { secret } from '../../secret';
import type { PickedFields } from '../../web/pick';
import type { NodeFault, NodeRequest } from '../nodes/blueprint';
import { faultOfStatus, isHash, wholeNumber } from '../nodes/fields';
import type { KnownPayment, Paid, PaidLookedUp, Payment, PayoutBlueprint } from './blueprint';
import { FAILED, IN_FLIGHT, NOT_FOUND, paid } from './outcome';

const PAYMENTS = '/api/v1/payments';
const PAYMENT_ERROR = 520;

const PAID_PICK = Object.freeze(['detail', 'status', 'payment_hash', 'amount', 'fee'] as const);
const LOOKED_UP_PICK = Object.freeze([
  'detail',
  'paid',
  'status',
  'details.payment_hash',
  'details.amount',
  'details.fee',
] as const);

const pay = ({ paymentRequest }: Payment): NodeRequest => ({
  method: 'POST',
  path: secret(PAYMENTS),
  body: secret(JSON.stringify({ out: true, bolt11: paymentRequest })),
  pick: PAID_PICK,
});

function lookUp(hash: string): NodeRequest {
  assert(isHash(hash), 'lnbits payout: not a hash');
  return { method: 'GET', path: secret(`${PAYMENTS}/${hash}`), pick: LOOKED_UP_PICK };
}

function readPaid(
  httpStatus: number,
  fields: PickedFields | undefined,
  { hash, amount }: KnownPayment,
): Result<Paid, NodeFault> {
  const detail = detailOf(fields);
  if (httpStatus === PAYMENT_ERROR && fields !== undefined) {
    // `failed` is also what it calls the attempt to pay once more what was paid.
    const isFailed = fields['status'] === 'failed' && !detail.includes('already');
    return isFailed ? FAILED : IN_FLIGHT;
  }
  const isDone = httpStatus === 201 || httpStatus === 200;
  if (!isDone || fields === undefined) return fail(errorOf(httpStatus, detail));
  if (fields['payment_hash'] !== hash) return fail('malformed');
  // Before 1.0 the answer holds no status. A failure comes as an error.
  if (fields['status'] !== 'success') return IN_FLIGHT;
  return readFee(fields['amount'], fields['fee'], amount);
}

/** Without a key, or with another wallet's, there are no `details`: that is no word on ours. */
function readLookedUp(
  httpStatus: number,
  fields: PickedFields | undefined,
  { hash, amount }: KnownPayment,
): Result<PaidLookedUp, NodeFault> {
  const detail = detailOf(fields);
  if (httpStatus === 404 && detail.includes('payment does not exist')) return NOT_FOUND;
  if (httpStatus !== 200 || fields === undefined) return fail(errorOf(httpStatus, detail));
  const { 'details.payment_hash': shown, 'details.amount': amountShown } = fields;
  if (typeof fields['paid'] !== 'boolean') return fail('malformed');
  if (shown === undefined) return fail('refused');
  if (shown !== hash || typeof amountShown !== 'number') return fail('malformed');
  // An invoice of this very wallet, which it has not paid.
  if (amountShown > 0) return NOT_FOUND;
  if (fields['paid']) return readFee(amountShown, fields['details.fee'], amount);
  return fields['status'] === 'failed' ? FAILED : IN_FLIGHT;
}

function readFee(shown: unknown, fee: unknown, amount: number): Result<Paid, NodeFault> {
  if (shown !== -amount || typeof fee !== 'number') return fail('malformed');
  const feeMilliSat = wholeNumber(Math.abs(fee));
  return feeMilliSat === undefined ? fail('malformed') : paid(feeMilliSat);
}

function detailOf(fields: PickedFields | undefined): string {
  const detail = fields?.['detail'];
  return typeof detail === 'string' ? detail.toLowerCase() : '';
}

/** A key that is no wallet's: 401, and in some versions 404; an invoice key that pays: 403. */
function errorOf(httpStatus: number, detail: string): NodeFault {
  const isWallet = httpStatus === 404 && detail.includes('wallet');
  return isWallet ? 'refused' : faultOfStatus(httpStatus);
}

export const LNBITS_PAYOUT: PayoutBlueprint = Object.freeze({
  isIdempotent: true,
  isFailedFinal: false,
  refusesExpired: false,
  limitsFee: false,
  pay,
  readPaid,
  lookUp,
  readLookedUp,
});
