/** What the page says of a board that is off, by the reason: its tone and its whole sentence. */
import type { Tone } from '../host-sim/page/snapshot';
import type { OpenReason } from '../src/sale/supply';

export const REASONS: Readonly<Record<OpenReason, readonly [tone: Tone, text: string]>> = {
  'no-sale': ['off', 'Off: no payment link was shown yet. A sale begins when a buyer shows one.'],
  'no-credit': ['off', 'Off: not enough is paid yet. Closes by itself when a payment arrives.'],
  'terms-ended': [
    'off',
    'Off: the agreed terms have ended. A new sale begins when new terms are accepted.',
  ],
  'deposit-due': [
    'off',
    'Off: the sale has ended. When what was used is paid the deposit goes back.',
  ],
  'minimum-off': ['off', 'Off: the contactor rests 10 s after it opened. Closes by itself then.'],
  starting: [
    'off',
    'Starting: the board reads its journal and its meter first. The contactor stays open.',
  ],
  'meter-silent': [
    'attention',
    'Off: the meter does not answer. Nothing is billed; closes by itself when it answers. ' +
      'If it stays silent, check its power and the wires A and B.',
  ],
  'meter-implausible': [
    'attention',
    'Off: the meter shows what cannot be. Nothing of it is billed; closes by itself when its ' +
      'readings make sense again. If they do not, have the meter checked.',
  ],
  'over-current': [
    'attention',
    'Off and locked: more current flowed than the 40 A allowed. Find the cause; then the owner ' +
      'clears the lock.',
  ],
  'journal-damaged': [
    'attention',
    'Off and locked: records of the journal are damaged. What can be proven is kept; compare ' +
      'the accounts with the node, then the owner clears the lock.',
  ],
  'journal-blocked': ['attention', 'Off and locked: the journal is a copy.'],
  'meter-changed': [
    'attention',
    'Off and locked: another meter answers than the one that was sold from. The owner confirms ' +
      'the new one.',
  ],
  'meter-disagrees': [
    'attention',
    "Off and locked: the meter's register and its power contradict each other. Have the meter " +
      'checked; then the owner clears the lock.',
  ],
  'contactor-welded': [
    'attention',
    'Off and locked: the contactor was told to open and did not: power may still flow. Switch ' +
      'off the breaker before anything else; have the contactor replaced, then the owner ' +
      'clears the lock.',
  ],
  'contactor-failed-to-close': [
    'attention',
    'Off and locked: the contactor was told to close and did not. Check its coil, the relay and ' +
      'their wires; then the owner clears the lock.',
  ],
  'journal-failed': [
    'attention',
    'Off and locked: the journal cannot be written, so no payment could be remembered. Restart ' +
      'the board; if it comes back, replace it.',
  ],
};
