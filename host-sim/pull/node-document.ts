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
};

export function nodeDocument(named: NamedNode): NodeDocument {
  const { nodeKind: kind, nodeOrigin: url, nodeAccount } = named;
  const { account } = NODE_WORDS[kind];
  return { kind, url, ...(account === undefined ? {} : { [account.field]: nodeAccount }) };
}
