/**
 * The contactor behind the native guard: each word of the board's is a decision with a number of
 * its own, so that none can be used twice, and the guard opens when a lease runs out.
 */
import type { ContactorFeedback, Contacts, SupplyCommand } from '../../src/ports';
import type { Contactor } from '../parts';
import { ContactPins, type ContactPinsOptions } from './contact-pins';

/** As much of the native parts as is used: `mc/ffi`, or a fake. */
export interface NativeGuard {
  dc_guard_begin(pin: number, activeHigh: number): number;
  dc_guard_lease(ms: number, decision: number): number;
  dc_guard_open_by(decision: number): number;
  dc_guard_state(): number;
}

export type GuardedOptions = ContactPinsOptions & {
  readonly native: NativeGuard;
  readonly print: (line: string) => void;
};

const CLOSED = 1;
/** As guard.h has it: no lease is longer. */
const LEASE_MS_MAX = 180_000;

export class GuardedContactor implements Contactor {
  readonly feedback: ContactorFeedback;
  readonly #native: NativeGuard;
  readonly #print: (line: string) => void;
  readonly #pins: ContactPins;
  #decision = 0;
  #isClosed = false;

  /** Opens before anything else. Throws where there is no guard: then nothing may close. */
  constructor(options: GuardedOptions) {
    const { native, pins, print } = options;
    this.#native = native;
    this.#print = print;
    const answer = native.dc_guard_begin(pins.pin, pins.activeHigh ? 1 : 0);
    if (answer < 0) throw new Error(`no guard (${answer})`);
    this.#pins = new ContactPins(options);
    this.feedback = pins.feedback.kind;
  }

  tell({ state, validForMs }: SupplyCommand): void {
    this.#decision += 1;
    const answer =
      state === 'open'
        ? this.#native.dc_guard_open_by(this.#decision)
        : this.#native.dc_guard_lease(Math.min(validForMs, LEASE_MS_MAX), this.#decision);
    if (answer < 0) this.#print(`guard refused told=${state} code=${answer}`);
    // Once per change, as of the pin: what was refused is open.
    const isClosed = this.#native.dc_guard_state() === CLOSED;
    if (isClosed !== this.#isClosed) this.#print(`pin contactor=${isClosed ? 'closed' : 'open'}`);
    this.#isClosed = isClosed;
  }

  watch(seen: (are: Contacts) => void): void {
    this.#pins.watch(seen, () => (this.#native.dc_guard_state() === CLOSED ? 'closed' : 'open'));
  }

  trip(): void {
    this.#print('pin trip=pulsed');
    this.#pins.trip();
  }
}
