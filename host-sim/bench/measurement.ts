/** What a measurement is to the bench, and what it is given. */
import type { Measured } from './figures';

export type Surroundings = {
  /** The repository. */
  readonly root: string;
  readonly isQuick: boolean;
  /** How much of this measurement is done, 0 to 1, for the time that is left. */
  readonly progress: (share: number) => void;
};

export type Measurement = {
  /** The figures it brings, one or more from one run. */
  readonly ids: readonly string[];
  /** How long it takes on a usual machine, for the time that is left. */
  readonly seconds: { readonly full: number; readonly quick: number };
  /** Throws `Error` with what went wrong: then nothing was measured. */
  readonly measure: (around: Surroundings) => Promise<readonly Measured[]>;
};
