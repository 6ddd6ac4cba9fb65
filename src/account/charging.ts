/**
 * From register steps to money. A step belongs to the sale that was on when it flowed; what flows
 * with the contactor told to be open is unauthorised: recorded, and charged down to credit 0.
 * Without a clock energy waits unpriced and counts at the tariff's highest price meanwhile.
 */

import { journal } from '../journal/journal';
import type { Charge } from '../journal/records';
import type { Movement } from '../metering/meter-verdict';
import type { Now } from '../ports';
import type { BoardState } from '../state';
import { cost } from '../tariff/cost';
import { highestPriceEver, lowestNonNegativePriceRoundedDown } from '../tariff/price';
import { epochMs, type MilliWattHours, type MonotonicMs, milliWattHours } from '../units';
import { creditOf } from './account';
import { accountAt } from './book';

/** After the contactor was told to open: meter lag, one interval, the coil, one retry. */
const STILL_THE_SALES_MS = 3_500;
/**
 * A checkpoint at latest every one and a quarter payment, and not more often than 10 sat: the
 * closing of each pull is one, so that a steady sale needs no other. (One every 0.5 % would wear
 * 64 KB of flash out in a year.)
 */
const CHECKPOINT_PER_MILLE = 1_250;
const CHECKPOINT_MILLI_SAT_MIN = 10_000;
/** When the price changes while energy flows, but at most 40 a day. */
const PRICE_CHECKPOINT_MS = 2_160_000;
const MS_PER_HOUR = 3_600_000;

/** Energy in mWh. All but the registers starts anew at boot. */
export type Charging = {
  /** Steps that wait for the clock; their span on `mono`, and whether a boot lies inside. */
  pendingImport: number;
  pendingFromMono: number;
  pendingToMono: number;
  pendingGap: boolean;
  /** Account that pays for what is pending. */
  pendingAccount: number;
  /** Account whose sale was on when the contactor was last told to be closed; -1 since boot. */
  soldTo: number;
  /** Charged in mSat since the last checkpoint, and to whom; -1 when nothing was. */
  sinceCheckpoint: number;
  unsavedAccount: number;
  /** When the last record said where the account stands. */
  checkpointMono: number;
  /** Registers as last accepted; -1 before the first reading. */
  importRegister: number;
  exportRegister: number;
  /** Taken in by export since boot. */
  exported: number;
};

export const noCharging = (): Charging => ({
  pendingImport: 0,
  pendingFromMono: 0,
  pendingToMono: 0,
  pendingGap: false,
  pendingAccount: -1,
  soldTo: -1,
  sinceCheckpoint: 0,
  unsavedAccount: -1,
  checkpointMono: 0,
  importRegister: -1,
  exportRegister: -1,
  exported: 0,
});

/** Takes in the register steps of one good reading. */
export function takeSteps(state: BoardState, moved: Movement): void {
  const { charging, book, supply } = state;
  const { importDelta: imported, importFromMono: from, toMono: to } = moved;
  charging.exported += moved.exportDelta;
  const { openedMono } = supply;
  // While it is open, what lags behind is still of the buyer for whom it was closed.
  if (openedMono === -1 && book.sale !== undefined) charging.soldTo = book.sale.account;
  if (imported === 0) return;
  const lagMs = openedMono === -1 ? to - from : openedMono + STILL_THE_SALES_MS - from;
  const sold = charging.soldTo === -1 ? 0 : Math.min(imported, mostSold(state, imported, lagMs));
  if (sold > 0) addPending(state, charging.soldTo, milliWattHours(sold), from, to);
  if (sold < imported) takeUnauthorised(state, milliWattHours(imported - sold), to);
}

/** Of a step that began `lagMs` before the sale’s part ended; it may show late by a quantum. */
function mostSold({ supply, metering }: BoardState, imported: number, lagMs: number): number {
  if (supply.openedMono === -1) return imported;
  if (lagMs <= 0) return 0;
  const { powerMax } = metering.limits;
  return Math.ceil((powerMax * lagMs) / MS_PER_HOUR) + metering.import.quantum;
}

/** Prices what is pending, once the clock is known; a price that never changes needs none. */
export function chargePending(state: BoardState, now: Now): void {
  const { charging, book } = state;
  const { tariff } = state.config.terms;
  if (charging.pendingImport === 0) return;
  if (now.wall === undefined && tariff.knots.length > 1) return;
  const { pendingAccount, unsavedAccount } = charging;
  if (unsavedAccount !== -1 && unsavedAccount !== pendingAccount) checkpoint(state, now);
  charging.unsavedAccount = pendingAccount;
  const account = accountAt(book, pendingAccount);
  const nowMs = now.wall?.epochMs ?? book.lastSec * 1_000;
  const toMs = epochMs(Math.max(0, nowMs - (now.mono - charging.pendingToMono)));
  const charged = charging.pendingGap
    ? gapCost(state, charging.pendingImport, account.carry, toMs)
    : cost(tariff, {
        energy: milliWattHours(charging.pendingImport),
        fromMs: epochMs(Math.max(0, nowMs - (now.mono - charging.pendingFromMono))),
        toMs,
        carryMicroMilliSat: account.carry,
      });
  account.charged += charged.cost;
  account.carry = charged.carryMicroMilliSat;
  book.billed += charging.pendingImport;
  charging.sinceCheckpoint += charged.cost;
  charging.pendingImport = 0;
  charging.pendingGap = false;
}

export const checkpointMilliSat = (state: BoardState): number =>
  Math.max(
    CHECKPOINT_MILLI_SAT_MIN,
    Math.floor((state.config.terms.payment.desired * CHECKPOINT_PER_MILLE) / 1_000),
  );

/** True when another piece of the tariff holds than at the last record. */
function priceChanged({ config, book }: BoardState, now: Now): boolean {
  const { knots } = config.terms.tariff;
  if (knots.length === 1 || now.wall === undefined) return false;
  const nowSec = now.wall.epochMs / 1_000;
  return knots.some(({ atSec }) => atSec > book.lastSec && atSec <= nowSec);
}

/** True when enough was charged since the last checkpoint, or all that an ended sale will be. */
export function checkpointIsDue(state: BoardState, now: Now): boolean {
  const { book, charging, supply } = state;
  const { unsavedAccount } = charging;
  if (unsavedAccount === -1) return false;
  const isLast = unsavedAccount !== book.sale?.account;
  if (isLast && now.mono >= supply.openedMono + STILL_THE_SALES_MS) return true;
  if (Math.abs(charging.sinceCheckpoint) >= checkpointMilliSat(state)) return true;
  if (now.mono - charging.checkpointMono < PRICE_CHECKPOINT_MS) return false;
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
}

export function addPending(
  { charging, book }: BoardState,
  account: number,
  energy: MilliWattHours,
  from: MonotonicMs,
  to: MonotonicMs,
): void {
  if (charging.pendingImport === 0) charging.pendingFromMono = from;
  else if (charging.pendingAccount !== account) {
    // Two buyers' energy without a clock: the second's is shown, never put on the first's account.
    book.unauthorised += energy;
    return;
  }
  charging.pendingImport += energy;
  charging.pendingToMono = to;
  charging.pendingAccount = account;
}

/** At the lowest price of the gap that is not negative. */
function gapCost(state: BoardState, energy: number, carry: number, toMs: number) {
  const { tariff } = state.config.terms;
  const fromMs = epochMs(Math.min(state.book.lastSec * 1_000, toMs));
  const price = lowestNonNegativePriceRoundedDown(tariff, fromMs, epochMs(toMs));
  const flat = { shape: 'steps', knots: [{ atSec: 0, price }] } as const;
  const at = epochMs(toMs);
  const energyGap = milliWattHours(energy);
  return cost(flat, { energy: energyGap, fromMs: at, toMs: at, carryMicroMilliSat: carry });
}

/** Charged only to a sale that is on, and only while there is credit: never a debt. */
export function takeUnauthorised(state: BoardState, energy: MilliWattHours, to: MonotonicMs): void {
  state.book.unauthorised += energy;
  const account = state.book.sale?.account;
  if (account === undefined) return;
  const highest = Math.max(1, highestPriceEver(state.config.terms.tariff));
  const credit = Math.max(0, creditOf(accountAt(state.book, account)));
  // What is not priced yet has its part of the credit already.
  const covers = Math.floor((credit * 1_000_000) / highest) - state.charging.pendingImport;
  const covered = Math.min(energy, Math.max(0, covers));
  if (covered === 0) return;
  state.book.unauthorised -= covered;
  addPending(state, account, milliWattHours(covered), to, to);
}
