/** Rows of what is bent between boards, node and links: in a window, or armed until it strikes. */
import type { BendKind, BendOptions } from '../../bends';
import type { Fault } from '../life';
import type { FaultRow, Stage } from '../stage';

/** What a row may say of its bend; the rest is the fault's. */
export type BendPlan = Partial<Pick<BendOptions, 'oneIn' | 'times' | 'size' | 'target'>> & {
  /** Whatever board asks. */
  readonly isOfAll?: boolean;
};
type Plan = (size: number) => BendPlan;

/** Spoils as long as it lasts, every time or one time of so many. */
export function inWindow(
  kind: BendKind,
  weight: number,
  forMs: FaultRow['forMs'],
  plan: Plan = () => ({}),
): FaultRow {
  return {
    begin: (stage, fault) => bend(kind, stage, fault, { times: Infinity, ...plan(fault.size) }),
    end: ({ payments }, fault) => payments.unbend(fault),
    weight,
    forMs,
  };
}

/** Waits until it can strike, and is over; what never could ends with the faults' time. */
export function armed(kind: BendKind, weight: number, plan: Plan = () => ({})): FaultRow {
  return {
    begin: (stage, fault) => bend(kind, stage, fault, plan(fault.size)),
    end: ({ payments }, fault) => payments.unbend(fault),
    weight,
    forMs: [0, 0],
  };
}

/** 1 to `most`, by a number from 0 to 1. */
export const upTo = (most: number, size: number): number => 1 + Math.floor(size * most);

function bend(kind: BendKind, { payments, struck }: Stage, fault: Fault, plan: BendPlan): void {
  const { oneIn = 1, times = 1, size = fault.size, target, isOfAll = false } = plan;
  payments.bend({
    kind,
    by: fault,
    ...(target === undefined ? {} : { target }),
    ...(isOfAll ? {} : { board: fault.board }),
    oneIn,
    times,
    size,
    struck: (board = fault.board) => struck(kind, board),
  });
}
