/** One record of each kind, with values at the edges of their fields. */
import type { Charge, JournalRecord } from '../../src/journal/records';

const OFFER = {
  kind: 'initial',
  startSec: 1_700_000_000,
  stopSec: 1_700_086_400,
  meterNumber: '20000002',
  importTariff: { shape: 'steps', knots: [{ atSec: 0, priceMilliSatPerKilowattHour: 250_000 }] },
  payment: { minimumSat: 5, desiredSat: 20, maximumSat: 40 },
  depositSat: 20,
  prepaymentSat: 20,
  cutOffLevelSat: 4,
  reserveSat: 4,
  allowanceSat: 0,
  runwayMs: 0,
  voltage: { minimumMilliVolts: 207_000, maximumMilliVolts: 253_000 },
  voltageDiscountPerMille: 0,
  currentMaxMilliAmps: 16_000,
};
const LINK_LENGTH_MAX = 2_048;
const PREFIX = 'https://wallet.example/w?';

export const LONGEST_LINK = PREFIX.padEnd(LINK_LENGTH_MAX, 'x');

/** In an order that a book takes: two sales, a pull of each outcome, money that came late. */
export const RECORDS: readonly JournalRecord[] = [
  { kind: 'formatted', epoch: '0123456789abcdef' },
  { kind: 'account-opened', account: 0, buyer: 'a0'.repeat(32), role: 'seller' },
  {
    kind: 'sale-started',
    account: 0,
    standing: false,
    startedAtSec: 1_700_000_000,
    serial: '4294967295',
    importRegister: 90_000_000_000,
    exportRegister: 0,
    link: { secret: LONGEST_LINK },
  },
  planned(0, '11', 100_000_000_000),
  { kind: 'pull-handed-over', planned: 4, expiresAtSec: 1_700_000_200 },
  closed(4, 'settled', 100_000_000_001),
  checkpoint(0, -9_007_199_254_740_991, 999_999),
  { kind: 'sale-ended', reason: 'unplugged', endedAtSec: 1_700_000_300 },
  { kind: 'account-opened', account: 1, buyer: 'ff'.repeat(32), role: 'seller' },
  {
    kind: 'sale-started',
    account: 1,
    standing: true,
    startedAtSec: 1_700_000_400,
    serial: '',
    importRegister: 9_007_199_254_740_991,
    exportRegister: 7,
    link: { secret: 'https://wallet.example/tenant' },
  },
  planned(1, '22', 1_000),
  closed(11, 'void', 0),
  planned(1, '33', 2_000),
  { kind: 'pull-handed-over', planned: 13, expiresAtSec: 1_700_000_600 },
  closed(13, 'lapsed', 0),
  { kind: 'late-credited', planned: 13, received: 2_000 },
  { kind: 'allowance-granted', account: 1, amount: 5_000, day: 20_454 },
  { kind: 'latched', latch: 'over-current' },
  { kind: 'latch-cleared' },
  { kind: 'latched', latch: 'meter-changed' },
  { kind: 'meter-confirmed', serial: '20000002' },
  { kind: 'latched', latch: 'meter-disagrees' },
  { kind: 'latched', latch: 'journal-failed' },
  checkpoint(1, 9_007_199_254_740_991, 0),
  planned(1, '44', 3_000),
  { kind: 'pull-handed-over', planned: 25, expiresAtSec: 1_700_000_800 },
  {
    kind: 'pull-closed-charged',
    planned: 25,
    outcome: 'settled',
    received: 3_000,
    closedAtSec: 1_700_000_690,
    ...charge(1, 2_500, 7),
  },
  planned(1, '55', 4_000),
  {
    kind: 'pull-handed-over-as',
    planned: 28,
    expiresAtSec: 1_700_000_900,
    hash: 'c5'.repeat(32),
    reference: '/lnurlp/owner/verify/c5c5c5c5',
  },
  closed(28, 'lapsed', 0),
  agreed('a1', false),
  agreed('a2', true),
  planned(1, '66', 5_000),
  { kind: 'pull-is-deposit', planned: 33 },
  { kind: 'pull-handed-over', planned: 33, expiresAtSec: 1_700_001_500 },
  { kind: 'deposit-held', planned: 33, heldAtSec: 1_700_001_000 },
  { kind: 'deposit-due', planned: 33, reason: 'unplugged', dueAtSec: 1_700_001_100 },
  planned(1, '77', 3_000),
  { kind: 'pull-handed-over', planned: 38, expiresAtSec: 1_700_001_700 },
  closed(38, 'settled', 3_000),
  {
    kind: 'deposit-closed',
    planned: 33,
    outcome: 'void',
    received: 0,
    closedAtSec: 1_700_001_200,
  },
  planned(1, '88', 6_000),
  { kind: 'pull-is-deposit', planned: 42 },
  { kind: 'deposit-held', planned: 42, heldAtSec: 1_700_001_300 },
  { kind: 'deposit-decided', planned: 42, settles: true },
  { kind: 'sale-ended', reason: 'idle', endedAtSec: 1_700_000_700 },
  { kind: 'alive' },
  { kind: 'forgotten' },
  { kind: 'reset-began' },
];

/** The same with links of ordinary length: for what is read back again and again. */
export const BRIEF_RECORDS: readonly JournalRecord[] = RECORDS.map((record) =>
  record.kind === 'sale-started'
    ? { ...record, link: { secret: 'https://wallet.example/w' } }
    : record,
);

function planned(account: number, byte: string, amount: number): JournalRecord {
  const preimage = { secret: byte.repeat(32) };
  const plannedAtSec = 1_700_000_100;
  const id = 'ab'.repeat(16);
  return { kind: 'pull-planned', account, id, preimage, amount, plannedAtSec, expirySec: 120 };
}

function agreed(name: string, isNext: boolean): JournalRecord {
  return {
    kind: 'terms-agreed',
    account: 1,
    reference: name.repeat(16),
    document: JSON.stringify(OFFER),
    isNext,
    charged: -9_007_199_254_740_991,
    paid: 100_000_000_000,
    billed: 9_007_199_254_740_991,
  };
}

function closed(
  of: number,
  outcome: 'settled' | 'void' | 'lapsed',
  received: number,
): JournalRecord {
  return { kind: 'pull-closed', planned: of, outcome, received, closedAtSec: 1_700_000_250 };
}

function checkpoint(account: number, charged: number, carry: number): JournalRecord {
  return { kind: 'checkpoint', ...charge(account, charged, carry), atSec: 253_402_300_799 };
}

function charge(account: number, charged: number, carry: number): Charge {
  return {
    account,
    charged,
    carry,
    importRegister: 9_007_199_254_740_991,
    exportRegister: 1,
    billed: 2,
    unauthorised: 3,
  };
}
