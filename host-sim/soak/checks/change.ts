/**
 * One change from a buyer to the next: where the contactor is open until the register has shown
 * all that the one used, the next is charged for none of it but what a step of the register hides.
 * Each change by itself: over many of them what each pays for the others would cancel out.
 */
import { costAt, type Evidence } from './evidence';

/** A meter shows what flowed up to a second late, and a lost frame delays that; the coil. */
const SHOWN_WITHIN_MS = 5_000;

export type Change = {
  /** The contacts have moved. */
  switched(board: number): void;
  /** The only sale that began since the last call. `from`, `to`: the buyers. */
  began(board: number, from: number, to: number): void;
  /** The buyer of the sale that is on, and by how much each is charged beyond what they used. */
  heard(board: number, buyer: number, excess: Float64Array): void;
  /** What was known of it counts no more. */
  forget(board: number): void;
};

type Turn = {
  openedAt: number;
  /** By buyer, as was seen in the sale that is on; not known before. */
  readonly excess: Float64Array;
  isKnown: boolean;
  /** What the buyer of the sale had been charged too much when it began; -1: it is not known. */
  most: number;
};

export function createChange({ stage, life, paid, quantumOf, found }: Evidence): Change {
  const turns: readonly Turn[] = life.scenario.boards.map(() => ({
    openedAt: Number.NEGATIVE_INFINITY,
    excess: new Float64Array(paid.buyers.length),
    isKnown: false,
    most: -1,
  }));

  const isShown = ({ openedAt }: Turn): boolean => stage.queue.now - openedAt > SHOWN_WITHIN_MS;

  return {
    switched(board) {
      const of = turns[board]!;
      if (!stage.place(board).contactor.isClosed) of.openedAt = stage.queue.now;
      // What still shows of the one before is the next one's.
      else if (!isShown(of)) of.most = -1;
    },
    began(board, from, to) {
      const of = turns[board]!;
      const isClear = of.isKnown && from !== to && !stage.place(board).contactor.isClosed;
      of.most = isClear ? Math.max(0, of.excess[to]!) : -1;
      of.isKnown = false;
    },
    heard(board, buyer, excess) {
      const of = turns[board]!;
      if (of.most !== -1) {
        const { knots } = stage.place(board).tariff;
        const step = costAt(Math.ceil(quantumOf(board)), Math.max(0, knots[0]!.price));
        const over = Math.ceil(excess[buyer]! - of.most - step);
        const name = paid.buyers[buyer];
        // Rounded down at the end of each sale.
        if (over > 1) found('share', board, `${name} pays ${over} mSat of what was used before`);
      }
      // Of a sale that has just ended something may still show.
      if (!stage.place(board).contactor.isClosed && !isShown(of)) return;
      of.excess.set(excess);
      of.isKnown = true;
    },
    forget(board) {
      turns[board]!.isKnown = false;
      turns[board]!.most = -1;
    },
  };
}
