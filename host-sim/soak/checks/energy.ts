/**
 * Energy metered (billed and unauthorised) is energy delivered: never more by a quantum, and at
 * the end not less than a quantum and what flows while it is read. That a register goes on from
 * elsewhere is nobody's energy either, as long as the board was there to see it.
 */
import type { View } from '../../../src/web/view';
import { type Evidence, energyWithin, hidesEnergy, intervalOf } from './evidence';

export type EnergyChecker = {
  heard(board: number, view: View): void;
  ended(board: number, view: View): void;
  /** The register goes on from elsewhere. */
  moved(board: number): void;
  /** The power goes. */
  gap(board: number): void;
};

/** Has read the register since its boot, and was heard to. Blind: a move may pass for a flow. */
type Sight = { hasRead: boolean; isBlind: boolean };

/** Between a meter's renewal and the reading that brings it: lost frames, and the rest. */
const INTERVALS = 3;
const READING_LAG_MS = 2_000;

export function createEnergyChecker(evidence: Evidence): EnergyChecker {
  const { stage, life, found } = evidence;
  /** What flowed, contactor bridged, before a board ever wrote down a register. */
  const unwritten = life.scenario.boards.map(() => 0);
  const sights: readonly Sight[] = life.scenario.boards.map(() => ({
    hasRead: false,
    isBlind: false,
  }));

  const lagMs = (board: number): number => INTERVALS * intervalOf(life, board) + READING_LAG_MS;

  const isAsked = (board: number, { blocked }: View): boolean =>
    blocked === '' && !hidesEnergy(evidence, board);

  function check(board: number, { meter }: View, most: number, least: number): void {
    const delivered = stage.place(board).book.deliveredMilliWattHours(stage.queue.now);
    const metered = meter.importMilliWattHours + meter.unauthorisedMilliWattHours;
    if (metered <= delivered + most && metered >= delivered - least) return;
    found('energy', board, `metered ${metered} mWh, delivered ${delivered} mWh`);
  }

  return {
    heard(board, view) {
      const sight = sights[board]!;
      sight.hasRead ||= view.readings.good > 0;
      const isAsked = !sight.isBlind && !evidence.isExcused(board, 'energy');
      if (view.blocked !== '' || !isAsked) return;
      check(board, view, evidence.quantumOf(board), Number.POSITIVE_INFINITY);
    },
    ended(board, view) {
      const { board: state } = stage.place(board);
      if (!isAsked(board, view) || !state.isPowered) return;
      const lag = energyWithin(evidence.life, board, lagMs(board));
      const quantum = evidence.quantumOf(board);
      check(board, view, quantum, quantum + lag + unwritten[board]!);
    },
    moved(board) {
      const sight = sights[board]!;
      // While nobody looked it is what flowed meanwhile, for all a board can tell.
      if (!sight.hasRead) sight.isBlind = true;
    },
    gap(board) {
      const sight = sights[board]!;
      sight.hasRead = false;
      // Whether the new beginning is written down already the board alone knows.
      if (evidence.isExcused(board, 'unseen')) sight.isBlind = true;
      const { book, record } = stage.place(board);
      if (record.sales.length > 0) return;
      unwritten[board] = book.deliveredMilliWattHours(stage.queue.now);
    },
  };
}
