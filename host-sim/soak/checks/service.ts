/**
 * After the faults service resumes: whoever can pay and is plugged in is supplied within a bound,
 * no pull stays open for ever, and no latch stays that nothing in the world explains.
 */
import type { View } from '../../../src/web/view';
import { type Evidence, hidesEnergy } from './evidence';

export type ServiceChecker = {
  second(board: number): void;
  heard(board: number, view: View): void;
  /** What was waited for begins anew. */
  gap(board: number): void;
  ended(board: number, view: View): void;
  wantsLook(board: number): boolean;
};

/** A pull that is given up, the longest back-off, a pull that succeeds, the minimum off time. */
const RESUMES_WITHIN_MS = 180_000;
/** At the end of a life: a calm is short, and a pull that is under way may go on. */
const AT_THE_END_MS = 45_000;
const PULL_SUCCEEDS_WITHIN_MS = 60_000;
/** Then it is not one payment after the other any more. */
const NEXT_PAYMENT_WITHIN_MS = 30_000;
/** Invoices live 120 s and have lapsed 60 s later; the rest is a node that is slow to say so. */
const PULL_CLOSES_WITHIN_MS = 300_000;
/** What is shown to a guest lives 600 s. */
const SHOWN_CLOSES_WITHIN_MS = 780_000;
/** Of a node whose clock was 5 minutes ahead when it made the invoice. */
const CLOCK_OFF_MS = 300_000;

type Wait = {
  /** Since when a buyer waits for power, -1 while nobody does; and what was settled by then. */
  since: number;
  settled: number;
  /** How many were settled at the last look, and when that last changed. */
  paid: number;
  paidAt: number;
  /** The open pull, since when it was seen in calm, and whether it is older than the boot. */
  planned: number;
  openSince: number;
  isOld: boolean;
  /** When its invoice says that it was made, where only time can close it; -1 else. */
  datedAt: number;
};

export function createServiceChecker(
  evidence: Evidence,
  datedAt: (board: number) => number,
): ServiceChecker {
  const { stage, life, found } = evidence;
  const { boards } = life.scenario;
  const waits: readonly Wait[] = boards.map(() => ({
    since: -1,
    settled: 0,
    paid: 0,
    paidAt: Number.NEGATIVE_INFINITY,
    planned: 0,
    openSince: -1,
    isOld: false,
    datedAt: -1,
  }));
  const isCalm = (): boolean => stage.queue.now >= life.faultMs;

  const leastMilliSat = boards.map(({ config }) => {
    const terms = config['terms'] as { readonly prepaymentSat?: number } | undefined;
    return (terms?.prepaymentSat ?? 0) * 1_000;
  });

  const hasTermsEnd = boards.map(({ config }) => {
    const terms = config['terms'] as { readonly durationMs?: number } | undefined;
    return terms?.durationMs !== undefined;
  });

  function canPay(board: number): boolean {
    const wallet = stage.payments.wallet(boards[board]!.buyer);
    return wallet !== undefined && wallet.balanceMilliSat() >= leastMilliSat[board]!;
  }

  /** An invoice that nobody can cancel, or that its node has forgotten, whoever broke the node. */
  const mustLapse = (board: number): boolean =>
    !life.options.canCancel || evidence.isExcused(board, 'complete') || datedAt(board) !== -1;

  /** A meter that shows what it should not, on a board that knows its contactor by it alone. */
  function seesCurrent(board: number): boolean {
    if (boards[board]!.feedback !== 'meter') return false;
    return hidesEnergy(evidence, board) || evidence.isExcused(board, 'estimate');
  }

  /** Such a latch opens the breaker of a whole flat, and nobody sells until somebody comes. */
  function blamesContactor(board: number, { latch }: View): void {
    if (latch !== 'contactor-welded' && latch !== 'contactor-failed-to-close') return;
    if (!isExplained(board, latch)) found('stuck', board, `latched without a cause: ${latch}`);
  }

  function isExplained(board: number, latch: View['latch']): boolean {
    switch (latch) {
      // Power is the world's to draw, and which meter is there.
      case undefined:
      case 'over-current':
        return true;
      case 'meter-changed':
      case 'meter-disagrees':
        return hidesEnergy(evidence, board) || evidence.isExcused(board, 'supply');
      case 'contactor-welded':
        return evidence.isExcused(board, 'supply') || seesCurrent(board);
      case 'contactor-failed-to-close':
        return evidence.isExcused(board, 'supply') || evidence.isExcused(board, 'coil');
      case 'journal-failed':
      case 'journal-damaged':
        return evidence.isExcused(board, 'complete');
    }
  }

  function stuckPull(board: number, { pulls, pull }: View): void {
    const wait = waits[board]!;
    if (pulls.open === 0 || pull.planned !== wait.planned) {
      wait.planned = pulls.open === 0 ? 0 : pull.planned;
      wait.openSince = stage.queue.now;
      wait.isOld = false;
      wait.datedAt = -1;
      return;
    }
    // Nobody looked while there was no power: it is asked for as from the boot.
    if (wait.openSince === -1) wait.openSince = stage.queue.now;
    // One that was dated ahead has as much longer to live.
    wait.datedAt = Math.max(wait.datedAt, datedAt(board));
    const openMs = stage.queue.now - Math.max(wait.openSince, wait.datedAt);
    const isClockOff = evidence.isExcused(board, 'complete');
    if (evidence.isExcused(board, 'service')) return;
    const isShown = boards[board]!.guests === true;
    const closesMs = isShown ? SHOWN_CLOSES_WITHIN_MS : PULL_CLOSES_WITHIN_MS;
    if (openMs <= closesMs + (isClockOff ? CLOCK_OFF_MS : 0)) return;
    found('stuck', board, `pull ${pull.planned} has been open for ${openMs} ms, at ${pull.step}`);
  }

  function isPaying(board: number, { pulls, supply }: View): boolean {
    const wait = waits[board]!;
    if (pulls.settled !== wait.paid) wait.paidAt = stage.queue.now;
    wait.paid = pulls.settled;
    const sinceMs = stage.queue.now - wait.paidAt;
    return supply.reason === 'no-credit' && sinceMs < NEXT_PAYMENT_WITHIN_MS;
  }

  function resumed(board: number, view: View, within: number): void {
    const { since, settled } = waits[board]!;
    const waitedMs = stage.queue.now - since;
    if (since === -1 || waitedMs <= within) return;
    if (evidence.isExcused(board, 'service')) return;
    if (view.blocked !== '' && evidence.isExcused(board, 'damaged')) return;
    if (view.latch !== undefined && isExplained(board, view.latch)) return;
    // A register that jumped made a debt, which is being paid.
    if (hidesEnergy(evidence, board) && view.pulls.settled > settled) return;
    // The terms were over, and nobody has come since.
    if (view.sale === undefined && hasTermsEnd[board]) return;
    if (view.pulls.open > 0 && mustLapse(board)) return;
    // A coarse step at a high price is many payments: in a longer calm all of them are asked for.
    if (within === AT_THE_END_MS && isPaying(board, view)) return;
    const { reason } = view.supply;
    const why = `${reason}${view.pull.linkFault === '' ? '' : `, link ${view.pull.linkFault}`}`;
    found('service', board, `no power for ${waitedMs} ms in calm: ${why}`);
  }

  return {
    second(board) {
      if (!isCalm()) return;
      const { contactor, load } = stage.place(board);
      const wait = waits[board]!;
      const isWaiting = !contactor.isClosed && load.isPlugged && load.milliWatts > 0;
      if (!isWaiting || !canPay(board)) wait.since = -1;
      else if (wait.since === -1) wait.since = stage.queue.now;
    },
    heard(board, view) {
      blamesContactor(board, view);
      isPaying(board, view);
      if (!isCalm()) return;
      stuckPull(board, view);
      const wait = waits[board]!;
      if (wait.since === -1) wait.settled = view.pulls.settled;
      const isToLapse = view.pulls.open > 0 && mustLapse(board);
      // Until then nobody may ask for more; that it does is asked of the pull.
      if (wait.since !== -1 && isToLapse) wait.since = stage.queue.now;
      else resumed(board, view, RESUMES_WITHIN_MS);
    },
    gap(board) {
      const wait = waits[board]!;
      wait.since = -1;
      wait.openSince = -1;
      wait.isOld = wait.planned !== 0;
    },
    ended(board, view) {
      const { board: state } = stage.place(board);
      if (!state.isPowered) found('service', board, 'without power when all is calm');
      const { openSince, isOld, planned } = waits[board]!;
      const isUnderWay = stage.queue.now - openSince < PULL_SUCCEEDS_WITHIN_MS;
      const isToMove = view.blocked === '' && !evidence.isExcused(board, 'service');
      if (isOld && !isUnderWay && isToMove)
        found('stuck', board, `pull ${planned} is open since before the boot`);
      if (view.pulls.open === 0 || !isUnderWay) resumed(board, view, AT_THE_END_MS);
      if (!isExplained(board, view.latch)) {
        found('stuck', board, `latched without a cause: ${view.latch}`);
      }
      if (view.blocked === '' || evidence.isExcused(board, 'complete')) return;
      found('stuck', board, `blocked without a cause: ${view.blocked}`);
    },
    wantsLook(board) {
      const { since } = waits[board]!;
      return since !== -1 && stage.queue.now - since > RESUMES_WITHIN_MS;
    },
  };
}
