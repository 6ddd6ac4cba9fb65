/**
 * What the owner has said holds: a sale that was stopped, terms that have ended, a pause between
 * two closings, the most current and the most that is granted in a day, a latch that nobody has
 * cleared, and a journal that is another board's.
 */
import type { View } from '../../../src/web/view';
import type { Evidence } from './evidence';

export type WordChecker = {
  second(board: number): void;
  heard(board: number, view: View): void;
  /** The owner stopped the sale that is on. */
  stopped(board: number): void;
  /** JavaScript stood still: what it decided then it carries out later. */
  stalled(board: number): void;
  /** The owner cleared a latch, confirmed a meter or reset the board. */
  mended(board: number): void;
  gap(board: number): void;
};

/** Decided at the next reading, and what a wind-down of the car adds. */
const OPEN_WITHIN_MS = 12_000;
/** Of a minimum: seen once a second. */
const SEEN_WITHIN_MS = 1_200;
const AFTER_STALL_MS = 30_000;
const TERMS_SLACK_MS = 15_000;

/** A reading or two, with what is doubted and retried. */
/** A board rests 10 s after its third boot in a row before it writes. */
const WRITTEN_MS = 15_000;
const OVERLOAD_MS = 6_000;
const MS_PER_READING = 3_000;
const DAY_SEC = 86_400;
const VOLTS = 230;

type Known = {
  /** The sale that was stopped, by its place in the record, and when; 0: none. */
  stoppedSale: number;
  stoppedAt: number;
  /** When the coil was told to open, since the boot; -1: not yet. */
  openedAt: number;
  wasClosed: boolean;
  stalledAt: number;
  /** More current than 1.5 times the limit since; -1: no. */
  overloadedAt: number;
  latch: View['latch'];
  latchSeen: number;
  /** Since when it was heard of since the last boot. */
  latchAt: number;
  /** It surely was in flash at the last cut. */
  isFirm: boolean;
  isMended: boolean;
};

export function createWordChecker(evidence: Evidence): WordChecker {
  const { stage, life, found } = evidence;
  const { boards, startsAt } = life.scenario;
  const startSec = Date.parse(startsAt) / 1_000;
  const known: readonly Known[] = boards.map(() => ({
    stoppedSale: 0,
    stoppedAt: 0,
    openedAt: -1,
    wasClosed: false,
    stalledAt: Number.NEGATIVE_INFINITY,
    overloadedAt: -1,
    latch: undefined,
    latchSeen: 0,
    latchAt: 0,
    isFirm: false,
    isMended: false,
  }));
  const durations = boards.map(({ config }) => {
    const terms = config['terms'] as { readonly durationMs?: number } | undefined;
    return terms?.durationMs;
  });
  const minimums = boards.map(({ config }) => {
    const supply = config['supply'] as { readonly minimumOffMs?: number } | undefined;
    return supply?.minimumOffMs ?? 0;
  });

  const limits = boards.map(({ config }) => limitOf(config));
  const allowances = boards.map(({ config }) => {
    const terms = config['terms'] as { readonly allowancePerDaySat?: number } | undefined;
    const perDay = terms?.allowancePerDaySat;
    return perDay === undefined ? undefined : perDay * 1_000;
  });

  function isToldClosed(board: number): boolean {
    const { contactor } = stage.place(board);
    return contactor.isToldClosed ?? contactor.isClosed;
  }

  function pause(board: number, of: Known, isClosed: boolean): void {
    const at = stage.queue.now;
    if (of.wasClosed && !isClosed) of.openedAt = at;
    if (!of.wasClosed && isClosed && of.openedAt !== -1) {
      const offMs = at - of.openedAt;
      const isSure = at - of.stalledAt > AFTER_STALL_MS;
      if (isSure && offMs < minimums[board]! - SEEN_WITHIN_MS) {
        found('right', board, `closed ${offMs} ms after it was opened`);
      }
    }
    of.wasClosed = isClosed;
  }

  function stop(board: number, of: Known): void {
    const { sales } = stage.place(board).record;
    if (of.stoppedSale === 0 || sales.length !== of.stoppedSale) return;
    const ms = stage.queue.now - of.stoppedAt;
    if (ms > OPEN_WITHIN_MS) found('late-open', board, `closed ${ms} ms after the owner's stop`);
  }

  function terms(board: number): void {
    const duration = durations[board];
    const sale = stage.place(board).record.sales.at(-1);
    // By which clock nobody can say where the board's was wrong.
    if (duration === undefined || sale?.startedAt === undefined) return;
    if (sale.endedAt !== null || evidence.isExcused(board, 'charge')) return;
    const ms = (startSec - sale.startedAt) * 1_000 + stage.queue.now - duration;
    if (ms > OPEN_WITHIN_MS + TERMS_SLACK_MS) {
      found('late-open', board, `closed ${ms} ms after the terms had ended`);
    }
  }

  /** Where the meter tells it, and JavaScript runs. */
  function overload(board: number, of: Known, isClosed: boolean): void {
    const { load, contactor, lastAnswerAtMs = stage.queue.now } = stage.place(board);
    const isTold = !evidence.isExcused(board, 'estimate') && !evidence.isExcused(board, 'supply');
    const isRead = stage.queue.now - lastAnswerAtMs < MS_PER_READING;
    const flows = isClosed && contactor.isClosed;
    if (!flows || !isTold || !isRead || load.milliWatts < limits[board]! * 1.5) {
      of.overloadedAt = -1;
    } else if (of.overloadedAt === -1) of.overloadedAt = stage.queue.now;
    const ms = stage.queue.now - of.overloadedAt;
    if (of.overloadedAt === -1 || ms <= OVERLOAD_MS) return;
    found('late-open', board, `closed for ${ms} ms with 1.5 times the current`);
  }

  function granted(board: number, { accounts }: View): void {
    const most = allowances[board]!;
    const isTold = !evidence.isExcused(board, 'charge') && !evidence.isExcused(board, 'forgotten');
    if (most === undefined || !isTold) return;
    let milliSat = 0;
    for (let i = 0; i < accounts.length; i++) milliSat += accounts[i]!.grantedMilliSat;
    const now = startSec + stage.queue.now / 1_000;
    const days = Math.floor(now / DAY_SEC) - Math.floor(startSec / DAY_SEC) + 1;
    if (milliSat <= most * days) return;
    found('money', board, `${milliSat} mSat granted in ${days} days of ${most} mSat`);
  }

  return {
    second(board) {
      const of = known[board]!;
      const isClosed = isToldClosed(board);
      pause(board, of, stage.place(board).contactor.isCommandedClosed ?? isClosed);
      overload(board, of, isClosed);
      if (!isClosed) return;
      stop(board, of);
      terms(board);
      // Which chip it is of may be the very record that is damaged: the owner clears that.
      const isTold = !evidence.isExcused(board, 'damaged') && !evidence.mayBeDamaged(board);
      if (stage.place(board).isForeign === true && isTold) {
        found('right', board, 'closed on a journal that is another board’s');
      }
    },
    heard(board, view) {
      const of = known[board]!;
      const { latch, blocked } = view;
      if (blocked !== '') return;
      granted(board, view);
      const wasSure = of.latchSeen > 1;
      if (of.latch !== undefined && latch === undefined && wasSure && !of.isMended) {
        const isKept = of.latch !== 'journal-failed' && !evidence.isExcused(board, 'damaged');
        if (isKept) found('right', board, `nobody cleared the latch ${of.latch}`);
      }
      of.latchSeen = latch === of.latch ? of.latchSeen + 1 : 1;
      if (latch !== of.latch) {
        // What was said while JavaScript stood still waits for it, and nobody is heard meanwhile.
        of.isMended &&= stage.queue.now - of.stalledAt <= AFTER_STALL_MS;
        of.isFirm = false;
        of.latchAt = stage.queue.now;
      }
      of.latch = latch;
    },
    stalled(board) {
      known[board]!.stalledAt = stage.queue.now;
    },
    stopped(board) {
      const of = known[board]!;
      const { sales } = stage.place(board).record;
      of.stoppedSale = sales.length;
      of.stoppedAt = stage.queue.now;
    },
    mended(board) {
      known[board]!.isMended = true;
    },
    gap(board) {
      const of = known[board]!;
      // A record on the edge reads as there at one boot and not at the next: nothing rests on it.
      const { cuts } = stage.place(board).board;
      const isWritten = stage.queue.now - of.latchAt >= WRITTEN_MS && cuts?.isRecovering !== true;
      if (!of.isFirm && !isWritten) of.latch = undefined;
      of.isFirm = of.latch !== undefined;
      of.latchAt = stage.queue.now;
      of.stoppedSale = 0;
      of.openedAt = -1;
      of.wasClosed = false;
      of.overloadedAt = -1;
    },
  };
}

/** All phases at the smaller of breaker and terms, in mW; Infinity where neither is known. */
function limitOf(config: Readonly<Record<string, unknown>>): number {
  const supply = config['supply'] as
    | { readonly breakerMilliAmps?: number; readonly phases?: number }
    | undefined;
  const terms = config['terms'] as { readonly currentMaxMilliAmps?: number } | undefined;
  const milliAmps = Math.min(
    supply?.breakerMilliAmps ?? Number.POSITIVE_INFINITY,
    terms?.currentMaxMilliAmps ?? Number.POSITIVE_INFINITY,
  );
  return milliAmps * VOLTS * (supply?.phases ?? 1);
}
