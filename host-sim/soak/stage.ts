/** What a fault may touch, and what a kind of fault is: a row of one of the fault tables. */
import type { EventQueue } from '../event-queue';
import type { Payments } from '../payments';
import type { Place } from '../place';
import type { World } from '../world';
import type { Fault, FaultKind } from './life';

export type Stage = {
  readonly queue: EventQueue;
  readonly world: World;
  readonly payments: Payments;
  place(index: number): Place;
  /** Called each time a fault has really struck (a reply bent, the power cut), not when armed. */
  struck(kind: FaultKind, board: number): void;
};

export type FaultRow = {
  /** At `atMs`. */
  begin(stage: Stage, fault: Fault): void | Promise<void>;
  /** At `atMs + forMs`, or when the faults' time ends. Also where it never struck. */
  end?(stage: Stage, fault: Fault): void | Promise<void>;
  /** How the generator draws it: weight against the others, bounds of its duration in ms. */
  readonly weight: number;
  readonly forMs: readonly [least: number, most: number];
};

export type FaultTable = Readonly<Record<string, FaultRow>>;
