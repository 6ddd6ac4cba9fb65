/**
 * What each record changes in the book. Live and in recovery the same code runs, so that what was
 * written is what is known. A record that contradicts the book is a bug when it is made, and a
 * sign of damage when it is found in flash.
 */
import type { Charge, JournalRecord } from '../journal/records';
import { assert, unreachable } from '../result';
import { ACCOUNTS_MAX, openAccount } from './account';
import {
  accountAt,
  type Book,
  hashOfPreimage,
  isFree,
  isGuest,
  keepCredited,
  LATE_LIST_MAX,
  wasCredited,
} from './book';
import { applyDeposit, closeFinal, contradictsDeposit, planFinal, timeOf } from './deposit';
import { applyPeriod, contradictsPeriod } from './period';
import { isRestating, restate } from './snapshot';

type Closed = JournalRecord & { readonly kind: 'pull-closed' | 'pull-closed-charged' };

/** True when `record` cannot follow on what the book holds. */
export function contradicts(book: Book, record: JournalRecord): boolean {
  switch (record.kind) {
    case 'account-opened':
      return record.account >= ACCOUNTS_MAX || !isNext(book, record.account);
    case 'sale-started':
    case 'checkpoint':
    case 'allowance-granted':
    case 'snapshot-sale':
    case 'snapshot-last-sale':
    case 'snapshot-late':
    case 'snapshot-deposit':
      return book.accounts[record.account] === undefined;
    case 'pull-planned':
    case 'snapshot-pull':
      return book.pull !== undefined || book.accounts[record.account] === undefined;
    case 'sale-ended':
      return book.sale === undefined;
    case 'pull-handed-over':
    case 'pull-handed-over-as':
      return book.pull?.planned !== record.planned;
    case 'pull-closed':
      return !isClosable(book, record);
    case 'pull-closed-charged':
      return !isClosable(book, record) || book.accounts[record.account] === undefined;
    case 'late-credited': {
      const late = book.late.find((each) => each.planned === record.planned);
      return late === undefined || wasCredited(book, late.hash);
    }
    case 'snapshot-pull-as':
    case 'snapshot-pull-is-deposit':
      return book.pull === undefined;
    case 'terms-agreed':
    case 'snapshot-terms':
      return contradictsPeriod(book, record);
    case 'pull-is-deposit':
    case 'deposit-held':
    case 'deposit-due':
    case 'deposit-decided':
    case 'deposit-closed':
      return contradictsDeposit(book, record);
    case 'snapshot-late-as':
      return !book.late.some((each) => each.planned === record.planned);
    case 'snapshot-account':
      return record.account >= ACCOUNTS_MAX;
    case 'formatted':
    case 'meter-confirmed':
    case 'latched':
    case 'latch-cleared':
    case 'alive':
    case 'forgotten':
    case 'reset-began':
    case 'snapshot-began':
    case 'snapshot-credited':
    case 'snapshot-ended':
      return false;
    default:
      return unreachable(record);
  }
}

const isNext = (book: Book, index: number): boolean =>
  index <= book.accounts.length && isFree(book, index);

function isClosable(book: Book, { planned, outcome }: Closed): boolean {
  const { pull } = book;
  if (pull?.planned !== planned) return false;
  return outcome !== 'settled' || !wasCredited(book, pull.hash);
}

/** Changes the book by one record. */
export function apply(book: Book, record: JournalRecord, sequence: number): void {
  assert(!contradicts(book, record), 'book: a record contradicts it');
  book.sequence = sequence;
  if (isRestating(record)) return restate(book, record);
  switch (record.kind) {
    case 'formatted':
      book.epoch = record.epoch;
      return;
    case 'account-opened':
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
    case 'sale-ended': {
      const { sale } = book;
      if (sale === undefined) return;
      const { account, startedAtSec } = sale;
      const { endedAtSec, reason } = record;
      book.lastSale = { account, startedAtSec, endedAtSec, reason };
      book.sale = undefined;
      book.period = undefined;
      // A guest showed no link.
      if (!sale.standing && !isGuest(sale)) book.mustForget = true;
      return keepTime(book, endedAtSec);
    }
    case 'pull-planned': {
      const { kind: _, ...planned } = record;
      const hash = hashOfPreimage(record.preimage);
      const none = { reference: '', expiresAtSec: 0, isDeposit: false };
      book.pull = { ...planned, planned: sequence, hash, ...none };
      planFinal(book);
      return keepTime(book, record.plannedAtSec);
    }
    case 'pull-handed-over':
      if (book.pull !== undefined) book.pull.expiresAtSec = record.expiresAtSec;
      return;
    case 'pull-handed-over-as':
      if (book.pull === undefined) return;
      book.pull.expiresAtSec = record.expiresAtSec;
      book.pull.hash = record.hash;
      book.pull.reference = record.reference;
      return;
    case 'pull-is-deposit':
    case 'deposit-held':
    case 'deposit-due':
    case 'deposit-decided':
    case 'deposit-closed':
      applyDeposit(book, record);
      return keepTime(book, timeOf(record));
    case 'terms-agreed':
      return applyPeriod(book, record);
    case 'pull-closed':
      return closePull(book, record);
    case 'pull-closed-charged':
      closePull(book, record);
      return takeCharge(book, record);
    case 'late-credited': {
      const at = book.late.findIndex((late) => late.planned === record.planned);
      const [late] = book.late.splice(at, 1);
      if (late === undefined) return;
      accountAt(book, late.account).late += record.received;
      keepCredited(book, late.hash);
      book.pulls.late++;
      return;
    }
    case 'checkpoint':
      takeCharge(book, record);
      return keepTime(book, record.atSec);
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
    case 'alive':
      book.boots = 0;
      return;
    case 'forgotten':
      book.mustForget = false;
      return;
    case 'reset-began':
      return;
    default:
      return unreachable(record);
  }
}

function takeCharge(book: Book, charge: Charge): void {
  const account = accountAt(book, charge.account);
  account.charged = charge.charged;
  account.carry = charge.carry;
  book.importRegister = charge.importRegister;
  book.exportRegister = charge.exportRegister;
  book.billed = charge.billed;
  book.unauthorised = charge.unauthorised;
}

function closePull(book: Book, closed: Closed): void {
  const { pull } = book;
  if (pull === undefined) return;
  book.pull = undefined;
  book.pulls[closed.outcome]++;
  closeFinal(book, pull, closed.outcome === 'settled', closed.received);
  if (closed.outcome === 'settled') {
    accountAt(book, pull.account).paid += closed.received;
    keepCredited(book, pull.hash);
  } else {
    const { planned, account, hash, reference, amount } = pull;
    const { closedAtSec } = closed;
    const wasHandedOver = pull.expiresAtSec !== 0;
    book.late.push({ planned, account, hash, reference, amount, closedAtSec, wasHandedOver });
    if (book.late.length > LATE_LIST_MAX) forgetLate(book);
  }
  keepTime(book, closed.closedAtSec);
}

/** What nobody ever had goes first, then what was closed longest ago. */
function forgetLate(book: Book): void {
  const first = book.late.findIndex((late) => !late.wasHandedOver);
  book.late.splice(Math.max(first, 0), 1);
}

function keepTime(book: Book, sec: number): void {
  if (sec > book.lastSec) book.lastSec = sec;
}
