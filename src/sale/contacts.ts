/**
 * Whether the contactor does what it is told: by its mirror contact, or where there is none by the
 * meter, which sees current that flows although the supply is open. A welded one can be opened by
 * a breaker upstream only; one that fails to close is a coil, a relay or a wire.
 */
import type { BoardEvent, Command, ContactorFeedback, Now, Reading } from '../ports';
import type { BoardState } from '../state';
import { latch } from './latch';

export type ContactWatch = {
  feedback: ContactorFeedback | 'none';
  /** First and last of the looks in a row that found the contacts not as told; -1: as told. */
  differsSinceMono: number;
  differsUntilMono: number;
  /** By the meter: since when current has flowed through an open supply; -1 while none does. */
  flowsSinceMono: number;
  flowsUntilMono: number;
  /** The breaker upstream was told to open, and nothing has shown since that it is as it should. */
  hasTripped: boolean;
};

export const noContactWatch = (): ContactWatch => ({
  feedback: 'none',
  differsSinceMono: -1,
  differsUntilMono: -1,
  flowsSinceMono: -1,
  flowsUntilMono: -1,
  hasTripped: false,
});

/**
 * A contactor opens within 200 ms; its mirror contact is looked at once a second. By looks alone:
 * one may come while the armature still moves, and until the next nobody knows where it went.
 */
const WELDED_MS = 1_000;
/** Between two looks in a row; what is further apart has other looks between that said nothing. */
const LOOKS_APART_MS = 3_000;
/** The order to close may wait for the journal, which may have sectors to erase first. */
const FAILED_MS = 5_000;
/** Seen by the meter: what it averages, and what a load takes to stop. */
const SETTLED_MS = 1_000;
const FLOWS_MS = 5_000;
/** More than what a meter's noise or a long cable shows; 0.5 A at 230 V. */
const FLOWS_MILLIAMPS = 500;
const FLOWS_MILLIWATTS = 115_000;

/** What an event tells of the contacts, whatever else the board may do with it. */
export function noteContacts(state: BoardState, now: Now, event: BoardEvent): void {
  const watch = state.contacts;
  switch (event.kind) {
    case 'reading':
      if (watch.feedback === 'meter') noteFlow(state, event.reading);
      return;
    case 'boot':
      watch.feedback = event.feedback ?? 'none';
      return;
    case 'contacts': {
      if (watch.feedback !== 'mirror') return;
      const isAsTold = (event.are === 'open') === (state.supply.told === 'open');
      const isNew = now.mono - watch.differsUntilMono > LOOKS_APART_MS;
      if (isAsTold) watch.hasTripped = false;
      if (isAsTold) watch.differsSinceMono = -1;
      else if (watch.differsSinceMono === -1 || isNew) watch.differsSinceMono = now.mono;
      watch.differsUntilMono = now.mono;
      return;
    }
    default:
      return;
  }
}

/** Latches what is wrong for too long. A welded contactor trips the breaker upstream, once. */
export function judgeContacts(state: BoardState, commands: Command[]): void {
  const { contacts, supply } = state;
  const { differsSinceMono, differsUntilMono, flowsSinceMono, flowsUntilMono } = contacts;
  // Of the present order: what an earlier one made of them is over.
  const differsMs = differsUntilMono - Math.max(differsSinceMono, supply.sinceMono);
  const isSeen = (ms: number) => differsSinceMono >= 0 && differsMs >= ms;
  if (supply.told !== 'open') {
    if (isSeen(FAILED_MS)) latch(state, 'contactor-failed-to-close', commands);
    return;
  }
  const isFelt = flowsSinceMono >= 0 && flowsUntilMono - flowsSinceMono >= FLOWS_MS;
  if (!isFelt && !isSeen(WELDED_MS)) return;
  contacts.flowsSinceMono = -1;
  // What welds contacts latches first: too much current is no reason to let it flow on.
  const isNew = latch(state, 'contactor-welded', commands);
  if (isNew || !contacts.hasTripped) commands.push({ kind: 'trip' });
  contacts.hasTripped = true;
}

function noteFlow({ contacts, supply }: BoardState, reading: Reading): void {
  const { atMono } = reading;
  const isOpen = supply.told === 'open' && atMono >= supply.openedMono + SETTLED_MS;
  const isFlowing = isOpen && draws(reading);
  if (!isFlowing) contacts.hasTripped = false;
  if (!isFlowing) contacts.flowsSinceMono = -1;
  else if (contacts.flowsSinceMono === -1) contacts.flowsSinceMono = atMono;
  contacts.flowsUntilMono = atMono;
}

function draws({ phases, power }: Reading): boolean {
  for (let i = 0; i < phases.length; i++) {
    if (phases[i]!.current > FLOWS_MILLIAMPS) return true;
  }
  return phases.length === 0 && Math.abs(power) > FLOWS_MILLIWATTS;
}
