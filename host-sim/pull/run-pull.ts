/**
 * One pull from the first question to its end, by the board's pull machine: the same functions in
 * the same order as in `board.ts`, with a deadline of its own. Each record is on the disk before
 * the request that stands on it goes out.
 */

import { advancePull } from '../../src/payment/advance';
import { takeHttpFailure, takeHttpReply } from '../../src/payment/answer';
import type { PullStep } from '../../src/payment/pulling';
import type { Command, HttpRequest, Now } from '../../src/ports';
import type { BoardState } from '../../src/state';
import { durationMs, epochMs, monotonicMs } from '../../src/units';
import { NODE_WORDS } from './node-words';
import { recordsOf } from './pull-board';
import type { Web } from './web';
import { type MoneyState, newWitness, type Stage, type Witness, witness } from './witness';

/** How a pull stands when the command ends. */
export type Ending =
  | { readonly kind: 'settled'; readonly receivedMilliSat: number; readonly isLate: boolean }
  | { readonly kind: 'closed'; readonly isHandedOver: boolean }
  /** Nothing was planned: the link gave no reason to. */
  | { readonly kind: 'link-gave-nothing' }
  /** Planned, but the node failed before anything was handed over. */
  | { readonly kind: 'node-gave-nothing' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'interrupted'; readonly isHandedOver: boolean };

export type PullRun = {
  readonly state: BoardState;
  readonly web: Web;
  readonly deadlineMs: number;
  /** By the clock of this machine, where an earlier run did it. */
  handedOverAtMs: number | undefined;
  /** Where an earlier run closed it as settled; undefined while it is not. */
  readonly settledBefore: { readonly isLate: boolean } | undefined;
  /** Records as hex, and what stands beside them; on the disk when it returns. */
  readonly save: (records: readonly string[], beside: Beside) => void;
  readonly tell: (stage: Stage) => void;
  readonly isInterrupted: () => boolean;
  /** Rings when it was interrupted, so that no wait outlasts it. */
  readonly sleep: (ms: number) => Promise<void>;
};

/** What the journal does not say. */
export type Beside = {
  readonly handedOverAtMs: number | undefined;
  readonly isSettledLate: boolean;
};

/** A person waits: a node that failed is asked again sooner than by a board. */
const RETRY_MS_MAX = 1_000;
/** After the deadline, for the cancel to be confirmed; as long again as the deadline itself. */
const GRACE_MS_MIN = 2_000;
const GRACE_MS_MAX = 15_000;
const REQUEST_MS_MIN = 1_000;

export async function runPull(run: PullRun): Promise<{ ending: Ending; seen: Witness }> {
  const { state } = run;
  const seen = newWitness();
  const closedBefore = closedPulls(state);
  const startedMono = readNow().mono;
  for (let ending: Ending | undefined; ; ) {
    const commands: Command[] = [];
    advancePull(state, readNow(), undefined, commands);
    hurry(run);
    save(run, seen);
    ending = endingOf(run, seen, closedBefore, startedMono);
    if (ending !== undefined) return { ending, seen };

    const request = commands.find((each) => each.kind === 'http-request');
    if (request === undefined) {
      if (state.book.pull === undefined && closedBefore > 0) {
        // Closed so long ago that a board looks no more.
        ending = { kind: 'closed', isHandedOver: run.handedOverAtMs !== undefined };
        return { ending, seen };
      }
      await run.sleep(Math.max(0, state.pulling.nextMono - readNow().mono));
      continue;
    }
    await exchange(run, seen, request, startedMono);
    ending = endingOf(run, seen, closedBefore, startedMono);
    if (ending !== undefined) return { ending, seen };
  }
}

/** One request and its answer, told about before and after. */
async function exchange(
  run: PullRun,
  seen: Witness,
  request: HttpRequest,
  startedMono: number,
): Promise<void> {
  const { state, web } = run;
  const step = state.pulling.requestStep;
  tellAsking(run, step);
  // Besides the board's fields: when the money came.
  const { settleDate } = NODE_WORDS[state.config.node.kind];
  const isLook = step === 'look-up' || step === 'late';
  const answer = await web.ask({
    ...request,
    pick: isLook && settleDate !== undefined ? [...request.pick, settleDate] : request.pick,
    timeoutMs: durationMs(timeoutOf(run, request, startedMono)),
  });
  const text = witness(seen, state, step, answer);
  const commands: Command[] = [];
  if (step === 'ask-link' && (seen.offer?.minMilliSat ?? 0) > state.pulling.amount) {
    // A board pulls the link's minimum, if its terms allow it; a person has said how much.
    state.pulling.requestId = '';
    state.pulling.next = 'none';
    state.pulling.linkFault = 'minimum-above-payment';
  } else if (answer.kind === 'http-reply') takeHttpReply(state, readNow(), answer, commands);
  else takeHttpFailure(state, readNow(), answer, commands);
  save(run, seen);
  hurry(run);
  if (text !== '') run.tell({ stage: step, money: moneyOf(state), text });
}

/** Writes the records of one step. What was handed over is dated with them. */
function save(run: PullRun, seen: Witness): void {
  const records = recordsOf(run.state);
  if (records.length === 0) return;
  if (isHandedOver(run.state)) run.handedOverAtMs ??= Date.now();
  const isSettledLate = isSettled(run.state) && isLate(run, seen);
  run.save(records, { handedOverAtMs: run.handedOverAtMs, isSettledLate });
}

/** The deadline of this command in place of the board's 45 s, and shorter waits than a board's. */
function hurry(run: PullRun): void {
  const { pulling } = run.state;
  const nowMono = readNow().mono;
  if (isHandedOver(run.state)) {
    const deadlineMono = deadlineMonoOf(run);
    pulling.cancelMono = Math.min(pulling.cancelMono, Math.max(deadlineMono, 0));
  }
  if (pulling.next === 'none') return;
  const retryMono = nowMono + RETRY_MS_MAX;
  const isWaiting = pulling.next === 'look-up' && pulling.cancelMono > nowMono;
  const latestMono = isWaiting ? Math.min(retryMono, pulling.cancelMono) : retryMono;
  pulling.nextMono = Math.min(pulling.nextMono, latestMono);
}

const isHandedOver = ({ book }: BoardState): boolean =>
  book.pull !== undefined && book.pull.expiresAtSec !== 0;

/** When the pull is given up, on this process's clock. */
const deadlineMonoOf = ({ handedOverAtMs, deadlineMs }: PullRun): number =>
  readNow().mono + ((handedOverAtMs ?? Date.now()) + deadlineMs - Date.now());

function giveUpMonoOf(run: PullRun, startedMono: number): number {
  const graceMs = Math.min(Math.max(run.deadlineMs, GRACE_MS_MIN), GRACE_MS_MAX);
  return Math.max(deadlineMonoOf(run), startedMono) + graceMs;
}

/** No request outlasts the instant that it is asked for. */
function timeoutOf(run: PullRun, request: HttpRequest, startedMono: number): number {
  if (!isHandedOver(run.state)) return request.timeoutMs;
  const isLink = request.target === 'link';
  // Where nothing can be cancelled there is no instant for it.
  const { cancelMono } = run.state.pulling;
  const linkMono = cancelMono === -1 ? deadlineMonoOf(run) : cancelMono;
  const untilMono = isLink ? linkMono : giveUpMonoOf(run, startedMono);
  const leftMs = Math.ceil(untilMono - readNow().mono);
  return Math.min(request.timeoutMs, Math.max(REQUEST_MS_MIN, leftMs));
}

function endingOf(
  run: PullRun,
  seen: Witness,
  closedBefore: number,
  startedMono: number,
): Ending | undefined {
  const { state } = run;
  const { book, pulling } = state;
  if (isSettled(state)) {
    const account = book.accounts[0];
    const receivedMilliSat = (account?.paid ?? 0) + (account?.late ?? 0);
    return { kind: 'settled', receivedMilliSat, isLate: isLate(run, seen) };
  }
  if (closedPulls(state) > closedBefore || (seen.isLateLooked && book.pull === undefined)) {
    return { kind: 'closed', isHandedOver: run.handedOverAtMs !== undefined };
  }
  const handedOver = isHandedOver(state);
  if (run.isInterrupted()) return { kind: 'interrupted', isHandedOver: handedOver };
  if (book.pull === undefined) {
    if (closedBefore > 0) return seen.nodeFault === undefined ? undefined : { kind: 'unknown' };
    return pulling.next === 'none' ? { kind: 'link-gave-nothing' } : undefined;
  }
  if (!handedOver) return seen.nodeFault === undefined ? undefined : { kind: 'node-gave-nothing' };
  return readNow().mono >= giveUpMonoOf(run, startedMono) ? { kind: 'unknown' } : undefined;
}

const isSettled = ({ book }: BoardState): boolean => book.pulls.settled + book.pulls.late > 0;
const closedPulls = ({ book }: BoardState): number => book.pulls.void + book.pulls.lapsed;

/** Found after the deadline, and by the node's word not paid before it. */
function isLate(run: PullRun, seen: Witness): boolean {
  if (run.settledBefore !== undefined) return run.settledBefore.isLate;
  if (run.state.book.pulls.late > 0) return true;
  const deadlineAtMs = (run.handedOverAtMs ?? Date.now()) + run.deadlineMs;
  if (Date.now() <= deadlineAtMs) return false;
  // The node says whole seconds.
  return seen.settledAtSec === undefined || seen.settledAtSec * 1_000 > deadlineAtMs;
}

function moneyOf(state: BoardState): MoneyState {
  if (isSettled(state)) return 'arrived';
  return isHandedOver(state) ? 'may move' : 'cannot move';
}

function tellAsking(run: PullRun, step: PullStep): void {
  const { state } = run;
  const money = moneyOf(state);
  const tell = (text: string) => run.tell({ stage: step, money, text });
  if (step === 'ask-link') tell('Asking the link what it offers. No money can move.');
  if (step === 'create') tell('Asking the node for an invoice. No money can move.');
  if (step === 'cancel') tell('Asking the node to cancel the invoice.');
  if (step === 'hand-over') {
    const again = state.pulling.handOvers > 1 ? 'the same invoice again' : 'the invoice';
    tell(`Handing ${again} to the link. From here on it may be paid, until it is cancelled.`);
  }
}

function readNow(): Now {
  const wall = { epochMs: epochMs(Date.now()), plusMinusMs: durationMs(1_000) };
  return { mono: monotonicMs(Math.floor(performance.now())), wall };
}
