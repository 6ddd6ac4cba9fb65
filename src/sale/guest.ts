/**
 * A guest: who wants to buy and shows no link. The sale has an account of its own that no link and
 * no card names, and is paid by invoices that are shown (`payment/invitation.ts`).
 *
 *   guest-arrived ─▶ waits (meter, clock, journal) ─▶ [sale-started] ─▶ as any other walk-up sale
 *
 * One who never pays is ended by the idle end, which the configuration must have for guests.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { isUnused } from '../account/account';
import { accountAt, isGuest, type OpenSale } from '../account/book';
import { fault } from '../fault';
import { payAhead } from '../payment/deposit';
import { isTapOpen } from '../payment/invited';
import type { Command, Now } from '../ports';
import type { BoardState } from '../state';
import { beginSale, mayBegin } from './beginning';

/** Whoever pressed a button and was not served has gone by then. */
const WAITS_MS = 600_000;
/** Each costs seven records, so that a button that is pressed all day wears flash for 50 years. */
export const GUESTS_PER_HOUR_MAX = 30;
const HOUR_MS = 3_600_000;
/** Of the random bytes: 128 bits. */
const KEY_DIGITS = 32;

export type Guests = {
  /** -1: nobody waits. */
  waitsSinceMono: number;
  /** When the sales of the last hour began. */
  begunMono: number[];
  /** The guest of the sale, or who waits, is asked for no deposit. */
  paysAhead: boolean;
};

export const noGuests = (): Guests => ({ waitsSinceMono: -1, begunMono: [], paysAhead: false });

/** Of one press and of ten the same comes. A link that waits, or a sale, comes before. */
export function takeGuest(
  state: BoardState,
  now: Now,
  paysAhead: boolean,
  commands: Command[],
): void {
  const { guests, terms, book, offer } = state;
  if (!terms.guests) return fault(state, commands, 'guests-not-served');
  const isAgain = guests.waitsSinceMono !== -1 || (book.sale !== undefined && isGuest(book.sale));
  // A sale that only waits for its end makes way.
  if (isAgain && state.ending === undefined) {
    if (paysAhead) payAhead(state, now, commands);
    return;
  }
  if (book.sale !== undefined && state.ending === undefined) {
    return fault(state, commands, 'sale-in-progress');
  }
  if (offer !== undefined) return;
  guests.waitsSinceMono = now.mono;
  guests.paysAhead = paysAhead;
}

/** The cable is out, or somebody shows a link. */
export function leaveGuest({ guests }: BoardState): void {
  guests.waitsSinceMono = -1;
}

/** Begins the sale of a guest who waits, as soon as all it needs is there. */
export function beginGuest(state: BoardState, now: Now, commands: Command[]): void {
  const { guests, book, entropy } = state;
  if (guests.waitsSinceMono === -1) return;
  if (now.mono - guests.waitsSinceMono > WAITS_MS || book.sale !== undefined) {
    return leaveGuest(state);
  }
  const { wall } = now;
  if (!mayBegin(state, now) || wall === undefined || entropy === undefined) return;
  state.entropy = undefined;
  const buyer = guestKey(entropy.secret.slice(0, KEY_DIGITS));
  // A generator that repeats itself would give one guest what another has left.
  if (book.accounts.some((account) => account.buyer === buyer)) {
    return fault(state, commands, 'entropy-repeated');
  }
  leaveGuest(state);
  guests.begunMono = guests.begunMono.filter((begun) => now.mono - begun < HOUR_MS);
  if (guests.begunMono.length >= GUESTS_PER_HOUR_MAX) {
    return fault(state, commands, 'guests-too-many');
  }
  guests.begunMono.push(now.mono);
  beginSale(state, { ...now, wall }, { buyer, standing: false, links: undefined }, commands);
}

/** A guest who has paid nothing makes way for who shows a link: mostly it is the same person. */
export const makesWay = ({ book, pulling }: BoardState, sale: OpenSale): boolean =>
  isGuest(sale) && isUnused(accountAt(book, sale.account)) && !isTapOpen(pulling.tap);

const guestKey = (random: string): string => bytesToHex(sha256(utf8ToBytes(`guest:${random}`)));
