/** A small street with its page, for tests: boards in Node, the ledger, and a car that stays. */
import { join } from 'node:path';
import { parseArguments } from '../host-sim/arguments';
import { nodeEngine } from '../host-sim/engines/node';
import { startPage } from '../host-sim/page/server';
import { startRun } from '../host-sim/run';
import { readScenario, type Scenario } from '../host-sim/scenario';

const ROOT = process.cwd();
const STAYS_SECONDS = 1_000_000;

export async function startStreet(port: number, speed: number) {
  const parsed = parseArguments([
    '--engine',
    'node',
    '--lightning',
    'ledger',
    '--speed',
    `${speed}`,
  ]);
  if (parsed.kind !== 'run') throw new Error('arguments');
  const street = readScenario('street', join(ROOT, 'host-sim/scenarios'));
  const scenario: Scenario = {
    ...street,
    boards: street.boards.map((board) => ({
      ...board,
      load: board.load.map((part) =>
        part.unplugs ? { ...part, onSeconds: STAYS_SECONDS, everySeconds: STAYS_SECONDS } : part,
      ),
    })),
  };
  const run = await startRun({
    root: ROOT,
    scenario,
    engine: nodeEngine,
    arguments: parsed.arguments,
    onLine: () => {},
  });
  const page = await startPage({ run, scenario, root: ROOT, port, engine: 'node', speed });
  const finished = run.finish();
  return {
    run,
    url: page.url,
    async stop() {
      run.pace.stop();
      await finished;
      await page.stop();
    },
  };
}
