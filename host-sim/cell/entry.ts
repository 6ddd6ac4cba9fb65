/** The bundle's entry, the same in XS and in Node: one cell, one function. */
import type { CellInput, CellOutput } from '../border';
import { Cell } from './cell';

const cell = new Cell();
const scope = globalThis as { turn?: (input: CellInput) => readonly CellOutput[] };
scope.turn = (input) => cell.turn(input);
