/**
 * What every kind of node that can pay is asked, and what its answers mean. Requests go out with a
 * credential of their own, in the header of that kind's (`nodeHeaders`). No preimage is ever
 * picked: it would prove nothing here that the node does not say.
 *
 * A payment may be repeated only with the same invoice, and what ends it as not paid is one of two:
 * - `failed` in answer to the only `pay` that was ever sent. After a repeat one of the requests may
 *   still be on its way, and all kinds try a hash anew that has failed before.
 * - a look-up that says `failed` or `not-found`, started later than the invoice's expiry and the
 *   payment's own time-out; for `failed` where `isFailedFinal` earlier than that, if one `pay` was
 *   sent. `not-found` before says only that the request has not arrived yet.
 */
import type { Result } from '../../result';
import type { MilliSat } from '../../units';
import type { PickedFields } from '../../web/pick';
import type { NodeFault, NodePlace, NodeRequest } from '../nodes/blueprint';

export type Payment = {
  readonly paymentRequest: string;
  /** 64 hex digits, as the invoice has them. */
  readonly hash: string;
  readonly amountMilliSat: number;
  /** Where the kind `limitsFee`; the others do not hear of it. */
  readonly feeMilliSatMax: number;
  /** How long the node may begin attempts. One that is under way then may take days. */
  readonly timeoutSec: number;
};

/** A payment as the journal has it: an answer about another one is `malformed`. */
export type KnownPayment = { readonly hash: string; readonly amount: MilliSat };

/** `in-flight` is also what an answer says that leaves it open: look it up. */
export type Paid =
  /** 0 where the node does not say what it cost. */
  | { readonly kind: 'paid'; readonly feeMilliSat: MilliSat }
  | { readonly kind: 'failed' }
  | { readonly kind: 'in-flight' };

export type PaidLookedUp = Paid | { readonly kind: 'not-found' };

export type PayoutBlueprint = {
  /** The same invoice is paid once however often it is asked for. False: it is only looked up. */
  readonly isIdempotent: boolean;
  /** False: a look-up may say `failed` between two attempts of one payment. */
  readonly isFailedFinal: boolean;
  /** Whether a request that arrives after the invoice's expiry is sure to pay nothing. */
  readonly refusesExpired: boolean;
  /** False: the node or its server alone decides what a payment may cost. */
  readonly limitsFee: boolean;
  pay(payment: Payment, place: NodePlace): NodeRequest;
  readPaid(
    httpStatus: number,
    fields: PickedFields | undefined,
    known: KnownPayment,
  ): Result<Paid, NodeFault>;
  /** May stay silent until its time-out while the payment is in flight. */
  lookUp(hash: string, place: NodePlace): NodeRequest;
  readLookedUp(
    httpStatus: number,
    fields: PickedFields | undefined,
    known: KnownPayment,
  ): Result<PaidLookedUp, NodeFault>;
};
