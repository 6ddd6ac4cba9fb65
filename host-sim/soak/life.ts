/**
 * A life: one short run of the desk's world as data. Everything in it is written out, so that it
 * can be shrunk, kept in a file and replayed, whatever becomes of the generator.
 */
import type { ArmedCut } from '../power-cut';
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
  /** 0: an instant, or armed until it strikes. Of `power-cut` how long it is dark, 0: by chance. */
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
  /** The times of that calm; absent: those of every generated life. */
  readonly calm?: CalmTimes;
  readonly faults: readonly Fault[];
  /** Once more the power of the first board goes, armed before its first boot. */
  readonly cut?: LifeCut;
};

export type LifeCut = Pick<ArmedCut, 'at' | 'after'> & { readonly darkMs: number };

/** Parts of a calm, the dark one apart. */
export type CalmTimes = {
  readonly unpluggedMs: number;
  readonly looksMs: number;
  readonly sellsMs: number;
  /**
   * The looks begin when the board has read its meter, which may have rested before; then too the
   * books must be right, and the end comes as soon as all sell again.
   */
  readonly isBrief: boolean;
};

export type LifeOptions = {
  readonly isEncrypted: boolean;
  readonly flashSectors: number;
  readonly canCancel: boolean;
  /** The newest journal format that the image knows which the boards begin with. */
  readonly format: number;
};
