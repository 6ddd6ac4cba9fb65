/**
 * How payments reach the boards of a street: where their node and their buyers' links are, and how
 * a request to either is answered. The ledger answers inside the world's queue; LDK answers over
 * real sockets. A board cannot tell which.
 */
import type { OutgoingRequest } from './border';
import type { BuyerWallet, Lightning } from './lightning/backend';
import type { CardLimit } from './lightning/card-service';
import type { Misbehaviour } from './lightning/withdraw-service';
import type { NodeDocument } from './pull/node-document';
import type { HttpSink } from './surroundings';

export interface GuestPayments {
  /** Scanned from a page at `board`. How it ends is the node's to say. */
  pay(buyer: string, paymentRequest: string, board: number): void;
  /** What a reader reads of the buyer's card, each time another. */
  tap(buyer: string): string;
  /** What the card pays at most is far below any payment; `said`: and it says so. */
  limitCard?(buyer: string, limit: CardLimit): void;
}

export interface Payments {
  readonly kind: 'ledger' | 'ldk' | 'real';
  /** Absent where node and wallets are somebody's real ones. */
  readonly lightning: Lightning | undefined;
  /** Of kind lnd where none is named. */
  readonly node: NodeDocument;
  /** What the boards must name as their local hosts. */
  readonly localHosts: readonly string[];
  readonly credential: string;
  /** What a buyer shows. */
  link(buyer: string): string;
  wallet(buyer: string): BuyerWallet | undefined;
  /** Buyers pay without their link too. Absent where the wallets are somebody's real ones. */
  readonly guest?: GuestPayments;
  /** `board` is the index of the place that asks, where faults may be of one board only. */
  request(request: OutgoingRequest, sink: HttpSink, board?: number): () => void;
  /** Connections made so far, where there are sockets. */
  readonly opened?: { readonly node: number; readonly link: number };
  /** Nobody answers at the node while it is away. */
  setNodeAway(isAway: boolean): void;
  misbehave(buyer: string, misbehaviour: Misbehaviour | undefined): void;
  stop(): Promise<void>;
}
