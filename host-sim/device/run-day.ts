/**
 * The firmware sells for a day in minutes: its clock goes to its next timer whenever nothing
 * outside is awaited, and this world follows it. All else is as in life: the VM and its fixed heap,
 * TLS, HTTP, flash in a file, each answer of meter and servers.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LinBuild } from './build';
import { accountOf, isAtRest, type LinAccount, sleep, until } from './lin-account';
import { LinDesk } from './lin-desk';
import { startProgress } from './progress';

export type DayRun = LinAccount & {
  /** By the board's clock, and by this machine's. */
  readonly boardHours: number;
  readonly tookSec: number;
  readonly isQuiet: boolean;
  readonly memoryFull: number;
};

export type DayRunOptions = {
  readonly build: LinBuild;
  readonly hours: number;
  readonly onLine: (atMs: number, line: string) => void;
};

/** A payment every two minutes. */
const PRICE_MILLI_SAT_PER_KILOWATT_HOUR = 500_000;
const HOUR_MS = 3_600_000;
const LOOK_MS = 500;
/** A clock that stands still so long, with all that was awaited timed out, stands for good. */
const STANDS_MS_MAX = 120_000;
const QUIET_MS_MAX = 90_000;

export async function runDay({ build, hours, onLine }: DayRunOptions): Promise<DayRun> {
  const folder = mkdtempSync(join(tmpdir(), 'device-day-'));
  const startedMs = performance.now();
  let memoryFull = 0;
  const desk: LinDesk = new LinDesk({
    build,
    folder,
    priceMilliSatPerKilowattHour: PRICE_MILLI_SAT_PER_KILOWATT_HOUR,
    isHurried: true,
    onMoment: () => {},
    onLine: (line) => {
      if (line.includes('memory full')) memoryFull += 1;
      onLine(desk.nowMs, line);
    },
  });
  const progress = startProgress('hours of the board', hours);
  try {
    await desk.begin();
    for (let [standsMs, beforeMs] = [0, 0]; standsMs < STANDS_MS_MAX; standsMs += LOOK_MS) {
      if (desk.nowMs >= hours * HOUR_MS) break;
      if (desk.nowMs > beforeMs) standsMs = 0;
      beforeMs = desk.nowMs;
      progress.reach(desk.nowMs / HOUR_MS);
      await sleep(LOOK_MS);
    }
    const boardHours = desk.nowMs / HOUR_MS;
    desk.rest();
    const isQuiet = await until(() => isAtRest(desk), QUIET_MS_MAX);
    const tookSec = Math.round((performance.now() - startedMs) / 1_000);
    return { ...accountOf(desk), boardHours, tookSec, isQuiet, memoryFull };
  } finally {
    progress.stop();
    await desk.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
