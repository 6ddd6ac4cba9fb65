/** All measurements, in the order they run, and what their results become. */
import { beyondCredit } from './beyond-credit';
import { costs } from './cost';
import { FIGURES, type Measured, type Row, rowOf } from './figures';
import { flash } from './flash';
import { handshakes } from './handshakes';
import { interruptions } from './interruptions';
import type { Measurement, Surroundings } from './measurement';
import { moneyLost } from './money-lost';
import { startProgress } from './progress';
import { reaction } from './reaction';
import { readingSteps } from './reading-steps';
import { simSpeed } from './sim-speed';
import { xsMemory } from './xs-memory';

/** The clock's one first, before the others have filled the memory of the process. */
export const MEASUREMENTS: readonly Measurement[] = [
  simSpeed,
  costs,
  flash,
  moneyLost,
  reaction,
  beyondCredit,
  interruptions,
  readingSteps,
  xsMemory,
  handshakes,
];

export type Bench = { readonly rows: readonly Row[]; readonly failures: readonly string[] };

/**
 * Measures what the rows of `ids` need, one after another. A measurement that fails leaves its
 * rows without samples and does not keep the others from running.
 */
export async function runBench(
  ids: readonly string[],
  around: Omit<Surroundings, 'progress'>,
  measurements: readonly Measurement[] = MEASUREMENTS,
): Promise<Bench> {
  const wanted = measurements.filter((each) => each.ids.some((id) => ids.includes(id)));
  const found = new Map<string, Measured>();
  const failures: string[] = [];
  const progress = startProgress(wanted, around.isQuick);
  for (const measurement of wanted) {
    progress.begin(measurement);
    try {
      const measured = await measurement.measure({ ...around, progress: progress.share });
      for (const each of measured) found.set(each.id, each);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      failures.push(`${measurement.ids.join(', ')}: ${why}`);
    }
  }
  progress.stop();
  const rows = FIGURES.filter(({ id }) => ids.includes(id)).map((figure) =>
    rowOf(figure, found.get(figure.id)),
  );
  return { rows, failures };
}
