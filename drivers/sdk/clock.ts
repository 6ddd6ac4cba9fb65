/** The monotonic clock over the SDK's timers: never steps, and a wrap of the ticks is no step. */
import type { Clock, Timer } from '../../src/ports';
import { type DurationMs, type MonotonicMs, monotonicMs } from '../../src/units';

/** A machine that slept this long wakes as if it had not: the board must not read it as an hour. */
const STEP_MS_MAX = 60_000;

export type SdkClockOptions = {
  /** Of the SDK: its milliseconds, signed 32 bits on a device, and its timer of one ring. */
  readonly ticks: () => number;
  /** Returns how to stop it, before it has rung. */
  readonly once: (run: () => void, ms: number) => () => void;
  /** Runs what a timer brings, and takes what that throws. */
  readonly caught: (run: () => void) => void;
};

export class SdkClock implements Clock {
  readonly #options: SdkClockOptions;
  #ticks: number;
  #elapsedMs = 0;

  constructor(options: SdkClockOptions) {
    this.#options = options;
    this.#ticks = options.ticks();
  }

  now(): MonotonicMs {
    const ticks = this.#options.ticks();
    const stepMs = (ticks - this.#ticks) | 0;
    this.#ticks = ticks;
    if (stepMs > 0) this.#elapsedMs += Math.min(stepMs, STEP_MS_MAX);
    return monotonicMs(this.#elapsedMs);
  }

  after(delay: DurationMs, run: () => void): Timer {
    const { once, caught } = this.#options;
    let stop: (() => void) | undefined = once(() => {
      stop = undefined;
      caught(run);
    }, delay);
    return {
      cancel: () => {
        stop?.();
        stop = undefined;
      },
    };
  }
}
