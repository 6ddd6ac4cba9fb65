/** A factory reset: the journal is erased, oldest sectors first, and the board starts again. */
import type { Command } from '../ports';
import type { BoardState } from '../state';
import { durationMs } from '../units';

/**
 * The newest sector goes last: when the power goes in between, what is left is no older journal,
 * which would be taken for the truth, but a damaged one, which is not.
 */
export function resetJournal(state: BoardState, commands: Command[]): void {
  const { ring } = state;
  state.blocked = 'the journal is being erased';
  commands.push({ kind: 'supply', state: 'open', validForMs: durationMs(0) });
  for (let i = 1; i <= ring.sectors; i++) {
    const sector = (ring.newest + ring.sectors + i) % ring.sectors;
    if (!ring.used.includes(sector)) commands.push({ kind: 'flash-erase', sector });
  }
  for (let i = 0; i < ring.used.length; i++) {
    commands.push({ kind: 'flash-erase', sector: ring.used[i]! });
  }
  commands.push({ kind: 'restart' });
}
