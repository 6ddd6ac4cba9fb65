/**
 * What the pull asks next. Called after every event; does nothing while a request is under way
 * or before its time. Every request has an id of its own and a deadline of its own.
 */
import type { OpenPull } from '../account/book';
import { fault } from '../fault';
import { jittered } from '../jitter';
import type { Command, Now } from '../ports';
import { unreachable } from '../result';
import { isDue, wantsFinal } from '../sale/due';
import type { Standing } from '../sale/reserve';
import type { BoardState } from '../state';
import { takeHttpFailure } from './answer';
import {
  askForHash,
  hasLostHash,
  isTooLateToShow,
  labelOf,
  lookUpRequest,
  newInvoice,
} from './asking';
import { closePull, giveUp } from './closing';
import { DEPOSIT_CLTV, owedOfDeposit, planDeposit, wantsDeposit } from './deposit';
import { advanceDeposit } from './deposit-node';
import { cancelsAfterBootMs, isByInvitation } from './invitation';
import { dueLate } from './late';
import { chooseLink } from './links';
import type { HashByBoard, NodeRequest } from './nodes/blueprint';
import { nodeOf, strengthOf } from './nodes/kinds';
import { plan } from './outcome';
import { CANCEL_AFTER_MS, type PullStep } from './pulling';
import { askCard, askCardToPay, askLimits, askNode, askToPay } from './sending';
import { takeCard } from './tap';
import { pullAmount, wantsPull } from './when';

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
    else if (book.deposit?.stage === 'due') {
      if (wantsFinal(state, now)) begin(state, now, commands);
    } else if (wantsPull(state, now, standing)) begin(state, now, commands);
  }
  if (pulling.tap.url !== undefined) {
    const card = takeCard(state, now, commands);
    if (card !== undefined) return askCard(state, now, card, commands);
  }
  const isDue = pulling.next !== 'none' && now.mono >= pulling.nextMono;
  if (isDue) ask(state, now, pulling.next, commands);
  else if (book.deposit !== undefined || book.late.length > 0) lookBehind(state, now, commands);
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
  pulling.cancelMono = now.mono + (handedOver ? cancelsAfterBootMs(state, CANCEL_AFTER_MS) : 0);
}

function begin(state: BoardState, now: Now, commands: Command[]): void {
  const { pulling } = state;
  chooseLink(state, now, commands);
  if (state.ring.format < 2 && nodeOf(state.config).hashBy === 'node') {
    // The image before this one could not read whose hash it is, and this one may be taken back.
    fault(state, commands, 'image-on-trial');
    return giveUp(state, now);
  }
  pulling.next = 'ask-link';
  pulling.nextMono = now.mono + jittered(state, START_SPREAD_MS);
  pulling.startedMono = now.mono;
  const asksDeposit = wantsDeposit(state);
  if (isDue(state)) pulling.deposit.finals++;
  pulling.amount = amountOf(state, now, asksDeposit);
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
  if (!isByInvitation(state)) return;
  // Nobody is asked first: who is to pay stands there.
  pulling.pinAmount = 0;
  const { nextMono } = pulling;
  plan(state, now, pulling.amount, commands);
  if (asksDeposit) planDeposit(state);
  pulling.nextMono = nextMono;
}

function amountOf(state: BoardState, now: Now, asksDeposit: boolean): number {
  if (isDue(state)) return owedOfDeposit(state);
  if (asksDeposit) return state.terms.deposit;
  return pullAmount(state, now, state.book.sale?.account ?? 0);
}

function ask(state: BoardState, now: Now, step: PullStep, commands: Command[]): void {
  const { pulling, book } = state;
  const { pull, sale } = book;
  if (step === 'none' || step === 'late' || step === 'ask-card') return;
  if (step === 'talk' || step === 'talk-link') return;
  if (step === 'deposit-look' || step === 'deposit-settle' || step === 'deposit-cancel') return;
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
    return askLimits(state, now, sale, step, commands);
  }
  if (pull === undefined) {
    pulling.next = 'none';
    return;
  }
  if (step === 'hand-over') return askToPay(state, now, pull, commands);
  if (step === 'card-pays') return askCardToPay(state, now, commands);
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
      return askNode(state, now, step, commands, createRequest(state, node, pull));
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

function createRequest(state: BoardState, node: HashByBoard, pull: OpenPull): NodeRequest {
  const invoice = newInvoice(state, pull);
  if (!pull.isDeposit || node.hold === undefined) return node.createInvoice(invoice);
  const { preimage: _, ...rest } = invoice;
  return node.hold.createInvoice({ ...rest, hash: pull.hash, cltvExpiry: DEPOSIT_CLTV });
}

/** Takes its turn only while no pull needs the request slot at this instant. */
function lookBehind(state: BoardState, now: Now, commands: Command[]): void {
  const { book, pulling } = state;
  if (book.deposit !== undefined) advanceDeposit(state, now, commands);
  if (pulling.requestId === '' && book.late.length > 0) lookLate(state, now, commands);
}

function lookLate(state: BoardState, now: Now, commands: Command[]): void {
  const { pulling } = state;
  if (now.mono < pulling.lateCheckMono) return;
  pulling.lateCheckMono = now.mono + LATE_CHECK_MS;
  const late = dueLate(state, now);
  if (late === undefined) return;
  pulling.lateLook = late.planned;
  askNode(state, now, 'late', commands, lookUpRequest(state, late));
}
