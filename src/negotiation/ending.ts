/** A sale under agreed terms that the seller ends is announced to the buyer's board. */
import type { Now } from '../ports';
import type { BoardState } from '../state';
import { writeEnding } from '../terms/ending-document';
import { milliWattHours } from '../units';
import { statementNow } from './offering';

/** Before the record of the end: after it nothing says where the account began. */
export function announceEnd(state: BoardState, now: Now): void {
  const { talk, charging, book } = state;
  const statement = statementNow(state, now);
  if (statement === undefined || talk.url === undefined) return;
  const ending = writeEnding({
    by: 'seller',
    why: 'seller',
    atSec: statement.atSec ?? book.lastSec,
    importRegister: milliWattHours(Math.max(0, charging.importRegister)),
    exportRegister: milliWattHours(Math.max(0, charging.exportRegister)),
  });
  talk.ending = { kind: 'end', reference: talk.inForce, ending, statement };
  // Whatever was asked before is of no use any more, nor is its answer.
  if (talk.asking !== undefined) talk.asking.open = undefined;
  talk.reference = '';
  talk.failures = 0;
  talk.nextMono = now.mono;
}
