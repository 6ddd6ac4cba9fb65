/**
 * What an answer means for the open pull. Only the node's word closes it: settled, or void when
 * the node says cancelled, or lapsed when a node that cannot cancel says unpaid long after expiry.
 * All else changes when and what is asked next.
 */
import { fault } from '../fault';
import { jittered } from '../jitter';
import type { BoardEvent, Command, Now } from '../ports';
import { unreachable } from '../result';
import type { BoardState } from '../state';
import { closePull, giveUp, settleLater } from './closing';
import { takeLateLook } from './late';
import type { NodeFault } from './nodes/blueprint';
import { nodeOf } from './nodes/kinds';
import { handOver, lookedUp, plan } from './outcome';
import {
  CANCEL_AFTER_MS,
  HAND_OVER_AGAIN_MS,
  NODE_RETRY_MS,
  POLL_SOON_MS,
  REFUSED_CANCEL_AFTER_MS,
  REFUSED_RETRY_MS,
} from './pulling';
import { classifyCallback, readWithdrawRequest } from './withdraw';

type Reply = BoardEvent & { readonly kind: 'http-reply' };
type Failure = BoardEvent & { readonly kind: 'http-failed' };

export function takeHttpReply(state: BoardState, now: Now, reply: Reply, commands: Command[]) {
  const { pulling } = state;
  if (!isAwaited(state, now, reply.id)) return;
  const step = pulling.requestStep;
  pulling.requestId = '';
  pulling.nodeDateSec = reply.dateSec ?? -1;
  switch (step) {
    case 'ask-link':
      return linkAnswered(state, now, reply, commands);
    case 'create':
      return created(state, now, reply, commands);
    case 'look-up':
      return lookUpAnswered(state, now, reply, commands);
    case 'hand-over':
      return handedOver(state, now, reply, commands);
    case 'cancel':
      return canceled(state, now, reply, commands);
    case 'late': {
      const late = state.book.late.find((each) => each.planned === pulling.lateLook);
      const looked = nodeOf(state.config).readLookedUp(
        reply.status,
        reply.fields,
        late?.hash ?? '',
      );
      return takeLateLook(state, now, looked.ok ? looked.value : undefined, commands);
    }
    case 'none':
      return;
    default:
      return unreachable(step);
  }
}

/** No whole answer: what was asked may have been done. It is looked up, never assumed. */
export function takeHttpFailure(
  state: BoardState,
  now: Now,
  failure: Failure,
  commands: Command[],
): void {
  const { pulling } = state;
  if (!isAwaited(state, now, failure.id)) return;
  const step = pulling.requestStep;
  pulling.requestId = '';
  const side = step === 'ask-link' || step === 'hand-over' ? 'link' : 'node';
  fault(state, commands, `${side}-${failure.fault}`);
  switch (step) {
    case 'ask-link':
      return linkGaveNothing(state, now, failure.fault);
    case 'hand-over':
      return settleLater(state, now, HAND_OVER_AGAIN_MS);
    case 'cancel':
      pulling.cancelAnswer = 'no';
      return nodeSilent(state, now, commands);
    case 'create':
    case 'look-up':
      return nodeSilent(state, now, commands);
    case 'late':
      return takeLateLook(state, now, undefined, commands);
    case 'none':
      return;
    default:
      return unreachable(step);
  }
}

/** An answer to an attempt that is over is a reason to look at the node soon, nothing else. */
function isAwaited(state: BoardState, now: Now, id: string): boolean {
  const { pulling, book } = state;
  if (pulling.requestId === id) return true;
  if (book.pull !== undefined && pulling.next === 'look-up' && pulling.nextMono > now.mono) {
    pulling.nextMono = now.mono;
  }
  return false;
}

/** Step 1 of LUD-03: the link's limits decide the amount; then the pull is planned. */
function linkAnswered(state: BoardState, now: Now, reply: Reply, commands: Command[]): void {
  const { pulling, config } = state;
  const offer = readWithdrawRequest(reply.status, reply.fields, config);
  if (!offer.ok) {
    fault(state, commands, `link-${offer.fault}`);
    return linkGaveNothing(state, now, offer.fault);
  }
  const { amountMin, amountMax, callback, k1, balanceCheck } = offer.value;
  pulling.nextLink = balanceCheck;
  const { minimum, maximum } = config.terms.payment;
  const least = Math.ceil(Math.max(amountMin, minimum) / 1_000) * 1_000;
  if (least > maximum) {
    const fields = { minimumMilliSat: amountMin, paymentMilliSat: maximum };
    fault(state, commands, 'link-minimum-above-payment', fields);
    return linkGaveNothing(state, now, 'minimum-above-payment');
  }
  const most = Math.floor(amountMax / 1_000) * 1_000;
  if (most < least) {
    const fields = { maximumMilliSat: amountMax, paymentMilliSat: least };
    fault(state, commands, 'link-maximum-below-payment', fields);
    return linkGaveNothing(state, now, 'maximum-below-payment');
  }
  pulling.linkFault = '';
  pulling.callback = callback;
  pulling.k1 = k1;
  plan(state, now, Math.min(Math.max(pulling.amount, least), most), commands);
}

function created(state: BoardState, now: Now, reply: Reply, commands: Command[]): void {
  const { pulling, book, config } = state;
  const answer = nodeOf(config).readCreated(reply.status, reply.fields, book.pull?.hash ?? '');
  if (answer.ok) return handOver(state, now, answer.value.paymentRequest, commands);
  if (answer.fault === 'already-exists') {
    pulling.next = 'look-up';
    pulling.nextMono = now.mono;
    return;
  }
  nodeFault(state, now, answer.fault, commands);
}

function lookUpAnswered(state: BoardState, now: Now, reply: Reply, commands: Command[]): void {
  const looked = nodeOf(state.config).readLookedUp(
    reply.status,
    reply.fields,
    state.book.pull?.hash ?? '',
  );
  if (!looked.ok) return nodeFault(state, now, looked.fault, commands);
  lookedUp(state, now, looked.value, commands);
}

/** The callback's answer is a hint: it never settles, and it never proves that nothing was paid. */
function handedOver(state: BoardState, now: Now, reply: Reply, commands: Command[]): void {
  const { pulling } = state;
  const answer = classifyCallback(reply.status, reply.fields);
  switch (answer.meaning) {
    case 'in-flight':
    case 'probably-paid':
      pulling.handOvers = Number.MAX_SAFE_INTEGER;
      return settleLater(state, now, POLL_SOON_MS);
    case 'unknown':
      if (saysOk(reply)) {
        pulling.handOvers = Number.MAX_SAFE_INTEGER;
        return settleLater(state, now, POLL_SOON_MS);
      }
      fault(state, commands, 'link-not-understood', { status: reply.status });
      return settleLater(state, now, HAND_OVER_AGAIN_MS);
    case 'too-early':
      pulling.notBeforeMono = now.mono + answer.waitMs;
      break;
    case 'amount':
    case 'exhausted':
    case 'refused':
    case 'needs-approval':
      break;
    default:
      return unreachable(answer);
  }
  fault(state, commands, `link-${answer.meaning}`);
  pulling.linkFault = answer.meaning;
  pulling.handOvers = Number.MAX_SAFE_INTEGER;
  pulling.cancelMono = Math.min(pulling.cancelMono, now.mono + REFUSED_CANCEL_AFTER_MS);
  settleLater(state, now, POLL_SOON_MS);
}

/** OK is no payment, but the link has the invoice: it need not be handed over again. */
function saysOk(reply: Reply): boolean {
  const status = reply.fields?.['status'];
  return typeof status === 'string' && status.toLowerCase() === 'ok';
}

function canceled(state: BoardState, now: Now, reply: Reply, commands: Command[]): void {
  const { pulling, book, config } = state;
  const answer = nodeOf(config).readCanceled(reply.status, reply.fields);
  pulling.cancelAnswer = answer.ok && answer.value === 'canceled' ? 'yes' : 'no';
  if (answer.ok) {
    switch (answer.value) {
      case 'canceled':
        // The answer is an empty object, which anything on the way could give: it is looked up.
        if (book.pull?.expiresAtSec === 0) return closePull(state, now, 'void', 0, commands);
        pulling.next = 'look-up';
        pulling.nextMono = now.mono;
        return;
      case 'already-settled':
        break;
      case 'not-found':
        // Never handed over: nobody can pay it. Handed over: unknown until it would have lapsed.
        if (book.pull?.expiresAtSec === 0) return closePull(state, now, 'void', 0, commands);
        break;
      default:
        return unreachable(answer.value);
    }
    pulling.next = 'look-up';
    pulling.nextMono = now.mono + POLL_SOON_MS;
    return;
  }
  nodeFault(state, now, answer.fault, commands);
}

function nodeFault(state: BoardState, now: Now, kind: NodeFault, commands: Command[]): void {
  fault(state, commands, `node-${kind}`);
  nodeSilent(state, now, commands);
  if (kind === 'refused') state.pulling.nextMono = now.mono + REFUSED_RETRY_MS;
}

/** The node could not say. The pull stays what it was; past its time it is called unknown. */
function nodeSilent(state: BoardState, now: Now, commands: Command[]): void {
  const { pulling } = state;
  pulling.next = 'look-up';
  pulling.nextMono = now.mono + jittered(state, NODE_RETRY_MS);
  const late = pulling.cancelMono !== -1 && now.mono >= pulling.cancelMono;
  const overdue = late || now.mono - pulling.startedMono > CANCEL_AFTER_MS;
  if (!overdue || pulling.isUnknown) return;
  pulling.isUnknown = true;
  fault(state, commands, 'pull-unknown');
}

/** Nothing was asked for yet: the next try comes after a growing distance. */
function linkGaveNothing(state: BoardState, now: Now, reason: string): void {
  const { pulling } = state;
  pulling.linkFault = reason;
  // What the service said last may be what is wrong: back to the link that was shown.
  pulling.nextLink = undefined;
  giveUp(state, now);
}
