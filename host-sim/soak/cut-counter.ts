/** Counts where power cuts hit, whose they were, and brings the power back. */
import type { EventQueue } from '../event-queue';
import type { Place } from '../place';
import type { CutPlace } from '../power-cut';
import type { Stream } from '../prng';
import { onceIn, scaled } from './chance';
import type { Fault, FaultKind } from './life';
import type { FaultRow } from './stage';
import type { Tally } from './tally';

/** Most cuts are short; some last long enough for a price to change or an invoice to expire. */
const DARK_MS = { least: 200, most: 5_000 };
const LONG_DARK = { oneIn: 12, mostMs: 150_000 };

type AtWork = { readonly fault: Fault; readonly row: FaultRow };

export class CutCounter {
  /** The faults' time is over: nobody counts any more. */
  isOver = false;
  readonly #tally: Tally;
  readonly #queue: EventQueue;
  readonly #chance: Stream;
  readonly #struck: (kind: FaultKind, board: number) => void;
  /** The cut that waits on a board, or the last that did. */
  readonly #armed = new Map<number, Fault>();
  #atWork: AtWork | undefined;

  constructor(
    tally: Tally,
    queue: EventQueue,
    chance: Stream,
    struck: (kind: FaultKind, board: number) => void,
  ) {
    this.#tally = tally;
    this.#queue = queue;
    this.#chance = chance;
    this.#struck = struck;
  }

  /** Runs the beginning of a fault, so that a cut within it is known to be its. */
  begin(fault: Fault, row: FaultRow, run: () => void | Promise<void>): void | Promise<void> {
    if (row.cuts === true) this.#armed.set(fault.board, fault);
    this.#atWork = { fault, row };
    try {
      return run();
    } finally {
      this.#atWork = undefined;
    }
  }

  /** `lifeDarkMs`: by the life's own cut, and how long it is dark then. */
  cut(
    board: number,
    place: Place,
    { during, isRecovery, isPullOpen, isMidway }: CutPlace,
    lifeDarkMs = 0,
  ) {
    if (this.isOver) return;
    const by = this.#tally.powerCutsBy;
    this.#tally.powerCuts++;
    if (during !== 'neither') by[during]++;
    if (isPullOpen) by.openPull++;
    if (isRecovery) by.recovery++;
    if (during === 'neither' && !isPullOpen && !isRecovery) by.idle++;
    // What another fault tells the board may run into an armed cut, at once in one engine and later
    // in the other: it is the cut's own all the same.
    const atWork = isMidway ? undefined : this.#atWork;
    if (lifeDarkMs === 0) this.#strike(board, atWork);
    const isWindow = atWork?.row.end !== undefined && atWork.fault.forMs > 0;
    if (isWindow) return;
    const darkMs = lifeDarkMs || atWork?.fault.forMs || this.#drawDarkMs();
    this.#queue.after(darkMs, () => (place.board.isPowered ? undefined : place.powerOn()));
  }

  #drawDarkMs(): number {
    const mostMs = onceIn(this.#chance, LONG_DARK.oneIn) ? LONG_DARK.mostMs : DARK_MS.most;
    return scaled(this.#chance, DARK_MS.least, mostMs);
  }

  #strike(board: number, atWork: AtWork | undefined): void {
    if (atWork !== undefined) {
      if (atWork.row.cuts === true) this.#struck(atWork.fault.kind, board);
      return;
    }
    const armed = this.#armed.get(board);
    this.#armed.delete(board);
    if (armed !== undefined) this.#struck(armed.kind, board);
  }
}
