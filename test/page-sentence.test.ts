/** What a board says of itself in one sentence: every reason to be off, and every trouble. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type SentenceContext, sentence } from '../host-sim/page/sentence';
import type { Tone } from '../host-sim/page/snapshot';
import type { OpenReason } from '../src/sale/supply';
import type { View } from '../src/web/view';

const test = suite('page sentence');

const CONTEXT: SentenceContext = {
  application: 'ev',
  thresholdMilliSat: 41_000,
  currentMaxMilliAmps: 40_000,
  minimumOffMs: 10_000,
  isPowered: true,
  plug: 'in',
  isWalletEmpty: false,
  isNodeAway: false,
  nodeFault: undefined,
};

const PULL: View['pull'] = {
  step: 'none',
  planned: 0,
  amountMilliSat: 50_000,
  isUnknown: false,
  watchedMilliSat: 0,
  linkFault: '',
};

/** A board that charges and has paid for 3 min 10 s, but for what is said otherwise. */
function viewWith(
  supply: Partial<View['supply']>,
  pull: Partial<View['pull']> = {},
  powerMilliWatts = 7_400_000,
): View {
  const isOpen = (pull.planned ?? 0) > 0;
  return {
    id: 'yard',
    readings: { good: 1, failed: 0, implausible: 0, frames: 2 },
    meter: {
      importMilliWattHours: 0,
      exportMilliWattHours: 0,
      unauthorisedMilliWattHours: 0,
      importRegisterMilliWattHours: 0,
      powerMilliWatts,
    },
    accounts: [],
    sale: {
      account: 0,
      standing: false,
      startedAtSec: 0,
      creditLeftMilliSat: 107_900,
      reserveMilliSat: 10_000,
      lastsMs: 190_500,
    },
    lastSale: undefined,
    pulls: { settled: 1, void: 0, lapsed: 0, late: 0, unknown: 0, open: isOpen ? 1 : 0 },
    pull: { ...PULL, ...pull },
    supply: { state: 'closed', reason: 'none', closedMs: 0, openMs: {}, operations: 1, ...supply },
    latch: undefined,
    blocked: 'the journal is a copy',
    priceMilliSatPerKilowattHour: 250_000,
    faults: {},
  };
}

/** Every reason to be off: a new one does not compile until it has words here. */
const REASONS: Readonly<Record<OpenReason, readonly [tone: Tone, text: string]>> = {
  'no-sale': ['off', 'Off: no payment link was shown yet. A sale begins when a buyer shows one.'],
  'no-credit': ['off', 'Off: not enough is paid yet. Closes by itself when a payment arrives.'],
  'terms-ended': [
    'off',
    'Off: the agreed terms have ended. A new sale begins when new terms are accepted.',
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

for (const [reason, [tone, text]] of Object.entries(REASONS)) {
  test(`sentence: says why it is off: ${reason}`, () => {
    const said = sentence(viewWith({ state: 'open', reason: reason as OpenReason }), CONTEXT);
    assert.is(said.text, text);
    assert.is(said.tone, tone);
  });
}

const OFF = { state: 'open', reason: 'no-credit' } as const;
const AWAY = "the owner's node is away";

const CASES: readonly (readonly [View | undefined, Partial<SentenceContext>, string])[] = [
  [
    viewWith({}),
    {},
    'Charging at 7.4 kW. Paid up for 3 min 10 s; next payment when 41 sat are left.',
  ],
  [
    viewWith({}, {}, 300_000),
    { application: 'grid' },
    'Supplying at 300 W. Paid up for 3 min 10 s; next payment when 41 sat are left.',
  ],
  [
    viewWith({}, {}, 0),
    {},
    'On, but the car draws no power. 107 sat of credit left; next payment when 41 sat are left.',
  ],
  [
    viewWith({}, { step: 'look-up', planned: 4 }),
    {},
    'Charging at 7.4 kW. Paid up for 3 min 10 s; a payment of 50 sat is on its way.',
  ],
  [
    viewWith({}),
    { isWalletEmpty: true },
    "Charging at 7.4 kW. Paid up for 3 min 10 s; the buyer's wallet is empty, so it switches " +
      'off then.',
  ],
  [
    viewWith({}),
    { isNodeAway: true },
    `Charging at 7.4 kW. Paid up for 3 min 10 s; ${AWAY}, so it switches off then.`,
  ],
  [
    viewWith({ state: 'wind-down', reason: 'no-credit' }),
    {},
    'Stopping: the credit is used up. The car is asked to stop drawing before the contactor opens.',
  ],
  [
    viewWith(OFF),
    { isWalletEmpty: true },
    "Off: the buyer's wallet is empty. Closes by itself when a payment arrives.",
  ],
  [
    viewWith(OFF, { linkFault: 'exhausted' }),
    { isWalletEmpty: undefined },
    "Off: the buyer's wallet is empty. Closes by itself when a payment arrives.",
  ],
  [
    viewWith(OFF, { linkFault: 'exhausted' }),
    {},
    "Off: the buyer's wallet had nothing to pay with. It is asked again within 20 s and closes " +
      'when a payment arrives.',
  ],
  [
    viewWith(OFF, { isUnknown: true, planned: 4 }),
    { isNodeAway: true },
    'Off: the credit is used up, and nobody can say yet whether the last payment arrived. ' +
      'It is looked up again; no second one is asked for meanwhile.',
  ],
  [
    viewWith(OFF, { step: 'look-up', planned: 4 }),
    { isNodeAway: true },
    `Off: the credit is used up and ${AWAY}. Closes by itself when a payment arrives.`,
  ],
  [
    viewWith(OFF, { step: 'look-up', planned: 4 }),
    { nodeFault: 'node-refused' },
    "Off: the credit is used up and the owner's node refuses the board's credential. Closes by " +
      'itself when a payment arrives.',
  ],
  [
    viewWith(OFF, { linkFault: 'maximum-below-payment' }),
    {},
    "Off: the credit is used up and the buyer's link allows less than one payment. It is asked " +
      'again soon.',
  ],
  [
    viewWith(OFF, { step: 'hand-over', planned: 4 }),
    {},
    'Off: a payment of 50 sat is on its way. Closes when it arrives.',
  ],
  [viewWith({ state: 'open', reason: 'no-sale' }), { plug: 'away' }, 'Off: no car is plugged in.'],
  [
    viewWith({ state: 'open', reason: 'no-sale' }),
    { plug: 'pulled' },
    'Off: no car is plugged in. It was unplugged by hand.',
  ],
  [viewWith({ state: 'open' }), {}, 'Off: all is well again. Closes with the next reading.'],
  [
    viewWith({}),
    { isPowered: false },
    'The board has no power. Its journal keeps 107 sat of credit; nothing is forgotten.',
  ],
  [undefined, {}, REASONS.starting[1]],
];

for (const [view, around, text] of CASES) {
  test(`sentence: ${text}`, () => {
    assert.is(sentence(view, { ...CONTEXT, ...around }).text, text);
  });
}

test('sentence: its key stays while it only counts down', () => {
  const key = (powerMilliWatts: number) => sentence(viewWith({}, {}, powerMilliWatts), CONTEXT).key;
  assert.is(key(7_400_000), key(6_000_000));
  assert.is.not(key(7_400_000), key(0));
});

test.run();
