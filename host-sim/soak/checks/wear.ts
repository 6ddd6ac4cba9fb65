/**
 * Flash is not worn out by a mains that breaks down under load: when boots that wrote follow one
 * another, none of them ten minutes long, the next ones erase nothing before they have rested.
 */
import type { Evidence } from './evidence';
import type { Watcher } from './watcher';

const BOOTS_MAX = 3;
/** Of ten; a crystal may run fast. */
const RESTS_MS = 9_500;
const ALIVE_MS = 590_000;
/** What was begun to be written is whole by then. */
const WRITTEN_MS = 3_000;

type Wear = {
  /** -1 without power. */
  bootAt: number;
  erases: number;
  bytes: number;
  /** Since when something is known to be written since the boot; -1: nothing is. */
  wroteAt: number;
  isCounted: boolean;
  boots: number;
  /** Of these, before this one. */
  before: number;
};

export function createWearChecker(evidence: Evidence): Watcher {
  const { stage, life, found } = evidence;
  const wears: readonly Wear[] = life.scenario.boards.map(() => ({
    bootAt: -1,
    erases: 0,
    bytes: 0,
    wroteAt: -1,
    isCounted: false,
    boots: 0,
    before: 0,
  }));

  const erasesOf = (board: number): number =>
    (stage.place(board).flash?.erases ?? []).reduce((sum, each) => sum + each, 0);

  function booted(board: number, of: Wear): void {
    of.bootAt = stage.queue.now;
    of.before = of.boots;
    of.erases = erasesOf(board);
    of.bytes = stage.place(board).flash?.bytesWritten ?? 0;
    of.wroteAt = -1;
    of.isCounted = false;
  }

  function rests(board: number, of: Wear): void {
    const upMs = stage.queue.now - of.bootAt;
    if (of.before < BOOTS_MAX || upMs >= RESTS_MS || evidence.isExcused(board, 'damaged')) return;
    // How often it booted is of its journal as well.
    if (evidence.mayBeDamaged(board)) return;
    const erased = erasesOf(board) - of.erases;
    if (erased === 0) return;
    found(
      'wear',
      board,
      `${erased} erases ${upMs} ms after a boot, ${of.before} short ones before`,
    );
  }

  function counts(board: number, of: Wear): void {
    const { now } = stage.queue;
    if (now - of.bootAt >= ALIVE_MS) of.boots = 0;
    else if (!of.isCounted && of.wroteAt !== -1 && now - of.wroteAt >= WRITTEN_MS) {
      of.isCounted = true;
      of.boots++;
    }
    const { flash, board: state } = stage.place(board);
    // However long slow flash takes: how often it booted stands in the first that it finishes.
    if (state.cuts?.isRecovering === true) return;
    if (of.wroteAt === -1 && (flash?.bytesWritten ?? 0) > of.bytes) of.wroteAt = now;
  }

  return {
    second(board) {
      const of = wears[board]!;
      if (of.bootAt === -1) booted(board, of);
      rests(board, of);
      counts(board, of);
    },
    switched() {},
    heard() {},
    gap(board) {
      const of = wears[board]!;
      if (of.bootAt !== -1) rests(board, of);
      of.bootAt = -1;
    },
    owner(board, command) {
      // It erases all, at once or at the next boot.
      if (command === 'factory-reset') wears[board]!.boots = wears[board]!.before = -BOOTS_MAX;
    },
    failed(board) {
      const of = wears[board]!;
      if (of.isCounted) of.boots--;
      of.isCounted = true;
    },
  };
}
