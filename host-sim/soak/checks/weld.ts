/**
 * What a board can do about contacts that stick: where a mirror contact shows it that they are
 * closed against its order, the breaker upstream is open soon, whatever else is latched.
 */
import type { ScenarioBoard } from '../../scenario';
import type { Evidence, JudgedPlace } from './evidence';

export type WeldChecker = {
  second(board: number): void;
  /** Without power, or busy, a board sees nothing. */
  gap(board: number): void;
};

/** As much of the evidence as is asked. */
type Sight = {
  readonly stage: {
    readonly queue: { readonly now: number };
    place(index: number): Pick<JudgedPlace, 'contactor' | 'record' | 'lastView'>;
  };
  readonly life: {
    readonly scenario: { readonly boards: readonly Pick<ScenarioBoard, 'feedback'>[] };
  };
  readonly found: Evidence['found'];
};

/** Two looks and a decision; ten seconds more after a boot that follows others. */
const TRIPS_WITHIN_MS = 15_000;

export function createWeldChecker({ stage, life, found }: Sight): WeldChecker {
  const { boards } = life.scenario;
  /** Since when power could flow against the order; -1 when it cannot. */
  const sinces = boards.map(() => -1);
  return {
    second(board) {
      if (boards[board]!.feedback !== 'mirror') return;
      const { contactor, record, lastView } = stage.place(board);
      const isWelded =
        contactor.isClosed && contactor.isToldClosed === false && contactor.isTripped === false;
      const runs = record.refusal === undefined && (lastView?.blocked ?? '') === '';
      if (!isWelded || !runs) sinces[board] = -1;
      else if (sinces[board] === -1) sinces[board] = stage.queue.now;
      const ms = isWelded && runs ? stage.queue.now - sinces[board]! : 0;
      if (ms <= TRIPS_WITHIN_MS) return;
      found('late-open', board, `welded for ${ms} ms, and the breaker upstream is not tripped`);
    },
    gap(board) {
      sinces[board] = -1;
    },
  };
}
