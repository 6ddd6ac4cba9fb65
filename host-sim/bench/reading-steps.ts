/**
 * What one reading costs in XS, in the engine's own steps (byte codes): inside `step`, and beside
 * it a whole second of a board on the desk with line, hands and JSON.
 */
import { bundleCell } from '../engines/bundle';
import { XS_MISSING, xsBinary, xsEngine } from '../engines/xs';
import type { ScenarioBoard } from '../scenario';
import type { Measured } from './figures';
import type { Measurement, Surroundings } from './measurement';
import type { StepInput, StepOutput } from './step-cell';
import { MINUTE_MS, scenarioOf, unpacedRun } from './street-run';

const READINGS = 5_000;
const READINGS_QUICK = 500;
const WHOLE_MS = 10 * MINUTE_MS;
const WHOLE_QUICK_MS = MINUTE_MS;

export const readingSteps: Measurement = {
  ids: ['reading-steps'],
  seconds: { full: 3, quick: 1 },
  measure,
};

async function measure({ root, isQuick, progress }: Surroundings): Promise<readonly Measured[]> {
  if (xsBinary() === undefined) throw new Error(XS_MISSING.replace(' Running in Node.', ''));
  const script = await bundleCell(`${root}/host-sim/bench/step-cell.ts`);
  const street = scenarioOf(root, 'street');
  const readings = isQuick ? READINGS_QUICK : READINGS;
  let [value, samples] = [0, 0];
  const notes: string[] = [];
  for (const board of street.boards) {
    const watts = board.load.reduce((sum, part) => sum + part.watts, 0);
    const steps = await stepsOf(script, board, watts, readings);
    notes.push(`${board.config.board.id} at ${watts} W ${steps}`);
    value = Math.max(value, steps);
    samples += readings;
    progress(samples / readings / (street.boards.length + 1));
  }
  const run = await unpacedRun(root, street, xsEngine, isQuick ? WHOLE_QUICK_MS : WHOLE_MS, 1);
  const whole = (await run.finish()).boards.map((board) => board.memory?.stepsPerReading ?? 0);
  const note =
    `mean of ${readings} with their checkpoints: ${notes.join(', ')}; a whole second with line, ` +
    `hands, payments and JSON ${whole.join(' and ')}`;
  return [{ id: 'reading-steps', value, samples, note }];
}

async function stepsOf(
  script: string,
  board: ScenarioBoard,
  watts: number,
  readings: number,
): Promise<number> {
  const cell = await xsEngine.start<StepInput, StepOutput>(script, { name: 'step cell' });
  const turn = async (input: StepInput): Promise<number> => {
    const { isSelling } = await cell.turn(input);
    if (!isSelling) throw new Error(`${board.config.board.id} is not selling`);
    return cell.memory()?.stepsLast ?? Number.NaN;
  };
  try {
    const node = { kind: 'lnd', credential: 'node-macaroon', url: 'https://node.example' };
    const config = { version: 1, ...board.config, network: 'regtest', node };
    await turn({ do: 'start', config, watts });
    const stepped = await turn({ do: 'step', readings });
    return Math.round((stepped - (await turn({ do: 'build', readings }))) / readings);
  } finally {
    cell.stop();
  }
}
