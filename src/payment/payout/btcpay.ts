/**
 * BTCPay Server pays from the Lightning node of a store, over Greenfield, by an API key that may
 * use that node. Which program stands behind it nobody says, so nothing is promised that only some
 * keep. Read in btcpayserver/btcpayserver: GreenfieldLightningNodeApiController.cs, and for what
 * its codes stand for in BTCPayServer.Lightning: LndClient.cs, CLightningClient.cs. 202 is `still
 * under way`.
 */
import { assert, fail, type Result } from '../../result';
import { secret } from '../../secret';
import { milliSat, toSatRoundedDown } from '../../units';
import type { PickedFields } from '../../web/pick';
import type { NodeFault, NodePlace, NodeRequest } from '../nodes/blueprint';
import { faultOfStatus, isHash, wholeNumber } from '../nodes/fields';
import type { KnownPayment, Paid, PaidLookedUp, Payment, PayoutBlueprint } from './blueprint';
import { FAILED, IN_FLIGHT, NOT_FOUND, paid } from './outcome';

const PICK = Object.freeze(['code', 'status', 'paymentHash', 'totalAmount', 'feeAmount'] as const);

const pathOf = ({ account }: NodePlace): string => `/api/v1/stores/${account}/lightning/BTC`;

/** The fee limit is in whole sat, in text as all its amounts. */
function pay(payment: Payment, place: NodePlace): NodeRequest {
  const body = JSON.stringify({
    BOLT11: payment.paymentRequest,
    maxFeeFlat: String(toSatRoundedDown(milliSat(payment.feeMilliSatMax))),
    sendTimeout: payment.timeoutSec,
  });
  const path = secret(`${pathOf(place)}/invoices/pay`);
  return { method: 'POST', path, body: secret(body), pick: PICK };
}

function lookUp(hash: string, place: NodePlace): NodeRequest {
  assert(isHash(hash), 'btcpay payout: not a hash');
  return { method: 'GET', path: secret(`${pathOf(place)}/payments/${hash}`), pick: PICK };
}

function readPaid(
  httpStatus: number,
  fields: PickedFields | undefined,
  known: KnownPayment,
): Result<Paid, NodeFault> {
  // LND: it has failed for want of a route or of money; Core Lightning: nothing is in progress.
  if (httpStatus === 400 && fields?.['code'] === 'could-not-find-route') return FAILED;
  // `generic-error` is also a failure of which parts may be in flight.
  if (httpStatus === 202 || (httpStatus === 400 && fields !== undefined)) return IN_FLIGHT;
  if (httpStatus !== 200 || fields === undefined) return fail(faultOfStatus(httpStatus));
  const read = readPayment(fields, known);
  // The payment was made, and what is shown of it was read a moment later.
  return read.ok && read.value.kind === 'failed' ? IN_FLIGHT : read;
}

function readLookedUp(
  httpStatus: number,
  fields: PickedFields | undefined,
  known: KnownPayment,
): Result<PaidLookedUp, NodeFault> {
  if (httpStatus === 404 && fields?.['code'] === 'payment-not-found') return NOT_FOUND;
  if (httpStatus !== 200 || fields === undefined) return fail(faultOfStatus(httpStatus));
  return readPayment(fields, known);
}

function readPayment(
  fields: PickedFields,
  { hash, amount }: KnownPayment,
): Result<Paid, NodeFault> {
  if (fields['paymentHash'] !== hash) return fail('malformed');
  switch (fields['status']) {
    case 'Complete':
      break;
    case 'Failed':
      return FAILED;
    case 'Pending':
    case 'Unknown':
      return IN_FLIGHT;
    default:
      return fail('malformed');
  }
  const { totalAmount, feeAmount } = fields;
  const total = wholeNumber(totalAmount);
  // Some of the nodes behind it do not say what it cost, or what was sent.
  const feeMilliSat = feeAmount === null ? 0 : wholeNumber(feeAmount ?? 0);
  if (feeMilliSat === undefined) return fail('malformed');
  if (totalAmount !== null && totalAmount !== undefined) {
    if (total === undefined || total < amount) return fail('malformed');
  }
  return paid(feeMilliSat);
}

export const BTCPAY_PAYOUT: PayoutBlueprint = Object.freeze({
  isIdempotent: false,
  isFailedFinal: false,
  refusesExpired: false,
  limitsFee: true,
  pay,
  readPaid,
  lookUp,
  readLookedUp,
});
