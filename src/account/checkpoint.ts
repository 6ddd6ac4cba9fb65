/** When and what is written of an account that is charged, so that a power cut costs little. */
import { journal } from '../journal/journal';
import type { Charge } from '../journal/records';
import type { Now } from '../ports';
import type { BoardState } from '../state';
import { accountAt } from './book';
import { type Charging, STILL_THE_SALES_MS } from './charging';

/**
 * A checkpoint at latest every one and a quarter payment, and not more often than 10 sat: the
 * closing of each pull is one, so that a steady sale needs no other. (One every 0.5 % would wear
 * 64 KB of flash out in a year.)
 */
const CHECKPOINT_PER_MILLE = 1_250;
const CHECKPOINT_MILLI_SAT_MIN = 10_000;
/** When the price changes while energy flows, or registers begin anew: at most 40 a day each. */
const SELDOM_MS = 2_160_000;

export const checkpointMilliSat = (state: BoardState): number =>
  Math.max(
    CHECKPOINT_MILLI_SAT_MIN,
    Math.floor((state.terms.payment.desired * CHECKPOINT_PER_MILLE) / 1_000),
  );

/** True when another piece of the tariff holds than at the last record. */
function priceChanged({ terms, book }: BoardState, now: Now): boolean {
  const { knots } = terms.tariff;
  if (knots.length === 1 || now.wall === undefined) return false;
  const nowSec = now.wall.epochMs / 1_000;
  return knots.some(({ atSec }) => atSec > book.lastSec && atSec <= nowSec);
}

/** The next boot must know it: at once the first time, and not each time of a meter that flaps. */
const isSeldom = ({ elsewhereMono }: Charging, now: Now): boolean =>
  elsewhereMono === -1 || now.mono - elsewhereMono >= SELDOM_MS;

/** True when enough was charged since the last checkpoint, or all that an ended sale will be. */
export function checkpointIsDue(state: BoardState, now: Now): boolean {
  const { book, charging, supply } = state;
  const { unsavedAccount } = charging;
  if (charging.isElsewhere && isSeldom(charging, now)) return true;
  if (unsavedAccount === -1) return false;
  const isLast = unsavedAccount !== book.sale?.account;
  if (isLast && now.mono >= supply.openedMono + STILL_THE_SALES_MS) return true;
  if (Math.abs(charging.sinceCheckpoint) >= checkpointMilliSat(state)) return true;
  if (now.mono - charging.checkpointMono < SELDOM_MS) return false;
  return priceChanged(state, now);
}

/**
 * Writes where the account and the registers stand, if anything was ever read and sold. What is
 * not priced yet is left out of the register, and so found again after a power cut.
 */
export function checkpoint(state: BoardState, now: Now): void {
  const { book } = state;
  const charge = chargeNow(state, book.sale?.account ?? book.lastSale?.account);
  if (charge === undefined) return;
  const atSec = now.wall === undefined ? book.lastSec : Math.floor(now.wall.epochMs / 1_000);
  journal(state, { kind: 'checkpoint', ...charge, atSec });
  chargeKept(state, now);
}

/**
 * Where the account stands that was charged since the last checkpoint, or else `account`.
 * Undefined when no register was ever read.
 */
export function chargeNow(state: BoardState, account: number | undefined): Charge | undefined {
  const { book, charging } = state;
  const of = charging.unsavedAccount === -1 ? account : charging.unsavedAccount;
  const isRead = charging.importRegister >= 0;
  if (of === undefined || (!isRead && book.importRegister < 0)) return undefined;
  const { charged, carry } = accountAt(book, of);
  const imported = charging.importRegister - charging.pendingImport;
  return {
    account: of,
    charged,
    carry,
    importRegister: isRead ? Math.max(0, imported) : book.importRegister,
    exportRegister: isRead ? charging.exportRegister : book.exportRegister,
    billed: book.billed,
    unauthorised: book.unauthorised,
  };
}

/** The book is restated as it is: so are the registers that go with what was charged. */
export function registersKept(state: BoardState, now: Now): void {
  const { book } = state;
  const charge = chargeNow(state, book.sale?.account ?? book.lastSale?.account);
  if (charge === undefined) return;
  book.importRegister = charge.importRegister;
  book.exportRegister = charge.exportRegister;
  chargeKept(state, now);
}

/** A record with `chargeNow` was made. */
export function chargeKept({ charging }: BoardState, now: Now): void {
  charging.sinceCheckpoint = 0;
  charging.unsavedAccount = -1;
  charging.checkpointMono = now.mono;
  if (!charging.isElsewhere) return;
  charging.isElsewhere = false;
  charging.elsewhereMono = now.mono;
}
