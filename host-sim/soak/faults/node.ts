/**
 * Faults of the owner's node, and payments that reach it otherwise than asked. What it once took
 * it has: that it does not say so any more is its fault, and no board's.
 */
import type { FaultRow, FaultTable } from '../stage';
import { armed, inWindow, upTo } from './bend-row';

const CLOCK_OFF_MS = 300_000;
const CANCELS_REFUSED_MAX = 5;
const WRONG_MAX = 3;

/** Money that a node forgot nobody can credit. */
const forgets = (row: FaultRow): FaultRow => ({ ...row, excuses: ['complete'] });

export const NODE_FAULTS: FaultTable = {
  'node-restarts': {
    begin({ payments, struck, met, world }, fault) {
      for (let board = 0; board < world.places.length; board++) met('node-away', board);
      payments.restartNode(true, (board = fault.board) => struck('node-restarts', board));
    },
    end: ({ payments }) => payments.restartNode(false, () => {}),
    weight: 1,
    forMs: [500, 20_000],
  },
  'node-restored': forgets(armed('node-restored', 2)),
  'node-replaced': forgets({
    begin: ({ payments, struck }, fault) =>
      payments.replaceNode(true, (board = fault.board) => struck('node-replaced', board)),
    end: ({ payments }) => payments.replaceNode(false, () => {}),
    weight: 1,
    forMs: [2_000, 90_000],
  }),
  'node-forgets': inWindow('node-forgets', 1, [5_000, 120_000], () => ({ isOfAll: true })),
  'node-busy': inWindow('node-busy', 1, [1_000, 60_000], (size) => ({
    isOfAll: true,
    oneIn: upTo(3, size),
  })),
  'node-clock-off': {
    begin: ({ payments, struck }, fault) => {
      const skewMs = Math.round((2 * fault.size - 1) * CLOCK_OFF_MS) || CLOCK_OFF_MS;
      payments.setNodeClock(skewMs, (board = fault.board) => struck('node-clock-off', board));
    },
    end: ({ payments }) => payments.setNodeClock(0, () => {}),
    weight: 2,
    forMs: [5_000, 60_000],
  },
  'credential-revoked': inWindow('credential-revoked', 1.5, [1_000, 60_000], () => ({
    isOfAll: true,
  })),
  'node-cannot-cancel': armed('node-cannot-cancel', 2, (size) => ({
    times: upTo(CANCELS_REFUSED_MAX, size),
  })),
  'create-answer-lost': armed('create-answer-lost', 2),
  'wrong-invoice': armed('wrong-invoice', 2, (size) => ({ times: upTo(WRONG_MAX, size) })),
  'paid-in-parts': armed('paid-in-parts', 3),
  'paid-late': armed('paid-late', 3),
  'paid-double': armed('paid-double', 2),
  'paid-less': armed('paid-less', 2),
};
