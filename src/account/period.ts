/**
 * The terms that were agreed with the buyer's board, in the book: those in force and those that
 * follow, as both boards hold them, and where the account stood when the sale under them began.
 * The journal keeps the protocol's document, so that it says the same after any update.
 */
import type { JournalRecord } from '../journal/records';
import type { Offer } from '../terms/offer';
import { readOffer } from '../terms/offer-document';
import type { Book } from './book';

export type NamedTerms = {
  readonly reference: string;
  readonly document: string;
  readonly offer: Offer;
};

/** Of the account at the beginning: what is said to the buyer's board is counted from there. */
export type PeriodBase = {
  readonly charged: number;
  readonly paid: number;
  readonly billed: number;
};

export type SalePeriod = {
  readonly account: number;
  readonly base: PeriodBase;
  /** In force, or just over while the next have begun. */
  readonly terms: NamedTerms;
  readonly next: NamedTerms | undefined;
};

type Agreed = JournalRecord & { readonly kind: 'terms-agreed' | 'snapshot-terms' };

/** In characters: with all else it goes into one record. */
export const TERMS_LENGTH_MAX = 2_000;

/** A document that nobody can read is damage: it was read when it was agreed on. */
export function contradictsPeriod(book: Book, record: Agreed): boolean {
  if (book.accounts[record.account] === undefined) return true;
  if (record.isNext && book.period === undefined) return true;
  return offerOf(record.document) === undefined;
}

/** What follows goes behind what is in force; what was before that is over. */
export function applyPeriod(book: Book, record: Agreed): void {
  const { account, reference, document, isNext, charged, paid, billed } = record;
  const offer = offerOf(document);
  if (offer === undefined) return;
  const named = { reference, document, offer };
  const { period } = book;
  if (!isNext || period === undefined) {
    book.period = { account, base: { charged, paid, billed }, terms: named, next: undefined };
    return;
  }
  book.period = { ...period, terms: period.next ?? period.terms, next: named };
}

export function restatedPeriod({ period }: Book): readonly JournalRecord[] {
  if (period === undefined) return [];
  const { account, base, terms, next } = period;
  const record = ({ reference, document }: NamedTerms, isNext: boolean) =>
    ({ kind: 'snapshot-terms', account, reference, document, isNext, ...base }) as const;
  const first = record(terms, false);
  return next === undefined ? [first] : [first, record(next, true)];
}

export function offerOf(document: string): Offer | undefined {
  const offer = readOffer(document);
  return offer.ok ? offer.value : undefined;
}
