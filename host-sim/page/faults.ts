/**
 * The boards' fault names as people read them: what happened, what the board did, what to do. A
 * name that is not here is shown as it is.
 */
import { CARD_FAULTS } from './card-faults';
import { INVOICES } from './invoice-faults';
import {
  KEPT_SUPPLYING,
  LINK_FAULTS,
  LOOKED_UP,
  NO_SALE,
  NOTHING,
  type Words,
} from './link-faults';
import type { FaultRow } from './snapshot';

const NOT_BILLED = 'Billed nothing of it.';
const CANCELLED = 'Handed nothing over and told the node to drop the invoice.';
const LOCKED = 'Opened the contactor at once and locked it.';
const OUR_MISTAKE = 'Report this: it is our mistake.';
const WIRES = "Check the meter's power, and the wires A and B.";

const FAULTS: Readonly<Record<string, Words>> = {
  ...LINK_FAULTS,
  ...CARD_FAULTS,
  'node-not-connected': [
    "The owner's node could not be reached.",
    KEPT_SUPPLYING,
    'See whether the node runs and is connected.',
  ],
  'node-unreachable': ["The owner's node is there but not ready.", KEPT_SUPPLYING, NOTHING],
  'node-timeout': ["The owner's node answered too late.", LOOKED_UP, NOTHING],
  'node-broken': ["The owner's node broke off its answer.", LOOKED_UP, NOTHING],
  'node-refused': [
    "The owner's node refused the board's credential.",
    'Asked again once a minute.',
    'Give the board a credential as docs/payments.md makes it: one that cannot spend.',
  ],
  'node-malformed': [
    "The owner's node answered what makes no sense.",
    LOOKED_UP,
    'See whether the address is that of the node.',
  ],
  'node-too-long': ["The owner's node answered too much.", LOOKED_UP, NOTHING],
  'node-certificate-refused': [
    'Somebody else answered in place of the node, or its certificate changed.',
    'Sent nothing, the credential least of all.',
    'Compare the fingerprints; pin the new one if it is right.',
  ],
  'node-address-refused': [
    "The node's address is not allowed.",
    'Sent nothing.',
    "Name the node's host in localHosts.",
  ],
  'node-forgot-invoice': ['The node no longer knows an invoice.', 'Kept it as unknown.', NOTHING],
  'node-clock-behind': [
    "The node's clock says that an old invoice can still be paid.",
    'Asks for no other payment until it cannot.',
    "Set the node's clock, and that of the proxy before it.",
  ],
  'credential-too-strong': [
    'The credential on this board may do more than a board needs: perhaps spend.',
    'Went on selling.',
    'Make one as docs/payments.md says, and end this one at the node.',
  ],
  'image-on-trial': [
    'The firmware is new and may yet be taken back.',
    'Asks for no payment until it may stay.',
    NOTHING,
  ],
  'hash-repeated': [
    'The node gave an invoice that it had given before.',
    'Showed it to nobody.',
    'See whether the node was set back to a backup.',
  ],
  'invoice-not-ours': [
    'The node showed an invoice with another amount.',
    'Credited nothing.',
    'See who else writes invoices with this credential.',
  ],
  'paid-another-amount': [
    'More or less than asked for was paid.',
    'Credited what really arrived.',
    NOTHING,
  ],
  'paid-late': [
    'Money came after its payment was given up.',
    'Credited it to the buyer it came from.',
    NOTHING,
  ],
  'pull-unknown': [
    'Nobody could say whether a payment arrived.',
    'Asked for no second one; looks it up until it is known.',
    'See whether the node answers.',
  ],
  'sale-in-progress': [
    'A second link was shown during a sale.',
    'Left the sale alone.',
    'Unplug first.',
  ],
  'accounts-full': [
    'All 64 accounts are taken.',
    'Sold to known buyers only.',
    'Settle old accounts.',
  ],
  'tenant-unknown': ['A tenant was named who is not configured.', NO_SALE, 'Check the tenants.'],
  'meter-not-confirmed': [
    'The lock was to be cleared before the new meter was confirmed.',
    'Stayed locked.',
    'Confirm the new meter first.',
  ],
  'entropy-malformed': ['The random generator gave no random bytes.', 'Used none.', OUR_MISTAKE],
  'entropy-repeated': [
    'The random generator repeated itself.',
    'Began no payment with a secret that was used before.',
    'Replace the board if it comes again.',
  ],
  'hands-silent': ['A request got no answer at all.', LOOKED_UP, OUR_MISTAKE],
  'meter-timeout': ['The meter did not answer in time.', `Tried again. ${NOT_BILLED}`, WIRES],
  'meter-bad-checksum': [
    "The meter's answer was damaged on the wire.",
    `Tried again. ${NOT_BILLED}`,
    'Check the line: length, ends, other cables beside it.',
  ],
  'meter-unexpected-frame': [
    'Something else than the asked meter answered.',
    `Tried again. ${NOT_BILLED}`,
    'Check that no two meters have the same address.',
  ],
  'meter-exception': [
    'The meter refused the question.',
    NOT_BILLED,
    'Check the type of the meter.',
  ],
  'meter-not-a-number': [
    'The meter answered no number.',
    NOT_BILLED,
    'Check the type of the meter.',
  ],
  'meter-port-closed': ['The port to the meter is gone.', NOT_BILLED, 'Check the adapter.'],
  'meter-line-stuck': [
    'The output for pulses never opens.',
    NOT_BILLED,
    'Check its wires for a short circuit.',
  ],
  'meter-too-fast': ['More pulses came than a meter gives.', NOT_BILLED, 'Look for noise.'],
  'meter-restarted': ['The meter began anew from a lower value.', NOT_BILLED, 'Check the meter.'],
  'meter-jumped': ['The register jumped ahead.', NOT_BILLED, 'Check the meter.'],
  'meter-backwards': ['The register ran backwards.', NOT_BILLED, 'Check the meter.'],
  'meter-jump': ['The register moved more than can flow.', NOT_BILLED, 'Check the meter.'],
  'meter-power': ['The meter showed more power than can flow.', NOT_BILLED, 'Check the meter.'],
  'meter-old': ['A reading came with a time gone by.', NOT_BILLED, NOTHING],
  'meter-future': ['A reading came with a time yet to come.', NOT_BILLED, NOTHING],
  'meter-changed': [
    'Another meter answers than was sold from.',
    LOCKED,
    'The owner confirms the new meter.',
  ],
  'meter-disagrees': [
    "The meter's register and power contradict each other.",
    LOCKED,
    'Have the meter checked; then the owner clears the lock.',
  ],
  'over-current': [
    'More current flowed than is allowed.',
    LOCKED,
    'Find the cause; then the owner clears the lock.',
  ],
  'contactor-welded': [
    'The contactor was told to open and did not.',
    'Tripped the breaker upstream, and locked itself.',
    'Have the contactor replaced, reset the breaker; then the owner clears the lock.',
  ],
  'contactor-failed-to-close': [
    'The contactor was told to close and did not.',
    LOCKED,
    'Check its coil, the relay and their wires; then the owner clears the lock.',
  ],
  'journal-failed': ['The journal could not be written.', LOCKED, 'Restart, or replace the board.'],
  'journal-damaged': [
    'Part of the journal cannot be read.',
    LOCKED,
    'Compare the accounts with the node; then the owner clears the lock.',
  ],
};

const INVOICE_PREFIX = 'invoice-';

/** One row of the page. */
export function faultRow(name: string, count: number): FaultRow {
  const [happened, did, todo] = wordsOf(name) ?? [name, '', ''];
  return { name, count, happened, did, todo };
}

function wordsOf(name: string): Words | undefined {
  if (Object.hasOwn(FAULTS, name)) return FAULTS[name];
  if (!name.startsWith(INVOICE_PREFIX)) return undefined;
  const happened = INVOICES[name.slice(INVOICE_PREFIX.length)];
  const todo = 'See whether this is the right node and network.';
  return happened === undefined ? undefined : [happened, CANCELLED, todo];
}
