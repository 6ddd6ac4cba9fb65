/** A factory reset: the journal is erased, oldest sectors first, and the board starts again. */
import type { Command } from '../ports';
import type { BoardState } from '../state';
import { durationMs } from '../units';
import { markReset } from './journal';
import { nextFree } from './ring';

/**
 * A sector that says so comes first and goes last: when the power goes in between, no older journal
 * is taken for the truth, and the next boot goes on.
 */
export function resetJournal(state: BoardState, commands: Command[]): void {
  const { ring } = state;
  state.blocked = 'the journal is being erased';
  commands.push({ kind: 'supply', state: 'open', validForMs: durationMs(0) });
  if (!ring.isResetting && ring.used.length > 0 && nextFree(ring) !== -1) {
    markReset(state, commands);
  }
  for (let i = 1; i <= ring.sectors; i++) {
    const sector = (ring.newest + ring.sectors + i) % ring.sectors;
    if (!ring.used.includes(sector)) commands.push({ kind: 'flash-erase', sector });
  }
  for (let i = 0; i < ring.used.length; i++) {
    commands.push({ kind: 'flash-erase', sector: ring.used[i]! });
  }
  commands.push({ kind: 'restart' });
}
