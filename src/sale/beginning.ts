/** The records that a sale begins with, and what of the sale before they close. */
import { ACCOUNTS_MAX } from '../account/account';
import { isFree } from '../account/book';
import { checkpoint } from '../account/checkpoint';
import { chargePending } from '../account/pricing';
import { fault } from '../fault';
import { journal } from '../journal/journal';
import { newLinks } from '../payment/links';
import { expectBuyer } from '../payment/runway';
import type { Command, Now, Secret, WallClock } from '../ports';
import { fingerprint, secret } from '../secret';
import type { BoardState } from '../state';

const MS_PER_DAY = 86_400_000;

export type Beginning = {
  /** 64 hex digits. */
  readonly buyer: string;
  readonly standing: boolean;
  /** As the journal keeps them; undefined: a guest, who shows none. */
  readonly links: { readonly first: Secret; readonly joined: Secret } | undefined;
};

export const nowSec = (state: BoardState, now: Now): number =>
  now.wall === undefined ? state.book.lastSec : Math.floor(now.wall.epochMs / 1_000);

/**
 * The journal has its epoch, the meter was read, the time is known (terms run by it), and nothing
 * is latched.
 */
export function mayBegin({ book, serial, charging }: BoardState, now: Now): boolean {
  if (book.epoch === '' || serial === '' || charging.importRegister < 0) return false;
  return now.wall !== undefined && book.latch === undefined;
}

/** Of a board that may begin, and sells to nobody. */
export function beginSale(
  state: BoardState,
  now: Now & { readonly wall: WallClock },
  { buyer, standing, links }: Beginning,
  commands: Command[],
): void {
  const { book, charging } = state;
  const known = book.accounts.findIndex((account) => account.buyer === buyer);
  const account = known === -1 ? freeAccount(state) : known;
  if (account === -1) return fault(state, commands, 'accounts-full');
  // What the last buyer's meter still showed after the end is written before the new registers.
  chargePending(state, now);
  if (book.importRegister !== charging.importRegister) checkpoint(state, now);
  if (known === -1) {
    journal(state, { kind: 'account-opened', account, buyer, role: 'seller' });
  }
  journal(state, {
    kind: 'sale-started',
    account,
    standing,
    startedAtSec: nowSec(state, now),
    serial: book.serial === '' ? state.serial : book.serial,
    importRegister: charging.importRegister,
    exportRegister: charging.exportRegister,
    link: links?.joined ?? secret(''),
  });
  // A guest comes back under another key as often as there is a button to press.
  if (links !== undefined) grantAllowance(state, account, now.wall.epochMs);
  state.termsEnded = false;
  state.idleSinceMono = -1;
  newLinks(state.pulling);
  state.supply.wasShort = false;
  expectBuyer(state, account, known === -1);
  const link = links === undefined ? 'none' : fingerprint(links.first);
  const fields = { buyer: buyer.slice(0, 8), link };
  commands.push({ kind: 'log', event: { area: 'sale', what: 'started', fields } });
}

/** The owner's own money, so that a new buyer need not wait: so much a sale, so much a day. */
function grantAllowance(state: BoardState, account: number, epochMs: number): void {
  const { book, terms } = state;
  const { allowance, allowancePerDay } = terms;
  const day = Math.floor(epochMs / MS_PER_DAY);
  const today = day === book.grantedDay ? book.grantedToday : 0;
  const amount = Math.min(allowance, allowancePerDay - today);
  if (amount > 0) journal(state, { kind: 'allowance-granted', account, amount, day });
}

/** The next place, or one whose buyer never paid: or else strangers could fill them all. */
function freeAccount({ book }: BoardState): number {
  if (book.accounts.length < ACCOUNTS_MAX) return book.accounts.length;
  return book.accounts.findIndex((_, index) => isFree(book, index));
}
