/** Interruptions over 10,000 pulls at each power, with the runway; see `pulls/`. */
import type { Measured } from './figures';
import type { Measurement, Surroundings } from './measurement';
import { missedAt } from './pulls/print';
import { replayPulls } from './pulls/replay';

const CYCLES = 10_000;
const CYCLES_QUICK = 50;
const SEED = 1;

export const interruptions: Measurement = {
  ids: ['interruptions'],
  seconds: { full: 150, quick: 2 },
  measure,
};

async function measure({ isQuick, progress }: Surroundings): Promise<readonly Measured[]> {
  const cycles = isQuick ? CYCLES_QUICK : CYCLES;
  const rows = await replayPulls({ cycles, seed: SEED, progress });
  const ours = rows.filter(({ rule }) => rule === 'ours');
  const at = ours.map(({ watts, meanSat }) => `${watts / 1_000} kW: ${meanSat} sat`).join(', ');
  const missed = missedAt(rows);
  const better = missed.length === 0 ? '' : `; another rule is better at ${missed.join(', ')} W`;
  return [
    {
      id: 'interruptions',
      value: ours.reduce((sum, row) => sum + row.interruptions, 0),
      samples: ours.reduce((sum, row) => sum + row.pulls, 0),
      note: `${cycles} at each power, paid ahead in the mean ${at}${better}; see bench -- pulls`,
      isSpoilt: missed.length > 0,
    },
  ];
}
