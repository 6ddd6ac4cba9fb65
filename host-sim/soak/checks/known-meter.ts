/**
 * Energy is sold from the meter that it was sold from before. The world knows which one is there;
 * another may only be sold from after the owner has said so.
 */
import type { Evidence } from './evidence';
import type { Watcher } from './watcher';

/** A reading, its doubts and a retry; then the lease. */
const NOTICED_WITHIN_MS = 8_000;
/** From the first question after a boot on, lost frames included. A board that rests asks later. */
const FIRST_READ_MS = 5_000;
/** As slow as flash may be. */
const WRITTEN_WITHIN_MS = 5_000;

type Known = {
  /** Serial numbers of meters that were sold from, or that the owner has confirmed. */
  readonly serials: Set<number>;
  present: number;
  /** Since when it is there, or the board has power again. */
  since: number;
  /** -1 without power. */
  bootAt: number;
  /** When the meter was first asked since; -1: it was not. */
  askedAt: number;
  /** Sales of before a reset, and since when one has begun after them; -1: none. */
  salesBefore: number;
  soldSince: number;
  /** A write failed: what it wrote down of a meter may not be there. */
  mayForget: boolean;
};

export function createKnownMeterChecker(evidence: Evidence): Watcher {
  const { stage, life, found } = evidence;
  const known: readonly Known[] = life.scenario.boards.map(() => ({
    serials: new Set(),
    present: -1,
    since: 0,
    bootAt: -1,
    askedAt: -1,
    salesBefore: 0,
    soldSince: -1,
    mayForget: false,
  }));

  /** Other frames than the meter's own were on the line, or JavaScript stood still. */
  const isUnsure = (board: number): boolean =>
    known[board]!.mayForget ||
    evidence.isExcused(board, 'estimate') ||
    evidence.isExcused(board, 'supply') ||
    evidence.isExcused(board, 'damaged');

  /** It was asked who it is, and may not be read yet. */
  function isBeingAsked(board: number, of: Known): boolean {
    const { now } = stage.queue;
    if (of.bootAt === -1) of.bootAt = now;
    const { lastAskedAtMs } = stage.place(board).meter ?? { lastAskedAtMs: now };
    if (of.askedAt === -1 && lastAskedAtMs >= of.bootAt) of.askedAt = now;
    const sinceMs = now - of.askedAt;
    return of.askedAt !== -1 && sinceMs > 0 && sinceMs < FIRST_READ_MS;
  }

  /** A board knows a meter from the first sale on, once that is written. */
  function knowsNone(board: number, of: Known): boolean {
    const { now } = stage.queue;
    const hasSold = stage.place(board).record.sales.length > of.salesBefore;
    if (hasSold && of.soldSince === -1) of.soldSince = now;
    return of.soldSince === -1 || now - of.soldSince < WRITTEN_WITHIN_MS;
  }

  return {
    second(board) {
      const of = known[board]!;
      const { meterSerial, contactor } = stage.place(board);
      if (meterSerial === undefined) return;
      const { now } = stage.queue;
      // No electrician is so fast: it was exchanged between its name and its first reading.
      const isBetween = isBeingAsked(board, of);
      const isFree = knowsNone(board, of);
      if (of.present !== meterSerial && isBetween) of.serials.add(meterSerial).add(of.present);
      if (of.present !== meterSerial && isFree) of.serials.add(meterSerial);
      if (of.present !== meterSerial) of.since = now;
      of.present = meterSerial;
      if (!contactor.isClosed || of.serials.has(meterSerial)) return;
      if (of.serials.size === 0) of.serials.add(meterSerial);
      else if (now - of.since > NOTICED_WITHIN_MS && !isUnsure(board)) {
        found('right', board, `closed on meter ${meterSerial}, which nobody has confirmed`);
      }
    },
    switched() {},
    heard() {},
    gap(board) {
      known[board]!.since = stage.queue.now;
      known[board]!.bootAt = -1;
      known[board]!.askedAt = -1;
    },
    owner(board, command) {
      const { serials } = known[board]!;
      const { meterSerial } = stage.place(board);
      if (command === 'factory-reset') {
        serials.clear();
        known[board]!.salesBefore = stage.place(board).record.sales.length;
        known[board]!.soldSince = -1;
      }
      if (command === 'confirm-meter' && meterSerial !== undefined) serials.add(meterSerial);
    },
    failed(board) {
      known[board]!.mayForget = true;
    },
  };
}
