/**
 * What the node is asked about a deposit, and what its answers mean. Decided is decided: what is to
 * be settled is settled and what is to be cancelled is cancelled, again and again until a look-up
 * says so. While the sale goes on it is looked at now and then, because a node may give it back.
 *
 *   held, due ─▶ look-up ⟲      settling ─▶ settle ─▶ look-up      canceling ─▶ cancel ─▶ look-up
 */
import type { Deposit } from '../account/book';
import { fault } from '../fault';
import { jittered } from '../jitter';
import { journal } from '../journal/journal';
import type { PullOutcome } from '../journal/records';
import type { BoardEvent, Command, Now } from '../ports';
import { unreachable } from '../result';
import type { BoardState } from '../state';
import { depositLost, holdOf } from './deposit';
import type { LookedUp, NodeFault } from './nodes/blueprint';
import { nodeOf } from './nodes/kinds';
import { NODE_RETRY_MS, type PullStep, RECEIVED_MAX, REFUSED_RETRY_MS } from './pulling';
import { askNode } from './sending';

type Reply = BoardEvent & { readonly kind: 'http-reply' };
type DepositStep = PullStep & `deposit-${string}`;

/** A node gives a deposit back when its owner says so, and near the end of its time. */
const WATCH_MS = 300_000;
/** The payer has it back by now, whatever the node remembers. */
const FORGOTTEN_AFTER_SEC = 172_800;

/** Asks, if its time has come. The one request slot is free. */
export function advanceDeposit(state: BoardState, now: Now, commands: Command[]): void {
  const { book, pulling } = state;
  const { deposit } = book;
  if (deposit === undefined || state.journalFailed) return;
  const { deposit: watch } = pulling;
  if (watch.stage !== deposit.stage) {
    watch.stage = deposit.stage;
    watch.wasTold = false;
    watch.askMono = now.mono;
  }
  if (now.mono < watch.askMono) return;
  const node = nodeOf(state.config);
  const hold = holdOf(state);
  // The node in the configuration is another one now: it knows nothing of this.
  if (node.hashBy === 'node' || hold === undefined) return;
  const step = stepOf(deposit, watch.wasTold);
  switch (step) {
    case 'deposit-settle':
      return askNode(state, now, step, commands, hold.settleInvoice(deposit.preimage));
    case 'deposit-cancel': {
      const request = node.cancelInvoice(deposit.hash, `${book.epoch}-${deposit.id}`);
      return askNode(state, now, step, commands, request);
    }
    case 'deposit-look':
      return askNode(state, now, step, commands, node.lookUpInvoice(deposit.hash));
    default:
      return unreachable(step);
  }
}

function stepOf({ stage }: Deposit, wasTold: boolean): DepositStep {
  if (wasTold) return 'deposit-look';
  if (stage === 'settling') return 'deposit-settle';
  return stage === 'canceling' ? 'deposit-cancel' : 'deposit-look';
}

export function depositAnswered(
  state: BoardState,
  now: Now,
  step: DepositStep,
  { status, fields }: Reply,
  commands: Command[],
): void {
  const { deposit } = state.book;
  const node = nodeOf(state.config);
  if (deposit === undefined || node.hashBy === 'node') return;
  if (step === 'deposit-look') {
    const looked = node.readLookedUp(status, fields, deposit.hash);
    if (!looked.ok) return depositFault(state, now, looked.fault, commands);
    return depositLooked(state, now, deposit, looked.value, commands);
  }
  const told =
    step === 'deposit-cancel'
      ? node.readCanceled(status, fields)
      : holdOf(state)?.readSettled(status, fields);
  if (told?.ok === false) return depositFault(state, now, told.fault, commands);
  // An empty object, which anything on the way could give: only a look-up counts.
  state.pulling.deposit.wasTold = true;
  state.pulling.deposit.askMono = now.mono;
}

/** It may have been done all the same: looked up, then asked again. */
export function depositSilent(state: BoardState, now: Now): void {
  const { deposit } = state.pulling;
  deposit.wasTold = !deposit.wasTold;
  deposit.askMono = now.mono + jittered(state, NODE_RETRY_MS);
}

function depositFault(state: BoardState, now: Now, why: NodeFault, commands: Command[]): void {
  fault(state, commands, `node-${why}`);
  depositSilent(state, now);
  if (why === 'refused') state.pulling.deposit.askMono = now.mono + REFUSED_RETRY_MS;
}

function depositLooked(
  state: BoardState,
  now: Now,
  deposit: Deposit,
  looked: LookedUp,
  commands: Command[],
): void {
  if (looked.kind === 'not-found') {
    fault(state, commands, 'node-forgot-invoice');
    const sinceMs = (now.wall?.epochMs ?? 0) - deposit.heldAtSec * 1_000;
    if (sinceMs >= FORGOTTEN_AFTER_SEC * 1_000) {
      return closeDeposit(state, now, deposit, 'void', 0, commands);
    }
    return lookLater(state, now, REFUSED_RETRY_MS);
  }
  const isOurs = looked.value === deposit.amount && looked.amountPaid <= RECEIVED_MAX;
  if (!isOurs) {
    fault(state, commands, 'invoice-not-ours');
    return lookLater(state, now, REFUSED_RETRY_MS);
  }
  switch (looked.state) {
    case 'settled': {
      const received = looked.amountPaid > 0 ? looked.amountPaid : deposit.amount;
      return closeDeposit(state, now, deposit, 'settled', received, commands);
    }
    case 'canceled':
      return closeDeposit(state, now, deposit, 'void', 0, commands);
    case 'open':
    case 'accepted': {
      const isDecided = deposit.stage === 'settling' || deposit.stage === 'canceling';
      return lookLater(state, now, isDecided ? jittered(state, NODE_RETRY_MS) : WATCH_MS);
    }
    default:
      return unreachable(looked.state);
  }
}

function lookLater(state: BoardState, now: Now, afterMs: number): void {
  const { deposit } = state.pulling;
  deposit.wasTold = false;
  deposit.askMono = now.mono + afterMs;
}

function closeDeposit(
  state: BoardState,
  now: Now,
  { planned, stage, amount }: Deposit,
  outcome: PullOutcome,
  received: number,
  commands: Command[],
): void {
  const closedAtSec =
    now.wall === undefined ? state.book.lastSec : Math.floor(now.wall.epochMs / 1_000);
  journal(state, { kind: 'deposit-closed', planned, outcome, received, closedAtSec });
  if (outcome !== 'settled' && stage !== 'canceling') depositLost(state, amount, commands);
  const fields = { milliSat: received };
  commands.push({ kind: 'log', event: { area: 'deposit', what: outcome, fields } });
}
