/** What checkers have in common that wait for nothing: each is told all, and looks for itself. */
import type { View } from '../../../src/web/view';
import type { OwnerCommand } from '../../surroundings';
import type { Evidence } from './evidence';
import { createKnownMeterChecker } from './known-meter';
import { createResetChecker } from './reset';
import { createSharesChecker } from './shares';
import { createWearChecker } from './wear';

export type Watcher = {
  /** Once a second while the board has power, the first time as it boots. */
  second(board: number): void;
  /** The contacts have moved. */
  switched(board: number): void;
  heard(board: number, view: View): void;
  /** The power was cut: before it comes back. */
  gap(board: number): void;
  /** The owner says this, before the board hears it. */
  owner(board: number, command: OwnerCommand): void;
  /** Flash failed: what this boot wrote last is not there. */
  failed(board: number): void;
};

export function createWatcher(evidence: Evidence): Watcher {
  const all: readonly Watcher[] = [
    createKnownMeterChecker(evidence),
    createResetChecker(evidence),
    createSharesChecker(evidence),
    createWearChecker(evidence),
  ];
  return {
    second(board) {
      for (const each of all) each.second(board);
    },
    switched(board) {
      for (const each of all) each.switched(board);
    },
    heard(board, view) {
      for (const each of all) each.heard(board, view);
    },
    gap(board) {
      for (const each of all) each.gap(board);
    },
    owner(board, command) {
      for (const each of all) each.owner(board, command);
    },
    failed(board) {
      for (const each of all) each.failed(board);
    },
  };
}
