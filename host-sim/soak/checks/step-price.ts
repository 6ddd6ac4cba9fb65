/**
 * A step of the register is priced over its time. While power flows evenly, what was charged
 * between two looks is what that energy cost, but for what a reading lags behind and, where it did
 * not flow evenly, for how far the step was from even as the price changed. However it flowed, and
 * in how many parts: nothing is charged at a price that held only while the contactor was open.
 */
import { priceAtRoundedDown } from '../../../src/tariff/price';
import { epochMs } from '../../../src/units';
import type { View } from '../../../src/web/view';
import { costAt, type Evidence, hidesEnergy, intervalOf } from './evidence';

export type StepPriceChecker = {
  /** Once a second while the board has power. */
  second(board: number): void;
  /** The contacts have moved: a step in two parts is none that flowed evenly. */
  switched(board: number): void;
  heard(board: number, view: View): void;
  /** A boot, a time without a clock: steps of before are priced in another way. */
  unsure(board: number): void;
};

/** A meter's renewal and a retry, besides the interval of readings. */
const READING_LAG_MS = 1_500;
/** From the last strike of a clock that is lost to the first step that is priced as ever. */
const SETTLES_MS = 25_000;
/** As often the register must have moved before it is known where its steps begin. */
const MOVES_MIN = 2;
/** A float32 that moves by more than this part of a step hides where the step begins. */
const SPACING_PART = 4;
/** Carries of the accounts, in mSat. */
const ROUNDED = 3;
const EXCUSES = ['charge', 'supply', 'estimate', 'damaged', 'forgotten'] as const;

type Base = { readonly charged: number; readonly billed: number; readonly unauthorised: number };
type Course = {
  /** What had flowed by when, in mWh, and what it cost, in mSat. */
  readonly at: number[];
  readonly energy: number[];
  readonly cost: number[];
  /** Whether the contacts were closed then. */
  readonly isClosed: boolean[];
  settlesAt: number;
  billed: number;
  moves: number;
  base: Base | undefined;
  /** The same, whether or not the contacts have moved since. */
  heard: Base | undefined;
};

export function createStepPriceChecker(
  evidence: Evidence,
  isStalled: (board: number) => boolean,
): StepPriceChecker {
  const { stage, life, found } = evidence;
  const { boards, startsAt } = life.scenario;
  const startMs = Date.parse(startsAt);
  const courses: readonly Course[] = boards.map(() => ({
    at: [],
    energy: [],
    cost: [],
    isClosed: [],
    settlesAt: 0,
    billed: 0,
    moves: 0,
    base: undefined,
    heard: undefined,
  }));

  const stepOf = (board: number): number =>
    Math.round((boards[board]!.meter?.stepWattHours ?? 0) * 1_000);
  const spacingOf = (board: number): number =>
    Math.max(0, Math.ceil(evidence.quantumOf(board) / 2 - stepOf(board)));

  function isAsked(board: number): boolean {
    if (stage.place(board).tariff.knots.length === 1 || hidesEnergy(evidence, board)) return false;
    if (spacingOf(board) * SPACING_PART > stepOf(board)) return false;
    return !EXCUSES.some((excuse) => evidence.isExcused(board, excuse));
  }

  function unsure(board: number): void {
    const of = courses[board]!;
    of.settlesAt = stage.queue.now + SETTLES_MS;
    of.heard = undefined;
    switched(board);
  }

  function switched(board: number): void {
    courses[board]!.moves = 0;
    courses[board]!.base = undefined;
  }

  const priceAt = (board: number, at: number): number =>
    priceAtRoundedDown(stage.place(board).tariff, epochMs(startMs + at));

  /** What had flowed by then, between two seconds as if evenly. */
  function energyAt({ at, energy }: Course, ms: number): number {
    let i = firstFrom(at, ms);
    if (i >= at.length) i = at.length - 1;
    if (i === 0 || at[i] === at[i - 1]) return energy[i]!;
    const share = Math.min(1, (ms - at[i - 1]!) / (at[i]! - at[i - 1]!));
    return energy[i - 1]! + share * (energy[i]! - energy[i - 1]!);
  }

  /** What the first so many mWh cost. */
  function costOf({ energy, cost }: Course, milliWattHours: number): number {
    const i = Math.min(firstFrom(energy, milliWattHours), energy.length - 1);
    if (i === 0 || energy[i] === energy[i - 1]) return cost[i]!;
    const share = (milliWattHours - energy[i - 1]!) / (energy[i]! - energy[i - 1]!);
    return cost[i - 1]! + share * (cost[i]! - cost[i - 1]!);
  }

  /** How far, in mWh, the step was by then from what it had been if all had flowed evenly. */
  function unevenness({ at, energy }: Course, i: number, step: number): number {
    const begun = Math.floor(energy[i]! / step) * step;
    const from = firstFrom(energy, begun);
    const to = Math.min(firstFrom(energy, begun + step), at.length - 1);
    if (to <= from) return 0;
    const share = (at[i]! - at[from]!) / (at[to]! - at[from]!);
    return Math.abs(energy[i]! - energy[from]! - share * (energy[to]! - energy[from]!));
  }

  /** What the board may have priced otherwise than it flowed, in mSat. */
  function unseen(board: number, of: Course, base: Base, billed: number): number {
    const step = stepOf(board);
    const lagMs = intervalOf(life, board) + READING_LAG_MS;
    // What flowed before the last look, or is not billed yet, has no part in what is compared.
    const [least, most] = [base.billed - step, billed + step];
    const comparedBy = (ms: number) => Math.max(least, Math.min(most, energyAt(of, ms)));
    // It has the price of the time until its reading: one that changes after it flowed, too.
    const flowedAt = of.at[Math.min(firstFrom(of.energy, most), of.at.length - 1)]!;
    const last = Math.min(firstFrom(of.at, flowedAt + lagMs), of.at.length - 1);
    let micro = 0;
    for (let i = Math.max(0, firstFrom(of.energy, least) - 1); i < last; i++) {
      const [from, to] = [of.at[i]!, of.at[i + 1]!];
      const change = Math.abs(priceAt(board, to) - priceAt(board, from));
      if (change === 0) continue;
      const after = comparedBy(to + lagMs) - comparedBy(from);
      const before = comparedBy(to) - comparedBy(from - lagMs);
      const uneven = Math.max(unevenness(of, i, step), unevenness(of, i + 1, step));
      micro += change * (Math.max(after, before) + uneven + 2 * spacingOf(board));
    }
    return micro / 1_000_000;
  }

  function check(board: number, of: Course, base: Base, now: Base): void {
    const due = costOf(of, now.billed) - costOf(of, base.billed);
    const off = Math.abs(now.charged - base.charged - due);
    const most = unseen(board, of, base, now.billed) + 3;
    if (off <= most) return;
    const energy = now.billed - base.billed;
    const told = `${Math.round(off)} mSat off, ${Math.round(most)} may be unseen`;
    found('charge', board, `${energy} mWh at changing prices are charged ${told}`);
  }

  /** The highest price while any of it can have flowed, in mSat/kWh. */
  function highestWhileClosed(board: number, of: Course, base: Base, now: Base): number {
    const { at, energy, isClosed } = of;
    const step = evidence.quantumOf(board);
    const lagMs = intervalOf(life, board) + READING_LAG_MS;
    const last = Math.min(firstFrom(energy, now.billed + 2 * step), at.length - 1);
    let highest = 0;
    for (let i = Math.max(1, firstFrom(energy, base.billed - 2 * step)); i <= last; i++) {
      if (energy[i] === energy[i - 1] && !isClosed[i]) continue;
      for (let ms = at[i - 1]! - lagMs; ms <= at[i]! + lagMs; ms += 1_000) {
        highest = Math.max(highest, priceAt(board, ms));
      }
    }
    return highest;
  }

  function checkHighest(board: number, of: Course, base: Base, now: Base): void {
    const charged = now.charged - base.charged;
    const energy = now.billed - base.billed;
    const most = costAt(energy, highestWhileClosed(board, of, base, now)) + ROUNDED;
    if (charged <= most) return;
    const told = `${charged} mSat, at the highest price while it could flow ${most} mSat`;
    found('charge', board, `${energy} mWh were charged ${told}`);
  }

  return {
    second(board) {
      const of = courses[board]!;
      const { book, tariff, contactor, lastAnswerAtMs } = stage.place(board);
      if (tariff.knots.length === 1) return;
      const { now } = stage.queue;
      of.at.push(now);
      of.energy.push(book.deliveredMilliWattHours(now));
      of.cost.push(book.costMilliSat(now));
      of.isClosed.push(contactor.isClosed);
      // What a reading brings that is late has one price from the last one on.
      const silentMs = now - (lastAnswerAtMs ?? now);
      const isLate = silentMs > intervalOf(life, board) + READING_LAG_MS;
      if (isLate || isStalled(board)) unsure(board);
    },
    heard(board, { accounts, meter, blocked }) {
      const of = courses[board]!;
      if (blocked !== '' || of.at.length === 0 || !isAsked(board)) return;
      const billed = meter.importMilliWattHours;
      if (billed !== of.billed) of.moves++;
      of.billed = billed;
      if (stage.queue.now < of.settlesAt) return;
      let charged = 0;
      for (let i = 0; i < accounts.length; i++) charged += accounts[i]!.chargedMilliSat;
      const unauthorised = meter.unauthorisedMilliWattHours;
      const now = { charged, billed: billed + unauthorised, unauthorised };
      const { base, heard } = of;
      of.heard = now;
      if (heard?.unauthorised === unauthorised) checkHighest(board, of, heard, now);
      if (of.moves < MOVES_MIN) return;
      of.base = now;
      if (base?.unauthorised === unauthorised) check(board, of, base, now);
    },
    switched,
    unsure,
  };
}

/** The first of ascending numbers that is not less; their count where all are. */
function firstFrom(list: readonly number[], least: number): number {
  let [from, to] = [0, list.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (list[middle]! < least) from = middle + 1;
    else to = middle;
  }
  return from;
}
