/**
 * Lives one life: the world runs, its faults strike, then all of them end, every board has one
 * last power cycle and must sell again, and the books are looked at.
 */
import type { Engine } from '../engines/engine';
import { EventQueue } from '../event-queue';
import { createLedgerPayments } from '../ledger-payments';
import { type Pace, unpaced } from '../pace';
import type { Place } from '../place';
import type { CutPlace } from '../power-cut';
import type { BoardCell } from '../surroundings';
import { World } from '../world';
import { FAULTS } from './kinds';
import type { Fault, Life } from './life';
import { CellLog } from './log';
import { noCounts, type Outcome, PULL_ENDS, type SoakViolation } from './outcome';
import type { Stage } from './stage';

/** From the last power cycle until the supply must have been closed once. */
export const SERVICE_WITHIN_MS = 120_000;
const LAST_CYCLE_MS = 2_000;
const STEADY_SECONDS = 6;
const DARK_MS = { least: 500, most: 5_000 };

export type LiveOptions = {
  readonly life: Life;
  readonly script: string;
  readonly engine: Engine;
  readonly isLogged: boolean;
};

export async function live({ life, script, engine, isLogged }: LiveOptions): Promise<Outcome> {
  const { seed, scenario, faultMs, calmMs } = life;
  const queue = new EventQueue();
  const pace = unpaced(queue);
  const startEpochMs = Date.parse(scenario.startsAt);
  const buyers = [...new Set(scenario.boards.map((board) => board.buyer))];
  const counts = noCounts();
  const violations: SoakViolation[] = [];
  const log = new CellLog(seed, queue);
  /** The cut that waits on a board, or the last that did. */
  const armed = new Map<Place, Fault>();
  let [isAtWork, hasCrashed, isCalm] = [false, false, false];

  const payments = createLedgerPayments({
    queue,
    epochMs: () => startEpochMs + queue.now,
    buyers,
    seed,
    latePayments: false,
    onPayment: (buyer) => world.beforePayment(buyer),
  });
  const world: World = new World({
    queue,
    scenario,
    seed,
    network: 'regtest',
    payments,
    startCell: async (id) => {
      const cell = (await engine.start(script, { name: id })) as BoardCell;
      return isLogged ? log.tap(id, cell) : cell;
    },
    startEpochMs,
    isPaced: false,
    flash: life.flash,
    latePayments: false,
    onLine: (board, atMs, line) => {
      if (!line.startsWith('crashed')) return;
      hasCrashed = true;
      violations.push({ checker: 'crashed', board, atMs, detail: line });
    },
    onCut: (place, cut) => {
      // A board that restarts by itself is no power cut, and comes back by itself.
      if (hasCrashed) hasCrashed = false;
      else cutHit(place, cut);
    },
  });
  const stage: Stage = {
    queue,
    world,
    payments,
    place: (index) => world.places[index]!,
    struck: (kind) => {
      counts.faults[kind] = (counts.faults[kind] ?? 0) + 1;
    },
  };

  function cutHit(place: Place, { during, isRecovery, isPullOpen }: CutPlace): void {
    if (isCalm) return;
    const by = counts.powerCutsBy;
    counts.powerCuts++;
    if (during !== 'neither') by[during]++;
    if (isPullOpen) by.openPull++;
    if (isRecovery) by.recovery++;
    if (during === 'neither' && !isPullOpen && !isRecovery) by.idle++;
    const fault = armed.get(place);
    stage.struck(
      isAtWork ? 'power-cut' : (fault?.kind ?? 'power-cut'),
      world.places.indexOf(place),
    );
    // The later digits of the size say how long it stays dark.
    const share = ((fault?.size ?? 0) * 1_000) % 1;
    const darkMs = Math.round(DARK_MS.least + share * (DARK_MS.most - DARK_MS.least));
    queue.after(darkMs, () => powerOn(place));
  }

  function begin(fault: Fault): void | Promise<void> {
    const row = FAULTS[fault.kind];
    if (row === undefined) throw new Error(`there is no fault ${fault.kind}`);
    if (row.end === undefined) armed.set(stage.place(fault.board), fault);
    isAtWork = true;
    try {
      return row.begin(stage, fault);
    } finally {
      isAtWork = false;
    }
  }

  for (const fault of life.faults) {
    queue.after(fault.atMs, () => begin(fault));
    const endMs = Math.min(faultMs, fault.atMs + fault.forMs);
    const { end } = FAULTS[fault.kind] ?? {};
    if (end !== undefined) queue.after(endMs, () => end(stage, fault));
  }
  await world.start();
  await pace.runUntil(faultMs);
  isCalm = true;
  for (const place of world.places) {
    place.board.arm({ at: 'command', after: Number.POSITIVE_INFINITY, afterBoot: false });
    await powerOn(place);
  }
  await pace.runUntil(faultMs + calmMs - SERVICE_WITHIN_MS - LAST_CYCLE_MS);
  for (const place of world.places) place.cutPower();
  await pace.runUntil(faultMs + calmMs - SERVICE_WITHIN_MS);
  for (const place of world.places) await powerOn(place);
  const idle = new Set(world.places);
  watchService(queue, idle);
  await pace.runUntil(faultMs + calmMs);
  const neverClosed = new Set(idle);
  await runUntilSteady(pace, world, queue);
  await world.audit();
  for (const [index, place] of world.places.entries()) {
    if (!neverClosed.has(place)) continue;
    const wallet = payments.wallet(scenario.boards[index]?.buyer ?? '');
    if ((wallet?.balanceMilliSat() ?? 0) === 0) continue;
    const { id, lastView, record } = place;
    const why = `${lastView?.supply.reason}, latch ${JSON.stringify(lastView?.latch)}`;
    const said = `blocked ${lastView?.blocked}, said last: ${record.lines.slice(-3).join(' | ')}`;
    const detail = `not closed within ${SERVICE_WITHIN_MS / 1_000} s of calm: ${why}, ${said}`;
    violations.push({ checker: 'service', board: id, atMs: queue.now, detail });
  }
  for (const { checker, board, at, detail } of world.checkers.violations) {
    violations.push({ checker, board, atMs: at, detail });
  }
  for (const { lastView } of world.places) {
    for (const end of PULL_ENDS) counts.pulls[end] += lastView?.pulls[end] ?? 0;
  }
  counts.seeds = 1;
  counts.simulatedMs = queue.now;
  for (const place of world.places) place.cutPower();
  await payments.stop();
  return { seed, counts, violations, log: log.text };
}

/** Booting twice would offer the link twice. */
const powerOn = (place: Place): void | Promise<void> =>
  place.board.isPowered ? undefined : place.powerOn();

/**
 * The energy checker allows for what flows while a meter is read, at the power of the moment: that
 * must be the power of the last readings too.
 */
async function runUntilSteady(pace: Pace, world: World, queue: EventQueue): Promise<void> {
  const power = () => world.places.map(({ load }) => load.milliWatts).join();
  for (let [steadySeconds, before] = [0, power()]; steadySeconds < STEADY_SECONDS; ) {
    await pace.runUntil(queue.now + 1_000);
    steadySeconds = power() === before ? steadySeconds + 1 : 0;
    before = power();
  }
}

/** Takes every place off `idle` that closes. */
function watchService(queue: EventQueue, idle: Set<Place>): void {
  for (const place of idle) if (place.contactor.isClosed) idle.delete(place);
  if (idle.size > 0) queue.after(1_000, () => watchService(queue, idle));
}
