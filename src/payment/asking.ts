/**
 * What the node is asked about a pull, in the words of its kind. Where the node chooses the hash, a
 * pull that was not handed over has no invoice yet: one whose answer was lost is found by the
 * pull's own id where the node can do that, else another one is made. Nobody was given the first,
 * so nobody can pay it.
 */
import { type Book, hashOfPreimage, type LatePull, type OpenPull } from '../account/book';
import type { BoardConfig } from '../config/board-config';
import type { Now } from '../ports';
import type { Result } from '../result';
import type { BoardState } from '../state';
import { milliSat } from '../units';
import type { PickedFields } from '../web/pick';
import type {
  AskedInPlace,
  HashByNode,
  KnownInvoice,
  LookedUp,
  NewInvoice,
  NodeBlueprint,
  NodeFault,
  NodeRequest,
} from './nodes/blueprint';
import { nodeOf } from './nodes/kinds';
import { HAND_OVER_WITHIN_MS, INVOICE_EXPIRY_SEC } from './pulling';

/** What the node is to make. */
export function newInvoice({ config, book }: BoardState, pull: OpenPull): NewInvoice {
  const label = labelOf(book, pull);
  const memo = `${config.board.name}${pull.isDeposit ? ' deposit' : ''} ${label}`;
  const { preimage, amount: amountMilliSat, expirySec } = pull;
  return { preimage, amountMilliSat, memo, label, expirySec };
}

/** Of this journal's epoch and this pull alone. */
export const labelOf = ({ epoch }: Book, { id }: OpenPull): string => `${epoch}-${id}`;

/** How long an invoice may live: as asked for, or the most that is taken of a node's choice. */
export function invoiceLifeSec(config: Pick<BoardConfig, 'node'>): number {
  const node = nodeOf(config);
  return (node.hashBy === 'node' ? node.expirySecMax : undefined) ?? INVOICE_EXPIRY_SEC;
}

/** Undefined where the node chooses. */
export const expiryAsked = (node: NodeBlueprint, { expirySec }: OpenPull): number | undefined =>
  node.hashBy === 'node' && node.expirySecMax !== undefined ? undefined : expirySec;

/**
 * Somebody may have the invoice, and the record that said which it is was damaged. Only after a
 * boot: who was shown one in this boot was shown that of the record.
 */
export const hasLostHash = ({ config, pulling }: BoardState, pull: OpenPull): boolean =>
  pulling.paymentRequest === '' &&
  pull.expiresAtSec !== 0 &&
  nodeOf(config).hashBy === 'node' &&
  pull.hash === hashOfPreimage(pull.preimage);

/** The node chooses the hash of its invoice, and nobody has that yet. */
export const hasNoHash = ({ config }: BoardState, { expiresAtSec }: OpenPull): boolean =>
  expiresAtSec === 0 && nodeOf(config).hashBy === 'node';

/** Nobody is to be given the invoice of this pull any more. */
export function isTooLateToShow({ pulling, book }: BoardState, now: Now, pull: OpenPull): boolean {
  const isOver = pulling.cancelMono !== -1 || book.sale?.account !== pull.account;
  return isOver || now.mono - pulling.startedMono > HAND_OVER_WITHIN_MS;
}

export type AskForHash = { readonly step: 'create' | 'look-up'; readonly request: NodeRequest };

/** The lost one first, where `step` says so and the node can find it. */
export function askForHash(
  state: BoardState,
  node: HashByNode,
  pull: OpenPull,
  step: 'create' | 'look-up' | 'cancel',
): AskForHash {
  const invoice = newInvoice(state, pull);
  if (step === 'look-up' && node.find !== undefined) {
    return { step, request: node.find.request(invoice) };
  }
  const { createNext } = state.pulling;
  const request = createNext ?? node.createInvoice(invoice, state.config.node);
  return { step: 'create', request };
}

export function lookUpRequest(state: BoardState, of: OpenPull | LatePull): NodeRequest {
  const node = nodeOf(state.config);
  if (node.hashBy === 'board') return node.lookUpInvoice(of.hash);
  return node.lookUpInvoice(known(of), state.config.node);
}

export function readLook(
  state: BoardState,
  of: OpenPull | LatePull,
  httpStatus: number,
  fields: PickedFields | undefined,
): Result<LookedUp, NodeFault> {
  const node = nodeOf(state.config);
  if (node.hashBy === 'board') return node.readLookedUp(httpStatus, fields, of.hash);
  return node.readLookedUp(httpStatus, fields, known(of));
}

const known = ({ hash, reference, amount }: OpenPull | LatePull): KnownInvoice => ({
  hash,
  reference,
  value: milliSat(amount),
});

/** Who asks the buyers' links where the board does not. */
export function askedInPlace({ config }: BoardState): AskedInPlace | undefined {
  const node = nodeOf(config);
  return config.node.asksLinks && node.hashBy === 'node' ? node.asLink : undefined;
}
