/**
 * The deposit in the book: what each record of it changes. It counts as credit from when it is held
 * until it is taken (then it is paid) or is to be given back.
 *
 *   [held] ──sale ends──▶ [due] ──what was used is paid──▶ [canceling] ─▶ closed, void
 *     │                     └─────── it is not paid ──────▶ [settling] ──▶ closed, settled
 *     └──────────────── held for too long ─────────────────────▲
 */
import type { Closing, JournalRecord } from '../journal/records';
import { accountAt, type Book, keepCredited, type OpenPull, wasCredited } from './book';

type OfDeposit = JournalRecord & {
  readonly kind:
    | 'pull-is-deposit'
    | 'deposit-held'
    | 'deposit-due'
    | 'deposit-decided'
    | 'deposit-closed';
};

export function contradictsDeposit(book: Book, record: OfDeposit): boolean {
  const { pull, deposit } = book;
  switch (record.kind) {
    case 'pull-is-deposit':
      return pull?.planned !== record.planned || deposit !== undefined;
    case 'deposit-held':
      return pull?.planned !== record.planned || !pull.isDeposit || deposit !== undefined;
    case 'deposit-due':
    case 'deposit-decided':
      return deposit?.planned !== record.planned;
    case 'deposit-closed':
      if (deposit?.planned !== record.planned) return true;
      return record.outcome === 'settled' && wasCredited(book, deposit.hash);
  }
}

export function applyDeposit(book: Book, record: OfDeposit): void {
  const { deposit } = book;
  switch (record.kind) {
    case 'pull-is-deposit':
      if (book.pull !== undefined) book.pull.isDeposit = true;
      return;
    case 'deposit-held':
      return holdPull(book, record.heldAtSec);
    case 'deposit-due':
      if (deposit === undefined) return;
      deposit.stage = 'due';
      deposit.reason = record.reason;
      deposit.dueAtSec = record.dueAtSec;
      return;
    case 'deposit-decided':
      return decide(book, record.settles);
    case 'deposit-closed':
      return closeDeposit(book, record);
  }
}

/** When it happened, in seconds since 1970; 0 where the record does not say. */
export function timeOf(record: OfDeposit): number {
  switch (record.kind) {
    case 'deposit-held':
      return record.heldAtSec;
    case 'deposit-due':
      return record.dueAtSec;
    case 'deposit-closed':
      return record.closedAtSec;
    case 'pull-is-deposit':
    case 'deposit-decided':
      return 0;
  }
}

/** The open pull is closed by it: nobody can pay it any more. */
export function holdPull(book: Book, heldAtSec: number): void {
  if (book.pull === undefined) return;
  const { planned, account, id, preimage, hash, amount } = book.pull;
  const named = { planned, account, id, preimage, hash, amount, heldAtSec };
  book.deposit = { ...named, stage: 'held', reason: 'none', dueAtSec: 0, finalPull: 0 };
  book.pull = undefined;
  countHeld(book);
}

/** What is to be given back buys nothing any more. */
export function countHeld(book: Book): void {
  const { deposit } = book;
  if (deposit === undefined) return;
  accountAt(book, deposit.account).held = deposit.stage === 'canceling' ? 0 : deposit.amount;
}

/** A pull planned while the deposit is due asks for what was used. */
export function planFinal({ deposit, pull }: Book): void {
  if (deposit?.stage !== 'due' || pull?.account !== deposit.account) return;
  deposit.finalPull = pull.planned;
}

/**
 * Paid: the deposit goes back. Paid less: the rest is asked for. Shown and not paid: it is taken.
 * Shown to nobody: again.
 */
export function closeFinal(book: Book, pull: OpenPull, isSettled: boolean, received: number): void {
  const { deposit } = book;
  if (deposit?.finalPull !== pull.planned || deposit.stage !== 'due') return;
  deposit.finalPull = 0;
  const wasShown = pull.expiresAtSec !== 0;
  if (isSettled ? received >= pull.amount : wasShown) decide(book, !isSettled);
}

function decide(book: Book, settles: boolean): void {
  if (book.deposit === undefined) return;
  book.deposit.stage = settles ? 'settling' : 'canceling';
  countHeld(book);
}

function closeDeposit(book: Book, { outcome, received }: Closing): void {
  const { deposit } = book;
  if (deposit === undefined) return;
  const account = accountAt(book, deposit.account);
  account.held = 0;
  book.deposit = undefined;
  book.pulls[outcome]++;
  if (outcome !== 'settled') return;
  account.paid += received;
  keepCredited(book, deposit.hash);
}
