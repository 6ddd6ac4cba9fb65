/**
 * The firmware sells energy on this machine and is cut from power in the middle of its pulls, again
 * and again. What the owner's node really took is then laid beside what the journal says.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LinBuild } from './build';
import { accountOf, isAtRest, type LinAccount, sleep, until } from './lin-account';
import { LinDesk } from './lin-desk';
import { startProgress } from './progress';
import { MOMENTS, type Moment } from './servers';

export type LinRun = LinAccount & {
  readonly powerCuts: number;
  readonly cutsAt: Readonly<Record<string, number>>;
  readonly isQuiet: boolean;
  readonly memoryFull: number;
};

export type LinRunOptions = {
  readonly build: LinBuild;
  readonly powerCuts: number;
  /** Pulls that settle before the first cut. */
  readonly pullsFirst: number;
  readonly onLine: (atMs: number, line: string) => void;
};

/** So dear that a pull is due every few seconds. */
const PRICE_MILLI_SAT_PER_KILOWATT_HOUR = 10_000_000;
/** A board that was just started is left alone so long. */
const CALM_MS = 1_500;
const OFF_MS = 300;
/** Within this a pull comes by, whatever was cut. */
const PULL_MS_MAX = 60_000;
const QUIET_MS_MAX = 90_000;

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
    priceMilliSatPerKilowattHour: PRICE_MILLI_SAT_PER_KILOWATT_HOUR,
    isHurried: false,
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
    return { ...accountOf(desk), powerCuts: cuts, cutsAt, isQuiet, memoryFull };
  } finally {
    progress.stop();
    await desk.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
