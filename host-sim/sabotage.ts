/**
 * Boards broken on purpose, one per checker, to prove that each checker sees what it is for. A
 * sabotage replaces one piece of the board's source while it is bundled; a piece that is not
 * there is an error, so that none goes stale.
 */
import type { CheckerName } from './checkers';
import type { Hurt } from './scenario';

export type Sabotage = {
  /** The checker that must fire. */
  readonly checker: CheckerName;
  readonly pieces: readonly Piece[];
  /** What the world must do for it to show. */
  readonly hurts?: readonly Hurt[];
};

/** `find` stands in `file` exactly once. */
export type Piece = { readonly file: string; readonly find: string; readonly put: string };

export const SABOTAGES: Readonly<Record<string, Sabotage>> = {
  'count-twice': {
    checker: 'money',
    pieces: [
      {
        file: 'src/account/apply.ts',
        find: 'accountAt(book, pull.account).paid += closed.received;',
        put: 'accountAt(book, pull.account).paid += 2 * closed.received;',
      },
    ],
  },
  'lose-a-sat': {
    checker: 'credit',
    pieces: [
      {
        file: 'src/account/account.ts',
        find: 'granted + earned + held - charged',
        put: 'granted + earned + held - 1_000 - charged',
      },
    ],
  },
  'forget-energy': {
    checker: 'energy',
    pieces: [
      {
        file: 'src/account/charging.ts',
        find: 'charging.pendingImport += energy;',
        put: 'charging.pendingImport += Math.floor(energy * 0.9);',
      },
    ],
  },
  overcharge: {
    checker: 'charge',
    pieces: [
      {
        file: 'src/account/pricing.ts',
        find: 'account.charged += charged.cost;',
        put: 'account.charged += charged.cost + 7;',
      },
    ],
  },
  'two-invoices': {
    checker: 'one-invoice',
    pieces: [
      {
        file: 'src/payment/closing.ts',
        find: "    pulling.next = 'cancel';\n",
        put: "    return closePull(state, now, 'void', 0, commands);\n",
      },
    ],
    hurts: [{ afterSeconds: 120, forSeconds: 600, kind: 'ok-and-never-pays' }],
  },
  'free-energy': {
    checker: 'right',
    pieces: [
      {
        file: 'src/sale/supply.ts',
        find: "  if (standing.left <= neededToClose(state, standing)) return 'no-credit';",
        put: '',
      },
    ],
    hurts: [{ afterSeconds: 1, forSeconds: 900, kind: 'empty-wallet' }],
  },
  'run-on': {
    checker: 'late-open',
    pieces: [
      {
        file: 'src/sale/supply.ts',
        find: 'if (standing.left <= neededToClose(state, standing))',
        put: 'if (standing.left <= neededToClose(state, standing) - 60_000)',
      },
    ],
    hurts: [{ afterSeconds: 60, forSeconds: 900, kind: 'empty-wallet' }],
  },
  'trust-silence': {
    checker: 'stale-meter',
    pieces: [
      {
        file: 'src/sale/supply.ts',
        find: 'durationMs(Math.floor(config.meter.intervalMs * LEASE_INTERVALS))',
        put: 'durationMs(3_600_000)',
      },
      {
        file: 'src/metering/estimate.ts',
        find: 'nowMono - state.lastMono >= STALE_INTERVALS * state.limits.intervalMs',
        put: 'nowMono < 0 * STALE_INTERVALS',
      },
    ],
    hurts: [{ afterSeconds: 300, forSeconds: 300, kind: 'meter-silent' }],
  },
};
