/**
 * A contactor without a pin: says what its coil would do, once per change, and opens by itself when
 * the lease has run out. Written as the guard is: it cannot close of its own accord.
 */
import type { Clock, SupplyCommand, Timer } from '../../src/ports';
import { durationMs } from '../../src/units';
import type { Contactor } from '../parts';

export class PrintedContactor implements Contactor {
  readonly feedback = 'meter';
  readonly #clock: Clock;
  readonly #print: (line: string) => void;
  #isClosed = false;
  #untilMono = 0;
  #watch: Timer | undefined;

  constructor(clock: Clock, print: (line: string) => void) {
    this.#clock = clock;
    this.#print = print;
  }

  tell({ state, validForMs }: SupplyCommand): void {
    if (state === 'open') return this.#open('told');
    this.#untilMono = this.#clock.now() + validForMs;
    if (!this.#isClosed) this.#print('pin contactor=closed');
    this.#isClosed = true;
    this.#watch?.cancel();
    this.#watch = this.#clock.after(validForMs, () => this.#look());
  }

  /** No mirror contact here: the meter tells. */
  watch(): void {}

  trip(): void {
    this.#print('pin trip=pulsed');
  }

  #look(): void {
    this.#watch = undefined;
    if (!this.#isClosed) return;
    const leftMs = this.#untilMono - this.#clock.now();
    if (leftMs <= 0) return this.#open('lease');
    this.#watch = this.#clock.after(durationMs(leftMs), () => this.#look());
  }

  #open(by: 'told' | 'lease'): void {
    this.#watch?.cancel();
    this.#watch = undefined;
    if (this.#isClosed) this.#print(`pin contactor=open by=${by}`);
    this.#isClosed = false;
  }
}
