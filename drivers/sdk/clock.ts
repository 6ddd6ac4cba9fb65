/** The monotonic clock over the SDK's timers: never steps, and a wrap of the ticks is no step. */
import Time from 'time';
import SdkTimer from 'timer';
import type { Clock, Timer } from '../../src/ports';
import { type DurationMs, type MonotonicMs, monotonicMs } from '../../src/units';

/** A machine that slept this long wakes as if it had not: the board must not read it as an hour. */
const STEP_MS_MAX = 60_000;

export class SdkClock implements Clock {
  readonly #speed: number;
  readonly #caught: (run: () => void) => void;
  #ticks = Time.ticks;
  #elapsedMs = 0;

  /** `caught` runs what a timer brings, and takes what that throws. */
  constructor(caught: (run: () => void) => void, speed = 1) {
    this.#caught = caught;
    this.#speed = speed;
  }

  now(): MonotonicMs {
    const ticks = Time.ticks;
    // Signed 32 bits on a device; the clock of the desk may be set.
    const stepMs = (ticks - this.#ticks) | 0;
    this.#ticks = ticks;
    if (stepMs > 0) this.#elapsedMs += Math.min(stepMs, STEP_MS_MAX) * this.#speed;
    return monotonicMs(Math.floor(this.#elapsedMs));
  }

  after(delay: DurationMs, run: () => void): Timer {
    let timer: SdkTimer | undefined = SdkTimer.set(
      () => {
        timer = undefined;
        this.#caught(run);
      },
      Math.ceil(delay / this.#speed),
    );
    return {
      cancel: () => {
        if (timer !== undefined) SdkTimer.clear(timer);
        timer = undefined;
      },
    };
  }
}
