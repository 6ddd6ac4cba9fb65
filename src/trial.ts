/**
 * An image after an update is on trial: until it is confirmed, any reset brings back the image
 * before it. It may stay when it has done what a board lives by: read its meter, written its
 * journal, been answered by the node it authenticates, and settled a pull or simply lasted. One
 * that does not get so far is taken back by the next reset, and nobody has to come.
 */
import type { BoardEvent, Now } from './ports';
import type { BoardState } from './state';

/** A meter that answers now and then is no meter. */
const READINGS_MIN = 10;
/** A board without a buyer settles nothing; most of what is wrong with an image shows by then. */
const LASTED_MS = 600_000;
/** A confirmation that failed is a write to flash that failed. */
const AGAIN_MS = 60_000;

export type Trial = {
  /** Good ones in a row. */
  readings: number;
  hasWritten: boolean;
  readonly settledBefore: number;
  askedMono: number;
};

export const beginTrial = ({ book }: BoardState): Trial => ({
  readings: 0,
  hasWritten: false,
  settledBefore: book.pulls.settled,
  askedMono: Number.NEGATIVE_INFINITY,
});

/** True when the image may stay: asked once, and again each minute while that could not be said. */
export function isPassed(trial: Trial, state: BoardState, now: Now, event: BoardEvent): boolean {
  if (event.kind === 'reading') trial.readings += 1;
  else if (event.kind === 'reading-failed') trial.readings = 0;
  else if (event.kind === 'journal-written') trial.hasWritten = true;
  if (event.kind !== 'tick' || state.blocked !== '') return false;
  // The clock comes from the node alone, over a connection that is authenticated.
  const isHeard = now.wall !== undefined;
  if (trial.readings < READINGS_MIN || !trial.hasWritten || !isHeard) return false;
  const hasSettled = state.book.pulls.settled > trial.settledBefore;
  if (!hasSettled && now.mono < LASTED_MS) return false;
  if (now.mono - trial.askedMono < AGAIN_MS) return false;
  trial.askedMono = now.mono;
  return true;
}
