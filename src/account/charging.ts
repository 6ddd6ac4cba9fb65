/**
 * From register steps to what somebody owes. A step belongs to the sale that was on when it flowed;
 * what flows with the contactor told to be open is the present sale's as far as its credit covers
 * it. Without a clock energy waits unpriced, and counts at the tariff's highest price meanwhile.
 */

import type { Movement } from '../metering/meter-verdict';
import { FLOW_PER_MILLI_WATT_HOUR } from '../metering/register';
import type { Now } from '../ports';
import type { Supply } from '../sale/supply';
import type { BoardState } from '../state';
import { priceAtRoundedDown } from '../tariff/price';
import { epochMs, type MilliWattHours, type MonotonicMs, milliWattHours } from '../units';
import { chargePending } from './pricing';

/** After the contactor was told to open: meter lag, one interval, the coil, one retry. */
export const STILL_THE_SALES_MS = 3_500;
const MS_PER_HOUR = 3_600_000;

/** A step in so many parts or more: an account's are priced together. */
const TAILS_MAX = 16;

/** Of an account, in mWh, and when it flowed: while the contactor was closed once. */
export type Tail = {
  readonly account: number;
  readonly fromMono: MonotonicMs;
  energy: number;
  toMono: MonotonicMs;
};

/** Energy in mWh. All but the registers starts anew at boot. */
export type Charging = {
  /** Steps that wait for the clock; their span on `mono`, and how much is of a gap before it. */
  pendingImport: number;
  pendingFromMono: number;
  pendingToMono: number;
  pendingGap: number;
  /** Some of it flowed with the contactor open: what no credit covers is nobody's. */
  pendingIsCapped: boolean;
  /** Account that pays for what is pending. */
  pendingAccount: number;
  /** Account whose sale was on when the contactor was last told to be closed; -1 since boot. */
  soldTo: number;
  /** What each account used, as was seen, of the step that the register still owes. */
  tails: Tail[];
  /** Charged in mSat since the last checkpoint, and to whom; -1 when nothing was. */
  sinceCheckpoint: number;
  unsavedAccount: number;
  /** When the last record said where the account stands. */
  checkpointMono: number;
  /** The register goes on from elsewhere, which no record says yet; when one last did, or -1. */
  isElsewhere: boolean;
  elsewhereMono: number;
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
  pendingGap: 0,
  pendingIsCapped: false,
  pendingAccount: -1,
  soldTo: -1,
  tails: [],
  sinceCheckpoint: 0,
  unsavedAccount: -1,
  checkpointMono: 0,
  isElsewhere: false,
  elsewhereMono: -1,
  importRegister: -1,
  exportRegister: -1,
  exported: 0,
});

/** The contactor is closed: what flows is sold to the present buyer. */
export function soldToSale(state: BoardState): void {
  const { sale } = state.book;
  if (sale !== undefined) state.charging.soldTo = sale.account;
}

/** Takes in the register steps of one good reading. */
export function takeSteps(state: BoardState, now: Now, moved: Movement): void {
  const { charging, supply } = state;
  const { importDelta, importFromMono, toMono: to } = moved;
  charging.exported += moved.exportDelta;
  const { openedMono, closedMono } = supply;
  // While it is open, what lags behind is still of the buyer for whom it was closed.
  if (openedMono === -1) soldToSale(state);
  if (openedMono === -1 && importFromMono >= closedMono && charging.tails.length === 0) {
    // The common case, several times a minute: closed, and nobody's before.
    if (importDelta > 0) addPending(state, charging.soldTo, importDelta, importFromMono, to);
    return;
  }
  const from = soldFrom(supply, importFromMono);
  const fromMono = othersTo(charging, from);
  const imported = milliWattHours(importDelta - takeTails(state, now, importDelta));
  if (openedMono !== -1 && to <= openedMono + STILL_THE_SALES_MS) keepTail(state, to);
  if (imported === 0) return;
  const lagMs = openedMono === -1 ? to - from : openedMono + STILL_THE_SALES_MS - from;
  const sold = charging.soldTo === -1 ? 0 : Math.min(imported, mostSold(state, imported, lagMs));
  if (sold > 0) {
    addPending(state, charging.soldTo, milliWattHours(sold), fromMono, to);
    if (openedMono !== -1) charging.pendingIsCapped = true;
  }
  const rest = milliWattHours(imported - sold);
  if (rest === 0) return;
  // Nobody is paid for what was not sold.
  if (mayBeNegative(state, now, to)) state.book.unauthorised += rest;
  else takeUnauthorised(state, rest, to);
}

/** The price at an instant; without a clock, any that the tariff knows. */
function mayBeNegative({ terms }: BoardState, now: Now, atMono: MonotonicMs): boolean {
  const { tariff } = terms;
  if (now.wall === undefined) return tariff.knots.some(({ price }) => price < 0);
  const atMs = epochMs(Math.max(0, now.wall.epochMs - (now.mono - atMono)));
  return priceAtRoundedDown(tariff, atMs) < 0;
}

/**
 * Just opened: what was seen to flow of the step, whoever is sold to next has not used. What is
 * only assumed of it was nobody's: a step that the register shows later must pay for it.
 */
export function keepTail({ charging, metering, supply }: BoardState, mono: MonotonicMs): void {
  const { tails, soldTo } = charging;
  if (soldTo === -1) return;
  // The next reading may be long in coming, and somebody else's.
  const sinceMs = Math.min(Math.max(mono - metering.lastMono, 0), metering.limits.intervalMs);
  const { seenFlow, quantum } = metering.import;
  const flow = seenFlow + 2 * Math.max(metering.power, 0) * sinceMs;
  let energy = Math.min(quantum, Math.floor(flow / FLOW_PER_MILLI_WATT_HOUR));
  const fromMono = othersTo(charging, soldFrom(supply, metering.import.changedMono));
  let own: Tail | undefined;
  for (let i = 0; i < tails.length; i++) {
    const tail = tails[i]!;
    const isOfThisTime = tail.fromMono >= supply.closedMono || tails.length >= TAILS_MAX;
    if (tail.account === soldTo && isOfThisTime) {
      if (own !== undefined) energy -= own.energy;
      own = tail;
    } else energy -= tail.energy;
  }
  energy = Math.max(0, energy);
  if (own !== undefined) {
    own.energy = energy;
    own.toMono = mono;
  } else if (energy > 0) tails.push({ account: soldTo, fromMono, energy, toMono: mono });
}

/**
 * Since when a step may have flowed to whoever is sold to. Before the contactor was closed nothing
 * was: a step that spans a day without a load is not priced over that day.
 */
export const soldFrom = (supply: Supply, changedMono: MonotonicMs): MonotonicMs =>
  changedMono >= supply.closedMono ? changedMono : (supply.closedMono as MonotonicMs);

/** When the last part of the step was over that somebody else is known to have used. */
function othersTo({ tails, soldTo }: Charging, changedMono: MonotonicMs): MonotonicMs {
  let last = changedMono;
  for (let i = 0; i < tails.length; i++) {
    const { account, toMono } = tails[i]!;
    if (account !== soldTo && toMono > last) last = toMono;
  }
  return last;
}

/** Of a step that began under other buyers, their parts come first, at the price of their time. */
function takeTails(state: BoardState, now: Now, importDelta: number): number {
  const { charging } = state;
  const { tails } = charging;
  let taken = 0;
  while (tails.length > 0 && taken < importDelta) {
    const { account, energy, fromMono, toMono } = tails[0]!;
    const part = Math.min(energy, importDelta - taken);
    if (part < energy) tails[0]!.energy -= part;
    else tails.shift();
    taken += part;
    chargePending(state, now);
    addPending(state, account, milliWattHours(part), fromMono, toMono);
    charging.pendingIsCapped = true;
    // A record between two parts says how far the register was charged.
    charging.importRegister += part;
  }
  if (taken > 0) chargePending(state, now);
  return taken;
}

/** Of a step that began `lagMs` before the sale’s part ended; it may show late by a quantum. */
function mostSold({ supply, metering }: BoardState, imported: number, lagMs: number): number {
  if (supply.openedMono === -1) return imported;
  if (lagMs <= 0) return 0;
  const { powerMax } = metering.limits;
  return Math.ceil((powerMax * lagMs) / MS_PER_HOUR) + metering.import.quantum;
}

export function addPending(
  state: BoardState,
  account: number,
  energy: MilliWattHours,
  from: MonotonicMs,
  to: MonotonicMs,
): void {
  const { charging } = state;
  if (charging.pendingImport === 0) charging.pendingFromMono = from;
  else if (charging.pendingAccount !== account) {
    // Two buyers' energy without a clock: the second's is shown, never put on the first's account.
    state.book.unauthorised += energy;
    return;
  }
  charging.pendingImport += energy;
  charging.pendingToMono = to;
  charging.pendingAccount = account;
}

/** Charged only to a sale that is on, and only while there is credit. */
function takeUnauthorised(state: BoardState, energy: MilliWattHours, to: MonotonicMs): void {
  const { charging, book } = state;
  if (book.sale === undefined) book.unauthorised += energy;
  else {
    addPending(state, book.sale.account, energy, to, to);
    charging.pendingIsCapped = true;
  }
}

/**
 * Energy found after a boot: the register tells how much, and nobody saw when it flowed. It is the
 * sale's at the lowest price of the gap, as far as the credit covers it: with more the contactor
 * would have been open. (All that the credit covers, because without a clock there is no
 * checkpoint, and whoever cuts the power would use it again.)
 */
export function takeGap(state: BoardState, imported: MilliWattHours, to: MonotonicMs): void {
  if (imported === 0) return;
  takeUnauthorised(state, imported, to);
  state.charging.pendingGap = state.charging.pendingImport;
}
