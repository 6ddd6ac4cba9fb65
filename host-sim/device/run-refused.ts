/**
 * The firmware meets a server that poses as its owner's node: not one byte of HTTP may reach it,
 * nothing may be sold, and the status must name why. Then the right one is back, and it sells.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LinBuild } from './build';
import { until } from './lin-account';
import { LinDesk } from './lin-desk';
import { makeWrongNodes, type WrongNode } from './wrong-nodes';

export type RefusedRun = {
  readonly what: string;
  /** While the wrong one was there: how often it was met, and what it got of HTTP. */
  readonly meetings: number;
  readonly heardBytes: number;
  /** Requests of which it heard, and how often the contactor closed meanwhile. */
  readonly requests: number;
  readonly closed: number;
  /** Of the status, whatever it says of the node. */
  readonly named: readonly string[];
  /** With the right one: bytes, so that they are known to be counted, and pulls. */
  readonly heardBytesAfter: number;
  readonly settledAfter: number;
  readonly closedAfter: number;
};

export type RefusedOptions = {
  readonly build: LinBuild;
  readonly onLine: (atMs: number, line: string) => void;
};

const PRICE_MILLI_SAT_PER_KILOWATT_HOUR = 10_000_000;
/** A status comes every 5 s, and so does a try at the node. */
const NAMED_MS_MAX = 20_000;
const MEETINGS_MIN = 2;
const SELLS_MS_MAX = 60_000;

/** The fault that the status must name, and no other of the node's. */
const NAME = 'node-certificate-refused';

/** One after the other would take minutes; each has a process and a folder of its own. */
export async function runRefused(options: RefusedOptions): Promise<readonly RefusedRun[]> {
  return Promise.all((await makeWrongNodes()).map((node) => refuse(node, options)));
}

/** Whether it was refused as it must be, and the right one let in. */
export const isRefused = (run: RefusedRun): boolean =>
  run.meetings >= MEETINGS_MIN &&
  run.heardBytes === 0 &&
  run.requests === 0 &&
  run.closed === 0 &&
  run.named.join() === NAME &&
  run.heardBytesAfter > 0 &&
  run.settledAfter > 0 &&
  run.closedAfter > 0;

async function refuse(
  { what, trust, authorities, wrong, right }: WrongNode,
  { build, onLine }: RefusedOptions,
): Promise<RefusedRun> {
  const folder = mkdtempSync(join(tmpdir(), 'device-refused-'));
  let requests = 0;
  let closed = 0;
  const desk: LinDesk = new LinDesk({
    ...{ build, folder, isHurried: false },
    priceMilliSatPerKilowattHour: PRICE_MILLI_SAT_PER_KILOWATT_HOUR,
    node: { certificate: wrong, trust, authorities },
    onMoment: () => {
      requests += 1;
    },
    onLine: (line) => {
      if (line.startsWith('pin contactor=closed')) closed += 1;
      onLine(desk.nowMs, line);
    },
  });
  try {
    await desk.begin();
    const met = () => desk.servers?.nodeMet() ?? 0;
    const heard = () => desk.servers?.nodeHeardBytes() ?? 0;
    await until(() => namedOf(desk).length > 0 && met() >= MEETINGS_MIN, NAMED_MS_MAX);
    const before = { meetings: met(), heardBytes: heard(), requests, closed, named: namedOf(desk) };
    desk.servers?.present(right);
    await until(() => desk.settlements.length > 0 && closed > before.closed, SELLS_MS_MAX);
    const settledAfter = desk.settlements.length;
    onLine(desk.nowMs, `desk wrong-node what=${what} named=${before.named} sold=${settledAfter}`);
    return {
      ...{ what, ...before, settledAfter },
      heardBytesAfter: heard() - before.heardBytes,
      closedAfter: closed - before.closed,
    };
  } finally {
    await desk.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const namedOf = ({ view }: LinDesk): readonly string[] =>
  Object.keys(view?.faults ?? {}).filter((name) => name.startsWith('node-'));
