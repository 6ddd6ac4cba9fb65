/** What a board says of itself in one sentence: every reason to be off, and every trouble. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type SentenceContext, sentence } from '../host-sim/page/sentence';
import type { OpenReason } from '../src/sale/supply';
import type { View } from '../src/web/view';
import { REASONS } from './page-reasons';

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

const SALE = { account: 0, standing: false, startedAtSec: 0, steadyMilliWatts: -1 } as const;
const PULL: View['pull'] = {
  step: 'none',
  planned: 0,
  amountMilliSat: 50_000,
  isUnknown: false,
  watchedMilliSat: 0,
  linkFault: '',
};

const NOTHING = {
  lastSale: undefined,
  latch: undefined,
  latchStaysMs: 0,
  link: undefined,
  talk: undefined,
} as const;

/** A board that charges and has paid for 3 min 10 s, but for what is said otherwise. */
function viewWith(
  supply: Partial<View['supply']>,
  pull: Partial<View['pull']> = {},
  powerMilliWatts = 7_400_000,
): View {
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
      ...SALE,
      creditLeftMilliSat: 107_900,
      reserveMilliSat: 10_000,
      lastsMs: 190_500,
    },
    ...NOTHING,
    guest: undefined,
    pulls: { settled: 1, void: 0, lapsed: 0, late: 0, unknown: 0, open: pull.planned ? 1 : 0 },
    pull: { ...PULL, ...pull },
    supply: { state: 'closed', reason: 'none', closedMs: 0, openMs: {}, operations: 1, ...supply },
    blocked: 'the journal is a copy',
    priceMilliSatPerKilowattHour: 250_000,
    faults: {},
  };
}

/** Every reason to be off: a new one does not compile until it has words here. */
for (const [reason, [tone, text]] of Object.entries(REASONS)) {
  test(`sentence: says why it is off: ${reason}`, () => {
    const said = sentence(viewWith({ state: 'open', reason: reason as OpenReason }), CONTEXT);
    assert.is(said.text, text);
    assert.is(said.tone, tone);
  });
}

const OFF = { state: 'open', reason: 'no-credit' } as const;
const UNPOWERED =
  'The board has no power. Its journal keeps 107 sat of credit; nothing is forgotten.';
const AWAY = "the owner's node is away";

const CASES: readonly (readonly [View | undefined, Partial<SentenceContext>, string])[] = [
  [
    { ...viewWith({ state: 'open', reason: 'journal-damaged' }), latchStaysMs: 90_000 },
    {},
    'Off: records of the journal are damaged, and a payment that is missing may still arrive. ' +
      'The owner has cleared the lock: opens in 1 min 30 s.',
  ],
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
    "Off: the buyer's wallet had nothing to pay with. It is asked again by itself, and at once " +
      'when its link is shown again.',
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
  [viewWith({}), { isPowered: false }, UNPOWERED],
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
