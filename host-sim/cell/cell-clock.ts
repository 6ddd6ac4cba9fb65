/** The cell's clock: stands still between inputs; its timers are asked of the world. */
import type { Clock, Now, Timer } from '../../src/ports';
import { type DurationMs, type MonotonicMs, monotonicMs } from '../../src/units';
import type { CellOutput } from '../border';

export class CellClock implements Clock {
  readonly #emit: (output: CellOutput) => void;
  readonly #waiting = new Map<number, () => void>();
  #time: Now = { mono: monotonicMs(0), wall: undefined };
  #timers = 0;

  constructor(emit: (output: CellOutput) => void) {
    this.#emit = emit;
  }

  get time(): Now {
    return this.#time;
  }

  set(time: Now): void {
    this.#time = time;
  }

  now(): MonotonicMs {
    return this.#time.mono;
  }

  after(delay: DurationMs, run: () => void): Timer {
    const timer = ++this.#timers;
    this.#waiting.set(timer, run);
    this.#emit({ out: 'timer', timer, afterMs: delay });
    return {
      cancel: () => {
        if (this.#waiting.delete(timer)) this.#emit({ out: 'timer-off', timer });
      },
    };
  }

  /** A timer that was cancelled meanwhile rings for nobody. */
  ring(timer: number): void {
    const run = this.#waiting.get(timer);
    this.#waiting.delete(timer);
    run?.();
  }
}
