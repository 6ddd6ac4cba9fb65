/**
 * When the journal is written: once at the end of a step, never by an image that may be rolled
 * back in a format its predecessor cannot read, and not at all while boots follow one another.
 */
import { registersKept } from '../account/checkpoint';
import { fault } from '../fault';
import type { BoardEvent, Command, Now } from '../ports';
import { leaveGuest, takeGuest } from '../sale/guest';
import { takeOffer } from '../sale/sale';
import type { BoardState } from '../state';
import { durationMs } from '../units';
import {
  appendWaiting,
  forgetOld,
  journal,
  mayAppend,
  restateJournal,
  sectorsOfSnapshot,
} from './journal';
import { resetJournal } from './reset';
import { freeCount } from './ring';

/** So many boots that wrote, none of them ten minutes long: the power is not to be trusted. */
const BOOTS_IN_A_ROW_MAX = 3;
/** Each time costs a sector: where cars come and go all day, one an hour and not one a car. */
const FORGET_WITHIN_MS = 3_600_000;
const ALIVE_AFTER_MS = 600_000;
/** A supply that breaks down under load does so within a second or two. */
const WAIT_MS = 10_000;

/**
 * True when the board only rests: its journal is not its own or not for it to read, or boots
 * follow one another and each would cost a sector.
 */
export function restsNow(state: BoardState, now: Now, event: BoardEvent): boolean {
  if (event.kind === 'boot') takeHardware(state, event.hardware ?? '');
  if (state.blocked !== '') return true;
  return state.book.boots >= BOOTS_IN_A_ROW_MAX && state.ring.isBoot && now.mono < WAIT_MS;
}

/** A copy of another board's flash holds that board's credit, and would sell it a second time. */
function takeHardware(state: BoardState, hardware: string): void {
  state.hardware = hardware;
  const { hardware: formattedBy } = state.book;
  if (formattedBy === '' || hardware === '' || formattedBy === hardware) return;
  state.blocked = `the journal is a copy of board ${formattedBy}: a factory reset erases it`;
}

/** From now on nothing older needs to read the journal. */
export function confirmImage({ ring, book }: BoardState): void {
  if (book.epoch === '') ring.format = ring.formatNewest;
  else ring.mustMigrate = true;
}

/** Contactor open, nothing asked of anybody. */
export function rest(
  state: BoardState,
  now: Now,
  event: BoardEvent,
  commands: Command[],
): Command[] {
  switch (event.kind) {
    case 'boot':
      commands.push({ kind: 'supply', state: 'open', validForMs: durationMs(0) });
      if (state.blocked === '') break;
      state.supply.reason = 'journal-blocked';
      if (state.ring.isResetting) resetJournal(state, commands);
      fault(state, commands, 'journal-blocked', { why: state.blocked });
      break;
    case 'link-offered':
      if (state.blocked === '') takeOffer(state, event);
      break;
    case 'guest-arrived':
      if (state.blocked === '') takeGuest(state, now, event.paysAhead === true, commands);
      break;
    case 'unplugged':
      leaveGuest(state);
      if (state.offer?.tenant === '') state.offer = undefined;
      if (state.book.sale?.standing === false) state.ending = 'unplugged';
      break;
    case 'owner-command':
      if (event.command === 'factory-reset') resetJournal(state, commands);
      // Written when the rest is over; until then nothing flows.
      if (event.command === 'stop-sale') state.ending = 'owner';
      break;
    case 'image-confirmed':
      confirmImage(state);
      break;
    case 'journal-failed':
      state.journalFailed = true;
      break;
    default:
      break;
  }
  return commands;
}

/** Writes what the step has to say. The effects of the step wait behind it at the gate. */
export function keepJournal(state: BoardState, now: Now, commands: Command[]): void {
  const { book, ring } = state;
  if (book.epoch === '' || state.journalFailed || state.blocked !== '') return;
  const mayWait = !ring.isDirty && !ring.mustMigrate && !book.mustForget;
  if (mayWait && book.boots === 0) return;
  if (book.boots > 0 && now.mono >= ALIVE_AFTER_MS && !ring.mustRestate) {
    journal(state, { kind: 'alive' });
  }
  const isMigrating = ring.mustMigrate && ring.format < ring.formatNewest;
  const mustForget = book.mustForget && ring.pinned.length === 0;
  const isTime = mustForget && isTimeToForget(state, now);
  if (!ring.isDirty && !isMigrating && !isTime) return;
  if (!isMigrating && !isTime && mayAppend(state)) return appendWaiting(state, commands);
  // What is restated is where the registers stand now, with what was charged since.
  registersKept(state, now);
  if (isMigrating ? !migrate(state, commands) : !restateJournal(state, commands)) {
    state.journalFailed = true;
    return fault(state, commands, 'journal-full');
  }
  if (mustForget) forget(state, commands);
}

/** An hour after the first of them ended, or whenever the book is restated for another reason. */
function isTimeToForget({ ring }: BoardState, now: Now): boolean {
  if (ring.forgetMono === -1) ring.forgetMono = now.mono + FORGET_WITHIN_MS;
  return now.mono >= ring.forgetMono;
}

/** From now on in the newest format; what the older one holds stays until the next boot. */
function migrate(state: BoardState, commands: Command[]): boolean {
  const { ring, book } = state;
  const needed = 3 * sectorsOfSnapshot(book);
  if (freeCount(ring) < needed && !restateJournal(state, commands)) return false;
  ring.format = ring.formatNewest;
  return restateJournal(state, commands, true);
}

/** The link of a walk-up sale is forgotten when the sale is over, from flash too (rule 7). */
function forget(state: BoardState, commands: Command[]): void {
  if (state.ring.pinned.length > 0) return;
  state.ring.forgetMono = -1;
  forgetOld(state, commands);
  journal(state, { kind: 'forgotten' });
  appendWaiting(state, commands);
}
