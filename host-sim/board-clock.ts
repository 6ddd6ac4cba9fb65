/**
 * The clocks of one board: how long it is up, and what it takes for the time of day. Both right
 * until they are hurt. `mono` never runs back: a new boot begins it at zero.
 */
import type { Now } from '../src/ports';
import { durationMs, epochMs, monotonicMs } from '../src/units';

/** What is wrong with the time of day: `offMs` ahead (behind below 0), or nobody tells it. */
export type WallTrouble = { readonly offMs: number } | 'unknown';

export class BoardClock {
  readonly #epochMs: (at: number) => number;
  readonly #wall = new Map<object, WallTrouble>();
  readonly #rates = new Map<object, number>();
  /** `mono` at an instant of the world, and how fast it runs from there. */
  #from = { at: 0, mono: 0, rate: 1 };

  constructor(epochMs: (at: number) => number) {
    this.#epochMs = epochMs;
  }

  booted(at: number): void {
    this.#from = { at, mono: 0, rate: this.#from.rate };
  }

  mono(at: number): number {
    const { at: since, mono, rate } = this.#from;
    return Math.floor(mono + (at - since) * rate);
  }

  /** Undefined while the board cannot know it. */
  wallEpochMs(at: number): number | undefined {
    let epoch = this.#epochMs(at);
    for (const trouble of this.#wall.values()) {
      if (trouble === 'unknown') return undefined;
      epoch += trouble.offMs;
    }
    return epoch;
  }

  /** As the board is told it. */
  now(at: number): Now {
    const wall = this.wallEpochMs(at);
    return {
      mono: monotonicMs(this.mono(at)),
      wall:
        wall === undefined ? undefined : { epochMs: epochMs(wall), plusMinusMs: durationMs(50) },
    };
  }

  hurtWall(cause: object, trouble: WallTrouble): void {
    this.#wall.set(cause, trouble);
  }

  isHurtBy(cause: object): boolean {
    return this.#wall.has(cause) || this.#rates.has(cause);
  }

  /** From now on `mono` runs so many times as fast; 0: it stands. */
  hurtMono(at: number, cause: object, rate: number): void {
    this.#rates.set(cause, rate);
    this.#rerate(at);
  }

  mend(at: number, cause: object): void {
    this.#wall.delete(cause);
    if (this.#rates.delete(cause)) this.#rerate(at);
  }

  #rerate(at: number): void {
    const { at: since, mono, rate } = this.#from;
    let next = 1;
    for (const each of this.#rates.values()) next *= each;
    this.#from = { at, mono: mono + (at - since) * rate, rate: next };
  }
}
