/**
 * Every event that reached the boards of a life and every command that left them, a line each: the
 * same in either engine.
 */
import type { CellInput, CellOutput } from '../border';
import type { EventQueue } from '../event-queue';
import type { BoardCell } from '../surroundings';

export class CellLog {
  readonly #seed: number;
  readonly #queue: EventQueue;
  /** By turn, in the order they were asked for. */
  readonly #turns: string[][] = [];

  constructor(seed: number, queue: EventQueue) {
    this.#seed = seed;
    this.#queue = queue;
  }

  get text(): string {
    return this.#turns.flat().join('');
  }

  /** The same cell, heard. XS answers later, so outputs are put where their input stands. */
  tap(board: string, cell: BoardCell): BoardCell {
    return {
      turn: (input) => {
        // The world looks at a board: nothing of that happens to it.
        if (input.do === 'look') return cell.turn(input);
        const lines = [this.#line(board, '<', shown(input))];
        this.#turns.push(lines);
        const said = (outputs: readonly CellOutput[]) => {
          for (const output of outputs) lines.push(this.#line(board, '>', output));
          return outputs;
        };
        const outputs = cell.turn(input);
        return outputs instanceof Promise ? outputs.then(said) : said(outputs);
      },
      memory: () => cell.memory(),
      stop: () => cell.stop(),
    };
  }

  #line(board: string, way: '<' | '>', what: object): string {
    return `${this.#seed} ${this.#queue.now} ${board} ${way} ${JSON.stringify(what)}\n`;
  }
}

/** The documents are the same at every boot, and what flash holds shows in what was written. */
const shown = (input: CellInput): object =>
  input.do === 'start' ? { do: input.do, now: input.now } : input;
