/**
 * No energy beyond the settled payments, and no buyer spends another's credit: what flows through
 * a contactor that was told to be closed is counted by board, and by the buyer whose sale is on.
 *
 * Where a fault took the ground away (a register that lies, a price of a gap), the count goes on
 * from what the board charged, as soon as it can know better again.
 */
import type { View } from '../../../src/web/view';
import { type Evidence, hidesEnergy } from './evidence';
import { NOBODY } from './paid-book';
import { createPriceSwing } from './price-swing';

export type SpendingChecker = {
  /** Every second, at each change of the contactor and before each payment. */
  observe(board: number): void;
  closing(board: number): void;
  heard(board: number, view: View): void;
  /** What flowed and what was charged may part for a while. */
  unsettle(board: number): void;
  gap(board: number): void;
  /** Power flows, and whose it is has not been heard. */
  wantsLook(board: number): boolean;
};

/** A register that tells the truth again is believed after so long: readings, doubt, a retry. */
const SETTLES_WITHIN_MS = 15_000;

/** Register and power may disagree by so many steps, and 5 %, before it is found out (rule 2). */
const STEPS_HIDDEN = 3;

type Spent = {
  costSeen: number;
  /** In mSat since the start, without what is excused. */
  cost: number;
  /** Of `cost`, by buyer. */
  readonly byBuyer: Float64Array;
  /** Sales that were begun, by buyer: each may have been granted the allowance. */
  readonly begun: Float64Array;
  /** Whose sale is on by the board's word; and what flowed since a time when that was not known. */
  buyer: number;
  unheard: number;
  /** Whose sale was seen to begin last, since the last boot. */
  begunBy: number;
  /**
   * Since the last sale the board was without power. What its estimate held of a step of the
   * register is lost: how much of the step was whose nobody can know.
   */
  hadGap: boolean;
  stepsShared: number;
  salesSeen: number;
  isUnsure: boolean;
  wasToldClosed: boolean;
  /** No count holds before this instant, and then not before a look; -1 when it holds. */
  unsettledUntil: number;
};

export function createSpendingChecker(evidence: Evidence): SpendingChecker {
  const { stage, life, paid, found } = evidence;
  const width = paid.buyers.length;
  const swing = createPriceSwing(stage, life);
  const allowances = life.scenario.boards.map(({ config }) => {
    const terms = config['terms'] as { readonly allowanceSat?: number } | undefined;
    return (terms?.allowanceSat ?? 0) * 1_000;
  });
  const spent: readonly Spent[] = life.scenario.boards.map(() => ({
    costSeen: 0,
    cost: 0,
    byBuyer: new Float64Array(width),
    begun: new Float64Array(width),
    buyer: NOBODY,
    unheard: 0,
    begunBy: NOBODY,
    hadGap: false,
    stepsShared: 0,
    salesSeen: 0,
    isUnsure: true,
    wasToldClosed: false,
    unsettledUntil: -1,
  }));

  /** Of the view that is looked at. */
  const charged = new Float64Array(width);

  const rightOf = (board: number, buyer: number): number =>
    paid.of(board, buyer) + spent[board]!.begun[buyer]! * allowances[board]!;

  const rightOfBoard = (board: number): number =>
    paid.ofBoard(board) + spent[board]!.salesSeen * allowances[board]!;

  /**
   * What nobody was heard to have used was that buyer's whose sale was seen to begin. Where it went
   * on from before a boot and ended before anybody looked, it is nobody's: the board's sum has it.
   */
  function bookUnheard(of: Spent): void {
    if (of.begunBy !== NOBODY) of.byBuyer[of.begunBy]! += of.unheard;
    of.unheard = 0;
  }

  /** A register that began anew may stand anywhere in its step. */
  function hiddenSteps(board: number): number {
    if (evidence.isExcused(board, 'estimate')) return STEPS_HIDDEN;
    return hidesEnergy(evidence, board) ? 1 : 0;
  }

  /** Sales that were begun since the last second; how much of it was whose is not known. */
  function seeSales(board: number, of: Spent): boolean {
    const { sales } = stage.place(board).record;
    if (sales.length === of.salesSeen) return false;
    bookUnheard(of);
    if (of.hadGap) of.stepsShared++;
    of.hadGap = false;
    for (; of.salesSeen < sales.length; of.salesSeen++) {
      of.begunBy = paid.buyerOf(board, sales[of.salesSeen]!.buyer);
      if (of.begunBy !== NOBODY) of.begun[of.begunBy]!++;
    }
    of.isUnsure = true;
    return true;
  }

  function count(board: number, of: Spent): void {
    const { book, contactor } = stage.place(board);
    const cost = book.costMilliSat(stage.queue.now);
    const more = cost - of.costSeen;
    of.costSeen = cost;
    const { isToldClosed = !evidence.isExcused(board, 'supply') } = contactor;
    // Welded or bridged: power that nobody asked for. The second of the command is not counted.
    const isAsked = isToldClosed && of.wasToldClosed;
    of.wasToldClosed = isToldClosed;
    const isNew = seeSales(board, of);
    if (more === 0 || (!isAsked && evidence.isExcused(board, 'supply'))) return;
    of.cost += more;
    if (isNew) return;
    if (of.isUnsure) of.unheard += more;
    else if (of.buyer !== NOBODY) of.byBuyer[of.buyer]! += more;
  }

  /** What the board may not know of, in mSat: of prices that changed, and of whole steps. */
  function unseenOf(board: number, steps: number): number {
    const quantum = evidence.quantumOf(board);
    return swing.unseen(board, quantum) + swing.stepCost(board, quantum) * steps;
  }

  function check(board: number, of: Spent): void {
    const right = rightOfBoard(board);
    const unseen = unseenOf(board, of.stepsShared + hiddenSteps(board));
    if (of.cost > right + unseen) {
      const over = `${of.cost - right} mSat of energy beyond ${right} mSat of payments`;
      found('beyond-credit', board, over);
    }
    if (of.buyer === NOBODY || of.isUnsure) return;
    const own = rightOf(board, of.buyer);
    const used = of.byBuyer[of.buyer]!;
    if (used <= own + unseen) return;
    const name = paid.buyers[of.buyer];
    found('stranger', board, `${name} used energy for ${used} mSat and paid ${own} mSat`);
  }

  function observe(board: number): void {
    const of = spent[board]!;
    count(board, of);
    if (of.unsettledUntil === -1) check(board, of);
  }

  /** From here on counted from what the board charged, or from no credit where that is less. */
  function rebase(board: number, of: Spent): void {
    of.cost = 0;
    of.unheard = 0;
    for (let buyer = 0; buyer < width; buyer++) {
      of.byBuyer[buyer] = Math.min(charged[buyer]!, rightOf(board, buyer));
      of.cost += of.byBuyer[buyer]!;
    }
    of.unsettledUntil = -1;
  }

  /** The board's own account must hold too. A register that lies may cost a buyer anything. */
  function checkCharged(board: number, { accounts }: View): void {
    charged.fill(0);
    for (let i = 0; i < accounts.length; i++) {
      const { buyer: key, chargedMilliSat, earnedMilliSat, grantedMilliSat } = accounts[i]!;
      const used = chargedMilliSat - earnedMilliSat;
      const buyer = paid.buyerOf(board, key);
      if (buyer !== NOBODY) charged[buyer]! += used;
      // A guest who never pays has at most what the owner grants.
      else if (used > grantedMilliSat) {
        found('stranger', board, `${used} mSat charged to nobody's account`);
      }
    }
    if (evidence.isExcused(board, 'energy')) return;
    const hidden = hiddenSteps(board);
    const unseen = swing.stepCost(board, evidence.quantumOf(board)) * hidden;
    for (let buyer = 0; buyer < width; buyer++) {
      const own = rightOf(board, buyer) + unseen;
      if (charged[buyer]! <= own) continue;
      const name = paid.buyers[buyer];
      found('stranger', board, `${name} was charged ${charged[buyer]} mSat and paid ${own} mSat`);
    }
  }

  return {
    observe,
    closing(board) {
      const of = spent[board]!;
      if (of.unsettledUntil !== -1 || evidence.isExcused(board, 'supply')) return;
      const right = rightOfBoard(board);
      if (of.cost < right + unseenOf(board, of.stepsShared)) return;
      found('right', board, `closed without a right: ${of.cost} of ${right} mSat used`);
    },
    heard(board, view) {
      const of = spent[board]!;
      observe(board);
      const account = view.sale === undefined ? undefined : view.accounts[view.sale.account];
      if (account !== undefined) of.buyer = paid.buyerOf(board, account.buyer);
      // A sale that began and ended since the last look; after a boot it may have been anybody's.
      else if (of.isUnsure) of.buyer = of.begunBy;
      if (of.isUnsure && of.buyer !== NOBODY) of.byBuyer[of.buyer]! += of.unheard;
      of.unheard = 0;
      of.isUnsure = false;
      if (view.blocked !== '') return;
      checkCharged(board, view);
      const { unsettledUntil } = of;
      if (unsettledUntil !== -1 && stage.queue.now >= unsettledUntil) rebase(board, of);
    },
    unsettle(board) {
      spent[board]!.unsettledUntil = stage.queue.now + SETTLES_WITHIN_MS;
    },
    gap(board) {
      const of = spent[board]!;
      bookUnheard(of);
      of.isUnsure = true;
      of.begunBy = NOBODY;
      of.hadGap = true;
      // One price is the gap's too; of several the lowest may be charged.
      // Nor is all of it found where the register stood elsewhere at the last record.
      const isSure = stage.place(board).tariff.knots.length === 1 && !hidesEnergy(evidence, board);
      if (isSure) return;
      of.unsettledUntil = Math.max(of.unsettledUntil, stage.queue.now + SETTLES_WITHIN_MS);
    },
    wantsLook(board) {
      const { isUnsure, unsettledUntil } = spent[board]!;
      if (isUnsure) return stage.place(board).contactor.isClosed;
      return unsettledUntil !== -1 && stage.queue.now >= unsettledUntil;
    },
  };
}
