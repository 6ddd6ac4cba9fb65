/**
 * A life: one short run of the desk's world as data. Everything in it is written out, so that it
 * can be shrunk, kept in a file and replayed, whatever becomes of the generator.
 */
import type { Scenario } from '../scenario';

/**
 * A key of the joined fault tables (`faults/faults.ts`), which is checked where a life is read and
 * where a strike is counted. As a type it would make every table depend on itself.
 */
export type FaultKind = string;

/** One thing done to the world. All kinds share this shape: generated, shrunk, replayed as data. */
export type Fault = {
  /** Milliseconds of the world since the start of the life. */
  readonly atMs: number;
  readonly kind: FaultKind;
  /** Index of the place. */
  readonly board: number;
  /** 0: an instant, or armed until it strikes. */
  readonly forMs: number;
  /** 0 (included) to 1: the kind's own parameter (how much, which byte, how late). */
  readonly size: number;
};

/** A whole life: what `--replay` reads. */
export type Life = {
  readonly version: 1;
  readonly seed: number;
  /** Of the soak's scenario. */
  readonly name: string;
  readonly scenario: Scenario;
  readonly options: LifeOptions;
  /** After this no fault begins, and all that were under way have ended. */
  readonly faultMs: number;
  /** Then the world is healthy for so long, and all accounts must come right. */
  readonly calmMs: number;
  readonly faults: readonly Fault[];
};

export type LifeOptions = {
  readonly isEncrypted: boolean;
  readonly flashSectors: number;
  readonly canCancel: boolean;
  /** The newest journal format that the image knows which the boards begin with. */
  readonly format: number;
};
