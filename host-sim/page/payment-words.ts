/** Why no payment comes, in words: from the node's side and from the buyer's. */

import type { View } from '../../src/web/view';
import { energy } from './words';

export type NodeTrouble = {
  readonly isNodeAway: boolean;
  /** The last fault of the node, while it keeps the open pull from going on. */
  readonly nodeFault: string | undefined;
};

/** Undefined while the node answers as it should. */
export function nodeWords({ isNodeAway, nodeFault }: NodeTrouble): string | undefined {
  if (isNodeAway) return "the owner's node is away";
  switch (nodeFault) {
    case undefined:
      return undefined;
    case 'node-refused':
      return "the owner's node refuses the board's credential";
    case 'node-certificate-refused':
      return "the owner's node shows another certificate than the pinned one";
    case 'node-malformed':
    case 'node-too-long':
      return "the owner's node answers what cannot be understood";
    default:
      return "the owner's node does not answer";
  }
}

/** The early warning: what the link in use still pays for; undefined while there is none. */
export function lowWords(link: View['link']): string | undefined {
  if (link === undefined || !link.isLow) return undefined;
  const { leftMilliWattHours, usesLeft, place, count } = link;
  const then = place < count ? ', then the next one is asked' : '';
  if (leftMilliWattHours >= 0) {
    return `the buyer's link pays for ${energy(leftMilliWattHours)} more${then}`;
  }
  return usesLeft === 1 ? `the buyer's link pays once more${then}` : `the buyer's link ends${then}`;
}

/** Of `view.pull.linkFault`: why the link last gave nothing. */
export function linkWords(linkFault: string): string {
  switch (linkFault) {
    case 'exhausted':
      return "the buyer's wallet had nothing to pay with";
    case 'maximum-below-payment':
      return "the buyer's link allows less than one payment";
    case 'minimum-above-payment':
      return "the buyer's link pays only more than the greatest payment";
    case 'needs-approval':
      return 'the buyer must approve the payment';
    case 'needs-pin':
      return "the buyer's link wants a PIN for so much";
    case 'used':
      return "the buyer's card must be tapped again, or the link was for one payment";
    case 'redirected':
      return "the buyer's link sends elsewhere, where the board does not follow";
    case 'too-early':
      return "the buyer's link asks to wait";
    case 'refused':
    case 'amount':
      return "the buyer's link refused the payment";
    case 'not-connected':
    case 'timeout':
    case 'broken':
      return "the buyer's wallet does not answer";
    default:
      return "the buyer's link answers what cannot be understood";
  }
}
