/**
 * What the records add up to, live and after a power cut: the same code runs for both. Plain data.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Standing } from '../protocol/message';
import { assert, unreachable } from '../result';
import { type Ending, firstEnding } from '../terms/ends';
import type {
  AgreedTerms,
  ApproverRecord,
  Difference,
  Metered,
  Paid,
  PlannedPayment,
  RememberedPayment,
  Spending,
} from './records';

export const HOUR_SEC = 3_600;
export const DAY_SEC = 86_400;
/** Invoices that could still come again; while all places are taken nothing is paid. */
export const REMEMBERED_MAX = 64;
/** An invoice that ended so long ago is refused for that alone. */
export const REMEMBERED_FOR_SEC = 60;

export type ApproverBook = {
  /** Records so far. */
  sequence: number;
  standing: Standing;
  terms: AgreedTerms | undefined;
  /** Follows on the terms at its first second. */
  next: AgreedTerms | undefined;
  paid: Paid;
  metered: Metered;
  spending: Spending;
  payment: PlannedPayment | undefined;
  remembered: RememberedPayment[];
  difference: Difference | undefined;
  ending: Ending | undefined;
  /** The last second that a record names. */
  lastSec: number;
};

const NOTHING_PAID: Paid = Object.freeze({
  paidMilliSat: 0,
  feesMilliSat: 0,
  carriedMilliSat: 0,
});
const NOTHING_METERED: Metered = Object.freeze({
  chargedMilliSat: 0,
  carryMicroMilliSat: 0,
  energyMilliWattHours: 0,
  registerMilliWattHours: -1,
  atMs: 0,
});
const NO_SPENDING: Spending = Object.freeze({
  hour: 0,
  inHourMilliSat: 0,
  day: 0,
  inDayMilliSat: 0,
  inSaleMilliSat: 0,
});

export const emptyBook = (): ApproverBook => ({
  sequence: 0,
  standing: 'none',
  terms: undefined,
  next: undefined,
  paid: NOTHING_PAID,
  metered: NOTHING_METERED,
  spending: NO_SPENDING,
  payment: undefined,
  remembered: [],
  difference: undefined,
  ending: undefined,
  lastSec: 0,
});

/** True when `record` cannot follow on what the book holds: a bug here, damage in flash. */
export function contradicts(book: ApproverBook, record: ApproverRecord): boolean {
  switch (record.kind) {
    case 'terms-agreed':
    case 'payment-planned':
      return book.payment !== undefined;
    case 'payment-closed':
      return book.payment?.hash !== record.hash;
    case 'terms-renewed':
    case 'suspended':
      return book.terms === undefined;
    case 'ended':
    case 'resumed':
    case 'metered-kept':
    case 'paid-kept':
    case 'restated':
    case 'payment-remembered':
    case 'spending-kept':
      return false;
    default:
      return unreachable(record);
  }
}

export function apply(book: ApproverBook, record: ApproverRecord): void {
  assert(!contradicts(book, record), 'approver: a record contradicts the book');
  book.sequence += 1;
  switch (record.kind) {
    case 'terms-agreed': {
      const { inSaleMilliSat: _, ...spent } = book.spending;
      book.terms = record.terms;
      book.next = undefined;
      book.paid = { ...NOTHING_PAID, carriedMilliSat: creditOf(book.paid, book.metered) };
      book.metered = NOTHING_METERED;
      book.spending = { ...spent, inSaleMilliSat: 0 };
      book.standing = 'agreed';
      book.difference = undefined;
      book.ending = undefined;
      return keepTime(book, record.atSec);
    }
    case 'terms-renewed':
      if (hasBegun(book.next, record.atSec)) book.terms = book.next;
      book.next = record.terms;
      return keepTime(book, record.atSec);
    case 'metered-kept':
      book.metered = record.metered;
      return;
    case 'paid-kept':
      book.paid = record.paid;
      return;
    case 'payment-planned': {
      const { payment } = record;
      book.payment = payment;
      const costs = payment.amountMilliSat + payment.feeMilliSatMax;
      book.spending = spend(book.spending, payment.plannedAtSec, costs);
      return keepTime(book, payment.plannedAtSec);
    }
    case 'payment-closed':
      return closePayment(book, record);
    case 'suspended':
      book.standing = 'suspended';
      book.difference = record.difference;
      return keepTime(book, record.atSec);
    case 'resumed':
      if (book.standing === 'suspended') book.standing = 'agreed';
      book.difference = undefined;
      return keepTime(book, record.atSec);
    case 'ended':
      book.standing = 'ended';
      // Of two announcements that crossed, both sides go by the same one.
      book.ending =
        book.ending === undefined ? record.ending : firstEnding(book.ending, record.ending);
      return keepTime(book, Math.min(record.ending.atSec, book.lastSec + DAY_SEC));
    case 'restated':
      Object.assign(book, { ...emptyBook(), sequence: book.sequence });
      return;
    case 'payment-remembered':
      book.remembered.push(record.payment);
      return;
    case 'spending-kept':
      book.spending = record.spending;
      return;
    default:
      return unreachable(record);
  }
}

/** The records that make the same book again, so that all before them may go. */
export function restate(book: ApproverBook): readonly ApproverRecord[] {
  const { terms, next, payment, difference, ending, lastSec: atSec } = book;
  return [
    { kind: 'restated' },
    ...(terms === undefined ? [] : [{ kind: 'terms-agreed', terms, atSec } as const]),
    ...(next === undefined ? [] : [{ kind: 'terms-renewed', terms: next, atSec } as const]),
    ...(payment === undefined ? [] : [{ kind: 'payment-planned', payment } as const]),
    ...book.remembered.map((each) => ({ kind: 'payment-remembered', payment: each }) as const),
    { kind: 'metered-kept', metered: book.metered },
    { kind: 'paid-kept', paid: book.paid },
    { kind: 'spending-kept', spending: book.spending },
    ...(difference === undefined ? [] : [{ kind: 'suspended', difference, atSec } as const]),
    ...(ending === undefined ? [] : [{ kind: 'ended', ending } as const]),
  ];
}

/** Paid and not used; negative: used and not paid. */
export const creditOf = ({ paidMilliSat, carriedMilliSat }: Paid, metered: Metered): number =>
  carriedMilliSat + paidMilliSat - metered.chargedMilliSat;

/** What names an invoice's very text, whatever its case. */
export const fingerprintOf = (invoice: string): string =>
  bytesToHex(sha256(utf8ToBytes(invoice.toLowerCase()))).slice(0, 16);

export const hasBegun = (terms: AgreedTerms | undefined, atSec: number): boolean =>
  terms !== undefined && atSec >= terms.offer.startSec;

/** A clock that was set back opens no hour a second time. */
export function spend(spending: Spending, atSec: number, costs: number): Spending {
  const hour = Math.max(spending.hour, Math.floor(atSec / HOUR_SEC));
  const day = Math.max(spending.day, Math.floor(atSec / DAY_SEC));
  return {
    hour,
    inHourMilliSat: (hour === spending.hour ? spending.inHourMilliSat : 0) + costs,
    day,
    inDayMilliSat: (day === spending.day ? spending.inDayMilliSat : 0) + costs,
    inSaleMilliSat: spending.inSaleMilliSat + costs,
  };
}

function closePayment(
  book: ApproverBook,
  closed: ApproverRecord & { readonly kind: 'payment-closed' },
): void {
  const { payment, paid } = book;
  if (payment === undefined) return;
  const { end, feeMilliSat, closedAtSec } = closed;
  const { hash, amountMilliSat, feeMilliSatMax, expiresAtSec } = payment;
  const unspent = end === 'paid' ? feeMilliSatMax - feeMilliSat : amountMilliSat + feeMilliSatMax;
  book.payment = undefined;
  book.spending = giveBack(book.spending, payment.plannedAtSec, unspent);
  book.remembered = book.remembered.filter(
    (each) => each.expiresAtSec + REMEMBERED_FOR_SEC > closedAtSec,
  );
  book.remembered.push({ hash, fingerprint: fingerprintOf(payment.invoice), end, expiresAtSec });
  if (end === 'paid') {
    book.paid = {
      ...paid,
      paidMilliSat: paid.paidMilliSat + amountMilliSat,
      feesMilliSat: paid.feesMilliSat + feeMilliSat,
    };
  }
  keepTime(book, closedAtSec);
}

/** Only to the hour and day that it was taken from. */
function giveBack(spending: Spending, takenAtSec: number, amount: number): Spending {
  const isHour = spending.hour === Math.floor(takenAtSec / HOUR_SEC);
  const isDay = spending.day === Math.floor(takenAtSec / DAY_SEC);
  return {
    ...spending,
    inHourMilliSat: Math.max(0, spending.inHourMilliSat - (isHour ? amount : 0)),
    inDayMilliSat: Math.max(0, spending.inDayMilliSat - (isDay ? amount : 0)),
    inSaleMilliSat: Math.max(0, spending.inSaleMilliSat - amount),
  };
}

function keepTime(book: ApproverBook, sec: number): void {
  if (sec > book.lastSec) book.lastSec = sec;
}
