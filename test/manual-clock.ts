/** A clock for tests of drivers: it moves when told, and says how many timers still wait. */
import type { Clock, Timer } from '../src/ports';
import { type DurationMs, type MonotonicMs, monotonicMs } from '../src/units';

type Due = { readonly atMs: number; readonly run: () => void };

export class ManualClock implements Clock {
  #nowMs = 0;
  #due: Due[] = [];

  now(): MonotonicMs {
    return monotonicMs(this.#nowMs);
  }

  after(delay: DurationMs, run: () => void): Timer {
    const due = { atMs: this.#nowMs + delay, run };
    this.#due.push(due);
    return {
      cancel: () => {
        this.#due = this.#due.filter((other) => other !== due);
      },
    };
  }

  /** How many timers wait: a driver at rest must leave none. */
  get waiting(): number {
    return this.#due.length;
  }

  /** Moves on, running what falls due in the order of time. */
  advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      const next = this.#due.reduce<Due | undefined>(
        (best, due) => (best === undefined || due.atMs < best.atMs ? due : best),
        undefined,
      );
      if (next === undefined || next.atMs > untilMs) break;
      this.#due = this.#due.filter((due) => due !== next);
      this.#nowMs = next.atMs;
      next.run();
    }
    this.#nowMs = untilMs;
  }
}
