/**
 * From energy that waits to money: the tariff's price of the time it was used in, and never a debt
 * for what flowed while the contactor was open.
 */
import type { Now } from '../ports';
import type { BoardState } from '../state';
import { type Charge, type Consumption, cost } from '../tariff/cost';
import { lowestNonNegativePriceRoundedDown } from '../tariff/price';
import { chargeStep } from '../terms/renewal';
import { type EpochMs, epochMs, milliSat, milliWattHours } from '../units';
import { type Account, creditOf } from './account';
import { accountAt } from './book';
import { checkpoint } from './checkpoint';

/** Prices what is pending, once the clock is known; a price that never changes needs none. */
export function chargePending(state: BoardState, now: Now): void {
  const { charging, book } = state;
  const { tariff } = state.terms;
  if (charging.pendingImport === 0) return;
  if (now.wall === undefined && (tariff.knots.length > 1 || book.period?.next !== undefined))
    return;
  const { pendingAccount, unsavedAccount } = charging;
  if (unsavedAccount !== -1 && unsavedAccount !== pendingAccount) checkpoint(state, now);
  charging.unsavedAccount = pendingAccount;
  const account = accountAt(book, pendingAccount);
  const nowMs = now.wall?.epochMs ?? book.lastSec * 1_000;
  const toMs = epochMs(Math.max(0, nowMs - (now.mono - charging.pendingToMono)));
  const fromMs = epochMs(Math.max(0, nowMs - (now.mono - charging.pendingFromMono)));
  const charged = upToCredit(state, account, fromMs, toMs);
  account.charged += charged.cost;
  account.carry = charged.carryMicroMilliSat;
  book.billed += charging.pendingImport;
  charging.sinceCheckpoint += charged.cost;
  charging.pendingImport = 0;
  charging.pendingGap = 0;
  charging.pendingIsCapped = false;
}

/**
 * What is pending at the price of its time; where the contactor was open, as much of it as the
 * credit covers. The rest is unauthorised: never a debt.
 */
function upToCredit(state: BoardState, account: Account, fromMs: EpochMs, toMs: EpochMs): Charge {
  const { charging, book } = state;
  const charged = costOfPending(state, account, fromMs, toMs);
  if (!charging.pendingIsCapped) return charged;
  const credit = Math.max(0, creditOf(account));
  if (charged.cost <= credit) return charged;
  // All of it has one price on average.
  const covered = Math.floor(charging.pendingImport * (credit / charged.cost));
  book.unauthorised += charging.pendingImport - covered;
  charging.pendingGap = Math.floor(charging.pendingGap * (covered / charging.pendingImport));
  charging.pendingImport = covered;
  return costOfPending(state, account, fromMs, toMs);
}

function costOfPending(
  state: BoardState,
  account: Account,
  fromMs: EpochMs,
  toMs: EpochMs,
): Charge {
  const { pendingImport, pendingGap } = state.charging;
  if (pendingGap === 0) {
    const energy = milliWattHours(pendingImport);
    const used = { energy, fromMs, toMs, carryMicroMilliSat: account.carry };
    return state.book.period === undefined ? cost(state.terms.tariff, used) : costOf(state, used);
  }
  const gap = gapCost(state, account, fromMs);
  const energy = milliWattHours(pendingImport - pendingGap);
  const { carryMicroMilliSat } = gap;
  const seen = costOf(state, { energy, fromMs, toMs, carryMicroMilliSat });
  const sum = Math.min(gap.cost + seen.cost, Number.MAX_SAFE_INTEGER);
  return { ...seen, cost: milliSat(sum) };
}

/** A step that spans the second at which other terms take over is split there. */
function costOf(state: BoardState, used: Consumption): Charge {
  const { period } = state.book;
  if (period === undefined || period.account !== state.charging.pendingAccount) {
    return cost(state.terms.tariff, used);
  }
  const { terms, next } = period;
  const offers = next === undefined ? {} : { next: next.offer };
  const carry = used.carryMicroMilliSat;
  const { before, after } = chargeStep({ terms: terms.offer, ...offers }, 'import', used, carry);
  const whole = (before?.cost ?? 0) + (after?.cost ?? 0);
  const { carryMicroMilliSat } = after ?? before ?? used;
  return { cost: milliSat(Math.min(whole, Number.MAX_SAFE_INTEGER)), carryMicroMilliSat };
}

/** At the lowest price of the gap that is not negative. */
function gapCost({ charging, terms, book }: BoardState, { carry }: Account, toMs: EpochMs): Charge {
  const fromMs = epochMs(Math.min(book.lastSec * 1_000, toMs));
  const price = lowestNonNegativePriceRoundedDown(terms.tariff, fromMs, toMs);
  const flat = { shape: 'steps', knots: [{ atSec: 0, price }] } as const;
  const energy = milliWattHours(charging.pendingGap);
  return cost(flat, { energy, fromMs: toMs, toMs, carryMicroMilliSat: carry });
}
