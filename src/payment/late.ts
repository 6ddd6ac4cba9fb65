/**
 * The late list: pulls closed as void or lapsed that were paid all the same. Looked up again
 * after 5 min, 1 h, 6 h and 24 h and at boot, for seven days; money found there is credited once,
 * to the account it was asked for.
 */
import { type Book, type LatePull, wasCredited } from '../account/book';
import { fault } from '../fault';
import { journal } from '../journal/journal';
import type { Command, Now } from '../ports';
import type { BoardState } from '../state';
import type { LookedUp } from './nodes/blueprint';
import { nodeOf } from './nodes/kinds';
import { LATE_FOR_SEC, LATE_LOOKS_MS, RECEIVED_MAX, REFUSED_RETRY_MS } from './pulling';

/** Of a pull's id, with which the memo ends; the late list does not keep it. */
const ID_DIGITS = 32;

/** The closed pull whose next look is due, if any. */
export function dueLate(state: BoardState, now: Now): LatePull | undefined {
  if (now.wall === undefined || state.journalFailed) return undefined;
  for (const late of state.book.late) {
    const ageMs = now.wall.epochMs - late.closedAtSec * 1_000;
    if (ageMs > LATE_FOR_SEC * 1_000) continue;
    // Nobody was given it, and where the node chooses the hash it has none to look up.
    if (!late.wasHandedOver && nodeOf(state.config).hashBy === 'node') continue;
    // Not in the table: closed before this boot, so the look at boot is due.
    const watch = state.pulling.late[late.planned];
    if (watch === undefined || now.mono >= watch) return late;
  }
  return undefined;
}

/** Starts the watch over a pull that was just closed. */
export function watchLate(state: BoardState, now: Now, planned: number): void {
  const { late } = state.pulling;
  for (const known of Object.keys(late)) {
    if (!state.book.late.some((each) => String(each.planned) === known)) delete late[known];
  }
  late[planned] = now.mono + (LATE_LOOKS_MS[0] ?? 0);
}

/** What a look brought. `undefined`: the node could not say. */
export function takeLateLook(
  state: BoardState,
  now: Now,
  looked: LookedUp | undefined,
  commands: Command[],
): void {
  const { pulling, book } = state;
  const late = book.late.find((each) => each.planned === pulling.lateLook);
  if (late === undefined) return;
  if (looked === undefined) {
    pulling.late[late.planned] = now.mono + REFUSED_RETRY_MS;
    return;
  }
  const isSettled = looked.kind === 'invoice' && looked.state === 'settled';
  if (isSettled && !isCreditable(book, late, looked)) fault(state, commands, 'invoice-not-ours');
  else if (isSettled) {
    const received = looked.amountPaid > 0 ? looked.amountPaid : late.amount;
    journal(state, { kind: 'late-credited', planned: late.planned, received });
    delete pulling.late[late.planned];
    fault(state, commands, 'paid-late', { milliSat: received });
    return;
  }
  pulling.late[late.planned] = nextLook(now, late);
}

/**
 * Its amount is the pull's own, it is of this journal, not of one that a factory reset erased, and
 * its hash never counted before (the hash is asked).
 */
const isCreditable = (book: Book, late: LatePull, looked: LookedUp & { kind: 'invoice' }) =>
  looked.value === late.amount &&
  (looked.memo === undefined || looked.memo.slice(0, -ID_DIGITS).endsWith(`${book.epoch}-`)) &&
  looked.amountPaid <= RECEIVED_MAX &&
  !wasCredited(book, late.hash);

/** Looks are counted from the closing; one whose time is past is taken as done. */
function nextLook(now: Now, late: LatePull): number {
  const ageMs = now.wall === undefined ? 0 : now.wall.epochMs - late.closedAtSec * 1_000;
  for (const at of LATE_LOOKS_MS) if (at > ageMs) return now.mono + (at - ageMs);
  return now.mono + LATE_FOR_SEC * 1_000;
}
