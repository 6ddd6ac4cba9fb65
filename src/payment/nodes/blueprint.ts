/**
 * What every kind of node is asked, and what its answers mean: the pull machine knows this and no
 * kind. Requests go out with `credential` as the header of that name; a preimage goes out in one
 * request and is never picked from an answer, because most nodes show that of an unpaid invoice.
 */
import type { NodeConfig } from '../../config/node-config';
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
  /** 64 hex digits, from which the hash is derived; not sent to a node that draws its own. */
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
      /**
       * May exceed the value: a payee takes up to twice the amount (BOLT 4). 0 where the node does
       * not say: then it is the value.
       */
      readonly amountPaid: MilliSat;
      /** By the node's clock; this and the memo undefined where the node does not say. */
      readonly expiresAtSec: number | undefined;
      readonly hash: string;
      readonly memo: string | undefined;
      readonly paymentRequest: string;
    };

/** `hash`: 64 hex digits. The preimage stays with the board. */
export type HeldInvoice = Omit<NewInvoice, 'preimage'> & {
  readonly hash: string;
  /** Blocks for which the payer's side can be made to wait (BOLT 11, `c`). */
  readonly cltvExpiry: number;
};

/** `gone`: there is nothing that could be settled. Either is looked up before it counts. */
export type Settled = 'settled' | 'gone';

/** An invoice whose payment is held until it is settled or cancelled. */
export type Hold = {
  createInvoice(invoice: HeldInvoice): NodeRequest;
  readCreated: HashByBoard['readCreated'];
  /** Takes what is held. Repeating it is harmless. */
  settleInvoice(preimage: Secret): NodeRequest;
  readSettled(httpStatus: number, fields: PickedFields | undefined): Result<Settled, NodeFault>;
};

export type Canceled = 'canceled' | 'already-settled' | 'not-found';

type OfEveryKind = {
  /** The header that carries the credential; empty where the node asks for none. */
  readonly credentialHeader: string;
  /** As the header carries it; as it is where this is absent. */
  credentialValue?(credential: string): string;
  /** Of what is posted; JSON where this is absent. */
  readonly bodyType?: string;
  /** Whether the credential says itself that it may do more than a board needs. */
  isTooStrong?(credential: string): boolean;
};

/**
 * The board chooses preimage and hash, so a repeated request makes no second invoice. `hash`: 64
 * hex digits. Statuses and fields are an answer's, `undefined` where it is no JSON.
 */
export type HashByBoard = OfEveryKind & {
  readonly hashBy: 'board';
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
  /** Absent where a payment is settled as it arrives. */
  readonly hold?: Hold;
};

/** `reference`: what a look-up needs besides the hash; empty where it needs nothing. */
export type Given = Created & { readonly kind: 'invoice'; readonly reference: string };
/** There is no invoice yet: this is to be asked first. */
export type FurtherRequest = { readonly kind: 'ask'; readonly request: NodeRequest };

/**
 * What the link says comes back as from the link itself; what it says to an invoice as `detail`
 * where it is an ERROR, and as `success` where it is OK.
 */
export type AskedInPlace = {
  limits(link: Secret): NodeRequest;
  handOver(link: Secret, paymentRequest: string): NodeRequest;
};

/** `account`: a store, or the user of an address; empty where there is one only. */
export type NodePlace = Pick<NodeConfig, 'origin' | 'account'>;

/** An invoice that was handed over, as the journal has it. */
export type KnownInvoice = {
  readonly hash: string;
  readonly reference: string;
  readonly value: MilliSat;
};

/**
 * The node chooses preimage and hash: a repeated request makes a second invoice, which does no harm
 * while nobody was given it. Nothing of it can be cancelled; it lapses.
 */
export type HashByNode = OfEveryKind & {
  readonly hashBy: 'node';
  /** The node chooses the expiry too, up to this; absent, it is the one that was asked for. */
  readonly expirySecMax?: number;
  /** No invoice is shown to anybody that comes without a reference. */
  readonly needsReference?: boolean;
  /** Asks once, without an effect, whether the credential may do more than a board needs. */
  readonly strength?: {
    readonly request: NodeRequest;
    isTooStrong(httpStatus: number, fields: PickedFields | undefined): boolean;
  };
  createInvoice(invoice: NewInvoice, place: NodePlace): NodeRequest;
  readCreated(
    httpStatus: number,
    fields: PickedFields | undefined,
    invoice: NewInvoice,
    place: NodePlace,
  ): Result<Given | FurtherRequest, NodeFault>;
  /** Asks for an invoice of that label whose answer was lost; absent where none can be found. */
  readonly find?: {
    request(invoice: NewInvoice): NodeRequest;
    /** Undefined: there is none. */
    read(
      httpStatus: number,
      fields: PickedFields | undefined,
      invoice: NewInvoice,
    ): Result<Given | undefined, NodeFault>;
  };
  /** Asks a buyer's link in the board's place; absent where the node does no such thing. */
  readonly asLink?: AskedInPlace;
  lookUpInvoice(known: KnownInvoice, place: NodePlace): NodeRequest;
  readLookedUp(
    httpStatus: number,
    fields: PickedFields | undefined,
    known: KnownInvoice,
  ): Result<LookedUp, NodeFault>;
};

export type NodeBlueprint = HashByBoard | HashByNode;

/** Of a reference, in characters of ASCII: it is kept in the journal. */
export const REFERENCE_LENGTH_MAX = 192;
