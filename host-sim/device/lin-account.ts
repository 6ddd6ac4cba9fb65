/** What a run of the firmware came to: the servers' money beside the journal's, and its memory. */
import type { LinDesk } from './lin-desk';

export type LinAccount = {
  readonly settledPulls: number;
  /** Invoices paid beside another one for the same pull, or credited twice. */
  readonly doublePayments: number;
  readonly lostMilliSat: number;
  readonly paidMilliSat: number;
  readonly creditedMilliSat: number;
  readonly chargedMilliSat: number;
  readonly deliveredMilliWattHours: number;
  readonly boots: number;
  readonly handshakes: number;
  /** What it ended with by itself. */
  readonly faults: readonly number[];
  readonly isImageConfirmed: boolean;
  /** Of an instrumented build: slots are twice as large on 64 bits as on 32. */
  readonly slotsPeakBytes: number | undefined;
  readonly chunksPeakBytes: number | undefined;
  readonly stackPeakBytes: number | undefined;
  /** The least since the last boot: nearly what is left when garbage has just been collected. */
  readonly slotsSteadyBytes: number | undefined;
  readonly chunksSteadyBytes: number | undefined;
};

/** Pulls that settle in any run, and before the first cut. */
export const PULLS_FIRST = 3;
const LOOK_MS = 100;

/** Nothing lost, nothing taken twice, and no end that nobody made. */
export const isGood = (
  run: LinAccount & { readonly isQuiet: boolean; readonly memoryFull: number },
): boolean =>
  run.isQuiet &&
  run.settledPulls >= PULLS_FIRST &&
  run.doublePayments === 0 &&
  run.lostMilliSat === 0 &&
  run.memoryFull === 0 &&
  run.faults.length === 0;

/** No pull is open, and the journal knows of as much as the node took. */
export function isAtRest({ view, settlements }: LinDesk): boolean {
  if (view === undefined || view.pulls.open > 0) return false;
  return creditedOf(view) >= sumOf(settlements.map(({ milliSat }) => milliSat));
}

export function accountOf(desk: LinDesk): LinAccount {
  const { view, settlements, boots, faults, handshakes, spentMilliSat } = desk;
  const { 'Slot used': slots, 'Chunk used': chunks, 'Stack used': stack } = desk.peaks;
  const { 'Slot used': slotsLow, 'Chunk used': chunksLow } = desk.lows;
  const paidMilliSat = sumOf(settlements.map(({ milliSat }) => milliSat));
  const creditedMilliSat = view === undefined ? 0 : creditedOf(view);
  const hashes = new Set(settlements.map(({ hash }) => hash));
  const closed = (view?.pulls.settled ?? 0) + (view?.pulls.late ?? 0);
  return {
    settledPulls: view?.pulls.settled ?? 0,
    // One payment a pull: the node took as many as the journal closed as settled.
    doublePayments: settlements.length - hashes.size + Math.max(0, settlements.length - closed),
    lostMilliSat: Math.abs(paidMilliSat - creditedMilliSat) + (spentMilliSat - paidMilliSat),
    paidMilliSat,
    creditedMilliSat,
    chargedMilliSat: sumOf((view?.accounts ?? []).map(({ chargedMilliSat }) => chargedMilliSat)),
    deliveredMilliWattHours: desk.deliveredMilliWattHours(),
    boots,
    handshakes,
    faults: [...faults],
    isImageConfirmed: desk.isImageConfirmed,
    slotsPeakBytes: slots,
    chunksPeakBytes: chunks,
    stackPeakBytes: stack,
    slotsSteadyBytes: slotsLow,
    chunksSteadyBytes: chunksLow,
  };
}

const creditedOf = (view: NonNullable<LinDesk['view']>): number =>
  sumOf(view.accounts.map(({ paidMilliSat, lateMilliSat }) => paidMilliSat + lateMilliSat));

const sumOf = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0);

export async function until(isSo: () => boolean, msMax: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < msMax; waitedMs += LOOK_MS) {
    if (isSo()) return true;
    await sleep(LOOK_MS);
  }
  return isSo();
}

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
