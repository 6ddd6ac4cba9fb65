/**
 * Faults of the network between a board and its node or its buyer's link. An answer that is lost
 * or spoilt was given: the far side has acted, and the board must not take it for a no.
 */
import type { BendKind } from '../../bends';
import type { FaultRow, FaultTable } from '../stage';
import { armed, type BendPlan, inWindow, upTo } from './bend-row';

const FOR_MS = [4_000, 40_000] as const;
const ONE_IN_MAX = 4;

/** The lower half of sizes is the node's side; within its half it says how often and how much. */
function sided(size: number): BendPlan & { readonly size: number } {
  return { target: size < 0.5 ? 'node' : 'link', size: (2 * size) % 1 };
}

const spoils = (kind: BendKind, weight = 2): FaultRow =>
  inWindow(kind, weight, FOR_MS, (size) => {
    const side = sided(size);
    // Apart from how often: the next digits say how much.
    return { ...side, oneIn: upTo(ONE_IN_MAX, side.size), size: (side.size * ONE_IN_MAX) % 1 };
  });

export const NETWORK_FAULTS: FaultTable = {
  'request-lost': spoils('request-lost'),
  'request-doubled': spoils('request-doubled'),
  'connection-refused': spoils('connection-refused'),
  'tls-refused': spoils('tls-refused'),
  'reply-lost': spoils('reply-lost'),
  'reply-late': spoils('reply-late'),
  'reply-truncated': spoils('reply-truncated'),
  'reply-garbled': spoils('reply-garbled'),
  'reply-wrong-type': spoils('reply-wrong-type'),
  'reply-slow-drip': spoils('reply-slow-drip'),
  'reply-oversized': spoils('reply-oversized'),
  // Once: answers that stay one behind would be a connection that nobody uses any longer.
  'replies-reordered': armed('replies-reordered', 3, sided),
};
