/** What the world heard a board say: its lines, its sales and how long its pulls took. */
import type { LogEvent } from '../src/log';
import type { CellOutput } from './border';

export type SaleEntry = {
  readonly id: number;
  readonly buyer: string;
  readonly role: 'seller';
  /** Seconds since 1970. */
  readonly startedAt: number;
  endedAt: number | null;
  reason: string | null;
};

/** Enough for the page and a closing report. */
const LINES_KEPT = 200;

export class PlaceRecord {
  readonly sales: SaleEntry[] = [];
  readonly latenciesMs: number[] = [];
  readonly lines: string[] = [];
  /** What the board told its flash since its start, in order, as hex. */
  readonly writes: string[] = [];
  /** Why the board may not sell at all; undefined when it may. */
  refusal: string | undefined;
  /** `performance.now()` of the first settled pull, -1 before. */
  firstSettledWallMs = -1;

  wrote(records: string): void {
    this.writes.push(records);
  }

  /** Keeps what was said and returns it as a line. */
  take(what: CellOutput & { out: 'log' | 'refused' | 'crashed' }, epochSec: number): string {
    const line = lineOf(what);
    if (what.out === 'refused' && what.isFinal) this.refusal = what.why;
    this.lines.push(line);
    if (this.lines.length > LINES_KEPT) this.lines.shift();
    if (what.out === 'log') this.#note(what.event, epochSec);
    return line;
  }

  #note({ area, what, fields }: LogEvent, epochSec: number): void {
    if (area === 'pull' && what === 'settled') {
      this.latenciesMs.push(Number(fields['latencyMs']));
      if (this.firstSettledWallMs === -1) this.firstSettledWallMs = performance.now();
    }
    if (area === 'sale' && what === 'started') {
      const id = this.sales.length + 1;
      const buyer = String(fields['buyer']);
      const startedAt = epochSec;
      this.sales.push({ id, buyer, role: 'seller', startedAt, endedAt: null, reason: null });
    }
    const open = this.sales.at(-1);
    if (area === 'sale' && what === 'ended' && open !== undefined) {
      open.endedAt = epochSec;
      open.reason = String(fields['reason']);
    }
  }
}

function lineOf(what: CellOutput & { out: 'log' | 'refused' | 'crashed' }): string {
  if (what.out === 'log') return what.line;
  return what.out === 'refused' ? `refused ${what.why}` : `crashed ${what.message}`;
}
