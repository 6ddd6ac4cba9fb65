/** What went wrong with a link, in words: what happened, what the board did, what to do. */

export type Words = readonly [happened: string, did: string, todo: string];

export const NOTHING = 'Nothing, unless it keeps coming.';
export const KEPT_SUPPLYING = 'Asked again by itself; supplied on while credit lasted.';
export const LOOKED_UP = 'Looked up what became of the invoice before anything else.';
export const NO_SALE = 'Began no sale.';
const ANOTHER_LINK = 'Show another withdraw link.';

export const LINK_FAULTS: Readonly<Record<string, Words>> = {
  'link-exhausted': ["The buyer's wallet had nothing to pay with.", KEPT_SUPPLYING, 'Refill it.'],
  'link-used': [
    'This tap of the card, or this link for one payment, was used before.',
    'Asked the next link, where there is one.',
    'Tap again, or show another link.',
  ],
  'link-needs-pin': [
    "The buyer's link wants a PIN for so much.",
    'Asked for no payment.',
    'Give the PIN, or let the link pay more without one.',
  ],
  'pin-unasked': ['A PIN came that nobody had asked for.', 'Forgot it.', NOTHING],
  'pin-malformed': ['What came as a PIN is not 1 to 8 digits.', 'Forgot it.', 'Give it again.'],
  'link-redirected': [
    'The link sends elsewhere.',
    'Did not follow: a board asks only whom it was shown.',
    ANOTHER_LINK,
  ],
  'link-refused': ["The buyer's link refused the payment.", KEPT_SUPPLYING, NOTHING],
  'link-amount': [
    "The link refused the payment's size.",
    KEPT_SUPPLYING,
    "Check the link's limits.",
  ],
  'link-too-early': ['The link asked to wait.', 'Waited as long as it said.', NOTHING],
  'link-needs-approval': [
    'The buyer must approve each payment.',
    'Waited, then cancelled the invoice.',
    'Let the wallet pay without asking, up to a limit.',
  ],
  'link-maximum-below-payment': [
    'The link allows less than the least payment.',
    'Asked for nothing.',
    'Raise the limit of the link, or lower the least payment.',
  ],
  'link-minimum-above-payment': [
    'The link pays only more than the greatest payment.',
    'Asked for nothing.',
    'Lower the minimum of the link, or raise the greatest payment.',
  ],
  'link-not-understood': ['The link answered neither OK nor ERROR.', LOOKED_UP, NOTHING],
  'link-unknown': ['The link answered what is no withdraw offer.', KEPT_SUPPLYING, ANOTHER_LINK],
  'link-wrong-tag': ['The link is for something else than withdrawing.', NO_SALE, ANOTHER_LINK],
  'link-bad-amounts': ['The link offered limits that cannot be.', KEPT_SUPPLYING, ANOTHER_LINK],
  'link-bad-callback': ['The link pointed to where it may not.', KEPT_SUPPLYING, ANOTHER_LINK],
  'link-bad-k1': ['The link had no usable one-time key.', KEPT_SUPPLYING, ANOTHER_LINK],
  'link-not-an-lnurl': ['What was shown is not a payment link.', NO_SALE, ANOTHER_LINK],
  'link-bad-checksum': ['The link was misread: its checksum is wrong.', NO_SALE, 'Show it again.'],
  'link-mixed-case': ['The link mixes large and small letters.', NO_SALE, 'Show it again.'],
  'link-not-https': ['The link is not encrypted (https).', NO_SALE, ANOTHER_LINK],
  'link-forbidden-address': ['The link points into a private network.', NO_SALE, ANOTHER_LINK],
  'link-not-connected': ["The buyer's wallet could not be reached.", KEPT_SUPPLYING, NOTHING],
  'link-address-refused': ['The link led into a private network.', KEPT_SUPPLYING, ANOTHER_LINK],
  'link-certificate-refused': [
    "The wallet's certificate is not valid.",
    KEPT_SUPPLYING,
    "Tell the wallet's operator.",
  ],
  'link-timeout': ["The buyer's wallet answered too late.", LOOKED_UP, NOTHING],
  'link-broken': ["The buyer's wallet broke off its answer.", LOOKED_UP, NOTHING],
  'link-too-long': ['The link, or its answer, was too long.', 'Dropped it.', ANOTHER_LINK],
};
