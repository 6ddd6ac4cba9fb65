/**
 * The clock of a run on this machine. It has one timer of the SDK for all of ours, because every
 * 65,536th one-shot timer of the desktop runtime never rings (its number wraps to the one that says
 * removed); a board that runs for a day has more.
 *
 * A hurried clock does not wait: while nothing outside is awaited it goes to the next timer at
 * once, and while something is, it moves as life does. So an hour passes in seconds, and a server
 * has all the time it has in life.
 */
import type { Clock, Timer } from '../../src/ports';
import { type DurationMs, type MonotonicMs, monotonicMs } from '../../src/units';

/** A machine that slept this long wakes as if it had not: the board must not read it as an hour. */
const STEP_MS_MAX = 60_000;
/** How late a timer may ring, and how often a hurried clock asks what has come in. */
const LOOK_MS = 5;
const LOOK_HURRIED_MS = 1;
/** Between two looks at what has come in. */
const HURRIED_TIMERS_MAX = 64;

type Due = { readonly atMs: number; readonly run: () => void };

export type RunClockOptions = {
  /** Of the SDK: its milliseconds, and a timer that rings again and again. */
  readonly ticks: () => number;
  readonly repeat: (run: () => void, ms: number) => void;
  /** Runs what a timer brings, and takes what that throws. */
  readonly caught: (run: () => void) => void;
  /** Of a hurried clock: whether an answer from outside is awaited. */
  readonly isAwaiting?: () => boolean;
};

export class RunClock implements Clock {
  readonly #options: RunClockOptions;
  #ticks: number;
  #nowMs = 0;
  /** By time; those of one time in the order they were asked for. */
  #waiting: Due[] = [];

  constructor(options: RunClockOptions) {
    this.#options = options;
    this.#ticks = options.ticks();
    const lookMs = options.isAwaiting === undefined ? LOOK_MS : LOOK_HURRIED_MS;
    options.repeat(() => this.#look(), lookMs);
  }

  now(): MonotonicMs {
    const ticks = this.#options.ticks();
    const stepMs = (ticks - this.#ticks) | 0; // the clock of the desk may be set
    this.#ticks = ticks;
    if (stepMs > 0) this.#nowMs += Math.min(stepMs, STEP_MS_MAX);
    return monotonicMs(this.#nowMs);
  }

  after(delay: DurationMs, run: () => void): Timer {
    const due: Due = { atMs: this.now() + delay, run };
    let at = this.#waiting.length;
    while (at > 0 && this.#waiting[at - 1]!.atMs > due.atMs) at -= 1;
    this.#waiting.splice(at, 0, due);
    return {
      cancel: () => {
        const found = this.#waiting.indexOf(due);
        if (found >= 0) this.#waiting.splice(found, 1);
      },
    };
  }

  #look(): void {
    const { isAwaiting } = this.#options;
    for (let rung = 0; rung < HURRIED_TIMERS_MAX; rung++) {
      const next = this.#waiting[0];
      if (next === undefined) return;
      if (next.atMs > this.now()) {
        if (isAwaiting === undefined || isAwaiting()) return;
        this.#nowMs = next.atMs;
      }
      this.#waiting.shift();
      this.#options.caught(next.run);
    }
  }
}
