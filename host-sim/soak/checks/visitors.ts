/**
 * Guests: each has an account of their own, which no earlier one had, and none uses more than was
 * paid into it. Whose purse it was the world cannot know: anybody may pay what is shown.
 */
import type { View } from '../../../src/web/view';
import { type Evidence, hidesEnergy } from './evidence';
import { createPriceSwing } from './price-swing';

export type VisitorChecker = { heard(board: number, view: View): void };

export function createVisitorChecker(evidence: Evidence): VisitorChecker {
  const { stage, life, paid, found } = evidence;
  const swing = createPriceSwing(stage, life);
  /** Beginnings of keys, as a board's lines show them. */
  const paidInto = life.scenario.boards.map(() => new Set<string>());
  const salesSeen = life.scenario.boards.map(() => 0);

  function seeSales(board: number): void {
    const { sales } = stage.place(board).record;
    for (; salesSeen[board]! < sales.length; salesSeen[board]!++) {
      const { buyer } = sales[salesSeen[board]!]!;
      if (!paid.isVisitor(board, buyer)) continue;
      if (paidInto[board]!.has(buyer))
        found('stranger', board, `a guest got account ${buyer} again`);
    }
  }

  /** Nobody has what was forgotten: a reset, or a write that the power cut. */
  const mayForget = (board: number): boolean =>
    (['forgotten', 'complete', 'damaged'] as const).some((each) => evidence.isExcused(board, each));

  return {
    heard(board, { accounts, blocked }) {
      if (life.scenario.boards[board]?.guests !== true || blocked !== '') return;
      if (mayForget(board)) paidInto[board]!.clear();
      seeSales(board);
      const unseen = swing.stepCost(board, evidence.quantumOf(board));
      for (const { buyer, chargedMilliSat, paidMilliSat, lateMilliSat } of accounts) {
        if (!paid.isVisitor(board, buyer)) continue;
        const own = paidMilliSat + lateMilliSat;
        if (own > 0) paidInto[board]!.add(buyer.slice(0, 8));
        if (chargedMilliSat <= own + unseen || hidesEnergy(evidence, board)) continue;
        const digits = buyer.slice(0, 8);
        found('stranger', board, `guest ${digits} used ${chargedMilliSat} of ${own} mSat`);
      }
    },
  };
}
