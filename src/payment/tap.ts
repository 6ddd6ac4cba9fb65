/**
 * A Bolt Card held to the reader while an invoice is shown: one tap is one GET of the card's URL,
 * which burns it, and one hand-over of that same invoice, within the seconds the card's service
 * gives. Whatever fails, the answer is to tap again with the same invoice: nobody pays one twice.
 *
 *   tapped ─▶ asking ─▶ paying ─▶ accepted ─▶ the node says settled
 *               │          └─ no answer ─▶ unsure: only the node knows
 *               └─ refused, amount, PIN, silence ─▶ failed: tap again
 */
import { fault } from '../fault';
import type { BoardEvent, Command, HttpFault, Now, Secret } from '../ports';
import { unreachable } from '../result';
import { fingerprint } from '../secret';
import type { BoardState } from '../state';
import { settleLater } from './closing';
import { payAhead } from './deposit';
import { isShown } from './invitation';
import { startTap } from './invited';
import { decodeLink } from './lnurl';
import { CLASSES, classifyCallback, classifySilence } from './observation';
import { askPin, forgetPin } from './pin';
import { POLL_SOON_MS, type Pulling } from './pulling';
import { readWithdrawRequest } from './withdraw';

type Reply = BoardEvent & { readonly kind: 'http-reply' };

export function takeTap(state: BoardState, now: Now, shown: Secret, commands: Command[]): void {
  const { pulling, config, book } = state;
  const { tap } = pulling;
  if (!isShown(state, now)) return fault(state, commands, 'card-without-invoice');
  if (tap.outcome === 'asking' || tap.outcome === 'paying') {
    return fault(state, commands, 'card-while-asking');
  }
  // A card's service would wait for ever: another invoice, and another tap, for energy ahead.
  if (book.pull?.isDeposit === true) {
    failTap(state, 'cannot-deposit', commands);
    return payAhead(state, now, commands);
  }
  const link = decodeLink(shown, config);
  if (!link.ok) return failTap(state, link.fault, commands);
  if (fingerprint(link.value) === tap.asked) return fault(state, commands, 'card-repeated');
  startTap(tap, 'asking');
  tap.url = link.value;
}

/** Asked now, if it may still pay: the URL is gone from here on, whatever comes of it. */
export function takeCard(state: BoardState, now: Now, commands: Command[]): Secret | undefined {
  const { tap } = state.pulling;
  const { url } = tap;
  if (url === undefined) return undefined;
  tap.url = undefined;
  if (!isShown(state, now)) {
    failTap(state, 'no-invoice', commands);
    return undefined;
  }
  tap.asked = fingerprint(url);
  return url;
}

/** The card's limits must allow the amount that is shown; then the invoice goes to it at once. */
export function cardAnswered(state: BoardState, now: Now, reply: Reply, commands: Command[]): void {
  const { pulling, book, config } = state;
  const { tap, pin } = pulling;
  // A PIN is for the next tap, whatever comes of that.
  forgetPin(pulling);
  const offer = readWithdrawRequest(reply.status, reply.fields, config);
  if (!offer.ok) return failTap(state, offer.fault, commands);
  const amount = book.pull?.amount ?? 0;
  if (!isShown(state, now)) return failTap(state, 'no-invoice', commands);
  const { amountMin, amountMax, pinLimit, callback, k1, payLink } = offer.value;
  if (amount < amountMin || amount > amountMax) {
    failTap(state, amount < amountMin ? 'below-least' : 'above-most', commands);
    tap.least = amountMin;
    tap.most = amountMax;
    return;
  }
  const needsPin = pinLimit !== undefined && amount >= pinLimit;
  if (needsPin && pin === undefined) {
    askPin(pulling, amount);
    return failTap(state, 'needs-pin', commands);
  }
  pulling.pinAmount = 0;
  tap.outcome = 'paying';
  tap.callback = callback;
  tap.k1 = k1;
  tap.pin = needsPin ? pin : undefined;
  tap.payLink = payLink;
  // In this same step: a card's k1 may live for ten seconds.
  pulling.next = 'card-pays';
  pulling.nextMono = now.mono;
}

/** It was never asked, or said nothing that can be read: it has no invoice. */
export const cardSilent = (state: BoardState, silence: HttpFault, commands: Command[]): void =>
  failTap(state, silence, commands);

/** What hands the invoice over, once. */
export function takeHandOver({ tap }: Pulling) {
  const { callback, k1, pin } = tap;
  tap.callback = undefined;
  tap.k1 = undefined;
  tap.pin = undefined;
  return callback === undefined || k1 === undefined ? undefined : { callback, k1, pin };
}

/** The callback's answer is a hint, and a card's k1 is never sent again. */
export function cardPaid(state: BoardState, now: Now, reply: Reply, commands: Command[]): void {
  const { meaning } = classifyCallback(reply.status, reply.fields);
  const { act } = CLASSES[meaning];
  settleLater(state, now, POLL_SOON_MS);
  switch (act) {
    case 'poll':
    case 'last-payment':
      state.pulling.tap.outcome = 'accepted';
      return;
    case 'send-again':
      return doubtTap(state, meaning, commands);
    case 'wait':
    case 'give-up':
    case 'smaller':
    case 'next-link':
      return failTap(state, meaning, commands);
    case 'credit':
    case 'close':
      return; // The node's word alone.
    default:
      return unreachable(act);
  }
}

export function cardPaidNothing(
  state: BoardState,
  now: Now,
  silence: HttpFault,
  commands: Command[],
): void {
  settleLater(state, now, POLL_SOON_MS);
  if (classifySilence(silence) === 'not-sent') failTap(state, silence, commands);
  else doubtTap(state, silence, commands);
}

function failTap(state: BoardState, why: string, commands: Command[]): void {
  const { tap } = state.pulling;
  startTap(tap, 'failed');
  tap.why = why;
  fault(state, commands, `card-${why}`);
}

function doubtTap(state: BoardState, why: string, commands: Command[]): void {
  state.pulling.tap.outcome = 'unsure';
  fault(state, commands, `card-${why}`);
}
