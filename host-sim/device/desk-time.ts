/** The time of the world around the firmware: this machine's, or that of a firmware in a hurry. */

export interface DeskTime {
  /** Since the world began. */
  readonly nowMs: number;
  /** Returns how to call it off. */
  later(delayMs: number, run: () => void): () => void;
}

/** As life has it. */
export class LifeTime implements DeskTime {
  readonly #startedMs = performance.now();

  get nowMs(): number {
    return Math.floor(performance.now() - this.#startedMs);
  }

  later(delayMs: number, run: () => void): () => void {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  }
}

/** The firmware's own clock: it stands still until the firmware says how late it is. */
export class ToldTime implements DeskTime {
  #nowMs = 0;
  /** When the firmware was started: its clock begins at 0 each time. */
  #bootedMs = 0;
  #waiting: { readonly atMs: number; readonly run: () => void }[] = [];

  get nowMs(): number {
    return this.#nowMs;
  }

  booted(): void {
    this.#bootedMs = this.#nowMs;
  }

  tell(monoMs: number): void {
    const nowMs = Math.max(this.#nowMs, this.#bootedMs + monoMs);
    for (;;) {
      const next = this.#waiting.reduce<{ atMs: number; run: () => void } | undefined>(
        (first, each) => (first === undefined || each.atMs < first.atMs ? each : first),
        undefined,
      );
      if (next === undefined || next.atMs > nowMs) break;
      this.#waiting = this.#waiting.filter((each) => each !== next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.run();
    }
    this.#nowMs = nowMs;
  }

  later(delayMs: number, run: () => void): () => void {
    const due = { atMs: this.#nowMs + delayMs, run };
    this.#waiting.push(due);
    return () => {
      this.#waiting = this.#waiting.filter((each) => each !== due);
    };
  }
}
