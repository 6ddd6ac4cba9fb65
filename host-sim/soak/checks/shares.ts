/**
 * Nobody is charged for what another used. Whose sale was begun last is who uses what flows, or
 * after a boot whose the board says; where the price never changes, an account is charged no more
 * than that, but for what the change from one buyer to the next leaves unseen. Nothing is left
 * where the contactor was open long enough between them (`change`).
 */
import type { View } from '../../../src/web/view';
import { createChange } from './change';
import { costAt, type Evidence, energyWithin, hidesEnergy } from './evidence';
import { NOBODY } from './paid-book';
import type { Watcher } from './watcher';

/** What the board cannot see of a change: two readings, the meter's lag, the coil. */
const UNSEEN_MS = 3_000;
/** And of a coarse step, power that goes on and off between two readings. */
const PARTS_UNSEEN = 40;

type Shares = {
  readonly used: Float64Array;
  costSeen: number;
  sales: number;
  buyer: number;
  /** Since a boot nobody has heard whose sale is on: a record may have been lost with the power. */
  isUnsure: boolean;
  unheard: number;
  /** How often the buyer was another one, or what the board had seen was lost. */
  changes: number;
  gaps: number;
};

export function createSharesChecker(evidence: Evidence): Watcher {
  const { stage, life, paid, found } = evidence;
  const change = createChange(evidence);
  /** Of the view that is looked at: what each is charged beyond what they used. */
  const excess = new Float64Array(paid.buyers.length);
  const shares: readonly Shares[] = life.scenario.boards.map(() => ({
    used: new Float64Array(paid.buyers.length),
    costSeen: 0,
    sales: 0,
    buyer: NOBODY,
    isUnsure: false,
    unheard: 0,
    changes: 0,
    gaps: 0,
  }));

  const isAsked = (board: number): boolean =>
    stage.place(board).tariff.knots.length === 1 &&
    !hidesEnergy(evidence, board) &&
    !EXCUSES.some((excuse) => evidence.isExcused(board, excuse));

  function observe(board: number): void {
    const of = shares[board]!;
    const { book, record } = stage.place(board);
    const cost = book.costMilliSat(stage.queue.now);
    if (of.isUnsure) of.unheard += cost - of.costSeen;
    else if (of.buyer !== NOBODY) of.used[of.buyer]! += cost - of.costSeen;
    of.costSeen = cost;
    const { sales } = record;
    if (sales.length === of.sales) return;
    const isOne = sales.length === of.sales + 1 && !of.isUnsure;
    of.sales = sales.length;
    const buyer = paid.buyerOf(board, sales[sales.length - 1]!.buyer);
    // Whoever it was: it may have been any.
    for (let i = 0; i < of.used.length; i++) of.used[i]! += of.unheard;
    if (isOne && buyer !== NOBODY) change.began(board, of.buyer, buyer);
    else change.forget(board);
    take(of, buyer);
  }

  function take(of: Shares, buyer: number): void {
    if (buyer !== of.buyer) of.changes++;
    of.buyer = buyer;
    of.isUnsure = false;
    of.unheard = 0;
  }

  function learn(board: number, of: Shares, { sale, accounts }: View): void {
    const account = sale === undefined ? undefined : accounts[sale.account];
    if (!of.isUnsure || account === undefined) return;
    const buyer = paid.buyerOf(board, account.buyer);
    if (buyer !== NOBODY) of.used[buyer]! += of.unheard;
    take(of, buyer);
  }

  /** In mSat: what may be put on the wrong account by now. */
  function unseen(board: number, { changes, gaps }: Shares): number {
    const step = evidence.quantumOf(board);
    const seen = energyWithin(life, board, UNSEEN_MS) + Math.ceil(step / PARTS_UNSEEN);
    const price = stage.place(board).tariff.knots[0]!.price;
    // And once where a sale began before anybody looked whose it is.
    const energy = Math.ceil(changes * Math.min(step, seen) + gaps * step + seen);
    return costAt(energy, Math.max(0, price)) + changes;
  }

  return {
    second: observe,
    switched(board) {
      observe(board);
      change.switched(board);
    },
    heard(board, view) {
      const { accounts, blocked } = view;
      const of = shares[board]!;
      observe(board);
      if (blocked !== '' || !isAsked(board)) return;
      learn(board, of, view);
      const most = unseen(board, of);
      for (let i = 0; i < excess.length; i++) excess[i] = -of.used[i]!;
      for (let i = 0; i < accounts.length; i++) {
        const { buyer: key, chargedMilliSat } = accounts[i]!;
        const buyer = paid.buyerOf(board, key);
        if (buyer === NOBODY) continue;
        excess[buyer]! += chargedMilliSat;
        if (chargedMilliSat <= of.used[buyer]! + most) continue;
        const name = paid.buyers[buyer];
        const used = of.used[buyer]!;
        found('share', board, `${name} was charged ${chargedMilliSat} mSat, and used ${used} mSat`);
      }
      if (!of.isUnsure && of.buyer !== NOBODY) change.heard(board, of.buyer, excess);
    },
    gap(board) {
      observe(board);
      change.forget(board);
      // What was seen of a step is not kept: at most the step is another's (design, F14).
      shares[board]!.gaps++;
      shares[board]!.isUnsure = true;
    },
    owner() {},
    failed() {},
  };
}

const EXCUSES = ['charge', 'supply', 'estimate', 'damaged', 'forgotten'] as const;
