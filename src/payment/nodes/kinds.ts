/** Which kinds of node there are: the words of a configuration, and who answers to them. */
import type { BoardConfig } from '../../config/board-config';
import type { HashByNode, NodeBlueprint } from './blueprint';
import { BTCPAY } from './btcpay';
import { CORE_LIGHTNING } from './core-lightning';
import { LIGHTNING_ADDRESS } from './lightning-address';
import { LNBITS } from './lnbits';
import { LND } from './lnd';
import { PHOENIXD } from './phoenixd';

export type NodeKind =
  | 'lnd'
  | 'core-lightning'
  | 'phoenixd'
  | 'lnbits'
  | 'btcpay'
  | 'lightning-address';

export const NODE_KINDS: Readonly<Record<NodeKind, NodeBlueprint>> = Object.freeze({
  lnd: LND,
  'core-lightning': CORE_LIGHTNING,
  phoenixd: PHOENIXD,
  lnbits: LNBITS,
  btcpay: BTCPAY,
  'lightning-address': LIGHTNING_ADDRESS,
});

export const NODE_KIND_NAMES: readonly NodeKind[] = Object.freeze([
  'lnd',
  'core-lightning',
  'phoenixd',
  'lnbits',
  'btcpay',
  'lightning-address',
]);

export const nodeOf = ({ node }: Pick<BoardConfig, 'node'>): NodeBlueprint => NODE_KINDS[node.kind];

/** How the node is asked what else its credential may do; undefined where it is not asked. */
export function strengthOf(config: Pick<BoardConfig, 'node'>): HashByNode['strength'] {
  const node = nodeOf(config);
  return node.hashBy === 'node' ? node.strength : undefined;
}
