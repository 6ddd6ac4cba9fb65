/**
 * Core Lightning pays: `xpay` and `listpays` over `clnrest`. What `xpay` says of a failure may come
 * while other parts are in flight, so only what it refuses before the first part is believed; and
 * before 26.06 `listpays` said `failed` between two of its attempts. One group of parts a hash is
 * in flight at a time, and none after one was paid. Read in ElementsProject/lightning at 090f4b0:
 * plugins/xpay, lightningd/pay.c, doc/schemas.
 */
import { assert, fail, type Result } from '../../result';
import { secret } from '../../secret';
import { milliSat } from '../../units';
import type { PickedFields } from '../../web/pick';
import type { NodeFault, NodeRequest } from '../nodes/blueprint';
import { faultOfStatus, isHash, wholeNumber } from '../nodes/fields';
import type { KnownPayment, Paid, PaidLookedUp, Payment, PayoutBlueprint } from './blueprint';
import { FAILED, feeOf, IN_FLIGHT, NOT_FOUND, paid } from './outcome';

/** Of common/jsonrpc_errors.h. */
const CODE = Object.freeze({ noSuchMethod: -32601 });
/** Bad parameters, no route with nothing tried, expired: said before the first part. */
const BEFORE_FIRST_PART: readonly unknown[] = Object.freeze([-32602, 205, 207]);
/** One for each time that the same invoice was asked for. */
const GROUPS_MAX = 5;

const PAID_PICK = Object.freeze([
  'code',
  'message',
  'amount_msat',
  'amount_sent_msat',
  'failed_parts',
] as const);
const LOOKED_UP_PICK: readonly string[] = Object.freeze([
  'code',
  'message',
  'pays.length',
  ...[0, 1, 2, 3, 4].flatMap((at) => [
    `pays.${at}.status`,
    `pays.${at}.payment_hash`,
    `pays.${at}.amount_msat`,
    `pays.${at}.amount_sent_msat`,
  ]),
]);

const call = (method: string, parameters: object, pick: readonly string[]): NodeRequest => ({
  method: 'POST',
  path: secret(`/v1/${method}`),
  body: secret(JSON.stringify(parameters)),
  pick,
});

const pay = ({ paymentRequest, feeMilliSatMax, timeoutSec }: Payment): NodeRequest =>
  call(
    'xpay',
    { invstring: paymentRequest, maxfee: milliSat(feeMilliSatMax), retry_for: timeoutSec },
    PAID_PICK,
  );

/** Without a filter it would be all payments of the node. */
function lookUp(hash: string): NodeRequest {
  assert(isHash(hash), 'core-lightning payout: not a hash');
  return call('listpays', { payment_hash: hash }, LOOKED_UP_PICK);
}

function readPaid(
  httpStatus: number,
  fields: PickedFields | undefined,
  { amount }: KnownPayment,
): Result<Paid, NodeFault> {
  const code = errorCode(httpStatus, fields);
  if (BEFORE_FIRST_PART.includes(code)) return FAILED;
  if (!isDone(httpStatus) || fields === undefined) return errorOf(httpStatus, code);
  // It names no hash; the amount is all that there is to check.
  if (wholeNumber(fields['amount_msat']) !== amount) return fail('malformed');
  const feeMilliSat = feeOf(wholeNumber(fields['amount_sent_msat']), amount);
  return feeMilliSat === undefined ? fail('malformed') : paid(feeMilliSat);
}

function readLookedUp(
  httpStatus: number,
  fields: PickedFields | undefined,
  known: KnownPayment,
): Result<PaidLookedUp, NodeFault> {
  const code = errorCode(httpStatus, fields);
  if (!isDone(httpStatus) || fields === undefined) {
    return fail(code === CODE.noSuchMethod ? 'malformed' : faultOfStatus(httpStatus));
  }
  const length = fields['pays.length'];
  // An answer without a list says nothing.
  if (typeof length !== 'number') return fail('malformed');
  if (length === 0) return NOT_FOUND;
  let pending = length > GROUPS_MAX;
  for (let at = 0; at < Math.min(length, GROUPS_MAX); at += 1) {
    const status = fields[`pays.${at}.status`];
    if (fields[`pays.${at}.payment_hash`] !== known.hash) return fail('malformed');
    if (status === 'complete') return readComplete(fields, at, known);
    if (status !== 'failed' && status !== 'pending') return fail('malformed');
    pending ||= status === 'pending';
  }
  return pending ? IN_FLIGHT : FAILED;
}

function readComplete(
  fields: PickedFields,
  at: number,
  { amount }: KnownPayment,
): Result<Paid, NodeFault> {
  const delivered = wholeNumber(fields[`pays.${at}.amount_msat`] ?? amount);
  const feeMilliSat = feeOf(wholeNumber(fields[`pays.${at}.amount_sent_msat`]), amount);
  if (delivered !== amount || feeMilliSat === undefined) return fail('malformed');
  return paid(feeMilliSat);
}

const isDone = (httpStatus: number): boolean => httpStatus === 201 || httpStatus === 200;

function errorCode(httpStatus: number, fields: PickedFields | undefined): number | undefined {
  const code = fields?.['code'];
  return httpStatus >= 400 && typeof code === 'number' ? code : undefined;
}

/** Any other word of `xpay` itself, an earlier success (219) among them: look it up. */
function errorOf(httpStatus: number, code: number | undefined): Result<Paid, NodeFault> {
  if (httpStatus === 401 || httpStatus === 403) return fail('refused');
  if (code === CODE.noSuchMethod) return fail('malformed');
  return code === undefined ? fail(faultOfStatus(httpStatus)) : IN_FLIGHT;
}

export const CORE_LIGHTNING_PAYOUT: PayoutBlueprint = Object.freeze({
  isIdempotent: true,
  isFailedFinal: false,
  refusesExpired: true,
  limitsFee: true,
  pay,
  readPaid,
  lookUp,
  readLookedUp,
});
