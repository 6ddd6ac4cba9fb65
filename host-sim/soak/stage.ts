/** What a fault may touch, and what a kind of fault is: a row of one of the fault tables. */
import type { View } from '../../src/web/view';
import type { EventQueue } from '../event-queue';
import type { LedgerPayments } from '../ledger-payments';
import type { Place } from '../place';
import type { World } from '../world';
import type { ReachEvent } from './checks/reach';
import type { Fault, FaultKind } from './life';

export type Stage = {
  readonly queue: EventQueue;
  readonly world: World;
  readonly payments: LedgerPayments;
  place(index: number): Place;
  /** Called each time a fault has really struck (a reply bent, the power cut), not when armed. */
  struck(kind: FaultKind, board: number): void;
  /** It has booted on a journal that lacks a record, with others behind it, and says this. */
  readBack(board: number, view: View): void;
  /** Something of the world has met this board: for the reach alone. */
  met(event: ReachEvent, board: number): void;
};

export type FaultRow = {
  /** At `atMs`. */
  begin(stage: Stage, fault: Fault): void | Promise<void>;
  /** At `atMs + forMs`, or when the faults' time ends. Also where it never struck. */
  end?(stage: Stage, fault: Fault): void | Promise<void>;
  /** How the generator draws it: weight against the others, bounds of its duration in ms. */
  readonly weight: number;
  readonly forMs: readonly [least: number, most: number];
  /**
   * The power goes by it, now or when it is armed: the runner counts the strike, and brings the
   * power back soon unless the fault lasts and has an `end` of its own.
   */
  readonly cuts?: true;
  /** What may no longer be asked of this board, or of its buyers, once it struck. */
  readonly excuses?: readonly Excuse[];
};

/**
 * energy: register and delivered energy may differ. supply: power may flow without a right (welded,
 * bridged). complete: money the node forgot, or that stood in a damaged journal, need not be
 * credited; never more may be. charge: charged may be below the exact cost. forgotten: an invoice
 * that is out the board need not know of any more. service: nobody need be supplied any more.
 * damaged: what its journal says need not fit together. estimate: what the register does not show
 * yet is not seen either, until ten minutes have shown that the meter contradicts itself. unseen:
 * energy may be missed, or found and charged to nobody; never is more charged than was paid. coil:
 * its contacts need not close.
 */
export type Excuse =
  | 'energy'
  | 'supply'
  | 'complete'
  | 'charge'
  | 'forgotten'
  | 'service'
  | 'damaged'
  | 'estimate'
  | 'unseen'
  | 'coil';

export type FaultTable = Readonly<Record<string, FaultRow>>;
