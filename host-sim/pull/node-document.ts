/** The part `node` of a configuration, for a node as a command line names it. */
import type { NodeKind } from '../../src/payment/nodes/kinds';
import { NODE_WORDS } from './node-words';

export type NamedNode = {
  readonly nodeKind: NodeKind;
  readonly nodeOrigin: string;
  /** Which of several behind one origin; empty where its kind has one only. */
  readonly nodeAccount: string;
};

export type NodeDocument = {
  readonly kind?: NodeKind;
  readonly url: string;
  readonly pinSha256?: string;
  readonly store?: string;
  readonly user?: string;
  /** Said to be absent, where the kind asks for none. */
  readonly credential?: undefined;
};

export function nodeDocument(named: NamedNode): NodeDocument {
  const { nodeKind: kind, nodeOrigin: url, nodeAccount } = named;
  const { account, credential } = NODE_WORDS[kind];
  const of = account === undefined ? {} : { [account.field]: nodeAccount };
  return { kind, url, ...of, ...(credential === '' ? { credential: undefined } : {}) };
}
