/** What needs a person: written to the journal, and nothing is sold until the owner clears it. */
import type { BoardConfig } from '../config/board-config';
import { fault } from '../fault';
import { journal } from '../journal/journal';
import type { Latch } from '../journal/records';
import { longestLifeSec } from '../payment/invitation';
import { LAPSE_AFTER_SEC } from '../payment/pulling';
import type { Command, Now } from '../ports';
import type { BoardState } from '../state';

/**
 * A pull whose record is what is missing may still be paid so long after the boot that found it:
 * no other is begun meanwhile, as nobody looks at the one that is lost.
 */
export const lostPullMs = (config: BoardConfig): number =>
  (longestLifeSec(config) + LAPSE_AFTER_SEC) * 1_000;

/** False when something is latched already: the first cause is the one to look for. */
export function latch(state: BoardState, reason: Latch, commands: Command[]): boolean {
  if (state.book.latch !== undefined) return false;
  fault(state, commands, reason);
  journal(state, { kind: 'latched', latch: reason });
  return true;
}

/** The owner's word: what is latched is cleared at once, or as soon as it can be. */
export function clearLatch(state: BoardState, now: Now, commands: Command[]): void {
  const { book, serial } = state;
  if (book.latch === undefined) return;
  if (book.latch === 'meter-changed' && serial !== book.serial) {
    return fault(state, commands, 'meter-not-confirmed');
  }
  if (latchStaysMs(state, now) > 0) {
    state.clearing = true;
    return;
  }
  state.clearing = false;
  journal(state, { kind: 'latch-cleared' });
  // There is one latch: what else was found meanwhile comes to light behind it.
  if (isOtherMeter(state)) journal(state, { kind: 'latched', latch: 'meter-changed' });
  // A register that goes on from elsewhere is known to the next boot from here on.
  state.charging.elsewhereMono = -1;
}

/** The meter that answers is the one to sell from: the owner's word too. */
export function confirmMeter(state: BoardState): void {
  const { book, serial, charging } = state;
  if (serial === '') return;
  journal(state, { kind: 'meter-confirmed', serial });
  charging.elsewhereMono = -1;
  if (book.latch === 'meter-changed') journal(state, { kind: 'latch-cleared' });
}

/** How long what is latched stays at least, in ms, whatever the owner says. */
export function latchStaysMs({ book, config }: BoardState, now: Now): number {
  if (book.latch !== 'journal-damaged') return 0;
  return Math.max(0, lostPullMs(config) - now.mono);
}

const isOtherMeter = ({ book, serial }: BoardState): boolean =>
  serial !== '' && book.serial !== '' && book.serial !== serial;
