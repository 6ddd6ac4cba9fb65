/**
 * Credit that must never be sold, because it pays for what flows until an end is noticed and the
 * contactor is off (design rule 6), and what the open estimate has used already.
 */
import { type Account, creditOf } from '../account/account';
import { accountAt } from '../account/book';
import { soldFrom } from '../account/charging';
import type { BoardConfig } from '../config/board-config';
import { estimateImport } from '../metering/estimate';
import type { Now } from '../ports';
import type { BoardState } from '../state';
import { highestPriceEver, highestPriceRoundedUp } from '../tariff/price';
import { epochMs, type MilliWatts } from '../units';

/** A sample may be tried three times: time-out and turnaround at the slowest line. */
const RETRY_MS = 1_500;
/** Deciding waits for the next tick at most. */
const DECISION_MS = 1_000;
/** A coil lets go within 200 ms. */
const CONTACTOR_MS = 200;
/** A meter shows power and registers up to this late. */
const METER_LAG_MS = 1_000;
const STALE_INTERVALS = 3;
const MS_PER_HOUR = 3_600_000;
/** mW x ms x mSat/kWh per mSat: 3.6e6 of the hour, 1e6 mW per kW. */
const MICRO_PER_MILLI_SAT = 1_000_000;
/** With any credit still a safe integer, in mSat. */
const COST_MAX = 2 ** 51;

/** From the instant the credit ends to the coil off, at worst. */
export function noticeMs({ meter, supply }: BoardConfig): number {
  return (
    STALE_INTERVALS * meter.intervalMs +
    METER_LAG_MS +
    RETRY_MS +
    DECISION_MS +
    supply.windDownMs +
    CONTACTOR_MS
  );
}

/** The highest price that can hold while it is noticed; the tariff's highest without a clock. */
export function priceAhead(state: BoardState, now: Now): number {
  const { tariff, nextTariff } = state.terms;
  const { knots } = tariff;
  // The common case, and asked several times a reading.
  if (knots.length === 1 && nextTariff === undefined) return Math.max(0, knots[0]!.price);
  const own = highestPrice(state, now, now.mono, now.mono + noticeMs(state.config));
  return nextTariff === undefined ? own : Math.max(own, highestPriceEver(nextTariff));
}

/** What `amount` buys at `price`, in mWh rounded down; -1 where there is no answer. */
export function energyFor(amount: number, price: number): number {
  if (amount < 0 || price <= 0) return -1;
  // Split, so that each product stays a safe integer up to 1e9 mSat/kWh.
  const whole = Math.floor(amount / price) * MICRO_PER_MILLI_SAT;
  const part = Math.floor(((amount % price) * MICRO_PER_MILLI_SAT) / price);
  return Math.min(whole + part, Number.MAX_SAFE_INTEGER);
}

/** Between two instants on `mono`, in mSat/kWh and never below 0. */
function highestPrice(state: BoardState, now: Now, fromMono: number, toMono: number): number {
  const { tariff } = state.terms;
  if (now.wall === undefined) return Math.max(0, highestPriceEver(tariff));
  const { epochMs: nowMs, plusMinusMs } = now.wall;
  const from = Math.max(0, nowMs - plusMinusMs - (now.mono - fromMono));
  const to = Math.max(0, nowMs + plusMinusMs - (now.mono - toMono));
  return Math.max(0, highestPriceRoundedUp(tariff, epochMs(from), epochMs(to)));
}

/** What P_max uses while an end is noticed, in mWh rounded up. */
export const reserveEnergy = (config: BoardConfig, powerMax: MilliWatts): number =>
  Math.ceil((powerMax * noticeMs(config)) / MS_PER_HOUR);

/** Where a buyer stands at one instant. In mSat; the price in mSat/kWh. */
export type Standing = {
  readonly price: number;
  /** The larger of the terms' cut-off level and what P_max costs while the end is noticed. */
  readonly reserve: number;
  /** Credit less what the estimate and any energy not yet priced have used, rounded down. */
  readonly left: number;
};

export function standingOf(state: BoardState, account: Account, now: Now): Standing {
  const price = priceAhead(state, now);
  const { cutOffLevel, tariff } = state.terms;
  const noticed = costRoundedUp(state.reserveEnergy, price);
  const { pendingImport, tails } = state.charging;
  let estimate: number = estimateImport(state.metering, now.mono);
  // What others used is known from when they stopped, the estimate from readings: either may lag.
  if (tails.length > 0) estimate -= ofOthers(state, account);
  const unpriced = estimate > 0 ? pendingImport + estimate : pendingImport;
  const isOnePrice = unpriced === 0 || tariff.knots.length === 1;
  const used = isOnePrice
    ? costRoundedUp(unpriced, price)
    : costOfUsed(state, account, now, unpriced);
  return {
    price,
    reserve: Math.max(noticed, cutOffLevel),
    left: creditOf(account) - used,
  };
}

/** What was used before the price fell is charged at the price it was used at. */
function costOfUsed(state: BoardState, account: Account, now: Now, unpriced: number): number {
  const { book, charging, metering, supply } = state;
  const { pendingImport, pendingFromMono, tails } = charging;
  let rest = unpriced;
  let sum = 0;
  for (let i = 0; i < tails.length; i++) {
    const { account: index, energy, fromMono, toMono } = tails[i]!;
    if (accountAt(book, index) !== account) continue;
    // His own of the same step, from before the contactor was closed this time.
    const part = Math.min(energy, rest);
    rest -= part;
    sum += costRoundedUp(part, highestPrice(state, now, fromMono, toMono));
  }
  const since = pendingImport > 0 ? pendingFromMono : soldFrom(supply, metering.import.changedMono);
  const until = now.mono + noticeMs(state.config);
  sum += costRoundedUp(rest, highestPrice(state, now, since, until));
  return Math.min(COST_MAX, sum);
}

/** What the estimate holds of buyers before. */
function ofOthers({ book, charging }: BoardState, account: Account): number {
  const { tails } = charging;
  let energy = 0;
  for (let i = 0; i < tails.length; i++) {
    if (accountAt(book, tails[i]!.account) !== account) energy += tails[i]!.energy;
  }
  return energy;
}

/** Of the buyer of the sale, if there is one. */
export function standingOfSale(state: BoardState, now: Now): Standing | undefined {
  const { sale } = state.book;
  return sale === undefined
    ? undefined
    : standingOf(state, accountAt(state.book, sale.account), now);
}

/** Credit must exceed this to close: once it ran short, by one payment more than the reserve. */
export const neededToClose = (state: BoardState, { reserve }: Standing): number =>
  state.supply.wasShort ? reserve + state.terms.payment.minimum : reserve;

/** For decisions only, never billed: a float would do, a whole number is kept, bounded. */
function costRoundedUp(energyMilliWattHours: number, price: number): number {
  return Math.min(COST_MAX, Math.ceil((energyMilliWattHours * price) / MICRO_PER_MILLI_SAT));
}

/** How long `credit` lasts at `powerMilliWatts`, in ms; Infinity when nothing is used. */
export function lastsMs(creditMilliSat: number, powerMilliWatts: number, price: number): number {
  if (powerMilliWatts <= 0 || price <= 0) return Number.POSITIVE_INFINITY;
  const microPerMs = (powerMilliWatts * price) / MS_PER_HOUR;
  return (creditMilliSat * MICRO_PER_MILLI_SAT) / microPerMs;
}

/** What `powerMilliWatts` costs in `ms`, in mSat, rounded up; 0 when nothing is used. */
export function costOver(ms: number, powerMilliWatts: number, price: number): number {
  return costRoundedUp((Math.max(0, powerMilliWatts) * ms) / MS_PER_HOUR, price);
}
