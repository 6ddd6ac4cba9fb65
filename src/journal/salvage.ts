/**
 * A record that contradicts the book tells of one that is missing before it. What it needs is made
 * up so that it can count: nothing is credited by this, and what may have been paid is looked up.
 */
import { ACCOUNTS_MAX, openAccount } from '../account/account';
import { type Book, LATE_LIST_MAX } from '../account/book';
import { holdPull } from '../account/deposit';
import type { JournalRecord } from './records';

export function makeWay(book: Book, record: JournalRecord): void {
  switch (record.kind) {
    case 'account-opened':
      // Others are known by their places, so the missing one keeps its own, without a name.
      while (book.accounts.length < Math.min(record.account, ACCOUNTS_MAX)) {
        book.accounts.push(openAccount('', 'seller'));
      }
      return;
    case 'pull-planned':
      // Its payment is held: all that is missing is the word that it is.
      if (book.pull?.isDeposit === true && book.deposit === undefined) keepHeld(book);
      setAside(book);
      return;
    case 'deposit-due':
    case 'deposit-decided':
    case 'deposit-closed':
      if (book.pull?.planned === record.planned && book.deposit === undefined) keepHeld(book);
      return;
    default:
      return;
  }
}

const keepHeld = (book: Book): void => {
  const { pull, lastSec } = book;
  if (pull !== undefined) holdPull(book, Math.max(pull.plannedAtSec, lastSec));
};

/** Its closing is missing: the node knows whether it was paid, and is asked as of a late one. */
function setAside(book: Book): void {
  const { pull } = book;
  if (pull === undefined) return;
  const { planned, account, hash, reference, amount, plannedAtSec } = pull;
  const closedAtSec = Math.max(plannedAtSec, book.lastSec);
  book.pull = undefined;
  const wasHandedOver = true;
  book.late.push({ planned, account, hash, reference, amount, closedAtSec, wasHandedOver });
  if (book.late.length > LATE_LIST_MAX) book.late.shift();
}
