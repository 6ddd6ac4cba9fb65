/** The native pulse counter of a board, in the shape that the driver of the meter asks. */
import type { PulseCounter } from '../meters/pulse-meter';

/** As much of the native parts as is used: `mc/ffi`, or a fake. */
export interface NativePulses {
  dc_pulses_begin(pin: number, filterNs: number): number;
  dc_pulses_count(): number;
  dc_pulses_level(): number;
}

/** Where it does not begin, there is none: the fault of each reading then is the port. */
export class PinCounter implements PulseCounter {
  readonly #native: NativePulses;
  readonly #isBegun: boolean;

  constructor(native: NativePulses, { pin, filterNs }: { pin: number; filterNs: number }) {
    this.#native = native;
    this.#isBegun = native.dc_pulses_begin(pin, filterNs) === 0;
  }

  count(): number | undefined {
    return this.#isBegun ? this.#native.dc_pulses_count() : undefined;
  }

  isOn(): boolean {
    return this.#native.dc_pulses_level() === 0;
  }
}
