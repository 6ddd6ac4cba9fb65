/**
 * A life: one short run of the desk's world as data. Everything in it is written out, so that it
 * can be shrunk, kept in a file and replayed, whatever becomes of the generator.
 */
import type { FlashKind } from '../flash/memory-flash';
import type { Scenario } from '../scenario';

/** A key of the table in `kinds.ts`: as its type the table would depend on itself. */
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
  readonly flash: FlashKind;
  /** After this no fault begins, and all that were under way have ended. */
  readonly faultMs: number;
  /** Then the world is healthy for so long, and all accounts must come right. */
  readonly calmMs: number;
  readonly faults: readonly Fault[];
};
