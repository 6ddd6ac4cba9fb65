/**
 * What a board keeps of its talk with the buyer's board. Nothing of it outlives a power cut: what
 * was agreed is in the journal (`account/period.ts`), and all else is asked again.
 */
import type { Secret } from '../ports';
import type { Asking } from '../protocol/asking';
import type { Request, Standing, Statement } from '../protocol/message';
import type { Reason } from '../terms/reason';

/** What is said next. */
export type TalkStage = 'none' | 'offer' | 'renew' | 'state' | 'end';

/** Who negotiates, by the key of the account, and the secret that both boards were given. */
export type Peer = { readonly buyer: string; readonly secret: Secret };

export type EndRequest = Request & { readonly kind: 'end' };

export type Talk = {
  /** Some tenant has a board. All else is asked only then. */
  readonly isOn: boolean;
  readonly peers: Peer[];
  /** The buyer of the sale as last looked at; empty without one. */
  sold: string;
  /** The same where that buyer has a board; empty where not. */
  buyer: string;
  /** Where its board listens, as the buyer's link said. */
  url: Secret | undefined;
  asking: Asking | undefined;
  stage: TalkStage;
  /** The document that was offered, and under which reference. */
  reference: string;
  document: string;
  /** Not before this instant is anything said. */
  nextMono: number;
  /** When the other side's account was last heard of. */
  heardMono: number;
  failures: number;
  standing: Standing;
  /** Why the last offer was not accepted. */
  reasons: readonly Reason[];
  /** What was said with the open request. */
  said: Statement | undefined;
  /** Both accounts as they were held side by side. */
  ours: Statement | undefined;
  theirs: Statement | undefined;
  /** Of the terms that are sold under; empty: of none. */
  inForce: string;
  /** An end that was not said yet. */
  ending: EndRequest | undefined;
};

export const noTalk = (isOn: boolean): Talk => ({
  isOn,
  peers: [],
  sold: '',
  buyer: '',
  url: undefined,
  asking: undefined,
  stage: 'none',
  reference: '',
  document: '',
  nextMono: 0,
  heardMono: 0,
  failures: 0,
  standing: 'none',
  reasons: [],
  said: undefined,
  ours: undefined,
  theirs: undefined,
  inForce: '',
  ending: undefined,
});

/** Another buyer's board: nothing that was said to the one before counts. */
export function beginTalk(talk: Talk, sold: string, buyer: string): void {
  const { isOn, peers } = talk;
  Object.assign(talk, { ...noTalk(isOn), peers, sold, buyer });
}

/** Told at each boot, and whenever the tenant's link is shown again. */
export function meetPeer(talk: Talk, buyer: string, shared: Secret): void {
  const known = talk.peers.findIndex((peer) => peer.buyer === buyer);
  const peer = { buyer, secret: shared };
  if (known === -1) talk.peers.push(peer);
  else talk.peers[known] = peer;
}
