/** What needs a person: written to the journal, and nothing is sold until the owner clears it. */
import { fault } from '../fault';
import { journal } from '../journal/journal';
import type { Latch } from '../journal/records';
import type { Command } from '../ports';
import type { BoardState } from '../state';

/** False when something is latched already: the first cause is the one to look for. */
export function latch(state: BoardState, reason: Latch, commands: Command[]): boolean {
  if (state.book.latch !== undefined) return false;
  fault(state, commands, reason);
  journal(state, { kind: 'latched', latch: reason });
  return true;
}
