/**
 * Makes a life smaller that ends in a violation: fewest faults, shortest times that still end in
 * one of the same checker. Delta debugging (Zeller and Hildebrandt, ddmin) on the list of faults.
 */
import type { Fault, Life } from './life';

export type ShrinkBounds = {
  readonly runsMax: number;
  /** True when no time is left. */
  readonly isOver: () => boolean;
};

/** A fault that lasts less is no window any more. */
const FOR_MS_MIN = 100;
/** Left over at the end of the faults' time, so that the last one can act. */
const AFTER_LAST_MS = 1_000;

export type Shrunk = { readonly life: Life; readonly runs: number };

/** `fails`: whether this life still ends in the same. The given one is known to. */
export async function shrink(
  given: Life,
  fails: (life: Life) => Promise<boolean>,
  { runsMax, isOver }: ShrinkBounds,
): Promise<Shrunk> {
  let life = given;
  let runs = 0;
  const isSpent = () => runs >= runsMax || isOver();

  async function isTaken(candidate: Life): Promise<boolean> {
    if (isSpent()) return false;
    runs++;
    if (!(await fails(candidate))) return false;
    life = candidate;
    return true;
  }

  async function fewerFaults(): Promise<void> {
    let pieces = 2;
    while (life.faults.length > 0 && !isSpent()) {
      const isSmaller = await dropsAPiece(pieces);
      if (isSmaller) pieces = Math.max(2, pieces - 1);
      else if (pieces >= life.faults.length) return;
      else pieces = Math.min(life.faults.length, pieces * 2);
    }
  }

  async function dropsAPiece(pieces: number): Promise<boolean> {
    const { faults } = life;
    const size = Math.ceil(faults.length / pieces);
    for (let from = 0; from < faults.length; from += size) {
      const rest = [...faults.slice(0, from), ...faults.slice(from + size)];
      if (await isTaken({ ...life, faults: rest })) return true;
    }
    return false;
  }

  async function shorterFaults(): Promise<void> {
    for (let at = 0; at < life.faults.length; at++) {
      for (let halves = halved(life, at); halves !== undefined; halves = halved(life, at)) {
        if (!(await isTaken(halves))) break;
      }
    }
  }

  async function shorterLife(): Promise<void> {
    const last = life.faults.reduce((most, { atMs, forMs }) => Math.max(most, atMs + forMs), 0);
    const faultMs = last + AFTER_LAST_MS;
    if (faultMs < life.faultMs) await isTaken({ ...life, faultMs });
  }

  async function fewerBoards(): Promise<void> {
    for (;;) {
      const { boards } = life.scenario;
      const last = boards.length - 1;
      if (last === 0 || life.faults.some(({ board }) => board === last)) return;
      const scenario = { ...life.scenario, boards: boards.slice(0, last) };
      if (!(await isTaken({ ...life, scenario }))) return;
    }
  }

  await fewerFaults();
  await fewerBoards();
  await shorterLife();
  await shorterFaults();
  return { life, runs };
}

/** The same life with one window half as long; undefined where it is as short as it gets. */
function halved(life: Life, at: number): Life | undefined {
  const fault = life.faults[at]!;
  if (fault.forMs < 2 * FOR_MS_MIN) return undefined;
  const shorter: Fault = { ...fault, forMs: Math.floor(fault.forMs / 2) };
  return { ...life, faults: life.faults.map((each, index) => (index === at ? shorter : each)) };
}
