/**
 * What was seen in the course of a pull, in the words of a report: which answer came to which
 * step, and what it says about the money. Reads the answers with the board's own functions and
 * decides nothing: the pull machine does.
 */
import { hasNoHash, newInvoice, readLook } from '../../src/payment/asking';
import { decodeInvoice } from '../../src/payment/bolt11';
import type { LookedUp, NodeFault } from '../../src/payment/nodes/blueprint';
import { nodeOf } from '../../src/payment/nodes/kinds';
import { classifyCallback } from '../../src/payment/observation';
import type { PullStep } from '../../src/payment/pulling';
import { readWithdrawRequest } from '../../src/payment/withdraw';
import type { HttpFault, Picked } from '../../src/ports';
import { fail, ok } from '../../src/result';
import type { BoardState } from '../../src/state';
import type { PickedFields } from '../../src/web/pick';
import { NODE_WORDS } from './node-words';
import type { Answer } from './web';

/** Whether money can move: before the hand-over and after a confirmed cancel it cannot. */
export type MoneyState = 'cannot move' | 'may move' | 'arrived';
export type Stage = {
  readonly stage: PullStep | 'planned' | 'resumed' | 'ended';
  readonly money: MoneyState;
  readonly text: string;
};

export type Witness = {
  linkFault: string;
  /** In the link's own words, made safe to show; empty when it gave none. */
  linkReason: string;
  offer: { readonly minMilliSat: number; readonly maxMilliSat: number } | undefined;
  /** The node's last failure; undefined once it answered again. */
  nodeFault: NodeFault | HttpFault | undefined;
  nodeSaid: string;
  invoiceNetwork: string;
  /** By the node's clock; undefined until it says settled. */
  settledAtSec: number | undefined;
  /** A closed pull was looked up again, and the node could say. */
  isLateLooked: boolean;
  isCallbackRefused: boolean;
};

export const newWitness = (): Witness => ({
  linkFault: '',
  linkReason: '',
  offer: undefined,
  nodeFault: undefined,
  nodeSaid: '',
  invoiceNetwork: '',
  settledAtSec: undefined,
  isLateLooked: false,
  isCallbackRefused: false,
});

/** Call before the machine takes the answer: `state` is still what the question was asked in. */
export function witness(seen: Witness, state: BoardState, step: PullStep, answer: Answer): string {
  const isLink = step !== 'create' && step !== 'look-up' && step !== 'cancel' && step !== 'late';
  if (answer.kind === 'http-failed') {
    if (isLink) seen.linkFault = answer.fault;
    else seen.nodeFault = answer.fault;
    return silenceText(isLink, step, answer.fault);
  }
  const { status, fields } = answer;
  if (!isLink) seen.nodeSaid = shownText(fields?.['message']);
  switch (step) {
    case 'ask-link':
      return linkAnswered(seen, state, status, fields);
    case 'hand-over':
      return callbackAnswered(seen, status, fields);
    case 'create': {
      const created = readCreated(state, status, fields);
      if (created.ok) {
        seen.nodeFault = undefined;
        if (created.value === undefined) return 'The node says where an invoice is to be had.';
        const invoice = decodeInvoice(created.value.paymentRequest);
        seen.invoiceNetwork = invoice.ok ? invoice.value.network : '';
        return `The node made invoice ${created.value.hash.slice(0, 8)}; nobody else has it yet.`;
      }
      if (created.fault === 'already-exists') return 'The node already has this invoice.';
      return nodeFailed(seen, created.fault);
    }
    case 'look-up':
    case 'late':
      return lookedUp(seen, state, step, status, fields);
    case 'cancel': {
      const node = nodeOf(state.config);
      if (node.hashBy === 'node') return '';
      const canceled = node.readCanceled(status, fields);
      if (!canceled.ok) return nodeFailed(seen, canceled.fault);
      seen.nodeFault = undefined;
      if (canceled.value === 'canceled') return 'The node confirms: the invoice is cancelled.';
      if (canceled.value === 'not-found') return 'The node has no such invoice.';
      return 'The node says it was settled before it could be cancelled.';
    }
    // The command shows a link, so there is no guest.
    case 'ask-card':
    case 'card-pays':
    case 'deposit-look':
    case 'deposit-settle':
    case 'deposit-cancel':
    case 'talk-link':
    case 'talk':
    case 'strength':
    case 'none':
      return '';
  }
}

function linkAnswered(
  seen: Witness,
  state: BoardState,
  status: number,
  fields: PickedFields | undefined,
): string {
  const offer = readWithdrawRequest(status, fields, state.config);
  if (!offer.ok) {
    seen.linkFault = offer.fault;
    seen.linkReason = shownText(fields?.['reason'] ?? fields?.['detail']);
    return `The link offers nothing (${offer.fault}).`;
  }
  const { amountMin, amountMax } = offer.value;
  seen.offer = { minMilliSat: amountMin, maxMilliSat: amountMax };
  return `The link offers ${amountMin / 1_000} to ${amountMax / 1_000} sat.`;
}

function callbackAnswered(seen: Witness, status: number, fields: PickedFields | undefined): string {
  const { meaning } = classifyCallback(status, fields);
  seen.linkReason = shownText(fields?.['reason'] ?? fields?.['detail']);
  const said = seen.linkReason === '' ? '' : ` ("${seen.linkReason}")`;
  const isOk = shownText(fields?.['status']).toLowerCase() === 'ok';
  if (isOk) return `The link says OK${said}. That is a promise: only the node knows what came.`;
  if (meaning === 'unknown') {
    return `The link answers what cannot be read (HTTP ${status}). It may pay all the same.`;
  }
  seen.isCallbackRefused = meaning !== 'in-flight' && meaning !== 'probably-paid';
  seen.linkFault = meaning;
  return `The link says no${said}. It may pay all the same: only the node knows what came.`;
}

function lookedUp(
  seen: Witness,
  state: BoardState,
  step: 'look-up' | 'late',
  status: number,
  fields: PickedFields | undefined,
): string {
  const late = state.book.late.find(({ planned }) => planned === state.pulling.lateLook);
  const of = step === 'late' ? late : state.book.pull;
  if (of === undefined) return '';
  if (step === 'look-up' && state.book.pull !== undefined && hasNoHash(state, state.book.pull)) {
    return 'The node was asked for the invoice whose answer was lost.';
  }
  const looked = readLook(state, of, status, fields);
  if (!looked.ok) return nodeFailed(seen, looked.fault);
  seen.nodeFault = undefined;
  if (step === 'late') seen.isLateLooked = true;
  if (looked.value.kind === 'invoice' && looked.value.state === 'settled') {
    const { settleDate, settleParts = 1 } = NODE_WORDS[state.config.node.kind];
    const settled = settleDate === undefined ? undefined : fields?.[settleDate];
    seen.settledAtSec = Number(settled ?? 0) / settleParts || undefined;
  }
  return lookUpText(looked.value);
}

function lookUpText(looked: LookedUp): string {
  if (looked.kind === 'not-found') return 'The node has no such invoice.';
  switch (looked.state) {
    case 'settled':
      return `The node says: settled, ${looked.amountPaid / 1_000} sat.`;
    case 'canceled':
      return 'The node says: cancelled, it cannot be paid any more.';
    case 'accepted':
      return 'The node says: a payment has arrived and is held, not settled yet.';
    case 'open':
      return 'The node says: not paid yet.';
  }
}

function nodeFailed(seen: Witness, fault: NodeFault): string {
  seen.nodeFault = fault;
  const said = seen.nodeSaid === '' ? '' : ` ("${seen.nodeSaid}")`;
  if (fault === 'refused') return `The node refuses the credential${said}.`;
  if (fault === 'unreachable') return `The node answers that it cannot${said}.`;
  return `The node's address answers, but not as a node of its kind does${said}.`;
}

function silenceText(isLink: boolean, step: PullStep, fault: HttpFault): string {
  const who = isLink ? 'link' : 'node';
  const what = `No answer from the ${who} (${fault}).`;
  if (step === 'hand-over') return `${what} Whether it pays is not known: only the node knows.`;
  return step === 'ask-link' || step === 'create'
    ? what
    : `${what} What became of the invoice is not known.`;
}

/** Undefined: the node first says where it makes one. */
function readCreated(state: BoardState, status: number, fields: PickedFields | undefined) {
  const node = nodeOf(state.config);
  const { pull } = state.book;
  if (node.hashBy === 'board') return node.readCreated(status, fields, pull?.hash ?? '');
  if (pull === undefined) return fail('malformed' as const);
  const created = node.readCreated(status, fields, newInvoice(state, pull), state.config.node);
  if (!created.ok) return created;
  return ok(created.value.kind === 'ask' ? undefined : created.value);
}

const SHOWN_CHARACTERS_MAX = 120;

/** Words of a stranger: printable, short, and without what could be a key, a link or a preimage. */
export function shownText(picked: Picked | undefined): string {
  if (typeof picked !== 'string') return '';
  const printable = picked.replaceAll(/[^\x20-\x7e]+/g, ' ').replaceAll('"', "'");
  const short = printable.replaceAll(/[\w+/=:.?&%-]{28,}/g, '...').trim();
  return short.length > SHOWN_CHARACTERS_MAX ? `${short.slice(0, SHOWN_CHARACTERS_MAX)}...` : short;
}
