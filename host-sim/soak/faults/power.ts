/**
 * Faults of the power: it goes between two events, before a command, between two bytes on their
 * way into flash, within an erase, while the board finds its way back, and again and again.
 */
import type { ArmedCut } from '../../power-cut';
import type { Fault } from '../life';
import type { FaultRow, FaultTable, Stage } from '../stage';
import { command } from './mend';
import { chanceOf } from './strikes';

const INSTANT = [0, 0] as const;
const BYTES_MAX = 600;
const COMMANDS_MAX = 200;
const RECOVERY_COMMANDS_MAX = 8;
/** The first writes of a boot are a sector's header and the state as it was found. */
const RECOVERY_BYTES_MAX = 600;
const RECOVERY_ERASES_FROM = 0.9;
/** What is torn within these reads as written at one boot, and as torn at another. */
const EDGE_BYTES = 15;
const EDGES_MAX = 6;
/** The mark of a reset, and what goes before it. */
const RESET_ERASES_LAST = 4;
/** A mains that breaks down under load: some loaders never get to the script. */
const BROWN_OUT_MS = { least: 100, most: 4_000 };

const arming = (weight: number, cutOf: (size: number) => ArmedCut): FaultRow => ({
  begin: ({ place }, { board, size }) => place(board).board.arm(cutOf(size)),
  cuts: true,
  weight,
  forMs: INSTANT,
});

/** What is hit while a board recovers: a command, a byte of its first writes, its first erase. */
function recovering(size: number): ArmedCut {
  if (size >= RECOVERY_ERASES_FROM) {
    const after = (size - RECOVERY_ERASES_FROM) / (1 - RECOVERY_ERASES_FROM);
    return { at: 'erase', after, afterBoot: true };
  }
  const share = size / RECOVERY_ERASES_FROM;
  if (share < 0.5) {
    const after = Math.floor(2 * share * (RECOVERY_COMMANDS_MAX + 1));
    return { at: 'command', after, afterBoot: true };
  }
  const after = Math.floor((2 * share - 1) * RECOVERY_BYTES_MAX);
  return { at: 'byte', after, afterBoot: true };
}

/** The owner resets the board, and the power goes within one of the last erases. */
const RESET_CUT: FaultRow = {
  async begin(stage, fault) {
    const place = stage.place(fault.board);
    // In a chip that is not its own it would make the journal that chip's.
    if (!place.board.isPowered || place.isForeign) return;
    stage.struck(fault.kind, fault.board);
    await command(place, 'factory-reset');
    // While JavaScript stands still it waits, or is refused.
    if ((await place.look())?.blocked === '') return;
    const share = (fault.size * RESET_ERASES_LAST) % 1;
    const last = Math.floor(fault.size * RESET_ERASES_LAST);
    const after = place.flash.sectors - 1 - last + share * share;
    place.board.arm({ at: 'erase', after, afterBoot: false });
  },
  weight: 0.35,
  forMs: INSTANT,
  // As of any reset.
  excuses: ['forgotten', 'complete', 'energy', 'charge'],
};

/** Off and on at once, as long as it lasts. */
async function flicker(stage: Stage, fault: Fault, isOver: () => boolean): Promise<void> {
  const place = stage.place(fault.board);
  const chance = chanceOf(fault);
  const { least, most } = BROWN_OUT_MS;
  async function next(): Promise<void> {
    if (isOver()) return;
    if (place.board.isPowered) {
      stage.struck(fault.kind, fault.board);
      place.cutPower();
    }
    await place.powerOn();
    stage.queue.after(least + chance.below(most - least), next);
  }
  return next();
}

/** Those that flicker now. */
const brownOuts = new WeakSet<Fault>();

export const POWER_FAULTS: FaultTable = {
  'power-cut': {
    begin: ({ place }, { board }) => place(board).cutPower(),
    cuts: true,
    weight: 6,
    forMs: INSTANT,
  },
  'cut-at-command': arming(10, (size) => ({
    at: 'command',
    after: Math.floor(size * COMMANDS_MAX),
    afterBoot: false,
  })),
  'cut-at-byte': arming(16, (size) => ({
    at: 'byte',
    after: Math.floor(size * BYTES_MAX),
    afterBoot: false,
  })),
  'cut-at-erase': arming(3, (size) => ({ at: 'erase', after: size, afterBoot: false })),
  'cut-recovering': {
    begin({ place }, { board, size }) {
      place(board).board.arm(recovering(size));
      place(board).cutPower();
    },
    cuts: true,
    weight: 8,
    forMs: INSTANT,
  },
  'cuts-on-edge': {
    begin({ place }, { board, size }) {
      const times = 1 + Math.floor(size * EDGES_MAX);
      const after = Math.floor(((size * 100) % 1) * EDGE_BYTES);
      place(board).board.arm({ at: 'edge', after, afterBoot: false, times });
    },
    cuts: true,
    weight: 3,
    forMs: INSTANT,
  },
  'reset-cut': RESET_CUT,
  'brown-out': {
    begin(stage, fault) {
      brownOuts.add(fault);
      return flicker(stage, fault, () => !brownOuts.has(fault));
    },
    end(_, fault) {
      brownOuts.delete(fault);
    },
    weight: 1,
    forMs: [2_000, 20_000],
  },
};
