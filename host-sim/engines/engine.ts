/**
 * An engine runs a cell: one bundled script that sets `globalThis.turn`, a function from one plain
 * value to another. `xs.ts` runs it in the engine of the ESP32, `node.ts` in this process; the
 * script is the same and cannot tell which.
 */

export interface Cell<In, Out> {
  /**
   * One turn. Turns are answered in the order they were asked for; in XS a further one may be
   * asked for before the last was answered. Values must survive JSON (no `undefined` result).
   * Fails with an `Error` whose `cause` is a `CellFault`.
   */
  turn(input: In): Out | Promise<Out>;
  /** What the script used so far, or null where the engine does not count. */
  memory(): CellMemory | null;
  /** Ends the cell. Turns not yet answered fail with `stopped`. */
  stop(): void;
}

export type CellMemory = {
  /** Slots alive when the script was loaded, after a collection: XS, its library and the script. */
  readonly slotsLoaded: number;
  /** The most slots alive after a collection, which happens every few hundred turns. */
  readonly slotsPeak: number;
  readonly turns: number;
  /** Engine steps (XS byte codes) of the mean turn, and of the last one. */
  readonly stepsPerTurn: number;
  readonly stepsLast: number;
};

/**
 * `threw`: the script did, and the cell can go on. `died`: the engine ended by itself (memory,
 * stack). `deadline`: the turn took too long and the engine was ended. `stopped`: by `stop`.
 */
export type CellFault = 'threw' | 'died' | 'deadline' | 'stopped';

export interface Engine {
  readonly name: 'xs' | 'node';
  start<In, Out>(script: string, options?: CellOptions): Promise<Cell<In, Out>>;
}

export type CellOptions = {
  /** Stands in front of messages. */
  readonly name?: string;
  /** The longest one turn may take; XS only, since Node cannot interrupt itself. */
  readonly deadlineMs?: number;
};

export const TURN_DEADLINE_MS = 10_000;

export const cellError = (name: string, fault: CellFault, detail: string): Error =>
  new Error(`${name}: ${detail}`, { cause: fault });

/** Which fault an error from `turn` or `start` was, or undefined when it came from elsewhere. */
export function cellFault(error: unknown): CellFault | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  const faults: readonly unknown[] = ['threw', 'died', 'deadline', 'stopped'];
  return faults.includes(cause) ? (cause as CellFault) : undefined;
}
