/**
 * The contactor and its native guard, as the world has them: a coil that takes a moment, and a
 * lease that opens by itself when the board falls silent, whatever JavaScript does.
 */
import type { SupplyState } from '../src/ports';
import type { EventQueue, QueuedEvent } from './event-queue';

/** From the command to the contacts. A usual 25 A contactor needs 10 to 20 ms. */
const COIL_MS = 20;

export class Contactor {
  readonly #queue: EventQueue;
  readonly #onChange: (isClosed: boolean) => void;
  #isClosed = false;
  #told = false;
  #leaseUntil = 0;
  #guard: QueuedEvent | undefined;
  operations = 0;

  constructor(queue: EventQueue, onChange: (isClosed: boolean) => void) {
    this.#queue = queue;
    this.#onChange = onChange;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** What the board says. `wind-down` keeps the contacts closed while the load stops. */
  tell(state: SupplyState, validForMs: number): void {
    if (state === 'open') return this.#drive(false);
    this.#leaseUntil = this.#queue.now + validForMs;
    this.#drive(true);
    if (this.#guard === undefined) this.#watch();
  }

  /** No power at the coil: open at once. */
  losePower(): void {
    this.#queue.cancel(this.#guard);
    this.#guard = undefined;
    this.#told = false;
    this.#move(false);
  }

  #watch(): void {
    this.#guard = this.#queue.after(this.#leaseUntil - this.#queue.now, () => {
      this.#guard = undefined;
      if (!this.#told) return;
      if (this.#queue.now < this.#leaseUntil) this.#watch();
      else this.#drive(false);
    });
  }

  #drive(close: boolean): void {
    if (this.#told === close) return;
    this.#told = close;
    this.#queue.after(COIL_MS, () => this.#move(this.#told));
  }

  #move(closed: boolean): void {
    if (this.#isClosed === closed) return;
    this.#isClosed = closed;
    this.operations++;
    this.#onChange(closed);
  }
}
