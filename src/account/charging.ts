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
  /** Charged in mSat since the last checkpoint. */
  sinceCheckpoint: number;
  /** Registers as last accepted; -1 before the first reading. */
  importRegister: number;
  exportRegister: number;
  /** Since the journal was formatted: sold, and taken in by export. */
  exported: number;
};

export const noCharging = (): Charging => ({
  pendingImport: 0,
  pendingFromMono: 0,
  pendingToMono: 0,
  pendingGap: false,
  pendingAccount: -1,
  sinceCheckpoint: 0,
  importRegister: -1,
  exportRegister: -1,
  exported: 0,
});

/** Takes in the register steps of one good reading. */
export function takeSteps(state: BoardState, moved: Movement): void {
  const { charging, book, supply } = state;
  const { importDelta: imported, importFromMono: from, toMono: to } = moved;
  charging.exported += moved.exportDelta;
  if (imported === 0) return;
  const told = supply.openedMono;
  const authorised = told === -1 || from < told + STILL_THE_SALES_MS;
  const account = book.sale?.account ?? book.lastSale?.account ?? -1;
  if (account === -1) book.unauthorised += imported;
  else if (authorised) addPending(charging, account, imported, from, to);
  else takeUnauthorised(state, account, imported, to);
}

/**
 * Energy found after a boot: up to what may have flowed since the last checkpoint plus P_max for
 * the stale limit is the sale's, at the lowest price of the gap; the rest is unauthorised.
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
  const price = Math.max(1, config.terms.tariff.knots[0]?.price ?? 1);
  const sinceCheckpoint = Math.ceil((checkpointMilliSat(state) * 1_000_000) / price);
  const most = sinceCheckpoint + Math.ceil((state.powerMax * silentMs) / MS_PER_HOUR);
  const sold = Math.min(imported, most);
  book.unauthorised += imported - sold;
  addPending(charging, sale.account, milliWattHours(sold), to, to);
  charging.pendingGap = true;
}

/** Prices what is pending, once the clock is known. Returns true when an account changed. */
export function chargePending(state: BoardState, now: Now): boolean {
  const { charging, book } = state;
  if (charging.pendingImport === 0 || now.wall === undefined) return false;
  const account = accountAt(book, charging.pendingAccount);
  const nowMs = now.wall.epochMs;
  const toMs = epochMs(Math.max(0, nowMs - (now.mono - charging.pendingToMono)));
  const { tariff } = state.config.terms;
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
  return true;
}

const checkpointMilliSat = (state: BoardState): number =>
  Math.max(
    CHECKPOINT_MILLI_SAT_MIN,
    Math.floor((state.config.terms.payment.desired * CHECKPOINT_PER_MILLE) / 1_000),
  );

/** True when enough was charged since the last checkpoint to write another. */
export const checkpointIsDue = (state: BoardState): boolean =>
  Math.abs(state.charging.sinceCheckpoint) >= checkpointMilliSat(state);

/** Writes where the account and the registers stand, if anything was ever read and sold. */
export function checkpoint(state: BoardState, now: Now, commands: Command[]): void {
  const { book, charging } = state;
  const account = book.sale?.account ?? book.lastSale?.account;
  if (account === undefined || charging.importRegister < 0) return;
  const { charged, carry } = accountAt(book, account);
  journal(book, commands, {
    kind: 'checkpoint',
    account,
    charged,
    carry,
    importRegister: charging.importRegister,
    exportRegister: charging.exportRegister,
    billed: book.billed,
    unauthorised: book.unauthorised,
    atSec: now.wall === undefined ? book.lastSec : Math.floor(now.wall.epochMs / 1_000),
  });
  charging.sinceCheckpoint = 0;
}

function addPending(
  charging: Charging,
  account: number,
  energy: MilliWattHours,
  from: MonotonicMs,
  to: MonotonicMs,
): void {
  if (charging.pendingImport === 0) charging.pendingFromMono = from;
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

/** Charged only while there is credit: never pulled for, never a debt. */
function takeUnauthorised(
  state: BoardState,
  account: number,
  energy: MilliWattHours,
  to: MonotonicMs,
): void {
  state.book.unauthorised += energy;
  const credit = creditOf(accountAt(state.book, account));
  const highest = Math.max(1, highestPriceEver(state.config.terms.tariff));
  const covered = Math.min(energy, Math.floor((Math.max(0, credit) * 1_000_000) / highest));
  if (covered === 0) return;
  state.book.unauthorised -= covered;
  addPending(state.charging, account, milliWattHours(covered), to, to);
}
