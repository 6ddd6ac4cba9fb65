/**
 * What a factory reset has erased stays erased: no account of before comes back, wherever the power
 * goes meanwhile. A reset has begun for good when more is erased than its mark needs.
 */
import type { View } from '../../../src/web/view';
import type { Evidence } from './evidence';
import { NOBODY } from './paid-book';
import type { Watcher } from './watcher';

/** The sector of the mark is erased first; more than these never before the mark is written. */
const ERASES_BEFORE_MARK_MAX = 3;

type Reset = {
  /** When the owner said so, and how much is erased before it begins; -1: none is under way. */
  toldAt: number;
  erases: number;
  /** The board was heard to do it: one that stands still may have refused. */
  isTaken: boolean;
  /** From when on all accounts are new; -1: there was no reset. */
  since: number;
};

export function createResetChecker(evidence: Evidence): Watcher {
  const { stage, life, paid, found } = evidence;
  const resets: readonly Reset[] = life.scenario.boards.map(() => ({
    toldAt: -1,
    erases: 0,
    isTaken: false,
    since: -1,
  }));

  const erasesOf = (board: number): number =>
    (stage.place(board).flash?.erases ?? []).reduce((sum, each) => sum + each, 0);

  function settle(board: number, of: Reset): void {
    if (of.toldAt === -1 || !of.isTaken) return;
    if (erasesOf(board) - of.erases <= ERASES_BEFORE_MARK_MAX) return;
    of.since = of.toldAt;
    of.toldAt = -1;
  }

  function check(board: number, { since }: Reset, { accounts }: View): void {
    for (let i = 0; i < accounts.length; i++) {
      const { buyer: key, paidMilliSat, lateMilliSat } = accounts[i]!;
      const buyer = paid.buyerOf(board, key);
      const credited = paidMilliSat + lateMilliSat;
      const own = buyer === NOBODY ? 0 : paid.askedSince(board, buyer, since);
      if (credited <= own) continue;
      found('money', board, `credited ${credited} mSat, of which ${own} since the factory reset`);
    }
  }

  return {
    second() {},
    switched() {},
    heard(board, view) {
      const of = resets[board]!;
      if (view.blocked !== '') of.isTaken = true;
      settle(board, of);
      if (of.since === -1 || view.blocked !== '' || evidence.isExcused(board, 'damaged')) return;
      check(board, of, view);
    },
    gap(board) {
      const of = resets[board]!;
      // Whoever resets a board looks whether it does: the power may go before anybody is told.
      if ((stage.place(board).lastView?.blocked ?? '') !== '') of.isTaken = true;
      settle(board, of);
      of.toldAt = -1;
    },
    owner(board, command) {
      if (command !== 'factory-reset') return;
      const of = resets[board]!;
      of.toldAt = stage.queue.now;
      // Flash may be slow: what was ordered before is no part of it.
      of.erases = erasesOf(board) + (stage.place(board).board.flash?.erasesWaiting ?? 0);
      of.isTaken = false;
    },
    failed() {},
  };
}
