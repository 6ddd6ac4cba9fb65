/**
 * The energy delivered beyond what was settled, on days when everything goes wrong, without any
 * reserve by the terms. Read from the world's own books.
 */
import { nodeEngine } from '../engines/node';
import type { Scenario } from '../scenario';
import type { Measured } from './figures';
import type { Measurement, Surroundings } from './measurement';
import { MINUTE_MS, scenarioOf, unpacedRun } from './street-run';

const SEEDS = 24;
const SEEDS_QUICK = 3;
const RUN_MS = 120 * MINUTE_MS;

export const beyondCredit: Measurement = {
  ids: ['beyond-credit'],
  seconds: { full: 12, quick: 2 },
  measure,
};

async function measure({ root, isQuick, progress }: Surroundings): Promise<readonly Measured[]> {
  const scenario = withoutReserve(scenarioOf(root, 'rough-day'));
  const seeds = isQuick ? SEEDS_QUICK : SEEDS;
  const violations: string[] = [];
  let [worst, samples, cutOffs] = [0, 0, 0];
  for (let seed = 1; seed <= seeds; seed++) {
    const run = await unpacedRun(root, scenario, nodeEngine, RUN_MS, seed);
    const report = await run.finish();
    for (const board of report.boards) {
      worst = Math.max(worst, board.beyondCreditMilliWattHours);
      samples += 1;
      if ((board.suspended['no-credit'] ?? 0) > 60) cutOffs += 1;
    }
    for (const { checker, board } of report.violations) {
      violations.push(`${checker} at ${board}, seed ${seed}`);
    }
    progress(seed / seeds);
  }
  const found = violations.length === 0 ? '' : `; checkers fired: ${violations.join('; ')}`;
  const note =
    `${seeds} seeds of rough-day, 2 h each; ${cutOffs} of ${samples} boards were without credit ` +
    `for more than a minute${found}`;
  const isSpoilt = violations.length > 0 || cutOffs === 0;
  return [{ id: 'beyond-credit', value: worst, samples, note, isSpoilt }];
}

const withoutReserve = (scenario: Scenario): Scenario => ({
  ...scenario,
  boards: scenario.boards.map((board) => {
    const terms = { ...(board.config['terms'] as object), reserveSat: 0 };
    return { ...board, config: { ...board.config, terms } };
  }),
});
