/**
 * The pins beside the contactor's own: the mirror contact, looked at once a second, and the output
 * that trips a breaker upstream. Neither is in a hurry: what is, the guard does.
 */
import type { Clock, Contacts } from '../../src/ports';
import { durationMs } from '../../src/units';
import type { ContactorPins } from '../boards/definition';

/** As much of the SDK's `embedded:io/digital` as is used. */
export interface Digital {
  read(): number;
  write(level: 0 | 1): void;
}
export type DigitalClass = {
  new (options: { pin: number; mode: number; initialValue?: 0 | 1 }): Digital;
  readonly Input: number;
  readonly Output: number;
};

export type ContactPinsOptions = {
  readonly clock: Clock;
  readonly digital: DigitalClass;
  readonly pins: ContactorPins;
};

const LOOK_MS = 1_000;
/** A shunt release needs some 50 ms and may burn when it is fed for seconds. */
const TRIP_MS = 500;

export class ContactPins {
  readonly #clock: Clock;
  readonly #mirror: { readonly pin: Digital; readonly openLevel: number } | undefined;
  readonly #trip: { readonly pin: Digital; readonly on: 0 | 1; readonly off: 0 | 1 } | undefined;
  #said: Contacts | undefined;

  constructor({ clock, digital: Pin, pins: { feedback, trip } }: ContactPinsOptions) {
    this.#clock = clock;
    if (trip !== undefined) {
      const off = trip.activeHigh ? 0 : 1;
      const pin = new Pin({ pin: trip.pin, mode: Pin.Output, initialValue: off });
      this.#trip = { pin, off, on: trip.activeHigh ? 1 : 0 };
    }
    if (feedback.kind !== 'mirror') return;
    const pin = new Pin({ pin: feedback.pin, mode: Pin.Input });
    this.#mirror = { pin, openLevel: feedback.openLevel };
  }

  /** `isTold`: where the coil should have them by now, whoever decided it. */
  watch(seen: (are: Contacts) => void, isTold: () => Contacts): void {
    if (this.#mirror === undefined) return;
    const { pin, openLevel } = this.#mirror;
    const are = pin.read() === openLevel ? 'open' : 'closed';
    this.#clock.after(durationMs(LOOK_MS), () => this.watch(seen, isTold));
    if (are === this.#said && are === isTold()) return;
    this.#said = are;
    seen(are);
  }

  trip(): void {
    if (this.#trip === undefined) return;
    const { pin, on, off } = this.#trip;
    pin.write(on);
    this.#clock.after(durationMs(TRIP_MS), () => pin.write(off));
  }
}
