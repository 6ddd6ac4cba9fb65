/** What becomes of a pull: handed over, looked at again, given up, or closed in the journal. */
import { journal } from '../account/journal';
import type { PullOutcome } from '../account/record';
import { fault } from '../fault';
import { jittered } from '../jitter';
import type { Command, Now } from '../ports';
import { secret } from '../secret';
import type { BoardState } from '../state';
import { milliSat } from '../units';
import { checkInvoice } from './bolt11';
import { watchLate } from './late';
import type { LookedUp } from './nodes/lnd';
import {
  BACK_OFF_FIRST_MS,
  BACK_OFF_MAX_MS,
  CANCEL_AFTER_MS,
  HAND_OVERS_MAX,
  INVOICE_EXPIRY_SEC,
  LAPSE_AFTER_SEC,
  POLL_LATER_MS,
  POLL_SOON_FOR_MS,
  POLL_SOON_MS,
} from './pulling';

/** An invoice must outlive the wait for its money. */
const REMAINING_SEC_MIN = 60;

/** Journals the pull with its own random id and preimage; the node is asked behind that record. */
export function plan(state: BoardState, now: Now, amount: number, commands: Command[]): void {
  const { pulling, book, entropy } = state;
  if (entropy === undefined || now.wall === undefined || book.sale === undefined) {
    pulling.next = 'none';
    return;
  }
  state.entropy = undefined;
  pulling.amount = amount;
  journal(book, commands, {
    kind: 'pull-planned',
    account: book.sale.account,
    id: entropy.secret.slice(0, 32),
    preimage: secret(entropy.secret.slice(32)),
    amount,
    plannedAtSec: Math.floor(now.wall.epochMs / 1_000),
    expirySec: INVOICE_EXPIRY_SEC,
  });
  pulling.next = 'create';
  pulling.nextMono = now.mono;
}

/** The node gave an invoice: if it is the one asked for, it goes to the link behind its record. */
export function handOver(
  state: BoardState,
  now: Now,
  paymentRequest: string,
  commands: Command[],
): void {
  const { pulling, book, config } = state;
  const pull = book.pull;
  if (pull === undefined || now.wall === undefined) return;
  // The sale may have ended while the node was asked: then nobody is asked to pay.
  if (book.sale?.account !== pull.account) return cancelSoon(state, now);
  const checked = checkInvoice(paymentRequest, {
    network: config.network,
    amount: milliSat(pull.amount),
    paymentHash: pull.hash,
    nowSec: Math.floor(now.wall.epochMs / 1_000),
    expirySec: pull.expirySec,
    remainingSecMin: REMAINING_SEC_MIN,
  });
  if (!checked.ok) {
    fault(state, commands, `invoice-${checked.fault}`);
    return cancelSoon(state, now);
  }
  pulling.paymentRequest = paymentRequest;
  pulling.handedOverMono = now.mono;
  pulling.cancelMono = config.node.canCancel ? now.mono + CANCEL_AFTER_MS : -1;
  pulling.next = 'hand-over';
  pulling.nextMono = now.mono;
  const expiresAtSec = checked.value.timestampSec + checked.value.expirySec;
  journal(book, commands, { kind: 'pull-handed-over', planned: pull.planned, expiresAtSec });
}

/** What the node says of the invoice. */
export function lookedUp(state: BoardState, now: Now, looked: LookedUp, commands: Command[]): void {
  const { pulling, book } = state;
  const pull = book.pull;
  if (pull === undefined) return;
  const handedOver = pull.expiresAtSec !== 0;

  if (looked.kind === 'not-found') {
    if (!handedOver && pulling.cancelMono === -1) {
      pulling.next = 'create';
      pulling.nextMono = now.mono + POLL_SOON_MS;
      return;
    }
    if (!handedOver) return closePull(state, now, 'void', 0, commands);
    fault(state, commands, 'node-forgot-invoice');
    return lapseOrWait(state, now, commands);
  }
  if (looked.value !== pull.amount) {
    fault(state, commands, 'invoice-not-ours');
    return lapseOrWait(state, now, commands);
  }
  switch (looked.state) {
    case 'settled': {
      const received = looked.amountPaid > 0 ? looked.amountPaid : pull.amount;
      return closePull(state, now, 'settled', received, commands);
    }
    case 'canceled':
      return closePull(state, now, 'void', 0, commands);
    case 'open':
    case 'accepted':
      if (!handedOver && pulling.cancelMono === -1 && pulling.callback !== undefined) {
        return handOver(state, now, looked.paymentRequest, commands);
      }
      return lapseOrWait(state, now, commands);
  }
}

/** Looks again in `afterMs`, or hands the same invoice over again when the answer was lost. */
export function settleLater(state: BoardState, now: Now, afterMs: number): void {
  state.pulling.next = 'look-up';
  state.pulling.nextMono = now.mono + afterMs;
}

/** Still unpaid: cancel when its time is up, lapse where that cannot be, else look again. */
function lapseOrWait(state: BoardState, now: Now, commands: Command[]): void {
  const { pulling, book, config } = state;
  const pull = book.pull;
  if (pull === undefined) return;
  // Only a look that was begun late enough proves it, and only by the node's word.
  const sec = now.wall === undefined ? 0 : now.wall.epochMs / 1_000;
  const askedSec = sec - (now.mono - pulling.requestStartedMono) / 1_000;
  if (pull.expiresAtSec !== 0 && askedSec > pull.expiresAtSec + LAPSE_AFTER_SEC) {
    return closePull(state, now, 'lapsed', 0, commands);
  }
  if (config.node.canCancel && pulling.cancelMono !== -1 && now.mono >= pulling.cancelMono) {
    pulling.next = 'cancel';
    pulling.nextMono = now.mono;
    return;
  }
  if (pulling.handOvers < HAND_OVERS_MAX && pulling.callback !== undefined) {
    pulling.next = 'hand-over';
    pulling.nextMono = now.mono;
    return;
  }
  const soon = now.mono - pulling.handedOverMono < POLL_SOON_FOR_MS;
  settleLater(state, now, soon ? POLL_SOON_MS : POLL_LATER_MS);
}

/** A pull that was never handed over, or not as asked for: the node is told to drop it. */
function cancelSoon(state: BoardState, now: Now): void {
  state.pulling.cancelMono = now.mono;
  state.pulling.next = 'cancel';
  state.pulling.nextMono = now.mono;
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
  journal(book, commands, { kind: 'pull-closed', planned, outcome, received, closedAtSec });
  const latencyMs = now.mono - pulling.startedMono;
  const fields = { hash: pull.hash.slice(0, 8), milliSat: received, latencyMs };
  commands.push({ kind: 'log', event: { area: 'pull', what: outcome, fields } });
  if (outcome === 'settled') {
    if (received !== pull.amount) fault(state, commands, 'paid-another-amount');
    pulling.next = 'none';
    pulling.failures = 0;
    pulling.linkFault = '';
    return;
  }
  watchLate(state, now, planned);
  giveUp(state, now);
}

/** Back to no pull, with a growing distance to the next one. */
export function giveUp(state: BoardState, now: Now): void {
  const { pulling } = state;
  pulling.next = 'none';
  const doubled = BACK_OFF_FIRST_MS * 2 ** Math.min(pulling.failures, 10);
  const wait = jittered(state, Math.min(doubled, BACK_OFF_MAX_MS));
  pulling.notBeforeMono = Math.max(pulling.notBeforeMono, now.mono + wait);
  pulling.failures++;
}
