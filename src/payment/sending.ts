/** The requests of a pull as they go out: to the node, to the buyer's link, and to a card. */
import type { OpenPull, OpenSale } from '../account/book';
import type { Command, HttpRequest, Now, Secret } from '../ports';
import { ENERGY_PICK } from '../protocol/energy';
import type { BoardState } from '../state';
import { durationMs } from '../units';
import { askedInPlace } from './asking';
import { linkInUse } from './links';
import type { NodeRequest } from './nodes/blueprint';
import { forgetPin } from './pin';
import {
  CALLBACK_TIMEOUT_MS,
  HANDS_GRACE_MS,
  IN_PLACE_TIMEOUT_MS,
  LINK_TIMEOUT_MS,
  NODE_TIMEOUT_MS,
  type PullStep,
} from './pulling';
import { takeHandOver } from './tap';
import { CALLBACK_PICK, callbackUrl, WITHDRAW_PICK } from './withdraw';

export function askLimits(
  state: BoardState,
  now: Now,
  sale: OpenSale,
  step: 'ask-link' | 'talk-link',
  commands: Command[],
): void {
  const path = linkInUse(state.pulling, sale);
  const timeoutMs = durationMs(LINK_TIMEOUT_MS);
  const inPlace = askedInPlace(state);
  const pick = step === 'talk-link' ? ENERGY_PICK : WITHDRAW_PICK;
  const get = { target: 'link', method: 'GET', path, pick, timeoutMs } as const;
  const request = inPlace && ({ target: 'node', timeoutMs, ...inPlace.limits(path) } as const);
  send(state, now, step, commands, step === 'talk-link' ? get : (request ?? get));
}

/** The invoice goes to the link, if it is still that buyer's turn. */
export function askToPay(state: BoardState, now: Now, pull: OpenPull, commands: Command[]): void {
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
  handOverBy(state, now, 'hand-over', { callback, k1, pin }, commands);
}

export function askCardToPay(state: BoardState, now: Now, commands: Command[]): void {
  const by = takeHandOver(state.pulling);
  state.pulling.next = 'look-up';
  if (by !== undefined) handOverBy(state, now, 'card-pays', by, commands);
}

type HandOver = {
  readonly callback: Secret;
  readonly k1: Secret;
  readonly pin: Secret | undefined;
};

function handOverBy(
  state: BoardState,
  now: Now,
  step: PullStep,
  { callback, k1, pin }: HandOver,
  commands: Command[],
): void {
  send(state, now, step, commands, {
    target: 'link',
    method: 'GET',
    path: callbackUrl(callback, k1, state.pulling.paymentRequest, pin),
    pick: CALLBACK_PICK,
    timeoutMs: durationMs(CALLBACK_TIMEOUT_MS),
  });
}

/** The one thing that goes before the node, whose word can wait: a card is held to the reader. */
export function askCard(state: BoardState, now: Now, card: Secret, commands: Command[]): void {
  send(state, now, 'ask-card', commands, {
    target: 'link',
    method: 'GET',
    path: card,
    pick: WITHDRAW_PICK,
    timeoutMs: durationMs(LINK_TIMEOUT_MS),
    isOnce: true,
  });
}

export function askNode(
  state: BoardState,
  now: Now,
  step: PullStep,
  commands: Command[],
  request: NodeRequest,
): void {
  const timeoutMs = durationMs(NODE_TIMEOUT_MS);
  send(state, now, step, commands, { target: 'node', timeoutMs, ...request });
}

export function send(
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
