/**
 * Journal before effect: a request leaves, and a contactor closes, when flash has said that all the
 * board had asked to be written is there; after a write that failed neither does until the next
 * boot. Opening waits for no record, however slow flash is. What crosses the border of a board's
 * cell is all that is looked at: a record that was asked for is unfinished until the news of it.
 */
import type { CellInput, CellOutput } from '../../border';
import type { BoardCell } from '../../surroundings';
import type { CheckerName, Evidence } from './evidence';

export type OrderChecker = {
  /** The same cell, watched at its border. */
  watch(board: number, cell: BoardCell): BoardCell;
};

/** From the news to the coil off (design, section 8). */
const OPEN_WITHIN_MS = 1_500;

type Flash = {
  boots: number;
  /** The last record that flash was asked for, and the last that it told of. */
  asked: number;
  told: number;
  hasFailed: boolean;
  /** When the board last told its contactor to open. */
  openedAt: number;
};

/** `isStalled`: JavaScript stands still, and only the guard opens. */
export function createOrderChecker(
  { stage, life, found }: Evidence,
  isStalled: (board: number) => boolean,
): OrderChecker {
  const flashes: readonly Flash[] = life.scenario.boards.map(() => ({
    boots: 0,
    asked: 0,
    told: 0,
    hasFailed: false,
    openedAt: -1,
  }));

  function heard(board: number, input: CellInput): void {
    const flash = flashes[board]!;
    if (input.do === 'start') {
      flash.boots++;
      flash.asked = flash.told = 0;
      flash.hasFailed = false;
    }
    if (input.do === 'written') flash.told = Math.max(flash.told, input.sequence);
    if (input.do === 'write-failed') {
      flash.hasFailed = true;
      opens(board, flash, 'order', 'flash had failed');
    }
    if (input.do !== 'event') return;
    const { event } = input;
    if (event.kind === 'unplugged' && life.scenario.boards[board]?.standing !== true) {
      opens(board, flash, 'late-open', 'it was unplugged');
    }
    if (event.kind === 'owner-command' && event.command === 'stop-sale') {
      opens(board, flash, 'late-open', 'the owner had stopped the sale');
    }
  }

  /** Who comes next may be supplied by then: it has to have been open in between. */
  function opens(board: number, flash: Flash, checker: CheckerName, why: string): void {
    const { boots } = flash;
    const at = stage.queue.now;
    if (stage.place(board).contactor.isToldClosed !== true) return;
    stage.queue.after(OPEN_WITHIN_MS, () => {
      const { board: state, contactor } = stage.place(board);
      if (boots !== flash.boots || !state.isPowered || isStalled(board)) return;
      if (flash.openedAt >= at || contactor.isToldClosed !== true) return;
      found(checker, board, `closed ${OPEN_WITHIN_MS} ms after ${why}`);
    });
  }

  function said(board: number, input: CellInput, outputs: readonly CellOutput[]): void {
    const flash = flashes[board]!;
    // One event is one decision, whatever comes of it first. These may hold several events.
    const isOne = input.do !== 'start' && input.do !== 'go-on';
    if (isOne) for (let i = 0; i < outputs.length; i++) asks(flash, outputs[i]!);
    for (let i = 0; i < outputs.length; i++) {
      const output = outputs[i]!;
      if (isEffect(output)) leaves(board, flash, input, output);
      else asks(flash, output);
      if (output.out === 'supply' && output.state === 'open') flash.openedAt = stage.queue.now;
    }
  }

  function leaves(board: number, flash: Flash, input: CellInput, { out }: CellOutput): void {
    if (flash.hasFailed) return found('order', board, `${out} although flash has failed`);
    // What waited for one record may leave while a later one is being written.
    if (input.do === 'written' || flash.asked <= flash.told) return;
    found('order', board, `${out} before record ${flash.asked} is in flash`);
  }

  return {
    watch: (board, cell) => ({
      turn(input) {
        heard(board, input);
        const outputs = cell.turn(input);
        if (!(outputs instanceof Promise)) {
          said(board, input, outputs);
          return outputs;
        }
        return outputs.then((late) => {
          said(board, input, late);
          return late;
        });
      },
      memory: () => cell.memory(),
      stop: () => cell.stop(),
    }),
  };
}

function asks(flash: Flash, output: CellOutput): void {
  if (output.out === 'write') flash.asked = Math.max(flash.asked, output.sequence);
}

const isEffect = (output: CellOutput): boolean =>
  output.out === 'http' || (output.out === 'supply' && output.state !== 'open');
