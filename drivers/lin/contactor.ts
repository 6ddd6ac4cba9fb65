/**
 * A contactor without a pin: says what its coil would do, once per change, and opens by itself when
 * the lease has run out. Written as the guard is: it cannot close of its own accord.
 */
import type { Clock, ContactorFeedback, Contacts, SupplyCommand, Timer } from '../../src/ports';
import { durationMs } from '../../src/units';
import type { Contactor } from '../parts';

export class PrintedContactor implements Contactor {
  readonly feedback: ContactorFeedback;
  readonly #clock: Clock;
  readonly #print: (line: string) => void;
  #isClosed = false;
  #untilMono = 0;
  #watch: Timer | undefined;
  #seen: (are: Contacts) => void = () => {};

  /** A mirror contact here says what the coil was told: it is for a meter that shows no current. */
  constructor(clock: Clock, print: (line: string) => void, { hasMirror = false } = {}) {
    this.#clock = clock;
    this.#print = print;
    this.feedback = hasMirror ? 'mirror' : 'meter';
  }

  tell({ state, validForMs }: SupplyCommand): void {
    if (state === 'open') return this.#open('told');
    this.#untilMono = this.#clock.now() + validForMs;
    this.#turn(true, 'pin contactor=closed');
    this.#watch?.cancel();
    this.#watch = this.#clock.after(validForMs, () => this.#look());
  }

  /** Without a mirror contact the meter tells. */
  watch(seen: (are: Contacts) => void): void {
    if (this.feedback !== 'mirror') return;
    this.#seen = seen;
    this.#tellContacts();
  }

  trip(): void {
    this.#print('pin trip=pulsed');
  }

  /** Never within the step that told it to move. */
  #tellContacts(): void {
    this.#seen(this.#isClosed ? 'closed' : 'open');
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
    this.#turn(false, `pin contactor=open by=${by}`);
  }

  #turn(isClosed: boolean, line: string): void {
    if (this.#isClosed === isClosed) return;
    this.#isClosed = isClosed;
    this.#print(line);
    if (this.feedback === 'mirror') this.#clock.after(durationMs(0), () => this.#tellContacts());
  }
}
