/** What an answer of the node means for the open pull, to a create and to a look-up. */
import type { OpenPull } from '../account/book';
import { fault } from '../fault';
import { jittered } from '../jitter';
import { journal } from '../journal/journal';
import type { BoardEvent, Command, Now } from '../ports';
import type { BoardState } from '../state';
import { hasLostHash, hasNoHash, newInvoice, readLook } from './asking';
import { settleLater } from './closing';
import type { HashByNode, NodeFault } from './nodes/blueprint';
import { nodeOf } from './nodes/kinds';
import { handOver, lookedUp } from './outcome';
import { CANCEL_AFTER_MS, NODE_RETRY_MS, POLL_SOON_MS, REFUSED_RETRY_MS } from './pulling';

type Reply = BoardEvent & { readonly kind: 'http-reply' };

export function created(state: BoardState, now: Now, reply: Reply, commands: Command[]): void {
  const { pulling, book, config } = state;
  const node = nodeOf(config);
  if (node.hashBy === 'node') return createdByNode(state, now, node, reply, commands);
  const face = book.pull?.isDeposit === true ? (node.hold ?? node) : node;
  const answer = face.readCreated(reply.status, reply.fields, book.pull?.hash ?? '');
  if (answer.ok) {
    return handOver(state, now, { ...answer.value, reference: '' }, commands);
  }
  if (answer.fault === 'already-exists') {
    pulling.next = 'look-up';
    pulling.nextMono = now.mono;
    return;
  }
  nodeFault(state, now, answer.fault, commands);
}

function createdByNode(
  state: BoardState,
  now: Now,
  node: HashByNode,
  reply: Reply,
  commands: Command[],
): void {
  const { pulling, book, config } = state;
  if (book.pull === undefined) return;
  const invoice = newInvoice(state, book.pull);
  const answer = node.readCreated(reply.status, reply.fields, invoice, config.node);
  // One that leads on for ever would never end.
  const isLedOn = pulling.createNext !== undefined;
  pulling.createNext = undefined;
  if (!answer.ok) return nodeFault(state, now, answer.fault, commands);
  if (answer.value.kind === 'invoice') return handOver(state, now, answer.value, commands);
  if (isLedOn) return nodeFault(state, now, 'malformed', commands);
  pulling.createNext = answer.value.request;
  pulling.next = 'create';
  pulling.nextMono = now.mono;
}

export function lookUpAnswered(
  state: BoardState,
  now: Now,
  reply: Reply,
  commands: Command[],
): void {
  const { pull } = state.book;
  if (pull === undefined) return;
  if (hasNoHash(state, pull)) return foundByNode(state, now, reply, commands);
  if (hasLostHash(state, pull)) return lostHashFound(state, now, pull, reply, commands);
  const looked = readLook(state, pull, reply.status, reply.fields);
  if (!looked.ok) return nodeFault(state, now, looked.fault, commands);
  lookedUp(state, now, looked.value, commands);
}

/** The invoice whose answer was lost, or none: then another one is made. */
function foundByNode(state: BoardState, now: Now, reply: Reply, commands: Command[]): void {
  const { pulling, book, config } = state;
  const node = nodeOf(config);
  if (book.pull === undefined || node.hashBy === 'board') return;
  const found = node.find?.read(reply.status, reply.fields, newInvoice(state, book.pull));
  if (found?.ok === false) return nodeFault(state, now, found.fault, commands);
  if (found?.value !== undefined) return handOver(state, now, found.value, commands);
  pulling.next = 'create';
  pulling.nextMono = now.mono + POLL_SOON_MS;
}

/** What was damaged is known again, by the pull's own id: from here on it is looked up. */
function lostHashFound(
  state: BoardState,
  now: Now,
  pull: OpenPull,
  reply: Reply,
  commands: Command[],
): void {
  const node = nodeOf(state.config);
  const find = node.hashBy === 'node' ? node.find : undefined;
  const found = find?.read(reply.status, reply.fields, newInvoice(state, pull));
  if (found?.ok === false) return nodeFault(state, now, found.fault, commands);
  if (found?.value === undefined) return lookedUp(state, now, { kind: 'not-found' }, commands);
  const { hash, reference } = found.value;
  const { planned, expiresAtSec } = pull;
  journal(state, { kind: 'pull-handed-over-as', planned, expiresAtSec, hash, reference });
  settleLater(state, now, 0);
}

export function nodeFault(state: BoardState, now: Now, kind: NodeFault, commands: Command[]): void {
  fault(state, commands, `node-${kind}`);
  nodeSilent(state, now, commands);
  if (kind === 'refused') state.pulling.nextMono = now.mono + REFUSED_RETRY_MS;
}

/** The node could not say. The pull stays what it was; past its time it is called unknown. */
export function nodeSilent(state: BoardState, now: Now, commands: Command[]): void {
  const { pulling, book } = state;
  pulling.next = 'look-up';
  pulling.nextMono = now.mono + jittered(state, NODE_RETRY_MS);
  // What nobody was given is no unknown: it closes by itself.
  if (book.pull !== undefined && hasNoHash(state, book.pull)) return;
  const late = pulling.cancelMono !== -1 && now.mono >= pulling.cancelMono;
  const overdue = late || now.mono - pulling.startedMono > CANCEL_AFTER_MS;
  if (!overdue || pulling.isUnknown) return;
  pulling.isUnknown = true;
  fault(state, commands, 'pull-unknown');
}
