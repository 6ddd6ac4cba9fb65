/**
 * The hands every host shares: a queue before the board and a gate behind it. Pure; the soak
 * exercises the same code that runs on the device.
 *
 * The queue: events run to completion in order, even when a driver answers at once. When it is
 * full, requests of people are refused and readings and ticks merge; replies are never dropped.
 *
 * The gate: a command waits until the journal has acknowledged the record it stands on (`after`).
 * Opening the contactor never waits, and cancels every close that does. Held commands are lost
 * in a power cut by design: recovery derives them again. They are lost with the journal too.
 */
import { step } from './board';
import type { BoardEvent, Command, Now, SupplyCommand } from './ports';
import type { BoardState } from './state';
import { durationMs } from './units';

export const QUEUE_MAX = 64;

/** What a host offers: carries out one command, and takes the news that the board threw. */
export interface Host {
  perform(command: Command): void;
  /** The contactor is open by now; start again from the journal. */
  crashed(message: string): void;
}

export type Hands = {
  /** Undefined after a throw: nothing runs until the host starts anew. */
  state: BoardState | undefined;
  readonly queue: { readonly now: Now; readonly event: BoardEvent }[];
  held: Command[];
  /** The journal failed: nothing is written after the gap, and nothing held is let go. */
  journalFailed: boolean;
  /** The last sequence the journal acknowledged. */
  flashed: number;
  running: boolean;
};

export const createHands = (state: BoardState): Hands => ({
  state,
  queue: [],
  held: [],
  journalFailed: false,
  flashed: state.book.sequence,
  running: false,
});

/** Hands an event to the board. False: refused, the queue is full; the caller tells the person. */
export function deliver(hands: Hands, now: Now, event: BoardEvent, host: Host): boolean {
  if (event.kind === 'journal-written') {
    if (event.sequence > hands.flashed && !hands.journalFailed) hands.flashed = event.sequence;
    release(hands, now, host);
    return true;
  }
  if (event.kind === 'journal-failed') {
    hands.journalFailed = true;
    hands.held = [];
  }
  if (hands.queue.length >= QUEUE_MAX && !makeRoom(hands, event)) return isNews(event);
  hands.queue.push({ now, event });
  if (!hands.running) run(hands, host);
  return true;
}

/** Events that the next of their kind replaces. */
const isNews = (event: BoardEvent): boolean =>
  event.kind === 'reading' || event.kind === 'reading-failed' || event.kind === 'tick';

/** Who asked is told, and asks again. */
const isOfPeople = ({ kind }: BoardEvent): boolean =>
  kind === 'link-offered' ||
  kind === 'guest-arrived' ||
  kind === 'card-tapped' ||
  kind === 'pin-given' ||
  kind === 'owner-command';

/** False when `event` is not to be queued: merged into a waiting one, or refused. */
function makeRoom(hands: Hands, event: BoardEvent): boolean {
  if (isOfPeople(event)) return false;
  if (!isNews(event)) return true;
  const waiting = hands.queue.findIndex((queued) => queued.event.kind === event.kind);
  if (waiting === -1) return true;
  hands.queue.splice(waiting, 1);
  return true;
}

function run(hands: Hands, host: Host): void {
  hands.running = true;
  for (let next = hands.queue.shift(); next !== undefined; next = hands.queue.shift()) {
    if (hands.state === undefined) break;
    try {
      const commands = step(hands.state, next.now, next.event);
      // A factory reset: who will know nothing of it hands no invoice over any more.
      if (hands.state.blocked !== '') hands.held = [];
      for (let i = 0; i < commands.length; i++) pass(hands, host, commands[i]!);
    } catch (thrown) {
      crash(hands, host, thrown);
      break;
    }
  }
  hands.running = false;
}

function pass(hands: Hands, host: Host, command: Command): void {
  if (command.kind === 'supply' && command.state === 'open') {
    hands.held = hands.held.filter((held) => held.kind !== 'supply');
    host.perform(command);
    return;
  }
  const isBehind = command.after !== undefined && command.after > hands.flashed;
  if (hands.journalFailed && (isBehind || isFlash(command))) return;
  const mustQueue = command.after !== undefined && hands.held.length > 0;
  if (isBehind || mustQueue) hands.held.push(command);
  else host.perform(command);
}

const isFlash = ({ kind }: Command): boolean => kind === 'flash-write' || kind === 'flash-erase';

/** One at a time: carrying out one may bring the news that cancels, or releases, the next. */
function release(hands: Hands, now: Now, host: Host): void {
  for (let first = hands.held[0]; first !== undefined; first = hands.held[0]) {
    if (first.after !== undefined && first.after > hands.flashed) return;
    hands.held.shift();
    const command =
      first.kind === 'supply' && first.state === 'closed' ? whatIsLeft(hands, now, first) : first;
    if (command !== undefined) host.perform(command);
  }
}

/** A lease counts from its reading, however long flash took: of what has run out nothing. */
function whatIsLeft({ state }: Hands, now: Now, lease: SupplyCommand): Command | undefined {
  const leftMs = state === undefined ? 0 : state.supply.leaseUntilMono - now.mono;
  if (leftMs <= 0) return undefined;
  return leftMs < lease.validForMs ? { ...lease, validForMs: durationMs(leftMs) } : lease;
}

/** A bug: the safe position first, then a start from the journal, which is always right. */
function crash(hands: Hands, host: Host, thrown: unknown): void {
  hands.state = undefined;
  hands.held = [];
  hands.queue.length = 0;
  host.perform({ kind: 'supply', state: 'open', validForMs: durationMs(0) });
  host.crashed(thrown instanceof Error ? thrown.message : 'unknown');
}
