/**
 * What the link in use answered: its limits, which decide the amount, and what it says of an
 * invoice that it was handed. Nothing here settles a pull or proves that nothing was paid: it
 * changes what is asked next, and of whom.
 */
import { fault } from '../fault';
import type { BoardEvent, Command, HttpFault, Now } from '../ports';
import { unreachable } from '../result';
import type { BoardState } from '../state';
import { giveUp, settleLater } from './closing';
import { hasOther, isOfSale, restLink } from './links';
import { type CallbackAnswer, CLASSES, classifyCallback, classifySilence } from './observation';
import { plan } from './outcome';
import { amountWithPin, askPin, forgetPin, withoutPin } from './pin';
import {
  HAND_OVER_AGAIN_MS,
  HAND_OVERS_MAX,
  POLL_SOON_MS,
  REFUSED_CANCEL_AFTER_MS,
  SAME_INVOICE_WITHIN_MS,
} from './pulling';
import { noteOffer } from './remaining';
import { readWithdrawRequest } from './withdraw';

type Reply = BoardEvent & { readonly kind: 'http-reply' };

/** Step 1 of LUD-03: the link's limits decide the amount; then the pull is planned. */
export function linkAnswered(state: BoardState, now: Now, reply: Reply, commands: Command[]) {
  const { pulling, config } = state;
  const offer = readWithdrawRequest(reply.status, reply.fields, config);
  if (!offer.ok) {
    fault(state, commands, `link-${offer.fault}`);
    return linkGaveNothing(state, now, offer.fault);
  }
  const { amountMin, amountMax, callback, k1, balanceCheck, pinLimit } = offer.value;
  pulling.nextLink = balanceCheck;
  const { minimum, maximum } = state.terms.payment;
  const least = Math.ceil(Math.max(amountMin, minimum) / 1_000) * 1_000;
  if (least > maximum) {
    const fields = { minimumMilliSat: amountMin, paymentMilliSat: maximum };
    fault(state, commands, 'link-minimum-above-payment', fields);
    return linkGaveNothing(state, now, 'minimum-above-payment');
  }
  const most = Math.min(Math.floor(amountMax / 1_000) * 1_000, notRefused(state));
  if (most < least) {
    pulling.amountRefused = 0;
    const fields = { maximumMilliSat: amountMax, paymentMilliSat: least };
    fault(state, commands, 'link-maximum-below-payment', fields);
    return linkGaveNothing(state, now, 'maximum-below-payment');
  }
  let amount = Math.min(Math.max(pulling.amount, least), most);
  noteOffer(state, now, offer.value, amount, commands);
  const free = pinLimit === undefined ? amount : withoutPin(pinLimit);
  if (free >= least) {
    amount = Math.min(amount, free);
    forgetPin(pulling);
  } else {
    const agreed = amountWithPin(pulling, amount);
    if (agreed === undefined) return pinMissing(state, now, amount, commands);
    amount = agreed;
  }
  pulling.pinAmount = 0;
  pulling.linkFault = '';
  pulling.callback = callback;
  pulling.k1 = k1;
  plan(state, now, amount, commands);
}

function pinMissing(state: BoardState, now: Now, amount: number, commands: Command[]): void {
  // A node in the board's place hands no PIN on.
  if (!state.config.node.asksLinks) askPin(state.pulling, amount);
  fault(state, commands, 'link-needs-pin', { amountMilliSat: amount });
  linkGaveNothing(state, now, 'needs-pin');
}

/** Half of what the link refused as too much or too little, in whole sat. */
function notRefused({ pulling }: BoardState): number {
  if (pulling.amountRefused === 0) return Number.MAX_SAFE_INTEGER;
  return Math.floor(pulling.amountRefused / 2_000) * 1_000;
}

/** The callback's answer is a hint: `CLASSES` says what is done about it. */
export function handedOver(state: BoardState, now: Now, reply: Reply, commands: Command[]): void {
  const { pulling } = state;
  pulling.wasSent = true;
  // Withdrawn with its sale: what that link says must not rest, or slow, another buyer's.
  if (!isOfSale(state)) return leaveToLink(state, now);
  const answer = classifyCallback(reply.status, reply.fields);
  const { act } = CLASSES[answer.meaning];
  switch (act) {
    case 'poll':
      return leaveToLink(state, now);
    case 'send-again':
      fault(state, commands, 'link-not-understood', { status: reply.status });
      return settleLater(state, now, HAND_OVER_AGAIN_MS);
    case 'wait':
    case 'last-payment':
    case 'give-up':
    case 'smaller':
    case 'next-link':
      break;
    case 'credit':
    case 'close':
      return; // The node's word alone.
    default:
      return unreachable(act);
  }
  fault(state, commands, `link-${answer.meaning}`);
  pulling.linkFault = answer.meaning;
  if (answer.meaning === 'too-early' && mayWait(state, now, answer.waitMs)) {
    pulling.handOverMono = now.mono + answer.waitMs;
    return settleLater(state, now, POLL_SOON_MS);
  }
  restAfter(state, now, answer);
  if (act === 'smaller') pulling.amountRefused = state.book.pull?.amount ?? 0;
  // It may be approved while the invoice lives.
  if (act !== 'last-payment') {
    pulling.cancelMono = Math.min(pulling.cancelMono, now.mono + REFUSED_CANCEL_AFTER_MS);
  }
  leaveToLink(state, now);
}

/** The link has the invoice, or wants none of it: only the node is asked from here on. */
function leaveToLink(state: BoardState, now: Now): void {
  state.pulling.handOvers = Number.MAX_SAFE_INTEGER;
  settleLater(state, now, POLL_SOON_MS);
}

/** The same invoice, while there is time for its money to come. */
function mayWait({ pulling }: BoardState, now: Now, waitMs: number): boolean {
  const isSoon = now.mono + waitMs <= pulling.handedOverMono + SAME_INVOICE_WITHIN_MS;
  return isSoon && pulling.handOvers < HAND_OVERS_MAX;
}

/** Another link comes first for a while; where there is none, no sooner than this one said. */
function restAfter(state: BoardState, now: Now, answer: CallbackAnswer): void {
  // Half the amount is asked of the same link.
  if (answer.meaning === 'amount') return;
  const waitMs = answer.meaning === 'too-early' ? answer.waitMs : 0;
  restLink(state, now, answer.meaning, waitMs);
  if (!hasOther(state, now) && waitMs > 0) state.pulling.notBeforeMono = now.mono + waitMs;
}

/**
 * No whole answer to the hand-over. It may have arrived: the node is looked at before all else.
 * What three times was not even sent is cancelled without the wait for its money.
 */
export function handOverFailed(state: BoardState, now: Now, silence: HttpFault): void {
  const { pulling } = state;
  if (classifySilence(silence) !== 'not-sent') pulling.wasSent = true;
  if (!pulling.wasSent && pulling.handOvers >= HAND_OVERS_MAX) {
    pulling.cancelMono = Math.min(pulling.cancelMono, now.mono);
    return settleLater(state, now, POLL_SOON_MS);
  }
  settleLater(state, now, HAND_OVER_AGAIN_MS);
}

/** Nothing was asked for yet: another link is, or the same one after a growing distance. */
export function linkGaveNothing(state: BoardState, now: Now, reason: string): void {
  const { pulling } = state;
  pulling.linkFault = reason;
  // What the service said last may be what is wrong: back to the link that was shown.
  pulling.nextLink = undefined;
  restLink(state, now, reason);
  giveUp(state, now);
}
