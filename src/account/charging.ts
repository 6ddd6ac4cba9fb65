/**
 * From register steps to money. A step belongs to the sale that was on when it flowed; what flows
 * with the contactor told to be open is unauthorised: recorded, and charged down to credit 0.
 * Without a clock energy waits unpriced and counts at the tariff's highest price meanwhile.
 */
import type { Movement } from '../metering/meter-verdict';
import type { Command, Now } from '../ports';
import type { BoardState } from '../state';
import { cost } from '../tariff/cost';
import { highestPriceEver, lowestNonNegativePriceRoundedDown } from '../tariff/price';
import type { Tariff } from '../tariff/tariff';
import { epochMs, type MilliWattHours, type MonotonicMs, milliWattHours } from '../units';
import { creditOf } from './account';
import { accountAt } from './book';
import { journal } from './journal';

/** After the contactor was told to open: meter lag, one interval, the coil, one retry. */
const STILL_THE_SALES_MS = 3_500;
/** A checkpoint at latest every 0.5 % of a payment, but not more often than 10 sat. */
const CHECKPOINT_PER_MILLE = 5;
const CHECKPOINT_MILLI_SAT_MIN = 10_000;
const MS_PER_HOUR = 3_600_000;
const STALE_INTERVALS = 3;

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

/**
 * Energy found after a boot: up to what may have flowed since the last checkpoint plus P_max for
 * the stale limit is the sale's, at the lowest price of the gap; the rest is unauthorised. (Not
 * free: without a clock there was no checkpoint, and whoever cuts the power would use it again.)
 */
export function takeGap(state: BoardState, imported: MilliWattHours, to: MonotonicMs): void {
  const { charging, book, config } = state;
  if (imported === 0) return;
  const sale = book.sale;
  if (sale === undefined) {
    book.unauthorised += imported;
    return;
  }
  const silentMs = STALE_INTERVALS * config.meter.intervalMs;
  const price = Math.max(1, lowestPriceEver(config.terms.tariff));
  const sinceCheckpoint = Math.ceil((checkpointMilliSat(state) * 1_000_000) / price);
  const most = sinceCheckpoint + Math.ceil((state.powerMax * silentMs) / MS_PER_HOUR);
  const sold = Math.min(imported, most);
  addPending(state, sale.account, milliWattHours(sold), to, to);
  charging.pendingGap = true;
  if (sold < imported) takeUnauthorised(state, milliWattHours(imported - sold), to);
}

function lowestPriceEver({ knots }: Tariff): number {
  let lowest = Number.MAX_SAFE_INTEGER;
  for (const { price } of knots) if (price < lowest) lowest = price;
  return lowest;
}

/** Prices what is pending, once the clock is known; a price that never changes needs none. */
export function chargePending(state: BoardState, now: Now, commands: Command[]): void {
  const { charging, book } = state;
  const { tariff } = state.config.terms;
  if (charging.pendingImport === 0) return;
  if (now.wall === undefined && tariff.knots.length > 1) return;
  const { pendingAccount, unsavedAccount } = charging;
  if (unsavedAccount !== -1 && unsavedAccount !== pendingAccount) checkpoint(state, now, commands);
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

const checkpointMilliSat = (state: BoardState): number =>
  Math.max(
    CHECKPOINT_MILLI_SAT_MIN,
    Math.floor((state.config.terms.payment.desired * CHECKPOINT_PER_MILLE) / 1_000),
  );

/** True when enough was charged since the last checkpoint, or all that an ended sale will be. */
export function checkpointIsDue(state: BoardState, now: Now): boolean {
  const { book, charging, supply } = state;
  const { unsavedAccount } = charging;
  if (unsavedAccount === -1) return false;
  const isLast = unsavedAccount !== book.sale?.account;
  if (isLast && now.mono >= supply.openedMono + STILL_THE_SALES_MS) return true;
  return Math.abs(charging.sinceCheckpoint) >= checkpointMilliSat(state);
}

/**
 * Writes where the account and the registers stand, if anything was ever read and sold. What is
 * not priced yet is left out of the register, and so found again after a power cut.
 */
export function checkpoint(state: BoardState, now: Now, commands: Command[]): void {
  const { book, charging } = state;
  const { unsavedAccount } = charging;
  const account =
    unsavedAccount === -1 ? (book.sale?.account ?? book.lastSale?.account) : unsavedAccount;
  if (account === undefined || charging.importRegister < 0) return;
  const { charged, carry } = accountAt(book, account);
  journal(book, commands, {
    kind: 'checkpoint',
    account,
    charged,
    carry,
    importRegister: Math.max(0, charging.importRegister - charging.pendingImport),
    exportRegister: charging.exportRegister,
    billed: book.billed,
    unauthorised: book.unauthorised,
    atSec: now.wall === undefined ? book.lastSec : Math.floor(now.wall.epochMs / 1_000),
  });
  charging.sinceCheckpoint = 0;
  charging.unsavedAccount = -1;
}

function addPending(
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
function takeUnauthorised(state: BoardState, energy: MilliWattHours, to: MonotonicMs): void {
  state.book.unauthorised += energy;
  const account = state.book.sale?.account;
  if (account === undefined) return;
  const credit = creditOf(accountAt(state.book, account));
  const highest = Math.max(1, highestPriceEver(state.config.terms.tariff));
  const covered = Math.min(energy, Math.floor((Math.max(0, credit) * 1_000_000) / highest));
  if (covered === 0) return;
  state.book.unauthorised -= covered;
  addPending(state, account, milliWattHours(covered), to, to);
}
