/**
 * What the pull asks next. Called after every event; does nothing while a request is under way
 * or before its time. Every request has an id of its own and a deadline of its own.
 */
import type { OpenPull, OpenSale } from '../account/book';
import { fault } from '../fault';
import { jittered } from '../jitter';
import type { Command, HttpRequest, Now } from '../ports';
import { unreachable } from '../result';
import type { Standing } from '../sale/reserve';
import type { BoardState } from '../state';
import { durationMs } from '../units';
import { takeHttpFailure } from './answer';
import {
  askedInPlace,
  askForHash,
  hasLostHash,
  isTooLateToShow,
  labelOf,
  lookUpRequest,
  newInvoice,
} from './asking';
import { closePull, giveUp } from './closing';
import { dueLate } from './late';
import { chooseLink, linkInUse } from './links';
import type { NodeRequest } from './nodes/blueprint';
import { nodeOf, strengthOf } from './nodes/kinds';
import { forgetPin } from './pin';
import {
  CALLBACK_TIMEOUT_MS,
  CANCEL_AFTER_MS,
  HANDS_GRACE_MS,
  IN_PLACE_TIMEOUT_MS,
  LINK_TIMEOUT_MS,
  NODE_TIMEOUT_MS,
  type PullStep,
} from './pulling';
import { pullAmount, wantsPull } from './when';
import { CALLBACK_PICK, callbackUrl, WITHDRAW_PICK } from './withdraw';

/** Another board on the same power cut asks at another moment. */
const START_SPREAD_MS = 500;
/** The late list is gone through so often; its dates are minutes apart. */
const LATE_CHECK_MS = 1_000;

/** `standing`: of the sale's buyer; without one no new pull begins. */
export function advancePull(
  state: BoardState,
  now: Now,
  standing: Standing | undefined,
  commands: Command[],
): void {
  const { pulling, book } = state;
  if (pulling.requestId !== '') {
    if (now.mono < pulling.requestDeadlineMono) return;
    // The hands never answered: the same as a time-out, and a fault of ours.
    fault(state, commands, 'hands-silent');
    const lost = { kind: 'http-failed', id: pulling.requestId, fault: 'timeout' } as const;
    takeHttpFailure(state, now, lost, commands);
  }
  if (pulling.next === 'none') {
    if (book.pull !== undefined) resume(state, now);
    else if (wantsPull(state, now, standing)) begin(state, now, commands);
  }
  const isDue = pulling.next !== 'none' && now.mono >= pulling.nextMono;
  if (isDue) ask(state, now, pulling.next, commands);
  else if (book.late.length > 0) lookLate(state, now, commands);
}

/** After a power cut: the journal knows an open pull, and the node knows what became of it. */
function resume(state: BoardState, now: Now): void {
  const { pulling, book } = state;
  pulling.next = 'look-up';
  pulling.nextMono = now.mono;
  pulling.startedMono = now.mono;
  pulling.handedOverMono = now.mono;
  pulling.wasSent = true;
  pulling.amount = book.pull?.amount ?? 0;
  const handedOver = book.pull !== undefined && book.pull.expiresAtSec !== 0;
  pulling.cancelMono = now.mono + (handedOver ? CANCEL_AFTER_MS : 0);
}

function begin(state: BoardState, now: Now, commands: Command[]): void {
  const { pulling, book } = state;
  chooseLink(state, now, commands);
  if (state.ring.format < 2 && nodeOf(state.config).hashBy === 'node') {
    // The image before this one could not read whose hash it is, and this one may be taken back.
    fault(state, commands, 'image-on-trial');
    return giveUp(state, now);
  }
  pulling.next = 'ask-link';
  pulling.nextMono = now.mono + jittered(state, START_SPREAD_MS);
  pulling.startedMono = now.mono;
  pulling.amount = pullAmount(state, now, book.sale?.account ?? 0);
  pulling.callback = undefined;
  pulling.k1 = undefined;
  pulling.paymentRequest = '';
  pulling.createNext = undefined;
  pulling.handOvers = 0;
  pulling.handOverMono = 0;
  pulling.wasSent = false;
  pulling.cancelMono = -1;
  pulling.cancelAnswer = 'none';
  pulling.isUnknown = false;
}

function ask(state: BoardState, now: Now, step: PullStep, commands: Command[]): void {
  const { pulling, book } = state;
  const { pull, sale } = book;
  if (step === 'none' || step === 'late') return;
  if (step === 'strength') {
    pulling.next = 'none';
    pulling.isStrengthAsked = true;
    const strength = strengthOf(state.config);
    if (strength !== undefined) askNode(state, now, step, commands, strength.request);
    return;
  }
  if (step === 'ask-link') {
    if (sale === undefined) {
      pulling.next = 'none';
      return;
    }
    return askLimits(state, now, sale, commands);
  }
  if (pull === undefined) {
    pulling.next = 'none';
    return;
  }
  if (step === 'hand-over') return askToPay(state, now, pull, commands);
  const node = nodeOf(state.config);
  if (node.hashBy === 'node') {
    if (pull.expiresAtSec !== 0) {
      const lost = hasLostHash(state, pull) ? node.find : undefined;
      const request = lost?.request(newInvoice(state, pull)) ?? lookUpRequest(state, pull);
      return askNode(state, now, 'look-up', commands, request);
    }
    if (isTooLateToShow(state, now, pull)) return closePull(state, now, 'void', 0, commands);
    const asked = askForHash(state, node, pull, step);
    return askNode(state, now, asked.step, commands, asked.request);
  }
  switch (step) {
    case 'create':
      return askNode(state, now, step, commands, node.createInvoice(newInvoice(state, pull)));
    case 'look-up':
      return askNode(state, now, step, commands, lookUpRequest(state, pull));
    case 'cancel': {
      const request = node.cancelInvoice(pull.hash, labelOf(book, pull));
      return askNode(state, now, step, commands, request);
    }
    default:
      return unreachable(step);
  }
}

function askLimits(state: BoardState, now: Now, sale: OpenSale, commands: Command[]): void {
  const path = linkInUse(state.pulling, sale);
  const timeoutMs = durationMs(LINK_TIMEOUT_MS);
  const inPlace = askedInPlace(state);
  const get = { target: 'link', method: 'GET', path, pick: WITHDRAW_PICK, timeoutMs } as const;
  const request = inPlace && ({ target: 'node', timeoutMs, ...inPlace.limits(path) } as const);
  send(state, now, 'ask-link', commands, request ?? get);
}

/** The invoice goes to the link, if it is still that buyer's turn. */
function askToPay(state: BoardState, now: Now, pull: OpenPull, commands: Command[]): void {
  const { pulling, book } = state;
  const isOn = book.sale?.account === pull.account && pull.expiresAtSec !== 0;
  if (!isOn || pulling.callback === undefined || pulling.k1 === undefined) {
    pulling.next = 'look-up';
    return;
  }
  const { callback, k1, paymentRequest, pin } = pulling;
  // What was sent with a PIN is never sent again.
  pulling.handOvers = pin === undefined ? pulling.handOvers + 1 : Number.MAX_SAFE_INTEGER;
  forgetPin(pulling);
  const inPlace = askedInPlace(state);
  if (inPlace !== undefined && book.sale !== undefined) {
    const timeoutMs = durationMs(IN_PLACE_TIMEOUT_MS);
    const request = inPlace.handOver(linkInUse(pulling, book.sale), paymentRequest);
    return send(state, now, 'hand-over', commands, { target: 'node', timeoutMs, ...request });
  }
  send(state, now, 'hand-over', commands, {
    target: 'link',
    method: 'GET',
    path: callbackUrl(callback, k1, paymentRequest, pin),
    pick: CALLBACK_PICK,
    timeoutMs: durationMs(CALLBACK_TIMEOUT_MS),
  });
}

/** A late look takes its turn only while no pull needs the request slot at this instant. */
function lookLate(state: BoardState, now: Now, commands: Command[]): void {
  const { pulling } = state;
  if (now.mono < pulling.lateCheckMono) return;
  pulling.lateCheckMono = now.mono + LATE_CHECK_MS;
  const late = dueLate(state, now);
  if (late === undefined) return;
  pulling.lateLook = late.planned;
  askNode(state, now, 'late', commands, lookUpRequest(state, late));
}

function askNode(
  state: BoardState,
  now: Now,
  step: PullStep,
  commands: Command[],
  request: NodeRequest,
): void {
  const timeoutMs = durationMs(NODE_TIMEOUT_MS);
  send(state, now, step, commands, { target: 'node', timeoutMs, ...request });
}

function send(
  state: BoardState,
  now: Now,
  step: PullStep,
  commands: Command[],
  request: Omit<HttpRequest, 'kind' | 'id'>,
): void {
  const { pulling, book } = state;
  pulling.attempt++;
  pulling.requestId = `${book.pull?.planned ?? 0}.${pulling.attempt}.${step}`;
  pulling.requestStep = step;
  pulling.requestStartedMono = now.mono;
  pulling.requestDeadlineMono = now.mono + request.timeoutMs + HANDS_GRACE_MS;
  commands.push({ kind: 'http-request', id: pulling.requestId, ...request });
}
