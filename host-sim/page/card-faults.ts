/** What went wrong with a guest, a deposit or a tapped card, in words as in `link-faults.ts`. */
import { NO_SALE, NOTHING, type Words } from './link-faults';

const AGAIN = 'Tap again: the invoice is the same.';
const KEPT = 'Kept the invoice as it was, and showed it on.';
const ASKED_NODE = 'Left the invoice to the node, which knows whether it was paid.';
const OTHER_CARD = 'Try another card, or a phone.';

export const CARD_FAULTS: Readonly<Record<string, Words>> = {
  'guests-not-served': [
    'A guest came to a board that sells by link only.',
    NO_SALE,
    'Set terms.guests to serve them.',
  ],
  'guests-too-many': [
    'More than 30 guests came within an hour.',
    NO_SALE,
    'See whether somebody plays with the button.',
  ],
  'deposit-lost': [
    'The node gave a deposit back that was not to be given back.',
    'Believed it: the deposit counts no more.',
    'See whether somebody cancelled it at the node, or the node was away for a day.',
  ],
  'card-cannot-deposit': [
    'A card was tapped for a deposit, which no card can leave.',
    'Did not read it, and showed an invoice that is paid ahead.',
    'Tap again.',
  ],
  'card-without-invoice': [
    'A card was tapped while there was nothing to pay.',
    'Did not read it.',
    NOTHING,
  ],
  'card-no-invoice': ['A card was read too late: the invoice was gone.', 'Paid nothing.', AGAIN],
  'card-while-asking': ['A card was tapped while another was read.', 'Did not read it.', AGAIN],
  'card-repeated': [
    'The reader said one tap twice.',
    'Read it once: a tap is for one use.',
    NOTHING,
  ],
  'card-timeout': ["The card's service did not answer in time.", ASKED_NODE, AGAIN],
  'card-broken': ["The card's service broke off its answer.", ASKED_NODE, AGAIN],
  'card-not-connected': ["The card's service could not be reached.", KEPT, AGAIN],
  'card-used': ['This tap was used up before the board read it.', KEPT, AGAIN],
  'card-refused': ["The card's service refused.", KEPT, AGAIN],
  'card-unknown': ["The card's service answered what cannot be understood.", ASKED_NODE, AGAIN],
  'card-exhausted': [
    "The card's account had nothing left, or its limit was reached.",
    KEPT,
    OTHER_CARD,
  ],
  'card-amount': ['The card does not pay so much at a time.', KEPT, OTHER_CARD],
  'card-above-most': ['The card pays less at a time.', KEPT, OTHER_CARD],
  'card-below-least': ['The card pays more at a time.', KEPT, OTHER_CARD],
  'card-needs-pin': ['The card wants its PIN for so much.', KEPT, 'Give it, then tap again.'],
  'card-forbidden-address': ['A card led where the board may not ask.', KEPT, OTHER_CARD],
};
