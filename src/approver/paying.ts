/**
 * One payment at a time, each invoice once (rule 10 of the design): the record is in flash before
 * the first attempt, only the node's word ends it, and what was lost is looked up, never assumed.
 *
 *   planned ─▶ pay ─┬─▶ paid, failed: closed
 *      ▲            └─▶ in flight, unknown, a power cut ─▶ look up ─┬─▶ paid: closed
 *      └── the same invoice, where the node pays it once only ◀─────┤ not found
 *              closed as failed, when it is too late for it ◀───────┘ or failed
 *
 * `failed` ends it at once only while the node was asked once: of two requests the other may still
 * be on its way, and nodes try anew what has failed.
 */
import type { Now } from '../ports';
import { unreachable } from '../result';
import type { ApproverCommand, PaymentAnswer } from './ports';
import type { PaymentEnd, PlannedPayment } from './records';
import { type ApproverState, keep, quietPaying, secOf } from './state';

const PAY_TIMEOUT_SEC = 60;
/** What the hands may take besides. */
const GRACE_MS = 5_000;
const LOOK_UP_TIMEOUT_MS = 15_000;
const LOOK_AGAIN_MS = 2_000;
const LOOK_AGAIN_MS_MAX = 60_000;
/** So long after its expiry no request is on its way any more, and none begins an attempt. */
const LAPSED_AFTER_SEC = PAY_TIMEOUT_SEC + 60;

/** After every event: what the open payment needs next. */
export function advancePayment(state: ApproverState, now: Now, commands: ApproverCommand[]): void {
  const { paying, book } = state;
  const { payment } = book;
  if (payment === undefined) return;
  if (paying.id !== '') {
    const timeoutMs = paying.asks === 'pay' ? PAY_TIMEOUT_SEC * 1_000 : LOOK_UP_TIMEOUT_MS;
    if (now.mono - paying.askedMono < timeoutMs + GRACE_MS) return;
    lookAgain(state, now);
  }
  if (now.mono >= paying.nextMono) lookUp(state, now, payment, commands);
}

/** Writes it down first. To be called once the invoice is all that it has to be. */
export function planPayment(
  state: ApproverState,
  now: Now,
  payment: PlannedPayment,
  commands: ApproverCommand[],
): void {
  keep(state, { kind: 'payment-planned', payment }, commands);
  state.paying = quietPaying();
  pay(state, now, payment, commands);
}

function pay(
  state: ApproverState,
  now: Now,
  payment: PlannedPayment,
  commands: ApproverCommand[],
): void {
  const { invoice, hash, amountMilliSat, feeMilliSatMax } = payment;
  const id = asked(state, now, 'pay');
  commands.push({
    kind: 'pay',
    id,
    invoice,
    hash,
    amountMilliSat,
    feeMilliSatMax,
    timeoutSec: PAY_TIMEOUT_SEC,
    after: state.book.sequence,
  });
}

function lookUp(
  state: ApproverState,
  now: Now,
  { hash }: PlannedPayment,
  commands: ApproverCommand[],
): void {
  const id = asked(state, now, 'look-up');
  commands.push({ kind: 'look-up-payment', id, hash, after: state.book.sequence });
}

/** An id that is not another attempt's since this boot, nor another payment's. */
function asked(state: ApproverState, now: Now, asks: 'pay' | 'look-up'): string {
  state.checks += 1;
  const id = `${asks}.${state.book.sequence}.${state.checks}`;
  Object.assign(state.paying, { id, asks, askedMono: now.mono, askedAtSec: secOf(now) ?? -1 });
  return id;
}

export function takePaymentAnswer(
  state: ApproverState,
  now: Now,
  id: string,
  answer: PaymentAnswer,
  commands: ApproverCommand[],
): void {
  const { paying, book } = state;
  const { payment } = book;
  if (payment === undefined || id === '' || id !== paying.id) return;
  switch (answer.kind) {
    case 'paid':
      return close(state, now, payment, 'paid', answer.feeMilliSat, commands);
    case 'failed':
      return failed(state, now, payment, commands);
    case 'not-found':
      return notFound(state, now, payment, commands);
    case 'in-flight':
    case 'unknown':
      return lookAgain(state, now);
    default:
      return unreachable(answer);
  }
}

function failed(
  state: ApproverState,
  now: Now,
  payment: PlannedPayment,
  commands: ApproverCommand[],
): void {
  const { asks, isRepeated } = state.paying;
  const isFinal = !isRepeated && (asks === 'pay' || state.config.node.isFailedFinal);
  if (isFinal || isTooLate(state, payment))
    return close(state, now, payment, 'failed', 0, commands);
  lookAgain(state, now);
}

/** Only of a look-up: of a payment it is no answer at all. */
function notFound(
  state: ApproverState,
  now: Now,
  payment: PlannedPayment,
  commands: ApproverCommand[],
): void {
  if (isTooLate(state, payment)) return close(state, now, payment, 'failed', 0, commands);
  const atSec = secOf(now);
  const isPayable = atSec !== undefined && atSec < payment.expiresAtSec;
  if (state.paying.asks === 'look-up' && isPayable && state.config.node.isIdempotent) {
    state.paying.isRepeated = true;
    return pay(state, now, payment, commands);
  }
  lookAgain(state, now);
}

/** The look-up began when nothing could pay it any more. */
const isTooLate = ({ paying }: ApproverState, { expiresAtSec }: PlannedPayment): boolean =>
  paying.asks === 'look-up' && paying.askedAtSec > expiresAtSec + LAPSED_AFTER_SEC;

function lookAgain({ paying }: ApproverState, now: Now): void {
  const waitMs = Math.min(LOOK_AGAIN_MS * 2 ** Math.min(paying.tries, 10), LOOK_AGAIN_MS_MAX);
  paying.id = '';
  paying.tries += 1;
  paying.nextMono = now.mono + waitMs;
}

function close(
  state: ApproverState,
  now: Now,
  { hash, amountMilliSat, plannedAtSec }: PlannedPayment,
  end: PaymentEnd,
  feeMilliSat: number,
  commands: ApproverCommand[],
): void {
  const closedAtSec = secOf(now) ?? Math.max(plannedAtSec, state.book.lastSec);
  keep(state, { kind: 'payment-closed', hash, end, feeMilliSat, closedAtSec }, commands);
  state.paying = quietPaying();
  const fields = { hash: hash.slice(0, 8), milliSat: amountMilliSat, feeMilliSat };
  commands.push({ kind: 'log', event: { area: 'approver', what: end, fields } });
}
