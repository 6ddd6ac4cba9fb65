/**
 * What the owner's node took, by the board that asked for it and the buyer who paid: running
 * totals, so that a checker asks at any instant without walking a list.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { buyerKey } from '../../../src/payment/lnurl';
import { secret } from '../../../src/secret';
import type { Scenario } from '../../scenario';
import type { JudgedStage } from './evidence';

export const NOBODY = -1;
/** Of a buyer key the board's lines show so many digits. */
const DIGITS_SHOWN = 8;

export type PaidBook = {
  readonly buyers: readonly string[];
  totalMilliSat(): number;
  /** This buyer's payments for what this board asked. */
  of(board: number, buyer: number): number;
  /** Of these, what was asked for at that instant or later. */
  askedSince(board: number, buyer: number, sinceMs: number): number;
  /** All payments for what this board asked. */
  ofBoard(board: number): number;
  /** The node took it once, whatever it says now. */
  wasPaid(hash: string): boolean;
  /** An invoice went to a link: what is paid for it is this board's. */
  asked(board: number, hash: string): void;
  /** The buyer of an account, by its key or the beginning of it. */
  buyerOf(board: number, key: string): number;
  /** Of an account that no link and no name gives: a guest's. */
  isVisitor(board: number, key: string): boolean;
  /** What was counted after this board's last boot may wait for its next one. */
  booted(board: number): void;
  /** Of what is not forgotten: all of it, and the part no look of the board can have met yet. */
  due(board: number, buyer: number): Due;
};

export type Due = {
  readonly milliSat: number;
  /** Came after the board's last boot. */
  readonly sinceBootMilliSat: number;
  /** Came within the last half minute. */
  readonly youngMilliSat: number;
};

const YOUNG_MS = 30_000;
const NOT_ASKED = Object.freeze({ board: NOBODY, at: -1 });

type Seen = {
  readonly board: number;
  readonly buyer: number;
  readonly milliSat: number;
  readonly at: number;
  readonly askedAt: number;
};

/** `onSettled` hears of each payment once, with the board that asked for it or `NOBODY`. */
export function createPaidBook(
  stage: JudgedStage,
  { boards }: Pick<Scenario, 'boards'>,
  onSettled: (board: number) => void,
): PaidBook {
  const buyers = [...new Set(boards.map(({ buyer }) => buyer))];
  const width = buyers.length;
  const sums = new Float64Array(boards.length * width);
  const ofBoard = new Float64Array(boards.length);
  const bootedAt = new Int32Array(boards.length);
  const askers = new Map<string, { readonly board: number; readonly at: number }>();
  const seen: Seen[] = [];
  const hashes = new Set<string>();
  let totalMilliSat = 0;
  let keys: ReadonlyMap<string, number> | undefined;

  /** Takes in what was appended since the last time. */
  function absorb(): void {
    const settlements = stage.payments.settlements();
    while (seen.length < settlements.length) {
      const { hash, milliSat, buyer } = settlements[seen.length]!;
      hashes.add(hash);
      const { board, at: askedAt } = askers.get(hash) ?? NOT_ASKED;
      const payer = buyers.indexOf(buyer);
      seen.push({ board, buyer: payer, at: stage.queue.now, askedAt, milliSat });
      totalMilliSat += milliSat;
      if (board !== NOBODY) ofBoard[board]! += milliSat;
      if (board !== NOBODY && payer !== NOBODY) sums[board * width + payer]! += milliSat;
      onSettled(board);
    }
  }

  function due(board: number, buyer: number): Due {
    absorb();
    const settlements = stage.payments.settlements();
    let [milliSat, sinceBootMilliSat, youngMilliSat] = [0, 0, 0];
    for (let i = 0; i < seen.length; i++) {
      const each = seen[i]!;
      const settlement = settlements[i]!;
      if (each.board !== board || each.buyer !== buyer || settlement.isForgotten) continue;
      milliSat += settlement.milliSat;
      if (i >= bootedAt[board]!) sinceBootMilliSat += settlement.milliSat;
      if (each.at > stage.queue.now - YOUNG_MS) youngMilliSat += settlement.milliSat;
    }
    return { milliSat, sinceBootMilliSat, youngMilliSat };
  }

  function known(board: number, key: string): number | undefined {
    keys ??= keysOf(stage, boards, buyers);
    return keys.get(`${board} ${key.slice(0, DIGITS_SHOWN)}`);
  }

  return {
    buyers,
    due,
    totalMilliSat() {
      absorb();
      return totalMilliSat;
    },
    of(board, buyer) {
      absorb();
      return sums[board * width + buyer] ?? 0;
    },
    askedSince(board, buyer, sinceMs) {
      absorb();
      let sum = 0;
      for (const each of seen) {
        const isOf = each.board === board && each.buyer === buyer && each.askedAt >= sinceMs;
        if (isOf) sum += each.milliSat;
      }
      return sum;
    },
    ofBoard(board) {
      absorb();
      return ofBoard[board] ?? 0;
    },
    wasPaid(hash) {
      absorb();
      return hashes.has(hash);
    },
    asked(board, hash) {
      if (!askers.has(hash)) askers.set(hash, { board, at: stage.queue.now });
    },
    buyerOf(board, key) {
      const { guests, buyer } = boards[board]!;
      // All who come to one place there have one purse: anybody may pay what is shown.
      return known(board, key) ?? (guests === true ? buyers.indexOf(buyer) : NOBODY);
    },
    isVisitor: (board, key) => boards[board]?.guests === true && known(board, key) === undefined,
    booted(board) {
      absorb();
      bootedAt[board] = seen.length;
    },
  };
}

/** By link on every board; by name too where the buyer is the tenant. */
function keysOf(stage: JudgedStage, boards: Scenario['boards'], buyers: readonly string[]) {
  const keys = new Map<string, number>();
  buyers.forEach((buyer, index) => {
    const byLink = buyerKey(secret(stage.payments.link(buyer))).slice(0, DIGITS_SHOWN);
    const byName = tenantKey(buyer).slice(0, DIGITS_SHOWN);
    boards.forEach((board, at) => {
      keys.set(`${at} ${byLink}`, index);
      if (board.standing && board.buyer === buyer) keys.set(`${at} ${byName}`, index);
    });
  });
  return keys;
}

/** As written down in the design, not as the board computes it: it must not change unnoticed. */
const tenantKey = (name: string): string => bytesToHex(sha256(utf8ToBytes(`tenant:${name}`)));
