/**
 * The firmware sells energy on this machine and is cut from power in the middle of its pulls, again
 * and again. What the owner's node really took is then laid beside what the journal says.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LinBuild } from './build';
import { LinDesk } from './lin-desk';
import { startProgress } from './progress';
import { MOMENTS, type Moment } from './servers';

export type LinRun = {
  readonly settledPulls: number;
  readonly powerCuts: number;
  /** Invoices paid beside another one for the same pull, or credited twice. */
  readonly doublePayments: number;
  readonly lostMilliSat: number;
  readonly paidMilliSat: number;
  readonly creditedMilliSat: number;
  readonly chargedMilliSat: number;
  readonly deliveredMilliWattHours: number;
  readonly boots: number;
  readonly handshakes: number;
  readonly faults: readonly number[];
  readonly cutsAt: Readonly<Record<string, number>>;
  readonly isQuiet: boolean;
  /** Of an instrumented build: slots are twice as large here as on 32 bits. */
  readonly slotsPeakBytes: number | undefined;
  readonly chunksPeakBytes: number | undefined;
  readonly stackPeakBytes: number | undefined;
  /** Slots and chunks together, when garbage had just been collected. */
  readonly steadyBytes: number | undefined;
  readonly memoryFull: number;
};

export type LinRunOptions = {
  readonly build: LinBuild;
  readonly powerCuts: number;
  /** Pulls that settle without a cut, before the first. */
  readonly pullsFirst: number;
  readonly onLine: (atMs: number, line: string) => void;
};

/** A board that was just started is left alone so long. */
const CALM_MS = 1_500;
const OFF_MS = 300;
/** Within this a pull comes by, whatever was cut. */
const PULL_MS_MAX = 60_000;
const QUIET_MS_MAX = 90_000;
const LOOK_MS = 100;

export async function runLin(options: LinRunOptions): Promise<LinRun> {
  const { build, powerCuts, pullsFirst, onLine } = options;
  const folder = mkdtempSync(join(tmpdir(), 'device-'));
  let bootedAtMs = 0;
  let wanted: Moment | undefined;
  let memoryFull = 0;
  let struck: (() => void) | undefined;
  const desk: LinDesk = new LinDesk({
    build,
    folder,
    onMoment: (moment) => {
      if (moment !== wanted || desk.nowMs - bootedAtMs < CALM_MS) return;
      struck?.();
    },
    onLine: (line) => {
      if (line.includes('memory full')) memoryFull += 1;
      onLine(desk.nowMs, line);
    },
  });
  const cutsAt: Record<string, number> = {};
  let cuts = 0;
  const progress = startProgress('power cuts', powerCuts);
  try {
    await desk.begin();
    await until(() => desk.settlements.length >= pullsFirst, PULL_MS_MAX);
    for (; cuts < powerCuts; cuts++) {
      wanted = MOMENTS[cuts % MOMENTS.length]!;
      const isStruck = await new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => resolve(false), PULL_MS_MAX);
        struck = () => {
          struck = undefined;
          desk.firmware.cutPower();
          clearTimeout(timer);
          resolve(true);
        };
      });
      struck = undefined;
      onLine(desk.nowMs, `desk power-cut n=${cuts + 1} at=${isStruck ? wanted : 'none'}`);
      if (!isStruck) break;
      cutsAt[wanted] = (cutsAt[wanted] ?? 0) + 1;
      progress.reach(cuts + 1);
      await sleep(OFF_MS);
      bootedAtMs = desk.nowMs;
      desk.powerOn();
    }
    desk.rest();
    const isQuiet = await until(() => isAtRest(desk), QUIET_MS_MAX);
    const { 'Slot used': slots, 'Chunk used': chunks, 'Stack used': stack } = desk.peaks;
    const { 'Slot used': slotsLow, 'Chunk used': chunksLow } = desk.lows;
    const steady = [slotsLow, chunksLow].filter((each) => each !== undefined);
    return {
      ...accountOf(desk),
      powerCuts: cuts,
      cutsAt,
      isQuiet,
      slotsPeakBytes: slots,
      chunksPeakBytes: chunks,
      stackPeakBytes: stack,
      steadyBytes: steady.length === 2 ? sumOf(steady) : undefined,
      memoryFull,
    };
  } finally {
    progress.stop();
    await desk.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** No pull is open, and the journal knows of as much as the node took. */
function isAtRest({ view, settlements }: LinDesk): boolean {
  if (view === undefined || view.pulls.open > 0) return false;
  return creditedOf(view) >= sumOf(settlements.map(({ milliSat }) => milliSat));
}

function accountOf(desk: LinDesk) {
  const { view, settlements, boots, faults, handshakes, spentMilliSat } = desk;
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
  };
}

const creditedOf = (view: NonNullable<LinDesk['view']>): number =>
  sumOf(view.accounts.map(({ paidMilliSat, lateMilliSat }) => paidMilliSat + lateMilliSat));

const sumOf = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0);

async function until(isSo: () => boolean, msMax: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < msMax; waitedMs += LOOK_MS) {
    if (isSo()) return true;
    await sleep(LOOK_MS);
  }
  return isSo();
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
