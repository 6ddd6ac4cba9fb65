/**
 * What the sale owes by the buyer's own meter. Only register steps are charged, each over the time
 * it took; a step across a change of terms is split at that second. Without a clock energy waits.
 */
import type { Now } from '../ports';
import { chargeStep } from '../terms/renewal';
import { epochMs, milliWattHours } from '../units';
import { HOUR_SEC, hasBegun } from './book';
import type { ApproverCommand } from './ports';
import type { AgreedTerms } from './records';
import { type ApproverState, keep, secOf } from './state';

const HOUR_MS = HOUR_SEC * 1_000;

export function takeRegister(
  state: ApproverState,
  now: Now,
  register: number,
  commands: ApproverCommand[],
): void {
  state.meteredMono = now.mono;
  state.register = register;
  const { metered, book } = state;
  if (book.terms === undefined || now.wall === undefined) return;
  // What begins after the end is not this sale's.
  if (book.ending !== undefined && metered.atMs >= book.ending.atSec * 1_000) return;
  const { epochMs: atMs } = now.wall;
  if (metered.registerMilliWattHours < 0 || register < metered.registerMilliWattHours) {
    // A beginning, or a meter that is another one now: counted from here.
    state.metered = { ...metered, registerMilliWattHours: register, atMs };
    return keepMetered(state, commands);
  }
  if (register === metered.registerMilliWattHours) return;
  charge(state, register, Math.max(atMs, metered.atMs));
  // Between payments, which keep it too: what a cut forgets is priced over a longer time.
  if (Math.floor(atMs / HOUR_MS) !== Math.floor(book.metered.atMs / HOUR_MS)) {
    keepMetered(state, commands);
  }
}

/** A new account, from the register as it was last read; what the sale before left is carried. */
export function beginSale(
  state: ApproverState,
  now: Now,
  terms: AgreedTerms,
  commands: ApproverCommand[],
): void {
  keepMetered(state, commands);
  keep(state, { kind: 'terms-agreed', terms, atSec: secOf(now) ?? state.book.lastSec }, commands);
  if (now.wall !== undefined) {
    const { epochMs: atMs } = now.wall;
    state.metered = { ...state.book.metered, registerMilliWattHours: state.register, atMs };
  } else state.metered = state.book.metered;
  keepMetered(state, commands);
}

export function keepMetered(state: ApproverState, commands: ApproverCommand[]): void {
  const { metered, book } = state;
  // Nothing of it changes without one of these.
  const isKept =
    metered.atMs === book.metered.atMs &&
    metered.registerMilliWattHours === book.metered.registerMilliWattHours;
  if (isKept) return;
  keep(state, { kind: 'metered-kept', metered }, commands);
}

function charge(state: ApproverState, register: number, toMs: number): void {
  const { terms, next } = state.book;
  if (terms === undefined) return;
  const { metered } = state;
  const energy = milliWattHours(register - metered.registerMilliWattHours);
  const period = next === undefined ? {} : { next: next.offer };
  const { before, after } = chargeStep(
    { terms: terms.offer, ...period },
    'import',
    { energy, fromMs: epochMs(metered.atMs), toMs: epochMs(toMs) },
    metered.carryMicroMilliSat,
  );
  const last = after ?? before;
  const costs = (before?.cost ?? 0) + (after?.cost ?? 0);
  state.metered = {
    chargedMilliSat: bounded(metered.chargedMilliSat + costs),
    carryMicroMilliSat: last?.carryMicroMilliSat ?? metered.carryMicroMilliSat,
    energyMilliWattHours: bounded(metered.energyMilliWattHours + energy),
    registerMilliWattHours: register,
    atMs: toMs,
  };
}

const bounded = (value: number): number =>
  Math.max(Number.MIN_SAFE_INTEGER, Math.min(value, Number.MAX_SAFE_INTEGER));

/** The terms of a second: the renewal's from its first second on. */
export function termsAt(state: ApproverState, atSec: number) {
  const { terms, next } = state.book;
  return hasBegun(next, atSec) ? next : terms;
}
