/**
 * What every kind of node is asked, and what its answers mean: the pull machine knows this and no
 * kind. Requests go out with `credential` as the header of that name; a preimage goes out in one
 * request and is never picked from an answer, because most nodes show that of an unpaid invoice.
 */
import type { HttpRequest, Secret } from '../../ports';
import type { Result } from '../../result';
import type { MilliSat } from '../../units';
import type { PickedFields } from '../../web/pick';

export type NodeRequest = Pick<HttpRequest, 'method' | 'path' | 'body' | 'pick'>;

/**
 * `refused`: the credential is not accepted. `unreachable`: busy, locked, starting or broken, it
 * may have acted. `malformed`: an answer that no such node gives, or one about another invoice.
 */
export type NodeFault = 'refused' | 'unreachable' | 'malformed';

export type NewInvoice = {
  /** 64 hex digits: the node derives the hash, so a repeated request cannot make a second one. */
  readonly preimage: Secret;
  readonly amountMilliSat: number;
  /** For the payer to read; comes back in a look-up. */
  readonly memo: string;
  /** Of this board and pull alone, in the journal's epoch: hex digits and a hyphen. */
  readonly label: string;
  readonly expirySec: number;
};

export type Created = { readonly paymentRequest: string; readonly hash: string };

export type LookedUp =
  | { readonly kind: 'not-found' }
  | {
      readonly kind: 'invoice';
      /** The only word on whether it is paid. `accepted`: held, not paid yet. */
      readonly state: 'open' | 'accepted' | 'settled' | 'canceled';
      readonly value: MilliSat;
      /** May exceed the value: a payee takes up to twice the amount (BOLT 4). */
      readonly amountPaid: MilliSat;
      /** By the node's clock. */
      readonly expiresAtSec: number;
      readonly hash: string;
      readonly memo: string;
      readonly paymentRequest: string;
    };

export type Canceled = 'canceled' | 'already-settled' | 'not-found';

/** `hash`: 64 hex digits. Statuses and fields are an answer's, `undefined` where it is no JSON. */
export type NodeBlueprint = {
  /** The header that carries the credential. */
  readonly credentialHeader: string;
  createInvoice(invoice: NewInvoice): NodeRequest;
  /** `already-exists`: an earlier request of this pull arrived; look it up. */
  readCreated(
    httpStatus: number,
    fields: PickedFields | undefined,
    hash: string,
  ): Result<Created, NodeFault | 'already-exists'>;
  lookUpInvoice(hash: string): NodeRequest;
  readLookedUp(
    httpStatus: number,
    fields: PickedFields | undefined,
    hash: string,
  ): Result<LookedUp, NodeFault>;
  /** Makes an unpaid invoice final. Repeating it is harmless. */
  cancelInvoice(hash: string, label: string): NodeRequest;
  readCanceled(httpStatus: number, fields: PickedFields | undefined): Result<Canceled, NodeFault>;
};
