/** The first two hundred lives of the soak: none ends in a violation, and they are rough ones. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { boardScript } from '../host-sim/board-script';
import { nodeEngine } from '../host-sim/engines/node';
import { warmCells } from '../host-sim/soak/cells';
import { FAULTS } from '../host-sim/soak/faults/faults';
import { lifeOf } from '../host-sim/soak/generator';
import { runLife } from '../host-sim/soak/run-life';
import { SOAK_SCENARIOS } from '../host-sim/soak/scenarios';
import { addTally, noTally } from '../host-sim/soak/tally';

const SEEDS = 200;

const soak = suite('soak-run');

soak('soak: in two hundred lives no sat is lost, and no energy given away', async () => {
  const cells = warmCells(nodeEngine, await boardScript(process.cwd()));
  const tally = noTally();
  for (let seed = 1; seed <= SEEDS; seed++) {
    const lived = await runLife(lifeOf(seed, FAULTS), { cells, isLogged: false });
    addTally(tally, lived.tally);
  }
  cells.stop();
  const told = tally.violations.map(({ seed, checker, detail }) => `${seed} ${checker}: ${detail}`);
  assert.equal(told, [], 'npm run soak -- --from SEED --seeds 1 shows it, and makes it smaller');
  const { powerCuts, powerCutsBy, pulls, lives, faults } = tally;
  assert.equal(Object.keys(lives).sort(), [...SOAK_SCENARIOS].sort());
  const { write, erase, recovery, openPull } = powerCutsBy;
  assert.ok(powerCuts > 2_500 && openPull > 800 && write > 400 && erase > 50 && recovery > 1_500);
  assert.ok(pulls.settled > 6_000 && pulls.void > 200 && pulls.lapsed > 5 && pulls.late > 20);
  assert.ok(Object.keys(faults).length > 90, 'nearly every kind struck');
});

soak.run();
