/** How a pull ends: looked at again, given up, or closed in the journal as the node says. */
import type { OpenPull } from '../account/book';
import { chargeKept, chargeNow, checkpoint } from '../account/checkpoint';
import { fault } from '../fault';
import { jittered } from '../jitter';
import { journal } from '../journal/journal';
import type { Closing, PullOutcome } from '../journal/records';
import type { Command, Now } from '../ports';
import type { BoardState } from '../state';
import { hasNoHash } from './asking';
import { endTap } from './invited';
import { watchLate } from './late';
import { hasOther, isOfSale, restLink } from './links';
import type { LookedUp } from './nodes/blueprint';
import { strengthOf } from './nodes/kinds';
import { forgetPin } from './pin';
import {
  BACK_OFF_FIRST_MS,
  BACK_OFF_MANY_MS,
  BACK_OFF_MAX_MS,
  CLOCK_TOLERANCE_SEC,
  FAILURES_MANY,
  HAND_OVERS_MAX,
  LAPSE_AFTER_SEC,
  NODE_RETRY_MS,
  POLL_LATER_MS,
  POLL_SOON_FOR_MS,
  POLL_SOON_MS,
} from './pulling';
import { notePaid } from './remaining';
import { learnLatency } from './runway';

/** Looks again in `afterMs` ms. */
export function settleLater(state: BoardState, now: Now, afterMs: number): void {
  state.pulling.next = 'look-up';
  state.pulling.nextMono = now.mono + afterMs;
}

/** Still unpaid: cancel when its time is up, lapse where that cannot be, else look again. */
export function lapseOrWait(
  state: BoardState,
  now: Now,
  looked: LookedUp,
  commands: Command[],
): void {
  const { pulling, book, config } = state;
  const pull = book.pull;
  if (pull === undefined) return;
  const isOpen = looked.kind === 'invoice' && looked.state === 'open';
  const isOver = pulling.cancelMono !== -1 && now.mono >= pulling.cancelMono;
  const isHeld = looked.kind === 'invoice' && looked.state === 'accepted';
  const isLapsed = hasLapsed(state, now, pull, commands) && !isHeld;
  // What the node cancels is final, what has lapsed only nearly so.
  const mayCancel = config.node.canCancel && looked.kind === 'invoice' && (isOver || isLapsed);
  if (isLapsed && (!mayCancel || pulling.cancelAnswer !== 'none')) {
    return closePull(state, now, 'lapsed', 0, commands);
  }
  if (mayCancel) {
    pulling.next = 'cancel';
    pulling.nextMono =
      pulling.cancelAnswer === 'none' ? now.mono : now.mono + jittered(state, NODE_RETRY_MS);
    return;
  }
  const isDue = now.mono >= pulling.handOverMono;
  const hasLink = pull.expiresAtSec !== 0 && pulling.callback !== undefined && isDue;
  if (isOpen && hasLink && !isOver && pulling.handOvers < HAND_OVERS_MAX) {
    pulling.next = 'hand-over';
    pulling.nextMono = now.mono;
    return;
  }
  if (!isOpen) return settleLater(state, now, jittered(state, NODE_RETRY_MS));
  const soon = now.mono - pulling.handedOverMono < POLL_SOON_FOR_MS;
  settleLater(state, now, soon ? POLL_SOON_MS : POLL_LATER_MS);
}

/**
 * True when the look that was answered was begun late enough after the invoice's end, by our clock
 * and by the node's, which dated the invoice and takes the money.
 */
function hasLapsed(state: BoardState, now: Now, pull: OpenPull, commands: Command[]): boolean {
  if (now.wall === undefined) return false;
  // Never handed over: nobody can pay it, and nothing outlives what was asked for.
  const handedOver = pull.expiresAtSec !== 0;
  const expiresAtSec = handedOver ? pull.expiresAtSec : pull.plannedAtSec + pull.expirySec;
  const { epochMs, plusMinusMs } = now.wall;
  const answeredAfterMs = now.mono - state.pulling.requestStartedMono;
  const dueMs = (expiresAtSec + LAPSE_AFTER_SEC) * 1_000 + answeredAfterMs;
  if (epochMs - plusMinusMs <= dueMs) return false;
  const { nodeDateSec } = state.pulling;
  // An answer dated before its own invoice is by another clock: a proxy's, or none.
  const isNodes = nodeDateSec >= expiresAtSec - pull.expirySec - CLOCK_TOLERANCE_SEC;
  if (!isNodes || nodeDateSec * 1_000 > dueMs) return true;
  // It may stand still, and nothing is sold while this pull is open: the owner must hear of it.
  fault(state, commands, 'node-clock-behind');
  state.pulling.isUnknown = true;
  return false;
}

/** The sale is over: a link that was asked is not listened to, an open pull is given up. */
export function withdrawPull(state: BoardState, now: Now): void {
  const { pulling, book } = state;
  pulling.pinAmount = 0;
  pulling.nextLink = undefined;
  forgetPin(pulling);
  if (pulling.requestStep === 'ask-link') pulling.requestId = '';
  if (book.pull === undefined) pulling.next = 'none';
  else if (pulling.cancelMono === -1 || pulling.cancelMono > now.mono) {
    pulling.cancelMono = now.mono;
  }
}

/**
 * A pull that was never handed over, or not as asked for: the node is told to drop it. Where it
 * chose the hash there is nothing to drop: nobody was given an invoice.
 */
export function cancelSoon(state: BoardState, now: Now, commands: Command[]): void {
  const { pulling, config, book } = state;
  if (book.pull !== undefined && hasNoHash(state, book.pull)) {
    return closePull(state, now, 'void', 0, commands);
  }
  pulling.cancelMono = now.mono;
  pulling.next = config.node.canCancel ? 'cancel' : 'look-up';
  pulling.nextMono = now.mono + (config.node.canCancel ? 0 : NODE_RETRY_MS);
}

/** The one place a pull ends. Credit moves in `apply`, when the outcome is settled. */
export function closePull(
  state: BoardState,
  now: Now,
  outcome: PullOutcome,
  received: number,
  commands: Command[],
): void {
  const { pulling, book } = state;
  const pull = book.pull;
  if (pull === undefined) return;
  const closedAtSec = now.wall === undefined ? book.lastSec : Math.floor(now.wall.epochMs / 1_000);
  const planned = pull.planned;
  const isLinkInUse = isOfSale(state);
  journalClosing(state, now, { planned, outcome, received, closedAtSec });
  const latencyMs = now.mono - pulling.startedMono;
  // One begun before this boot has no beginning; one that the link refused was not slow.
  const isMeasured = pulling.callback !== undefined && pulling.linkFault === '';
  if (isMeasured && pull.expiresAtSec !== 0) learnLatency(state, pull.account, latencyMs);
  pulling.isUnknown = false;
  closeInvitation(state, outcome === 'settled');
  const fields = { hash: pull.hash.slice(0, 8), milliSat: received, latencyMs };
  commands.push({ kind: 'log', event: { area: 'pull', what: outcome, fields } });
  if (outcome === 'settled') {
    if (received !== pull.amount) fault(state, commands, 'paid-another-amount');
    pulling.next = asksStrength(state) ? 'strength' : 'none';
    pulling.nextMono = now.mono;
    pulling.failures = 0;
    if (!isLinkInUse) return;
    if (pulling.linkFault !== 'needs-approval') pulling.rests[pulling.linkAt] = 0;
    pulling.linkFault = '';
    notePaid(state, received);
    return;
  }
  // It had the invoice and did not pay: the next link comes first for a while.
  const wasAsked = pull.expiresAtSec !== 0 && pulling.linkFault !== 'amount';
  if (wasAsked && isLinkInUse) restLink(state, now, pulling.linkFault);
  watchLate(state, now, planned);
  giveUp(state, now);
}

/** Nobody is asked to pay it any more. */
export function closeInvitation({ pulling }: BoardState, wasPaid: boolean): void {
  forgetPin(pulling);
  pulling.callback = undefined;
  pulling.k1 = undefined;
  pulling.paymentRequest = '';
  pulling.invitation.isOpen = false;
  pulling.payLink ??= endTap(pulling.tap, wasPaid);
}

/** Asked behind a payment, so that no sale waits for it. */
const asksStrength = ({ pulling, config }: BoardState): boolean =>
  !pulling.isStrengthAsked && strengthOf(config) !== undefined;

/** The closing says where the account stands too: one record less. Format 1 knows it as two. */
function journalClosing(state: BoardState, now: Now, closing: Closing): void {
  const charge = chargeNow(state, state.book.pull?.account);
  if (state.ring.format < 2 || charge === undefined) {
    checkpoint(state, now);
    return journal(state, { kind: 'pull-closed', ...closing });
  }
  journal(state, { kind: 'pull-closed-charged', ...closing, ...charge });
  chargeKept(state, now);
}

/** Back to no pull: the next link is asked at once, the same one at a growing distance. */
export function giveUp(state: BoardState, now: Now): void {
  const { pulling } = state;
  pulling.next = 'none';
  forgetPin(pulling);
  if (hasOther(state, now)) {
    pulling.notBeforeMono = now.mono;
    return;
  }
  const doubled = BACK_OFF_FIRST_MS * 2 ** Math.min(pulling.failures, 10);
  const most = pulling.failures < FAILURES_MANY ? BACK_OFF_MAX_MS : BACK_OFF_MANY_MS;
  const wait = jittered(state, Math.min(doubled, most));
  pulling.notBeforeMono = Math.max(pulling.notBeforeMono, now.mono + wait);
  pulling.failures++;
}
