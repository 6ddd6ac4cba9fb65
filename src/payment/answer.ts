/**
 * What an answer means for the open pull. Only the node's word closes it: settled, or void when
 * the node says cancelled, or lapsed when a node that cannot cancel says unpaid long after expiry.
 * All else changes when and what is asked next.
 */
import { fault } from '../fault';
import { frozen } from '../frozen';
import { takeTalk, takeWhere, talkSilent } from '../negotiation/answered';
import type { BoardEvent, Command, Now } from '../ports';
import { unreachable } from '../result';
import type { BoardState } from '../state';
import { readLook } from './asking';
import { closePull } from './closing';
import { depositAnswered, depositSilent } from './deposit-node';
import { takeLateLook } from './late';
import { handedOver, handOverFailed, linkAnswered, linkGaveNothing } from './link-reply';
import { created, lookUpAnswered, nodeFault, nodeSilent } from './node-answer';
import { nodeOf, strengthOf } from './nodes/kinds';
import { POLL_SOON_MS, type PullStep } from './pulling';
import { cardAnswered, cardPaid, cardPaidNothing, cardSilent } from './tap';

type Reply = BoardEvent & { readonly kind: 'http-reply' };
type Failure = BoardEvent & { readonly kind: 'http-failed' };

/** Who was asked, for the name of a fault. */
const SIDES: Readonly<Record<PullStep, 'link' | 'node' | 'card' | 'peer'>> = frozen({
  none: 'node',
  'ask-link': 'link',
  create: 'node',
  'look-up': 'node',
  'hand-over': 'link',
  'ask-card': 'card',
  'card-pays': 'card',
  cancel: 'node',
  late: 'node',
  'talk-link': 'link',
  talk: 'peer',
  'deposit-look': 'node',
  'deposit-settle': 'node',
  'deposit-cancel': 'node',
  strength: 'node',
} as const);

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
    case 'ask-card':
      return cardAnswered(state, now, reply, commands);
    case 'card-pays':
      return cardPaid(state, now, reply, commands);
    case 'cancel':
      return canceled(state, now, reply, commands);
    case 'late': {
      const late = state.book.late.find((each) => each.planned === pulling.lateLook);
      if (late === undefined) return;
      const looked = readLook(state, late, reply.status, reply.fields);
      return takeLateLook(state, now, looked.ok ? looked.value : undefined, commands);
    }
    case 'talk-link':
      return takeWhere(state, now, reply, commands);
    case 'talk':
      return takeTalk(state, now, reply, commands);
    case 'deposit-look':
    case 'deposit-settle':
    case 'deposit-cancel':
      return depositAnswered(state, now, step, reply, commands);
    case 'strength':
      if (strengthOf(state.config)?.isTooStrong(reply.status, reply.fields) !== true) return;
      return fault(state, commands, 'credential-too-strong');
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
  const isInPlace = SIDES[step] === 'link' && state.config.node.asksLinks;
  fault(state, commands, `${isInPlace ? 'node' : SIDES[step]}-${failure.fault}`);
  switch (step) {
    case 'ask-link':
      return linkGaveNothing(state, now, failure.fault);
    case 'hand-over':
      return handOverFailed(state, now, failure.fault);
    case 'ask-card':
      return cardSilent(state, failure.fault, commands);
    case 'card-pays':
      return cardPaidNothing(state, now, failure.fault, commands);
    case 'cancel':
      pulling.cancelAnswer = 'no';
      return nodeSilent(state, now, commands);
    case 'create':
    case 'look-up':
      return nodeSilent(state, now, commands);
    case 'late':
      return takeLateLook(state, now, undefined, commands);
    case 'talk-link':
    case 'talk':
      return talkSilent(state, now, failure.fault, commands);
    case 'deposit-look':
    case 'deposit-settle':
    case 'deposit-cancel':
      return depositSilent(state, now);
    // Asked once: it is a warning, and decides nothing.
    case 'strength':
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

function canceled(state: BoardState, now: Now, reply: Reply, commands: Command[]): void {
  const { pulling, book, config } = state;
  const node = nodeOf(config);
  if (node.hashBy === 'node') return;
  const answer = node.readCanceled(reply.status, reply.fields);
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
