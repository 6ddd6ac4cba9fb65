/**
 * The contactor is never closed without a right, and open within the bound when the right ends:
 * the sale ended, the cable is out, the meter is silent, something is latched, the power is gone.
 * (That the credit ends is `spending`.)
 */
import type { View } from '../../../src/web/view';
import { type Evidence, intervalOf } from './evidence';
import type { Stall } from './reach-events';

export type SupplyChecker = {
  second(board: number): void;
  /** The contacts have moved. */
  switched(board: number, isClosed: boolean): void;
  heard(board: number, view: View): void;
  /** The power was cut: as fast as the coil lets go. */
  dark(board: number): void;
  /** JavaScript stands still: the guard opens when the lease has run out, no sooner. */
  stalled(board: number, stall: Stall): void;
  isStalled(board: number): boolean;
  wantsLook(board: number): boolean;
};

/** From the end of the right to the coil off (design, section 8). */
const OPEN_WITHIN_MS = 1_500;
/** A meter is stale after 3 intervals; then the same again holds as above. */
const STALE_INTERVALS = 3;
/** A reading closes for so many intervals, whatever becomes of the next one. */
const LEASE_INTERVALS = 2.5;
/** A load is given so long to stop (IEC 61851), on a lease of its own. */
const WIND_DOWN_MS = 6_000;
/** From the meter's answer to the decision, and a worn coil. */
const LEASE_SLACK_MS = 400;
/** Without power a worn coil needs 200 ms. */
const COIL_LETS_GO_MS = 250;
/** A board rests ten seconds before it writes that a sale has ended. */
const SALE_ENDS_WITHIN_MS = 30_000;
/** Of a stall: until it is over and what waited has been decided. */
const AFTER_STALL_MS = 8_000;

/** Since when the contactor is closed although this had ended; -1 when it is not. */
type Since = {
  sale: number;
  cable: number;
  reason: number;
  stalledAt: number;
  stall: Stall;
  /** Since when the cable is out and the board has power; -1: it is in. */
  unplugged: number;
  /** Begun while the cable was in: who shows a link without one is believed, as on the web. */
  pluggedSales: number;
};

export function createSupplyChecker(evidence: Evidence): SupplyChecker {
  const { stage, life, found } = evidence;
  const { boards } = life.scenario;
  const sinces: readonly Since[] = boards.map(() => ({
    sale: -1,
    cable: -1,
    reason: -1,
    stalledAt: Number.NEGATIVE_INFINITY,
    stall: { lastsMs: 0, isTimeless: false },
    unplugged: -1,
    pluggedSales: 0,
  }));

  const started = (since: number, isOver: boolean): number =>
    !isOver ? -1 : since === -1 ? stage.queue.now : since;

  /** Closed, and not only because the contacts stick. */
  function isClosed(board: number): boolean {
    const { contactor } = stage.place(board);
    if (!contactor.isClosed) return false;
    return !evidence.isExcused(board, 'supply') || contactor.isToldClosed === true;
  }

  function isStalled(board: number): boolean {
    const { stalledAt, stall } = sinces[board]!;
    return stage.queue.now - stalledAt < stall.lastsMs + AFTER_STALL_MS;
  }

  const isWindingDown = (board: number): boolean =>
    stage.place(board).contactor.isWindingDown === true;

  function within(board: number, bound: number): number {
    if (!isStalled(board)) return bound;
    if (sinces[board]!.stall.isTimeless) return Number.POSITIVE_INFINITY;
    const lease = LEASE_INTERVALS * intervalOf(life, board);
    return bound + (isWindingDown(board) ? Math.max(WIND_DOWN_MS, lease) : lease);
  }

  const isLate = (board: number, since: number): boolean =>
    since !== -1 && stage.queue.now - since > within(board, OPEN_WITHIN_MS);

  const staleWithin = (board: number): number =>
    STALE_INTERVALS * intervalOf(life, board) + OPEN_WITHIN_MS;

  /** The lease ends by itself; only a wind-down has one of its own, until the meter is stale. */
  function silentWithin(board: number): number {
    const intervalMs = intervalOf(life, board);
    if (!isStalled(board) && !isWindingDown(board))
      return LEASE_INTERVALS * intervalMs + LEASE_SLACK_MS;
    return within(board, staleWithin(board));
  }

  function silent(board: number): void {
    const { lastAnswerAtMs } = stage.place(board);
    if (lastAnswerAtMs === undefined) return;
    const silentMs = stage.queue.now - lastAnswerAtMs;
    if (silentMs <= silentWithin(board)) return;
    found('stale-meter', board, `closed although the meter has been silent for ${silentMs} ms`);
  }

  /** Power or not: who comes next must not find it still on. */
  function endsUnplugged(board: number, view: View): void {
    const { unplugged, pluggedSales } = sinces[board]!;
    if (unplugged === -1 || view.sale === undefined || boards[board]!.standing) return;
    const { record, lastAnswerAtMs = stage.queue.now } = stage.place(board);
    const isOfCable = record.sales.length === pluggedSales;
    const ms = stage.queue.now - unplugged;
    // After a boot a sale ends with the first reading: what flowed in the dark is its own.
    if (stage.queue.now - lastAnswerAtMs > staleWithin(board)) {
      sinces[board]!.unplugged = stage.queue.now;
      return;
    }
    if (!isOfCable || isStalled(board) || ms <= SALE_ENDS_WITHIN_MS) return;
    if (evidence.isExcused(board, 'damaged')) return;
    found('late-open', board, `the sale goes on ${ms} ms after the cable was pulled`);
  }

  return {
    second(board) {
      const since = sinces[board]!;
      const { board: state, record, load } = stage.place(board);
      if (load.isPlugged) since.pluggedSales = record.sales.length;
      since.unplugged = started(since.unplugged, state.isPowered && !load.isPlugged);
      if (!isClosed(board)) {
        since.sale = since.cable = since.reason = -1;
        return;
      }
      const last = record.sales[record.sales.length - 1];
      since.sale = started(since.sale, last !== undefined && last.endedAt !== null);
      const isOfCable = !boards[board]!.standing && record.sales.length === since.pluggedSales;
      since.cable = started(since.cable, !load.isPlugged && isOfCable);
      if (isLate(board, since.cable)) found('late-open', board, 'closed although unplugged');
      silent(board);
    },
    switched(board, isClosed) {
      if (!isClosed && !evidence.isExcused(board, 'supply')) silent(board);
    },
    heard(board, view) {
      const since = sinces[board]!;
      endsUnplugged(board, view);
      if (!isClosed(board)) return;
      const reason = reasonOf(view);
      since.reason = started(since.reason, reason !== undefined);
      if (reason !== undefined && isLate(board, since.reason)) {
        found('right', board, `closed ${stage.queue.now - since.reason} ms with ${reason}`);
      }
      // A record that a power cut took back: the sale that had ended is on again.
      if (view.sale !== undefined) since.sale = -1;
      else if (isLate(board, since.sale))
        found('late-open', board, 'closed although the sale ended');
    },
    dark(board) {
      sinces[board]!.unplugged = -1;
      stage.queue.after(COIL_LETS_GO_MS, () => {
        const { board: state, contactor } = stage.place(board);
        if (state.isPowered || !contactor.isClosed || evidence.isExcused(board, 'supply')) return;
        found('late-open', board, 'closed without power');
      });
    },
    stalled(board, stall) {
      sinces[board]!.stalledAt = stage.queue.now;
      sinces[board]!.stall = stall;
    },
    isStalled,
    wantsLook(board) {
      const { sale, reason } = sinces[board]!;
      return sale !== -1 || reason !== -1;
    },
  };
}

function reasonOf({ sale, latch, blocked }: View): string | undefined {
  if (blocked !== '') return 'a journal that is not its own';
  if (latch !== undefined) return `a latch: ${latch}`;
  return sale === undefined ? 'no sale' : undefined;
}
