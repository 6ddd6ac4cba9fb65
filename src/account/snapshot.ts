/**
 * The book restated: as many records as it takes to rebuild it from nothing, so that every sector
 * before them may go; and how they rebuild it.
 */
import type { JournalRecord } from '../journal/records';
import { unreachable } from '../result';
import { type Account, openAccount } from './account';
import { type Book, CREDITED_DIGITS, emptyBook, hashOfPreimage, keepCredited } from './book';
import { countHeld } from './deposit';
import { applyPeriod, restatedPeriod } from './period';

type Restating = JournalRecord & { readonly kind: `snapshot-${string}` };

/** Of credited hashes, that go into one record. */
const GROUPS_PER_RECORD = 4;

export const isRestating = (record: JournalRecord): record is Restating =>
  record.kind.startsWith('snapshot-');

export function snapshotOf(book: Book): JournalRecord[] {
  const { accounts, sale, lastSale, pull, deposit, late, credited } = book;
  const records: JournalRecord[] = [began(book)];
  for (let i = 0; i < accounts.length; i++) records.push(accountRecord(accounts[i]!, i));
  if (sale !== undefined) records.push({ kind: 'snapshot-sale', ...sale });
  if (lastSale !== undefined) records.push({ kind: 'snapshot-last-sale', ...lastSale });
  if (pull !== undefined) {
    const { hash, reference, isDeposit, ...fields } = pull;
    records.push({ kind: 'snapshot-pull', ...fields });
    const isChosen = hash !== hashOfPreimage(pull.preimage);
    if (isChosen) records.push({ kind: 'snapshot-pull-as', hash, reference });
    if (isDeposit) records.push({ kind: 'snapshot-pull-is-deposit' });
  }
  if (deposit !== undefined) {
    const { hash: _, ...fields } = deposit;
    records.push({ kind: 'snapshot-deposit', ...fields });
  }
  records.push(...restatedPeriod(book));
  for (let i = 0; i < late.length; i++) {
    const { reference, ...fields } = late[i]!;
    records.push({ kind: 'snapshot-late', ...fields });
    const { planned } = fields;
    if (reference !== '') records.push({ kind: 'snapshot-late-as', planned, reference });
  }
  for (let from = 0; from < credited.length; from += GROUPS_PER_RECORD) {
    const hashes = credited.slice(from, from + GROUPS_PER_RECORD).join('');
    records.push({ kind: 'snapshot-credited', hashes });
  }
  records.push({ kind: 'snapshot-ended' });
  return records;
}

function began(book: Book): JournalRecord {
  const { epoch, hardware, boots, mustForget, grantedToday, grantedDay, serial, pulls } = book;
  const { importRegister, exportRegister, billed, unauthorised, latch, lastSec } = book;
  return {
    kind: 'snapshot-began',
    epoch,
    hardware,
    boots,
    mustForget,
    grantedToday,
    grantedDay,
    serial,
    importRegister,
    exportRegister,
    billed,
    unauthorised,
    latch: latch ?? 'none',
    ...pulls,
    lastSec,
  };
}

function accountRecord(account: Account, index: number): JournalRecord {
  // What is held is restated with the deposit.
  const { held: _, ...fields } = account;
  return { kind: 'snapshot-account', account: index, ...fields };
}

/** Into an empty book, in the order of `snapshotOf`. */
export function restate(book: Book, record: Restating): void {
  switch (record.kind) {
    case 'snapshot-began': {
      const { kind: _, latch, settled, void: voided, lapsed, late, ...fields } = record;
      const { sequence } = book;
      Object.assign(book, emptyBook(), fields, { sequence });
      book.latch = latch === 'none' ? undefined : latch;
      book.pulls = { settled, void: voided, lapsed, late };
      return;
    }
    case 'snapshot-account': {
      const { kind: _, account, ...fields } = record;
      // Only damage leaves one out: its place stays, since others are known by theirs.
      while (book.accounts.length < account) book.accounts.push(openAccount('', 'seller'));
      book.accounts[account] = { ...fields, held: 0 };
      return;
    }
    case 'snapshot-sale': {
      const { kind: _, ...sale } = record;
      book.sale = sale;
      return;
    }
    case 'snapshot-last-sale': {
      const { kind: _, ...lastSale } = record;
      book.lastSale = lastSale;
      return;
    }
    case 'snapshot-pull': {
      const { kind: _, ...pull } = record;
      book.pull = { ...pull, hash: hashOfPreimage(pull.preimage), reference: '', isDeposit: false };
      return;
    }
    case 'snapshot-pull-as':
      if (book.pull === undefined) return;
      book.pull.hash = record.hash;
      book.pull.reference = record.reference;
      return;
    case 'snapshot-pull-is-deposit':
      if (book.pull !== undefined) book.pull.isDeposit = true;
      return;
    case 'snapshot-deposit': {
      const { kind: _, ...deposit } = record;
      book.deposit = { ...deposit, hash: hashOfPreimage(deposit.preimage) };
      countHeld(book);
      return;
    }
    case 'snapshot-terms':
      return applyPeriod(book, record);
    case 'snapshot-late': {
      const { kind: _, ...late } = record;
      book.late.push({ ...late, reference: '' });
      return;
    }
    case 'snapshot-late-as': {
      const late = book.late.find((each) => each.planned === record.planned);
      if (late !== undefined) late.reference = record.reference;
      return;
    }
    case 'snapshot-credited':
      for (let at = 0; at < record.hashes.length; at += CREDITED_DIGITS) {
        keepCredited(book, record.hashes.slice(at, at + CREDITED_DIGITS));
      }
      return;
    case 'snapshot-ended':
      return;
    default:
      return unreachable(record);
  }
}
