/**
 * What is behind the contactor: parts that switch on and off in a rhythm. The first part of a
 * car's rhythm is its cable: it plugs in, charges, and leaves.
 */
import type { EventQueue } from './event-queue';

export type LoadPart = {
  readonly watts: number;
  /** Absent: always on. */
  readonly onSeconds?: number;
  readonly everySeconds?: number;
  /** The cable leaves with it: each time on is a sale of its own. */
  readonly unplugs?: boolean;
  /** When the rhythm begins. */
  readonly firstAfterSeconds?: number;
};

export type Plug = { plugged(): void | Promise<void>; unplugged(): void | Promise<void> };

export class Load {
  readonly #queue: EventQueue;
  readonly #on: boolean[];
  readonly #parts: readonly LoadPart[];
  readonly #plug: Plug;
  readonly #onChange: () => void;
  /** Pulled by hand on the page: nothing draws until it is plugged in again. */
  #isPulled = false;
  /** What hurts make of the power: each multiplies it. */
  readonly #factors = new Map<object, number>();
  #factor = 1;
  /** Whose hand keeps plugging and unplugging. */
  readonly #restless = new Set<object>();

  constructor(queue: EventQueue, parts: readonly LoadPart[], plug: Plug, onChange: () => void) {
    this.#queue = queue;
    this.#parts = parts;
    this.#plug = plug;
    this.#onChange = onChange;
    this.#on = parts.map((part) => part.onSeconds === undefined);
    parts.forEach((part, index) => {
      if (part.onSeconds === undefined) return;
      queue.after((part.firstAfterSeconds ?? 0) * 1_000, () => this.#switch(index, true));
    });
  }

  /** What it draws while the contactor is closed. */
  get milliWatts(): number {
    if (this.#isPulled) return 0;
    let watts = 0;
    this.#parts.forEach((part, index) => {
      if (this.#on[index]) watts += part.watts;
    });
    return this.#factor === 1 ? watts * 1_000 : Math.round(watts * 1_000 * this.#factor);
  }

  get isPlugged(): boolean {
    const cable = this.#parts.findIndex((part) => part.unplugs === true);
    return !this.#isPulled && (cable === -1 || this.#on[cable] === true);
  }

  /** By hand. The opposite is `plugIn`. */
  pull(): void | Promise<void> {
    const wasPlugged = this.isPlugged;
    this.#isPulled = true;
    this.#onChange();
    if (wasPlugged) return this.#plug.unplugged();
  }

  plugIn(): void | Promise<void> {
    this.#isPulled = false;
    this.#onChange();
    if (this.isPlugged) return this.#plug.plugged();
  }

  /** From now on it draws so many times as much, until `mend`. */
  scale(cause: object, factor: number): void {
    this.#factors.set(cause, factor);
    this.#rescale();
  }

  /** From now on the cable is pulled and plugged in again at this interval, until `mend`. */
  replug(cause: object, everyMs: number, struck: () => void): void | Promise<void> {
    this.#restless.add(cause);
    struck();
    this.#queue.after(everyMs, () => {
      if (this.#restless.has(cause)) return this.replug(cause, everyMs, struck);
    });
    return this.#isPulled ? this.plugIn() : this.pull();
  }

  /** Undoes whatever this cause did, and leaves the cable in. */
  mend(cause: object): void | Promise<void> {
    if (this.#factors.delete(cause)) this.#rescale();
    if (this.#restless.delete(cause) && this.#isPulled) return this.plugIn();
  }

  #rescale(): void {
    let [more, less] = [1, 1];
    // Several loads that are too large are one: the largest.
    for (const factor of this.#factors.values()) {
      if (factor > 1) more = Math.max(more, factor);
      else less *= factor;
    }
    this.#factor = more * less;
    this.#onChange();
  }

  #switch(index: number, on: boolean): void | Promise<void> {
    const part = this.#parts[index]!;
    const wasPlugged = this.isPlugged;
    this.#on[index] = on;
    const onMs = (part.onSeconds ?? 0) * 1_000;
    const offMs = (part.everySeconds ?? 0) * 1_000 - onMs;
    this.#queue.after(on ? onMs : offMs, () => this.#switch(index, !on));
    this.#onChange();
    if (this.isPlugged && !wasPlugged) return this.#plug.plugged();
    if (!this.isPlugged && wasPlugged) return this.#plug.unplugged();
  }
}
