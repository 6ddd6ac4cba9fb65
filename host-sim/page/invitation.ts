/** What a guest is shown on the page: the invoice to scan, and words of deposit and card. */

import { unreachable } from '../../src/result';
import type { View } from '../../src/web/view';
import type { Invitation } from './snapshot';
import { duration, sat } from './words';

type Guest = NonNullable<View['guest']>;

export function invitationOf(guest: View['guest']): Invitation | null {
  if (guest?.invoice === undefined) return null;
  const { pays, paymentRequest, amountMilliSat, milliWattHours, leftMs } = guest.invoice;
  return {
    pays,
    // In capitals a QR code has fewer dots, and BOLT 11 and BIP 21 know no difference.
    code: `LIGHTNING:${paymentRequest.toUpperCase()}`,
    amountMilliSat,
    milliWattHours,
    leftMs,
    card: cardWords(guest.tap),
  };
}

/** Empty where none is held. */
export function depositWords(guest: View['guest']): string {
  if (guest?.deposit === undefined) return '';
  const { stage, heldMilliSat, owedMilliSat, leftMs } = guest.deposit;
  const deposit = `deposit of ${sat(heldMilliSat)}`;
  const owed = sat(owedMilliSat);
  switch (stage) {
    case 'held':
      return (
        `A ${deposit} is held, not taken: ${owed} of it are used so far. Whoever unplugs is ` +
        'asked for what was used, and has the deposit back when that is paid. ' +
        `It is held for at most ${duration(leftMs)} more, and taken then.`
      );
    case 'due':
      return (
        `The ${deposit} goes back when the ${owed} that were used are paid. ` +
        'If they are not paid in time, it is taken.'
      );
    case 'settling':
      return `What was used was not paid in time: the ${deposit} is taken.`;
    case 'canceling':
      return `The ${deposit} goes back to its payer.`;
    default:
      return unreachable(stage);
  }
}

const AGAIN = 'Tap again: the invoice is the same.';
const FAILURES: Readonly<Record<string, string>> = {
  used: 'This tap was used up.',
  exhausted: "The card's account has nothing left, or its limit for today is reached.",
  amount: 'The card does not pay so much at a time.',
  'cannot-deposit': 'A card cannot leave a deposit: it pays ahead, with the invoice shown next.',
  'needs-pin': 'The card wants its PIN for so much. Give it, then',
  'wrong-tag': 'This is no card that pays.',
  'not-an-lnurl': 'This is no card that pays.',
  'forbidden-address': 'This card sends the board where it may not ask.',
};

function cardWords(tap: Guest['tap']): string {
  switch (tap.outcome) {
    case 'none':
      return '';
    case 'asking':
    case 'paying':
      return 'The card is read …';
    case 'accepted':
      return 'The card pays. The node has yet to say that the money is there.';
    case 'unsure':
      return 'The card may have paid: wait a moment. If nothing comes, tap again.';
    case 'failed':
      return failure(tap);
  }
}

function failure({ why, leastMilliSat, mostMilliSat }: Guest['tap']): string {
  if (why === 'above-most')
    return `This card pays at most ${sat(mostMilliSat)} at a time. ${AGAIN}`;
  if (why === 'below-least') {
    return `This card pays at least ${sat(leastMilliSat)} at a time. ${AGAIN}`;
  }
  if (why === 'cannot-deposit') return `${FAILURES[why]} Tap again when it is shown.`;
  if (why === 'needs-pin') return `${FAILURES[why]} tap again.`;
  return `${FAILURES[why] ?? 'The card was not read.'} ${AGAIN}`;
}
