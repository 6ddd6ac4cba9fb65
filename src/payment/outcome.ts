/** What becomes of a pull: planned, handed over, and judged by what the node says of it. */
import { type Book, hashOfPreimage, type OpenPull, wasCredited } from '../account/book';
import { fault } from '../fault';
import { journal } from '../journal/journal';
import type { Command, Now, WallClock } from '../ports';
import { secret } from '../secret';
import type { BoardState } from '../state';
import { milliSat } from '../units';
import { expiryAsked, labelOf } from './asking';
import { checkInvoice, type Invoice } from './bolt11';
import { cancelSoon, closePull, giveUp, lapseOrWait, settleLater } from './closing';
import { depositAccepted } from './deposit';
import { expirySecOf, invite, isByInvitation, showOpen } from './invitation';
import { type Created, type LookedUp, REFERENCE_LENGTH_MAX } from './nodes/blueprint';
import { nodeOf } from './nodes/kinds';
import { classifyInvoice } from './observation';
import {
  CANCEL_AFTER_MS,
  CLOCK_TOLERANCE_SEC,
  HAND_OVER_WITHIN_MS,
  POLL_SOON_MS,
  RECEIVED_MAX,
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
  const preimage = secret(entropy.secret.slice(32));
  if (isUsed(book, hashOfPreimage(preimage))) {
    // A generator that repeats itself would have an old payment counted for this one.
    fault(state, commands, 'entropy-repeated');
    return giveUp(state, now);
  }
  pulling.amount = amount;
  journal(state, {
    kind: 'pull-planned',
    account: book.sale.account,
    id: entropy.secret.slice(0, 32),
    preimage,
    amount,
    plannedAtSec: Math.floor(now.wall.epochMs / 1_000),
    expirySec: expirySecOf(state),
  });
  pulling.next = 'create';
  pulling.nextMono = now.mono;
}

const isUsed = (book: Book, hash: string): boolean =>
  wasCredited(book, hash) || book.late.some((late) => late.hash === hash);

/** The node gave an invoice: if it is the one asked for, it goes to the link behind its record. */
export function handOver(
  state: BoardState,
  now: Now,
  given: Created & { readonly reference: string },
  commands: Command[],
): void {
  const { pulling, book, config } = state;
  const { paymentRequest, hash, reference } = given;
  const pull = book.pull;
  if (pull === undefined) return;
  const node = nodeOf(config);
  // The sale may have ended while the node was asked: then nobody is asked to pay.
  const isGivenUp = pulling.cancelMono !== -1;
  const isLate = isGivenUp || now.mono - pulling.startedMono > HAND_OVER_WITHIN_MS;
  if (isLate || book.sale?.account !== pull.account) return cancelSoon(state, now, commands);
  if (now.wall === undefined) {
    // Another invoice each second would be as little use.
    if (node.hashBy === 'node') return cancelSoon(state, now, commands);
    return settleLater(state, now, POLL_SOON_MS);
  }
  const checked = checkInvoice(paymentRequest, {
    network: config.network,
    amount: milliSat(pull.amount),
    paymentHash: node.hashBy === 'node' ? hash : pull.hash,
    nowSec: Math.floor(now.wall.epochMs / 1_000),
    expirySec: expiryAsked(node, pull),
    remainingSecMin: REMAINING_SEC_MIN,
  });
  if (!checked.ok) {
    fault(state, commands, `invoice-${checked.fault}`);
    return cancelSoon(state, now, commands);
  }
  const whyNot = whyNotShown(state, now.wall, given, checked.value);
  if (whyNot !== undefined) {
    fault(state, commands, whyNot);
    return cancelSoon(state, now, commands);
  }
  pulling.paymentRequest = paymentRequest;
  pulling.handedOverMono = now.mono;
  const expiresAtSec = checked.value.timestampSec + checked.value.expirySec;
  const { planned } = pull;
  if (node.hashBy === 'node') {
    journal(state, { kind: 'pull-handed-over-as', planned, expiresAtSec, hash, reference });
  } else journal(state, { kind: 'pull-handed-over', planned, expiresAtSec });
  if (isByInvitation(state)) {
    invite(state, now, expiresAtSec);
    return settleLater(state, now, POLL_SOON_MS);
  }
  pulling.cancelMono = config.node.canCancel ? now.mono + CANCEL_AFTER_MS : -1;
  pulling.next = 'hand-over';
  pulling.nextMono = now.mono;
}

/**
 * Why an invoice whose hash the node chose may be shown to nobody; undefined when it may.
 * Until it has expired it keeps every other one waiting.
 */
function whyNotShown(
  state: BoardState,
  wall: WallClock,
  { hash, reference }: Created & { readonly reference: string },
  { timestampSec, expirySec }: Invoice,
): string | undefined {
  const node = nodeOf(state.config);
  if (node.hashBy === 'board') return undefined;
  // Old money would be counted for it.
  if (isUsed(state.book, hash)) return 'hash-repeated';
  // Dated ahead it lives longer than it says.
  const isAhead = timestampSec * 1_000 > wall.epochMs + CLOCK_TOLERANCE_SEC * 1_000;
  if (isAhead || expirySec > (node.expirySecMax ?? expirySec)) return 'invoice-expires-too-late';
  if (node.needsReference === true && reference === '') return 'invoice-without-look-up';
  return isReference(reference) ? undefined : 'invoice-without-look-up';
}

function isReference(text: string): boolean {
  if (text.length > REFERENCE_LENGTH_MAX) return false;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code <= 0x20 || code > 0x7e) return false;
  }
  return true;
}

/** What the node says of the invoice. */
export function lookedUp(state: BoardState, now: Now, looked: LookedUp, commands: Command[]): void {
  const { pulling, book } = state;
  const pull = book.pull;
  if (pull === undefined) return;
  const handedOver = pull.expiresAtSec !== 0;
  pulling.invitation.isOpen = false;

  if (looked.kind === 'not-found') {
    const isLate = now.mono - pulling.startedMono > HAND_OVER_WITHIN_MS;
    if (!handedOver && pulling.cancelMono === -1 && !isLate) {
      pulling.next = 'create';
      pulling.nextMono = now.mono + POLL_SOON_MS;
      return;
    }
    // What a node cancels it may also delete.
    const isVoid = !handedOver || pulling.cancelAnswer === 'yes';
    if (isVoid) return closePull(state, now, 'void', 0, commands);
    fault(state, commands, 'node-forgot-invoice');
    pulling.isUnknown = true;
    return lapseOrWait(state, now, looked, commands);
  }
  pulling.isUnknown = false;
  if (!isOurs(state, pull, looked)) {
    fault(state, commands, 'invoice-not-ours');
    if (!handedOver && pulling.cancelMono === -1) return cancelSoon(state, now, commands);
    return lapseOrWait(state, now, looked, commands);
  }
  if (pull.isDeposit && looked.state === 'accepted' && isWanted(state, now, pull)) {
    return depositAccepted(state, now, commands);
  }
  switch (classifyInvoice(looked.state)) {
    case 'settled': {
      const received = looked.amountPaid > 0 ? looked.amountPaid : pull.amount;
      return closePull(state, now, 'settled', received, commands);
    }
    case 'dead':
      return closePull(state, now, 'void', 0, commands);
    case 'payable': {
      const hasPayer = pulling.callback !== undefined || isByInvitation(state);
      if (!handedOver && pulling.cancelMono === -1 && hasPayer) {
        return handOver(state, now, { ...looked, reference: '' }, commands);
      }
      if (looked.state === 'open') showOpen(state, now, looked.paymentRequest);
      return lapseOrWait(state, now, looked, commands);
    }
  }
}

/** Its sale goes on, and nothing was done to end it. */
function isWanted({ book, pulling }: BoardState, now: Now, { account }: OpenPull): boolean {
  const isOver = pulling.cancelMono !== -1 && now.mono >= pulling.cancelMono;
  return book.sale?.account === account && book.deposit === undefined && !isOver;
}

const isOlder = ({ plannedAtSec, expirySec }: OpenPull, expiresAtSec: number): boolean =>
  expiresAtSec - expirySec < plannedAtSec - CLOCK_TOLERANCE_SEC;

/** Id, amount and time are the pull’s own; its hash, which was asked, never counted before. */
function isOurs(state: BoardState, pull: OpenPull, invoice: LookedUp & { kind: 'invoice' }) {
  return (
    invoice.value === pull.amount &&
    (invoice.memo === undefined || invoice.memo.endsWith(labelOf(state.book, pull))) &&
    (invoice.expiresAtSec === undefined || !isOlder(pull, invoice.expiresAtSec)) &&
    invoice.amountPaid <= RECEIVED_MAX &&
    !isUsed(state.book, pull.hash)
  );
}
