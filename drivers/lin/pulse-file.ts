/**
 * A pulse counter of this machine: a file of the run's folder, to which whoever plays the meter
 * adds a byte for each pulse. As the hardware does, it begins at 0 when the firmware starts.
 */
import type { PulseCounter } from '../meters/pulse-meter';

export class PulseFile implements PulseCounter {
  readonly #size: () => number | undefined;
  readonly #atStart: number | undefined;

  /** `size`: of the file, now; undefined when there is none. */
  constructor(size: () => number | undefined) {
    this.#size = size;
    this.#atStart = size();
  }

  count(): number | undefined {
    if (this.#atStart === undefined) return undefined;
    return (this.#size() ?? this.#atStart) - this.#atStart;
  }

  /** A byte is a whole pulse, on and off. */
  isOn(): boolean {
    return false;
  }
}
