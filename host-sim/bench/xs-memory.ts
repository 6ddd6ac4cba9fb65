/**
 * Slots that a running sale takes in XS. The worker counts slots and not chunks, so this is a note
 * on a figure that is not yet measured.
 */
import type { Cell, CellMemory, CellOptions, Engine } from '../engines/engine';
import { XS_MISSING, xsBinary, xsEngine } from '../engines/xs';
import type { Measured } from './figures';
import type { Measurement, Surroundings } from './measurement';
import { MINUTE_MS, scenarioOf, unpacedRun } from './street-run';

const RUN_MS = 30 * MINUTE_MS;
const RUN_QUICK_MS = 3 * MINUTE_MS;
/** Of a slot on a 32-bit target. */
const SLOT_BYTES = 16;
const BOARD = 'flat-3';

export const xsMemory: Measurement = {
  ids: ['xs-memory'],
  seconds: { full: 3, quick: 0.5 },
  measure,
};

async function measure({ root, isQuick }: Surroundings): Promise<readonly Measured[]> {
  if (xsBinary() === undefined) throw new Error(XS_MISSING.replace(' Running in Node.', ''));
  const scenario = scenarioOf(root, 'street', BOARD);
  const { engine, memory } = watched(xsEngine);
  const run = await unpacedRun(root, scenario, engine, isQuick ? RUN_QUICK_MS : RUN_MS, 1);
  const report = await run.finish();
  const { slotsLoaded, slotsPeak } = memory();
  const slots = slotsPeak - slotsLoaded;
  const settled = report.boards[0]?.pulls.settled ?? 0;
  const note =
    `slots only: ${slots} at most beyond the ${slotsLoaded} of the loaded script, ` +
    `${slots * SLOT_BYTES} bytes on a 32-bit target, seen after collections in a sale with ` +
    `${settled} pulls, input and output as JSON included; chunks are not counted`;
  return [{ id: 'xs-memory', value: slots * SLOT_BYTES, samples: 0, note }];
}

/** The same engine, and what its last cell used. */
function watched(of: Engine): { readonly engine: Engine; readonly memory: () => CellMemory } {
  let last: Cell<never, unknown> | undefined;
  const engine: Engine = {
    name: of.name,
    async start<In, Out>(script: string, options?: CellOptions): Promise<Cell<In, Out>> {
      const cell = await of.start<In, Out>(script, options);
      last = cell;
      return cell;
    },
  };
  return {
    engine,
    memory() {
      const memory = last?.memory() ?? undefined;
      if (memory === undefined) throw new Error('the engine did not count');
      return memory;
    },
  };
}
