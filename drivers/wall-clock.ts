/**
 * The wall clock of a board without a battery: the owner's node says it in the `Date` of its
 * answers, over a connection that the owner vouches for. Unknown until then; kept by the monotonic
 * clock between two answers, and the less sure the longer that was.
 */
import type { Clock, Now } from '../src/ports';
import { durationMs, epochMs } from '../src/units';

/** No image is older than this: 2026-01-01. A clock before it is wrong. */
const EARLIEST_SEC = 1_767_225_600;
/** `Date` has whole seconds. */
const DATE_STEP_MS = 1_000;
/** Quartz with all its faults: 50 ppm, so that a day makes 4.3 s. */
const DRIFT_DIVISOR = 20_000;

export class WallClock {
  readonly #clock: Clock;
  /** What is added to `mono`; NaN: unknown. */
  #offsetMs = Number.NaN;
  #atMono = 0;
  #uncertainMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): Now {
    const mono = this.#clock.now();
    if (Number.isNaN(this.#offsetMs)) return { mono, wall: undefined };
    const wall = epochMs(mono + this.#offsetMs);
    return { mono, wall: { epochMs: wall, plusMinusMs: durationMs(this.#doubtAt(mono)) } };
  }

  get isKnown(): boolean {
    return !Number.isNaN(this.#offsetMs);
  }

  /** `askedMono`: when the request went out whose answer says `dateSec`. */
  heard(dateSec: number | undefined, askedMono: number): void {
    if (dateSec === undefined || dateSec < EARLIEST_SEC) return;
    const mono = this.#clock.now();
    // The answer was dated somewhere between question and now.
    const doubtMs = Math.ceil((mono - askedMono + DATE_STEP_MS) / 2);
    if (this.isKnown && doubtMs >= this.#doubtAt(mono)) return;
    const middleMs = dateSec * 1_000 + DATE_STEP_MS / 2;
    this.#offsetMs = Math.round(middleMs + (mono - askedMono) / 2) - mono;
    this.#atMono = mono;
    this.#uncertainMs = doubtMs;
  }

  #doubtAt(mono: number): number {
    return this.#uncertainMs + Math.ceil((mono - this.#atMono) / DRIFT_DIVISOR);
  }
}
