/**
 * Cells that stay warm from life to life: loading the script takes longer than many a life. A
 * `start` makes a new board of an old cell; whoever lost theirs to a power cut reaches it no more.
 */
import { cellError, type Engine } from '../engines/engine';
import type { BoardCell } from '../surroundings';

export type WarmCells = {
  /** The cell of the n-th place, whoever had it before. */
  start(place: number): Promise<BoardCell>;
  /** Also where a turn threw and nobody knows what it left behind: the next `start` loads anew. */
  stop(): void;
};

export function warmCells(engine: Engine, script: string): WarmCells {
  const cells: (BoardCell | undefined)[] = [];
  return {
    async start(place) {
      const cell =
        cells[place] ?? ((await engine.start(script, { name: `place ${place}` })) as BoardCell);
      cells[place] = cell;
      return lend(cell);
    },
    stop() {
      for (const cell of cells.splice(0)) cell?.stop();
    },
  };
}

function lend(cell: BoardCell): BoardCell {
  let isBack = false;
  return {
    turn(input) {
      if (isBack) throw cellError('cell', 'stopped', 'stopped');
      return cell.turn(input);
    },
    memory: () => cell.memory(),
    stop: () => {
      isBack = true;
    },
  };
}
