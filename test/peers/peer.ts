/** A real node and a real payer behind proxies that lose what they are told to. */
import type { NodeRequest } from '../../src/payment/nodes/blueprint';
import type { NodeKind } from '../../src/payment/nodes/kinds';
import type { DepositPeer } from './deposits';
import type { Losses } from './losses';
import type { PayoutPeer } from './payouts';
import type { Withdraw } from './withdraw';

/** As one side's own books have it. */
export type Payment = { readonly hash: string; readonly milliSat: number };

export type PeerNode = {
  readonly origin: string;
  /** SHA-256 of the certificate it shows. */
  readonly fingerprint: string;
};

export type Peer = {
  readonly name: string;
  /** The kind of node, as `--node` names it. */
  readonly kind: NodeKind;
  readonly program: string;
  readonly version: string;
  /** Without a proxy. */
  readonly own: PeerNode;
  readonly proxied: PeerNode;
  readonly credentialFile: string;
  /** What nobody may do with that credential. */
  readonly spending: readonly Pick<NodeRequest, 'method' | 'path' | 'body'>[];
  readonly canCancel: boolean;
  /** A whole sale is made with it too, not only single pulls. */
  readonly hasSale: boolean;
  readonly withdraw: Withdraw;
  /** A credential of it that pays; absent where that is shown with another peer. */
  readonly payout?: PayoutPeer;
  /** A credential of it that holds payments; absent where the kind holds none. */
  readonly deposit?: DepositPeer;
  /** Of the proxies of node and link. */
  readonly losses: Losses;
  /** The payer's own list of payments that went out. Waits until none is under way. */
  sent(): Promise<readonly Payment[]>;
  /** The owner's node's own list of paid invoices. */
  received(): Promise<readonly Payment[]>;
  stop(): Promise<void>;
};

/** What stands on one server. */
export type PeerGroup = { readonly peers: readonly Peer[]; stop(): Promise<void> };
