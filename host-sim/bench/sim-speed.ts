/** How fast a day of one flat passes in Node: board, meter, line, node and wallet included. */
import { loadavg } from 'node:os';
import { nodeEngine } from '../engines/node';
import type { Measured } from './figures';
import type { Measurement, Surroundings } from './measurement';
import { DAY_MS, scenarioOf, unpacedRun } from './street-run';

const RUNS = 3;
const BOARD = 'flat-3';

export const simSpeed: Measurement = {
  ids: ['sim-speed'],
  seconds: { full: 8, quick: 1 },
  measure,
};

async function measure({ root, isQuick, progress }: Surroundings): Promise<readonly Measured[]> {
  const scenario = scenarioOf(root, 'street', BOARD);
  const simulatedMs = isQuick ? DAY_MS / 12 : DAY_MS;
  const loadBefore = loadavg()[0] ?? 0;
  const speeds: number[] = [];
  for (let count = 0; count < RUNS; count++) {
    const run = await unpacedRun(root, scenario, nodeEngine, simulatedMs, 1);
    const startedMs = performance.now();
    await run.finish();
    speeds.push(Math.round(simulatedMs / (performance.now() - startedMs)));
    progress((count + 1) / RUNS);
  }
  speeds.sort((a, b) => a - b);
  const hours = simulatedMs / 3_600_000;
  const note =
    `median of ${RUNS} runs of ${hours} h, ${speeds[0]} to ${speeds.at(-1)}; ` +
    `load average of the machine before it ${loadBefore.toFixed(1)}`;
  return [{ id: 'sim-speed', value: speeds[(RUNS - 1) / 2] ?? Number.NaN, samples: RUNS, note }];
}
