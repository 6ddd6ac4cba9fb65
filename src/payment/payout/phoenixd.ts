/**
 * phoenixd pays: `payinvoice`, answered when it is final, and `payments/outgoingbyhash`. It takes
 * 0.4 % and 4 sat whatever it is told, and does not ask whether an invoice has expired: its payee
 * does. Since February 2025, when that look-up came, it refuses a hash that is paid or under way.
 * Read in ACINQ/phoenixd at 402c2ea (0.8.0): Api.kt, JsonSerializers.kt; lightning-kmp 1.12.0:
 * OutgoingPaymentHandler.kt. Both outcomes are HTTP 200; errors are plain text.
 */
import { assert, fail, type Result } from '../../result';
import { secret } from '../../secret';
import type { PickedFields } from '../../web/pick';
import type { NodeFault, NodeRequest } from '../nodes/blueprint';
import { faultOfStatus, isHash, wholeNumber } from '../nodes/fields';
import type { KnownPayment, Paid, PaidLookedUp, Payment, PayoutBlueprint } from './blueprint';
import { FAILED, IN_FLIGHT, NOT_FOUND, paid } from './outcome';

const MILLI_SAT_PER_SAT = 1_000;
const NO_CONTENT = 204;

const PAID_PICK = Object.freeze([
  'paymentHash',
  'recipientAmountSat',
  'routingFeeSat',
  'reason',
] as const);
const LOOKED_UP_PICK = Object.freeze([
  'paymentHash',
  'isPaid',
  'sent',
  'fees',
  'completedAt',
] as const);

const pay = ({ paymentRequest }: Payment): NodeRequest => ({
  method: 'POST',
  path: secret('/payinvoice'),
  body: secret(`invoice=${encodeURIComponent(paymentRequest)}`),
  pick: PAID_PICK,
});

function lookUp(hash: string): NodeRequest {
  assert(isHash(hash), 'phoenixd payout: not a hash');
  const path = secret(`/payments/outgoingbyhash/${hash}`);
  return { method: 'GET', path, pick: LOOKED_UP_PICK };
}

function readPaid(
  httpStatus: number,
  fields: PickedFields | undefined,
  { hash, amount }: KnownPayment,
): Result<Paid, NodeFault> {
  if (httpStatus !== 200 || fields === undefined) return fail(faultOfStatus(httpStatus));
  if (fields['paymentHash'] !== hash) return fail('malformed');
  const { reason, recipientAmountSat } = fields;
  if (recipientAmountSat === undefined) {
    if (typeof reason !== 'string') return fail('malformed');
    // Of this attempt, while the payment itself was made by an earlier one, or is being made.
    return ALREADY.some((text) => reason.includes(text)) ? IN_FLIGHT : FAILED;
  }
  const feeSat = wholeNumber(fields['routingFeeSat']);
  if (recipientAmountSat !== wholeSatOf(amount) || feeSat === undefined) return fail('malformed');
  return feeFits(feeSat * MILLI_SAT_PER_SAT);
}

const ALREADY = Object.freeze(['already', 'in progress', 'must be unique'] as const);

/** Of several payments with this hash it shows the one that came furthest. */
function readLookedUp(
  httpStatus: number,
  fields: PickedFields | undefined,
  { hash, amount }: KnownPayment,
): Result<PaidLookedUp, NodeFault> {
  // Nothing at all. A 404 is a phoenixd that has no such look-up, or a proxy.
  if (httpStatus === NO_CONTENT) return NOT_FOUND;
  if (httpStatus !== 200 || fields === undefined) return fail(faultOfStatus(httpStatus));
  const { isPaid, completedAt } = fields;
  if (fields['paymentHash'] !== hash || typeof isPaid !== 'boolean') return fail('malformed');
  if (!isPaid) return wholeNumber(completedAt) === undefined ? IN_FLIGHT : FAILED;
  const sentSat = wholeNumber(fields['sent']);
  const feeMilliSat = wholeNumber(fields['fees']);
  if (feeMilliSat === undefined || sentSat === undefined) return fail('malformed');
  return sentSat < wholeSatOf(amount) ? fail('malformed') : feeFits(feeMilliSat);
}

const feeFits = (feeMilliSat: number): Result<Paid, NodeFault> =>
  Number.isSafeInteger(feeMilliSat) ? paid(feeMilliSat) : fail('malformed');

/** It cuts the mSat off. */
const wholeSatOf = (amount: number): number => Math.floor(amount / MILLI_SAT_PER_SAT);

export const PHOENIXD_PAYOUT: PayoutBlueprint = Object.freeze({
  isIdempotent: true,
  isFailedFinal: true,
  refusesExpired: false,
  limitsFee: false,
  pay,
  readPaid,
  lookUp,
  readLookedUp,
});
