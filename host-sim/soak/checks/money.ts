/**
 * Conservation of money, to the mSat: no account has more than its buyer paid there, and when the
 * world has been calm each payment is credited once, to the account it was asked for.
 */
import type { View } from '../../../src/web/view';
import type { Evidence } from './evidence';
import { NOBODY } from './paid-book';

export type MoneyChecker = {
  /** Whenever a board is looked at. */
  heard(board: number, view: View): void;
  /** Whenever; what the wallets lost is what the node took. */
  conserved(): void;
  ended(board: number, view: View): void;
};

/** A payee takes at most twice what was asked (BOLT 4): so much the late list may stand for. */
const PAID_OF_ASKED_MAX = 2;

export function createMoneyChecker(evidence: Evidence): MoneyChecker {
  const { stage, paid, found } = evidence;
  const credited = new Float64Array(paid.buyers.length);

  /** Fills `credited`. False: this board's journal is not its own, and its book says nothing. */
  function addUp(board: number, { accounts, blocked }: View): boolean {
    if (blocked !== '') return false;
    credited.fill(0);
    for (let i = 0; i < accounts.length; i++) {
      const { buyer, paidMilliSat, lateMilliSat } = accounts[i]!;
      const milliSat = paidMilliSat + lateMilliSat;
      const payer = paid.buyerOf(board, buyer);
      if (payer !== NOBODY) credited[payer]! += milliSat;
      else if (milliSat > 0) found('money', board, `${milliSat} mSat credited to nobody's account`);
    }
    return true;
  }

  return {
    heard(board, view) {
      if (!addUp(board, view)) return;
      for (let buyer = 0; buyer < credited.length; buyer++) {
        const own = paid.of(board, buyer);
        if (credited[buyer]! <= own) continue;
        const detail = `${paid.buyers[buyer]} paid ${own} mSat, credited ${credited[buyer]}`;
        found('money', board, detail);
      }
    },
    conserved() {
      let spent = 0;
      for (const buyer of paid.buyers) {
        const wallet = stage.payments.wallet(buyer);
        if (wallet !== undefined) spent += wallet.spentMilliSat() - wallet.feesMilliSat();
      }
      const taken = paid.totalMilliSat();
      if (spent === taken) return;
      found('money', NOBODY, `buyers spent ${spent} mSat, the node took ${taken}`);
    },
    ended(board, view) {
      if (evidence.isExcused(board, 'complete') || !addUp(board, view)) return;
      const { open } = view.pulls;
      const { watchedMilliSat, amountMilliSat } = view.pull;
      const watched = PAID_OF_ASKED_MAX * watchedMilliSat;
      const underWay = open > 0 ? PAID_OF_ASKED_MAX * amountMilliSat : 0;
      for (let buyer = 0; buyer < credited.length; buyer++) {
        const due = paid.due(board, buyer);
        const missing = due.milliSat - credited[buyer]!;
        // The next look at the late list is hours away; an open pull's, seconds.
        const late = Math.min(due.sinceBootMilliSat, watched);
        if (missing <= late + Math.min(due.youngMilliSat, underWay)) continue;
        const name = paid.buyers[buyer];
        found('money', board, `of ${due.milliSat} mSat that ${name} paid ${missing} are missing`);
      }
    },
  };
}
