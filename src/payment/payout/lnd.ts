/**
 * LND pays: `SendPaymentV2` and `TrackPaymentV2` over REST. Both are streams of `{"result"}`, one
 * document a line; without updates in flight there is one, the last. LND keeps one payment a hash,
 * and refuses another while it is under way or paid. Read in lnd 0.21.0:
 * lnrpc/routerrpc/router_server.go, router_backend.go, payments/db. Errors come as `{"error"}`,
 * before the stream begins as `{"code","message"}`.
 */
import { fail, type Result } from '../../result';
import { secret } from '../../secret';
import { milliSat } from '../../units';
import type { PickedFields } from '../../web/pick';
import type { NodeFault, NodeRequest } from '../nodes/blueprint';
import { says, wholeNumber } from '../nodes/fields';
import { base64FromHash, errorOf } from '../nodes/lnd-answers';
import type { KnownPayment, Paid, PaidLookedUp, Payment, PayoutBlueprint } from './blueprint';
import { FAILED, IN_FLIGHT, NOT_FOUND, paid } from './outcome';

const PICK = Object.freeze([
  'result.status',
  'result.payment_hash',
  'result.value_msat',
  'result.fee_msat',
  'error.code',
  'error.message',
  'code',
  'message',
] as const);

/** A fee limit that is left out is 0, and pays over a channel of its own alone. */
function pay(payment: Payment): NodeRequest {
  const body = JSON.stringify({
    payment_request: payment.paymentRequest,
    timeout_seconds: payment.timeoutSec,
    fee_limit_msat: String(milliSat(payment.feeMilliSatMax)),
    no_inflight_updates: true,
  });
  return { method: 'POST', path: secret('/v2/router/send'), body: secret(body), pick: PICK };
}

/** Answered when it is known, and until then not at all. */
function lookUp(hash: string): NodeRequest {
  const path = `/v2/router/track/${pathHash(hash)}?no_inflight_updates=true`;
  return { method: 'GET', path: secret(path), pick: PICK };
}

function readPaid(
  httpStatus: number,
  fields: PickedFields | undefined,
  known: KnownPayment,
): Result<Paid, NodeFault> {
  if (fields?.['result.status'] !== undefined) return readResult(httpStatus, fields, known);
  const error = errorIn(fields);
  // Paid, under way or just begun: an earlier request of ours arrived.
  if (error?.['code'] === CODE.alreadyExists) return IN_FLIGHT;
  // Before anything was begun.
  if (NOT_BEGUN.some((text) => says(httpStatus, error, text))) return FAILED;
  return fail(errorOf(httpStatus, error));
}

function readLookedUp(
  httpStatus: number,
  fields: PickedFields | undefined,
  known: KnownPayment,
): Result<PaidLookedUp, NodeFault> {
  if (fields?.['result.status'] !== undefined) return readResult(httpStatus, fields, known);
  const error = errorIn(fields);
  // A 404 counts only with lnd's own words: its gateway and any proxy also say 404 of a path.
  const isUnknown = says(httpStatus, error, "payment isn't initiated");
  const isNotFound = isUnknown && error?.['code'] === CODE.notFound;
  return isNotFound ? NOT_FOUND : fail(errorOf(httpStatus, error));
}

function readResult(
  httpStatus: number,
  fields: PickedFields,
  { hash, amount }: KnownPayment,
): Result<Paid, NodeFault> {
  if (httpStatus !== 200 || fields['result.payment_hash'] !== hash) return fail('malformed');
  if (wholeNumber(fields['result.value_msat']) !== amount) return fail('malformed');
  const feeMilliSat = wholeNumber(fields['result.fee_msat']);
  switch (fields['result.status']) {
    case 'SUCCEEDED':
      return feeMilliSat === undefined ? fail('malformed') : paid(feeMilliSat);
    // With nothing in flight: as long as there is, lnd says IN_FLIGHT.
    case 'FAILED':
      return FAILED;
    case 'IN_FLIGHT':
    case 'INITIATED':
      return IN_FLIGHT;
    default:
      return fail('malformed');
  }
}

/** gRPC codes. */
const CODE = Object.freeze({ notFound: 5, alreadyExists: 6 });
const NOT_BEGUN = Object.freeze(['invoice expired', 'self-payments not allowed'] as const);

/** In the one place of both where `nodes/` look for it. */
const errorIn = (fields: PickedFields | undefined): PickedFields | undefined =>
  fields && {
    code: fields['error.code'] ?? fields['code'] ?? null,
    message: fields['error.message'] ?? fields['message'] ?? null,
  };

/** Base64 for URLs, with its padding. */
const pathHash = (hex: string): string =>
  base64FromHash(hex).replaceAll('+', '-').replaceAll('/', '_');

export const LND_PAYOUT: PayoutBlueprint = Object.freeze({
  isIdempotent: true,
  isFailedFinal: true,
  refusesExpired: true,
  limitsFee: true,
  pay,
  readPaid,
  lookUp,
  readLookedUp,
});
