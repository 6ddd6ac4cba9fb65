/**
 * The runway: how long the credit above the reserve must last when a pull begins, so that supply is
 * not interrupted. Learnt from how slowly the pulls of the present buyer settle; kept in RAM only,
 * and conservative until something was learnt. An owner's own number stands as it is.
 */
import type { BoardConfig } from '../config/board-config';
import { costOver, type Standing } from '../sale/reserve';
import type { BoardState } from '../state';
import { CANCEL_AFTER_MS, INVOICE_EXPIRY_SEC, LAPSE_AFTER_SEC } from './pulling';

export type Runway = {
  /** Slower than this, from begun to settled, is about one pull in a hundred. */
  slowMs: number;
  /** Whose pulls that was learnt from; -1: nobody's yet. */
  account: number;
  /** What follows from it, so that a reading need not ask. */
  runwayMs: number;
};

/** Nothing that settles where the node can cancel is slower than when a pull is given up. */
const SLOW_MS_FIRST = CANCEL_AFTER_MS;
const SLOW_MS_MIN = 1_000;
const SLOW_MS_MAX = 120_000;
/** At rest one pull in a hundred is slower: 99 small steps down make up for one up. */
const STEPS_DOWN = 99;
/** A step down; the estimate halves in some 600 quick pulls and doubles in six slow ones. */
const STEP_SHARE = 800;
/** Beside its own limit: link and node asked before, the cancel looked up, the wait after. */
const GIVEN_UP_EXTRA_MS = 8_000;
/** The second pull is this much slower than the slow one, or it is given up too. */
const SECOND_SLOWER = 3;

export const noRunway = (config: BoardConfig): Runway => ({
  slowMs: SLOW_MS_FIRST,
  account: -1,
  runwayMs: runwayOf(config, SLOW_MS_FIRST),
});

/**
 * Time for three pulls: one that never settles, one that is very slow or never settles, and a slow
 * one. By design.md, section 8: 3 in 1,000 are stuck, and of 10,000 none may interrupt the supply.
 */
function runwayOf({ terms, node }: BoardConfig, slowMs: number): number {
  const lapseMs = (INVOICE_EXPIRY_SEC + LAPSE_AFTER_SEC) * 1_000;
  if (terms.runwayMs !== undefined) {
    // An invoice that cannot be cancelled keeps the next one waiting until it has expired.
    return terms.runwayMs + (node.canCancel ? 0 : INVOICE_EXPIRY_SEC * 1_000);
  }
  const givenUpMs = (node.canCancel ? CANCEL_AFTER_MS : lapseMs) + GIVEN_UP_EXTRA_MS;
  return givenUpMs + Math.min(givenUpMs, SECOND_SLOWER * slowMs) + slowMs;
}

/**
 * Up to this load, in mW, the first payment and the largest still pay for the runway; above it
 * supply may be interrupted. -1: any load, as it costs nothing or the owner wants no runway.
 */
export function steadyPower({ terms, pulling }: BoardState, { reserve, price }: Standing): number {
  const { payment, firstPayment } = terms;
  const paid = Math.max(0, Math.min(firstPayment - reserve, payment.maximum));
  const costOfKilowatt = costOver(pulling.runway.runwayMs, 1_000_000, price);
  return costOfKilowatt > 0 ? Math.floor((paid * 1_000_000) / costOfKilowatt) : -1;
}

/** Another buyer, another link: what was learnt of the last says nothing of this one. */
export function expectBuyer(state: BoardState, account: number, isNew: boolean): void {
  const { runway } = state.pulling;
  if (runway.account === account && !isNew) return;
  runway.account = account;
  setSlow(state, SLOW_MS_FIRST);
}

/** A pull that was handed over has settled, or was given up, after `latencyMs`. */
export function learnLatency(state: BoardState, account: number, latencyMs: number): void {
  expectBuyer(state, account, false);
  const { slowMs } = state.pulling.runway;
  const step = Math.ceil(slowMs / STEP_SHARE);
  setSlow(state, latencyMs > slowMs ? slowMs + STEPS_DOWN * step : slowMs - step);
}

function setSlow({ config, pulling: { runway } }: BoardState, slowMs: number): void {
  runway.slowMs = Math.max(SLOW_MS_MIN, Math.min(SLOW_MS_MAX, slowMs));
  runway.runwayMs = runwayOf(config, runway.slowMs);
}
