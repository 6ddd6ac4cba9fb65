/** The run as JSON: what the boards say, and beside it what the world and the nodes say. */
import type { View } from '../src/web/view';
import type { Violation } from './checkers';
import type { Payments } from './payments';
import type { Place } from './place';
import type { World } from './world';

export const REPORT_SCHEMA = 1;

export type ReportOptions = {
  readonly seed: number;
  readonly engine: string;
  readonly lightning: string;
  readonly speed: number | 'max';
  readonly simulatedSeconds: number;
  readonly wallSeconds: number;
  /** `performance.now()` when the run began. */
  readonly startedWallMs: number;
};

/** Everything in the unit its key names. Wall times are null where nothing was paced. */
export function report(world: World, payments: Payments, options: ReportOptions) {
  const { startedWallMs, ...head } = options;
  const at = Math.round(options.simulatedSeconds * 1_000);
  const wallSeconds = (ms: number) =>
    ms === -1 || options.speed === 'max' ? null : Math.round(ms - startedWallMs) / 1_000;
  const { lightning } = payments;
  let [spent, fees] = [0, 0];
  for (const buyer of new Set(world.places.map((place) => place.buyer))) {
    spent += payments.wallet(buyer)?.spentMilliSat() ?? 0;
    fees += payments.wallet(buyer)?.feesMilliSat() ?? 0;
  }
  return {
    schema: REPORT_SCHEMA,
    ...head,
    boards: world.places.map((place) => boardReport(place, wallSeconds)),
    world: {
      boards: world.places.map((place) => ({
        id: place.id,
        deliveredMilliWattHours: place.book.deliveredMilliWattHours(at),
      })),
      ownerReceivedMilliSat: lightning?.owner.receivedMilliSat() ?? null,
      buyerSpentMilliSat: spent,
      feesMilliSat: fees,
    },
    violations: world.checkers.violations as readonly Violation[],
  };
}

export type Report = ReturnType<typeof report>;

function boardReport(place: Place, wallSeconds: (ms: number) => number | null) {
  place.measureExcess();
  const view = place.lastView;
  const memory = place.board.memory();
  const readings = view?.readings.good ?? 0;
  return {
    id: place.id,
    readings: view?.readings ?? { good: 0, failed: 0, implausible: 0, frames: 0 },
    meter: {
      importMilliWattHours: view?.meter.importMilliWattHours ?? 0,
      exportMilliWattHours: view?.meter.exportMilliWattHours ?? 0,
      unauthorisedMilliWattHours: view?.meter.unauthorisedMilliWattHours ?? 0,
    },
    accounts: (view?.accounts ?? []).map(({ grantedMilliSat: _, role: __, ...account }) => account),
    sales: place.record.sales,
    pulls: view?.pulls ?? NO_PULLS,
    pullLatencyMs: percentiles(place.record.latenciesMs),
    supply: {
      state: view?.supply.state ?? 'open',
      closedSeconds: Math.round((view?.supply.closedMs ?? 0) / 1_000),
      operations: place.contactor.operations,
    },
    suspended: secondsBy(view),
    faults: view?.faults ?? {},
    beyondCreditMilliWattHours: place.beyondCreditMilliWattHours,
    firstSettledWallSeconds: wallSeconds(place.record.firstSettledWallMs),
    firstClosedWallSeconds: wallSeconds(place.firstClosedWallMs),
    memory:
      memory === null
        ? null
        : {
            slotsPeak: memory.slotsPeak,
            stepsPerReading: Math.round((memory.stepsPerTurn * memory.turns) / (readings || 1)),
          },
  };
}

const NO_PULLS = { settled: 0, void: 0, lapsed: 0, late: 0, unknown: 0, open: 0 };

function secondsBy(view: View | undefined): Record<string, number> {
  const seconds: Record<string, number> = {};
  for (const [reason, ms] of Object.entries(view?.supply.openMs ?? {})) {
    seconds[reason] = Math.round(ms / 1_000);
  }
  return seconds;
}

/** Nearest rank; null without samples, because no number would be true. */
export function percentiles(samples: readonly number[]) {
  const sorted = [...samples].sort((a, b) => a - b);
  const rank = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? null;
  return { p50: rank(0.5), p95: rank(0.95), p99: rank(0.99) };
}
