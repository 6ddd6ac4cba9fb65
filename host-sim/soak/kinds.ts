/** The kinds of fault of this soak: what each does to the world, how often and how long. */
import type { HurtKind } from '../scenario';
import type { FaultRow, FaultTable } from './stage';

const INSTANT = [0, 0] as const;
const BYTES_MAX = 600;
const COMMANDS_MAX = 200;
const RECOVERY_COMMANDS_MAX = 8;
/** The first writes of a boot are a sector's header and the state as it was found. */
const RECOVERY_ERASES_FROM = 0.9;

function hurt(kind: HurtKind, weight: number, forMs: FaultRow['forMs']): FaultRow {
  return {
    begin: ({ world, place, struck }, { board }) => {
      struck(kind, board);
      return world.hurt(kind, true, place(board).id);
    },
    end: ({ world, place }, { board }) => world.hurt(kind, false, place(board).id),
    weight,
    forMs,
  };
}

export const FAULTS: FaultTable = {
  'node-away': hurt('node-away', 3, [1_000, 90_000]),
  'empty-wallet': hurt('empty-wallet', 2, [5_000, 60_000]),
  'meter-silent': hurt('meter-silent', 3, [500, 30_000]),
  'ok-and-never-pays': hurt('ok-and-never-pays', 2, [5_000, 60_000]),
  'error-and-pays': hurt('error-and-pays', 2, [5_000, 90_000]),
  unplug: hurt('unplug', 3, [500, 40_000]),
  'power-cut': {
    begin: ({ place }, { board }) => place(board).cutPower(),
    weight: 6,
    forMs: INSTANT,
  },
  'cut-at-command': {
    begin: ({ place }, { board, size }) =>
      place(board).board.arm({
        at: 'command',
        after: Math.floor(size * COMMANDS_MAX),
        afterBoot: false,
      }),
    weight: 6,
    forMs: INSTANT,
  },
  'cut-at-byte': {
    begin: ({ place }, { board, size }) =>
      place(board).board.arm({ at: 'byte', after: Math.floor(size * BYTES_MAX), afterBoot: false }),
    weight: 10,
    forMs: INSTANT,
  },
  'cut-at-erase': {
    begin: ({ place }, { board, size }) =>
      place(board).board.arm({ at: 'erase', after: size, afterBoot: false }),
    weight: 2,
    forMs: INSTANT,
  },
  /** A cut, and another while the board finds its way back. */
  'cut-recovering': {
    begin({ place }, { board, size }) {
      const half = size < 0.5;
      const share = half ? 2 * size : (size - 0.5) / (RECOVERY_ERASES_FROM - 0.5);
      place(board).board.arm(
        size >= RECOVERY_ERASES_FROM
          ? { at: 'erase', after: (size - RECOVERY_ERASES_FROM) * 10, afterBoot: true }
          : {
              at: half ? 'command' : 'byte',
              after: Math.floor(share * (half ? RECOVERY_COMMANDS_MAX + 1 : BYTES_MAX)),
              afterBoot: true,
            },
      );
      place(board).cutPower();
    },
    weight: 8,
    forMs: INSTANT,
  },
};
