/** Lives of the soak that end in a violation. What a violation costs, its checker says in words. */
import { boardScript } from '../board-script';
import { nodeEngine } from '../engines/node';
import { warmCells } from '../soak/cells';
import { FAULTS } from '../soak/faults/faults';
import { lifeOf } from '../soak/generator';
import { runLife } from '../soak/run-life';
import { addTally, noTally } from '../soak/tally';
import type { Measured } from './figures';
import type { Measurement, Surroundings } from './measurement';

const LIVES = 300;
const LIVES_QUICK = 30;
/** Other than those of `npm test`. */
const FIRST_SEED = 1_000_001;

export const moneyLost: Measurement = {
  ids: ['money-lost'],
  seconds: { full: 40, quick: 5 },
  measure,
};

async function measure({ root, isQuick, progress }: Surroundings): Promise<readonly Measured[]> {
  const lives = isQuick ? LIVES_QUICK : LIVES;
  const cells = warmCells(nodeEngine, await boardScript(root));
  const tally = noTally();
  for (let i = 0; i < lives; i++) {
    const { tally: lived } = await runLife(lifeOf(FIRST_SEED + i, FAULTS), {
      cells,
      isLogged: false,
    });
    addTally(tally, lived);
    progress((i + 1) / lives);
  }
  cells.stop();
  const { powerCuts, faults, pulls, violations } = tally;
  const struck = Object.values(faults).reduce((sum, count) => sum + count, 0);
  const found = violations.map(({ seed, checker }) => `${checker} in seed ${seed}`).join(', ');
  const note = `${lives} lives, ${struck} faults, ${pulls.settled} settled pulls`;
  return [
    {
      id: 'money-lost',
      value: new Set(violations.map(({ seed }) => seed)).size,
      samples: powerCuts,
      note: found === '' ? note : `${note}: ${found}`,
    },
  ];
}
