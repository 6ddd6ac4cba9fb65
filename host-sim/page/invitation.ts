/** What a guest is shown on the page: the invoice as a code to scan, and words about the card. */
import type { View } from '../../src/web/view';
import type { Invitation } from './snapshot';
import { sat } from './words';

type Guest = NonNullable<View['guest']>;

export function invitationOf(guest: View['guest']): Invitation | null {
  if (guest?.invoice === undefined) return null;
  const { paymentRequest, amountMilliSat, milliWattHours, leftMs } = guest.invoice;
  return {
    // In capitals a QR code has fewer dots, and BOLT 11 and BIP 21 know no difference.
    code: `LIGHTNING:${paymentRequest.toUpperCase()}`,
    amountMilliSat,
    milliWattHours,
    leftMs,
    card: cardWords(guest.tap),
  };
}

const AGAIN = 'Tap again: the invoice is the same.';
const FAILURES: Readonly<Record<string, string>> = {
  used: 'This tap was used up.',
  exhausted: "The card's account has nothing left, or its limit for today is reached.",
  amount: 'The card does not pay so much at a time.',
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
  if (why === 'needs-pin') return `${FAILURES[why]} tap again.`;
  return `${FAILURES[why] ?? 'The card was not read.'} ${AGAIN}`;
}
