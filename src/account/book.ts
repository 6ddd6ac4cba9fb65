/**
 * The board's book: everything that must outlive a power cut, rebuilt by replaying the journal.
 *
 * `apply` is the only way in. Live, `journal.ts` makes a record and applies it; after a power cut
 * recovery applies the same records, so that what was written is what is known.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import type { Secret } from '../ports';
import { assert, unreachable } from '../result';
import { ACCOUNTS_MAX, type Account, isUnused, openAccount } from './account';
import type { JournalRecord, Latch, PullOutcome, SaleEnd } from './record';

/** Closed pulls that could still be paid, looked up again for seven days. */
export const LATE_LIST_MAX = 32;
/** Hashes that were credited once and never count again. */
export const CREDITED_HASHES_MAX = 256;

/** One payment being taken. `planned` is the sequence of its first record and names it. */
export type OpenPull = {
  readonly planned: number;
  readonly account: number;
  readonly id: string;
  readonly preimage: Secret;
  /** SHA-256 of the preimage as hex: the payment hash. */
  readonly hash: string;
  readonly amount: number;
  readonly plannedAtSec: number;
  readonly expirySec: number;
  /** 0 until the invoice was (or may have been) handed to the buyer's link. */
  expiresAtSec: number;
};

export type LatePull = {
  readonly planned: number;
  readonly account: number;
  readonly hash: string;
  readonly amount: number;
  readonly closedAtSec: number;
  /** Whether anybody ever had the invoice, and so could pay it. */
  readonly wasHandedOver: boolean;
};

export type OpenSale = {
  readonly account: number;
  readonly standing: boolean;
  readonly startedAtSec: number;
  readonly link: Secret;
  readonly importRegister: number;
  readonly exportRegister: number;
};

export type EndedSale = {
  readonly account: number;
  readonly startedAtSec: number;
  readonly endedAtSec: number;
  readonly reason: SaleEnd;
};

export type Book = {
  /** Drawn when the journal was formatted; empty before. */
  epoch: string;
  /** Sequence of the last record, 0 before the first. */
  sequence: number;
  accounts: Account[];
  sale: OpenSale | undefined;
  lastSale: EndedSale | undefined;
  pull: OpenPull | undefined;
  late: LatePull[];
  credited: string[];
  /** What the owner granted on the last day something was granted, in mSat; days since 1970. */
  grantedToday: number;
  grantedDay: number;
  /** The meter's serial number, as the owner confirmed it or as the first sale saw it. */
  serial: string;
  /** Registers at the last record that held them. */
  importRegister: number;
  exportRegister: number;
  /** Energy charged to accounts since the journal was formatted, in mWh. */
  billed: number;
  /** Energy that flowed while the contactor was told to be open, in mWh. */
  unauthorised: number;
  latch: Latch | undefined;
  pulls: Record<PullOutcome | 'late', number>;
  /** Latest time any record knows, in seconds since 1970. */
  lastSec: number;
};

export const emptyBook = (): Book => ({
  epoch: '',
  sequence: 0,
  accounts: [],
  sale: undefined,
  lastSale: undefined,
  pull: undefined,
  late: [],
  credited: [],
  grantedToday: 0,
  grantedDay: 0,
  serial: '',
  importRegister: -1,
  exportRegister: -1,
  billed: 0,
  unauthorised: 0,
  latch: undefined,
  pulls: { settled: 0, void: 0, lapsed: 0, late: 0 },
  lastSec: 0,
});

export const hashOfPreimage = (preimage: Secret): string =>
  bytesToHex(sha256(hexToBytes(preimage.secret)));

/** Changes the book by one record. Total: a record that contradicts the book is a bug. */
export function apply(book: Book, record: JournalRecord, sequence: number): void {
  book.sequence = sequence;
  switch (record.kind) {
    case 'formatted':
      book.epoch = record.epoch;
      return;
    case 'account-opened':
      assert(record.account <= book.accounts.length, 'book: account out of order');
      assert(record.account < ACCOUNTS_MAX, 'book: too many accounts');
      assert(isFree(book, record.account), 'book: account is in use');
      book.accounts[record.account] = openAccount(record.buyer, record.role);
      return;
    case 'sale-started': {
      const { kind: _, serial, ...sale } = record;
      book.sale = sale;
      book.serial = serial;
      book.importRegister = record.importRegister;
      book.exportRegister = record.exportRegister;
      return keepTime(book, record.startedAtSec);
    }
    case 'sale-ended':
      assert(book.sale !== undefined, 'book: no sale to end');
      book.lastSale = {
        account: book.sale.account,
        startedAtSec: book.sale.startedAtSec,
        endedAtSec: record.endedAtSec,
        reason: record.reason,
      };
      book.sale = undefined;
      return keepTime(book, record.endedAtSec);
    case 'pull-planned': {
      assert(book.pull === undefined, 'book: a pull is open');
      const { kind: _, ...planned } = record;
      const hash = hashOfPreimage(record.preimage);
      book.pull = { ...planned, planned: sequence, hash, expiresAtSec: 0 };
      return keepTime(book, record.plannedAtSec);
    }
    case 'pull-handed-over':
      openPull(book, record.planned).expiresAtSec = record.expiresAtSec;
      return;
    case 'pull-closed':
      return closePull(book, record);
    case 'late-credited': {
      const at = book.late.findIndex((late) => late.planned === record.planned);
      const late = book.late[at];
      assert(late !== undefined, 'book: not on the late list');
      book.late.splice(at, 1);
      accountAt(book, late.account).late += record.received;
      keepHash(book, late.hash);
      book.pulls.late++;
      return;
    }
    case 'checkpoint': {
      const account = accountAt(book, record.account);
      account.charged = record.charged;
      account.carry = record.carry;
      book.importRegister = record.importRegister;
      book.exportRegister = record.exportRegister;
      book.billed = record.billed;
      book.unauthorised = record.unauthorised;
      return keepTime(book, record.atSec);
    }
    case 'allowance-granted':
      accountAt(book, record.account).granted += record.amount;
      if (record.day !== book.grantedDay) book.grantedToday = 0;
      book.grantedDay = record.day;
      book.grantedToday += record.amount;
      return;
    case 'meter-confirmed':
      book.serial = record.serial;
      return;
    case 'latched':
      book.latch = record.latch;
      return;
    case 'latch-cleared':
      book.latch = undefined;
      return;
    default:
      return unreachable(record);
  }
}

/** A new place, or that of an account that nothing ever touched and nothing refers to. */
export function isFree(book: Book, index: number): boolean {
  const account = book.accounts[index];
  if (account === undefined) return true;
  const { sale, lastSale, pull, late } = book;
  const isNamed = [sale, lastSale, pull, ...late].some((each) => each?.account === index);
  return !isNamed && isUnused(account);
}

export function accountAt(book: Book, index: number): Account {
  const account = book.accounts[index];
  assert(account !== undefined, 'book: no such account');
  return account;
}

function openPull(book: Book, planned: number): OpenPull {
  assert(book.pull !== undefined && book.pull.planned === planned, 'book: not the open pull');
  return book.pull;
}

function closePull(book: Book, closed: JournalRecord & { kind: 'pull-closed' }): void {
  const pull = openPull(book, closed.planned);
  book.pull = undefined;
  book.pulls[closed.outcome]++;
  if (closed.outcome === 'settled') {
    accountAt(book, pull.account).paid += closed.received;
    keepHash(book, pull.hash);
  } else {
    const { planned, account, hash, amount } = pull;
    const { closedAtSec } = closed;
    const wasHandedOver = pull.expiresAtSec !== 0;
    book.late.push({ planned, account, hash, amount, closedAtSec, wasHandedOver });
    if (book.late.length > LATE_LIST_MAX) forgetLate(book);
  }
  keepTime(book, closed.closedAtSec);
}

/** What nobody ever had goes first, then what was closed longest ago. */
function forgetLate(book: Book): void {
  const first = book.late.findIndex((late) => !late.wasHandedOver);
  book.late.splice(Math.max(first, 0), 1);
}

function keepHash(book: Book, hash: string): void {
  assert(!book.credited.includes(hash), 'book: credited twice');
  book.credited.push(hash);
  if (book.credited.length > CREDITED_HASHES_MAX) book.credited.shift();
}

function keepTime(book: Book, sec: number): void {
  if (sec > book.lastSec) book.lastSec = sec;
}
