/**
 * The mirror contact of a place's contactor, as the board's driver reads it: at boot, about once a
 * second, and told when it has changed or is not where the coil was told. It is fixed to the main
 * contacts and cannot lie about them.
 */
import type { BoardEvent, Contacts } from '../src/ports';
import type { Happens, Surroundings } from './surroundings';

/** The driver's timer is a little late each time, and so comes by every moment of a tick. */
const LOOK_MS = 1_003;

/** Of one boot, until it `isOver`; nothing where the board has no mirror contact. */
export function watchMirror(
  { queue, contactor, feedback }: Pick<Surroundings, 'queue' | 'contactor' | 'feedback'>,
  isOver: () => boolean,
  deliver: (event: BoardEvent) => Happens,
): Happens {
  if (feedback !== 'mirror') return;
  let said: Contacts | undefined;
  function look(): Happens {
    if (isOver()) return;
    queue.after(LOOK_MS, look);
    const { isClosed, isToldClosed } = contactor;
    const are = isClosed ? 'closed' : 'open';
    if (are === said && isClosed === isToldClosed) return;
    said = are;
    return deliver({ kind: 'contacts', are });
  }
  return look();
}
