/**
 * What the contactor is told, computed from the state after every step and never toggled by
 * branches. `closed` needs every reason for it; anything missing opens (design rule 6).
 *
 *   open ──credit, fresh reading, off long enough──▶ closed ──credit or terms end, EV──▶ wind-down
 *    ▲                                                 │                                    │
 *    └───────────── safety: at once ───────────────────┴────────── after 6 s at most ───────┘
 */
import { keepTail, soldToSale } from '../account/charging';
import { meterTrust } from '../metering/estimate';
import type { Command, Now, SupplyState } from '../ports';
import type { BoardState } from '../state';
import { durationMs } from '../units';
import { neededToClose, type Standing } from './reserve';

/** Why the supply is not closed. The first five are the buyer's business, the rest safety. */
export type OpenReason =
  | 'no-sale'
  | 'no-credit'
  | 'terms-ended'
  | 'deposit-due'
  | 'minimum-off'
  | 'starting'
  | 'meter-silent'
  | 'meter-implausible'
  | 'over-current'
  | 'meter-changed'
  | 'meter-disagrees'
  | 'journal-failed'
  | 'journal-damaged'
  | 'journal-blocked'
  | 'contactor-welded'
  | 'contactor-failed-to-close';

export type Supply = {
  told: SupplyState;
  reason: OpenReason | 'none';
  /** When `told` last changed. */
  sinceMono: number;
  /** When the contactor was last told to open; -1 while it is closed. */
  openedMono: number;
  /** When it was last told to close while open: what the register owes since flowed since. */
  closedMono: number;
  /** When the guard opens a contactor that was told nothing since. */
  leaseUntilMono: number;
  /** Opened for want of credit: closes again only with the reserve and a payment. */
  wasShort: boolean;
  operations: number;
  closedMs: number;
  /** How long each reason has kept the supply from being closed, and since when the last does. */
  openMs: Partial<Record<OpenReason, number>>;
  reasonSinceMono: number;
};

export const openSupply = (): Supply => ({
  told: 'open',
  reason: 'starting',
  sinceMono: 0,
  openedMono: 0,
  closedMono: 0,
  leaseUntilMono: 0,
  wasShort: false,
  operations: 0,
  closedMs: 0,
  openMs: {},
  reasonSinceMono: 0,
});

/** Below this an EV counts as having stopped: 1 A at 230 V. */
const STOPPED_MILLIWATTS = 230_000;

/** One lost reading does not open, two do. */
const LEASE_INTERVALS = 2.5;

const UNTRUSTED = Object.freeze({
  'no-reading': 'starting',
  stale: 'meter-silent',
  implausible: 'meter-implausible',
} as const);

/** Undefined when the contactor may be closed. */
function reasonToOpen(
  state: BoardState,
  now: Now,
  standing: Standing | undefined,
): OpenReason | undefined {
  const { book, metering, supply } = state;
  if (state.journalFailed) return 'journal-failed';
  if (book.latch !== undefined) return book.latch;
  const trust = meterTrust(metering, now.mono);
  if (trust !== 'trusted') return UNTRUSTED[trust];
  if (state.serial === '') return 'starting';
  if (standing === undefined) return 'no-sale';
  if (state.termsEnded) return book.deposit?.stage === 'due' ? 'deposit-due' : 'terms-ended';
  // What another used waits for the clock: till then this buyer's cannot be put down.
  const { pendingImport, pendingAccount } = state.charging;
  if (pendingImport > 0 && pendingAccount !== book.sale?.account) return 'starting';

  if (standing.left <= neededToClose(state, standing)) return 'no-credit';
  const offMs = now.mono - supply.openedMono;
  if (supply.told === 'open' && offMs < state.config.supply.minimumOffMs) return 'minimum-off';
  return undefined;
}

/** For money an EV may wind down; for safety nothing waits. */
const mayWindDown = (reason: OpenReason): boolean =>
  reason === 'no-credit' || reason === 'terms-ended';

/**
 * Tells the contactor. `fresh`: this step took in a good reading, the only ground on which the
 * lease of a closed contactor is given or renewed. `standing`: of the sale's buyer, if any.
 */
export function supplyStep(
  state: BoardState,
  now: Now,
  fresh: boolean,
  standing: Standing | undefined,
  commands: Command[],
): void {
  const { supply } = state;
  // The guard has opened by now: say so, and count the minimum off time from here.
  const ranOut = supply.told === 'closed' && now.mono >= supply.leaseUntilMono;
  const reason = ranOut ? 'meter-silent' : reasonToOpen(state, now, standing);

  if (reason === undefined) {
    because(supply, now, 'none');
    if (!fresh) return;
    if (supply.told !== 'closed') {
      turn(state, now, 'closed', commands);
      // What was read at boot may read otherwise at the next: power flows on what is written.
      if (state.ring.mustRestate) state.ring.isDirty = true;
    }
    supply.wasShort = false;
    commands.push(lease(state, now));
    return;
  }

  because(supply, now, reason);
  if (reason === 'no-credit' && supply.told === 'closed') supply.wasShort = true;
  if (supply.told === 'open') return;
  const { pilot, windDownMs } = state.config.supply;
  if (pilot && mayWindDown(reason)) {
    if (supply.told === 'closed') {
      turn(state, now, 'wind-down', commands);
      commands.push({ kind: 'supply', state: 'wind-down', validForMs: durationMs(windDownMs) });
      return;
    }
    if (now.mono - supply.sinceMono < windDownMs && state.powerNow > STOPPED_MILLIWATTS) return;
  }
  turn(state, now, 'open', commands);
  commands.push({ kind: 'supply', state: 'open', validForMs: durationMs(0) });
}

/** Closed until so long after this reading. */
function lease({ supply, config, terms }: BoardState, now: Now): Command {
  const validForMs = durationMs(Math.floor(config.meter.intervalMs * LEASE_INTERVALS));
  supply.leaseUntilMono = now.mono + validForMs;
  const { currentMax } = terms;
  return config.supply.pilot
    ? { kind: 'supply', state: 'closed', validForMs, currentMax }
    : { kind: 'supply', state: 'closed', validForMs };
}

function because(supply: Supply, now: Now, reason: OpenReason | 'none'): void {
  const before = supply.reason;
  if (before === reason) return;
  if (before !== 'none') {
    supply.openMs[before] = (supply.openMs[before] ?? 0) + now.mono - supply.reasonSinceMono;
  }
  supply.reason = reason;
  supply.reasonSinceMono = now.mono;
}

function turn(state: BoardState, now: Now, to: SupplyState, commands: Command[]): void {
  const { supply } = state;
  const wasOn = supply.told !== 'open';
  if (wasOn) supply.closedMs += now.mono - supply.sinceMono;
  if (wasOn !== (to !== 'open')) {
    supply.operations++;
    state.metering.hasMoved = true;
  }
  supply.openedMono = to === 'open' ? now.mono : -1;
  // From a wind-down it was closed all the time.
  if (to === 'closed' && !wasOn) supply.closedMono = now.mono;
  // Known from here and not from the next reading: one may draw for less than an interval.
  if (to === 'closed') soldToSale(state);
  if (to === 'open') keepTail(state, now.mono);
  supply.told = to;
  supply.sinceMono = now.mono;
  commands.push({
    kind: 'log',
    event: { area: 'supply', what: to, fields: { reason: supply.reason } },
  });
}
