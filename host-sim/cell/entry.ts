/**
 * The bundle's entry, the same in XS and in Node: one function, and behind it one cell after the
 * other, each of which knows nothing of the one before.
 */
import type { CellInput, CellOutput } from '../border';
import { Cell } from './cell';

let cell: Cell | undefined;
const scope = globalThis as { turn?: (input: CellInput) => readonly CellOutput[] };
scope.turn = (input) => {
  if (cell === undefined || input.do === 'start') cell = new Cell();
  return cell.turn(input);
};
