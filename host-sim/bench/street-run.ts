/** Short runs of scenarios for measurements: unpaced, on the ledger, nothing printed. */
import type { Arguments } from '../arguments';
import type { Engine } from '../engines/engine';
import { type Run, startRun } from '../run';
import { readScenario, type Scenario } from '../scenario';

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** A scenario of the folder, with those boards only whose id is `board`, when one is given. */
export function scenarioOf(root: string, name: string, board?: string): Scenario {
  const scenario = readScenario(name, `${root}/host-sim/scenarios`);
  const boards = scenario.boards.filter(
    ({ config }) => board === undefined || config.board.id === board,
  );
  if (boards.length === 0) throw new Error(`scenario ${name} has no board ${board}`);
  return { ...scenario, boards };
}

/** Ready to `finish`. */
export function unpacedRun(
  root: string,
  scenario: Scenario,
  engine: Engine,
  forMs: number,
  seed: number,
): Promise<Run> {
  const options: Arguments = {
    scenario: scenario.name,
    engine: engine.name,
    lightning: 'ledger',
    speed: 'max',
    forMs,
    seed,
    port: 0,
    isHeadless: true,
    json: undefined,
    sabotage: undefined,
    latePayments: false,
  };
  return startRun({ root, scenario, engine, arguments: options, onLine: () => {} });
}
