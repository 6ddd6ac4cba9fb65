/** The fault simulator: a seed is a life, a life is data, and a board that is broken is found. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { boardScript } from '../host-sim/board-script';
import { nodeEngine } from '../host-sim/engines/node';
import { xsBinary, xsEngine } from '../host-sim/engines/xs';
import { SABOTAGES } from '../host-sim/sabotage';
import { parseArguments } from '../host-sim/soak/arguments';
import { drawLife } from '../host-sim/soak/generate';
import { FAULTS } from '../host-sim/soak/kinds';
import type { Life } from '../host-sim/soak/life';
import { live } from '../host-sim/soak/live';
import { addCounts, CUT_PLACES, noCounts } from '../host-sim/soak/outcome';

const ROOT = process.cwd();
const LIVES = 12;

const script = await boardScript(ROOT);
const livesIn = (life: Life, isLogged = false, engine = nodeEngine, from = script) =>
  live({ life, script: from, engine, isLogged });

const soak = suite('soak');

soak('lives: one seed is one life, through JSON too, and another seed another', async () => {
  const told = JSON.parse(JSON.stringify(drawLife(4))) as Life;
  const first = await livesIn(drawLife(4), true);
  assert.ok(first.log.length > 100_000);
  assert.equal(await livesIn(told, true), first);
  assert.not.equal((await livesIn(drawLife(6), true)).log, first.log);
});

soak('lives: XS and Node say the same, byte for byte', async () => {
  if (xsBinary() === undefined) {
    console.log('skipped: XS engine not built');
    return;
  }
  const drawn = drawLife(5);
  const life: Life = { ...drawn, faultMs: 60_000 };
  const faults = drawn.faults.map((fault) => ({ ...fault, atMs: Math.ceil(fault.atMs / 10) }));
  const short = { ...life, faults };
  const inXs = await livesIn(short, true, xsEngine);
  assert.is(inXs.log, (await livesIn(short, true)).log);
});

soak(
  'lives: cuts hit everywhere, every fault strikes, pulls settle, nothing is violated',
  async () => {
    const counts = noCounts();
    for (let seed = 1; seed <= LIVES; seed++) {
      const outcome = await livesIn(drawLife(seed));
      assert.equal(outcome.violations, [], `seed ${seed}`);
      addCounts(counts, outcome.counts);
    }
    for (const place of CUT_PLACES) assert.ok(counts.powerCutsBy[place] > 0, place);
    for (const kind of Object.keys(FAULTS)) assert.ok((counts.faults[kind] ?? 0) > 0, kind);
    assert.ok(counts.pulls.settled > 20 * LIVES);
  },
);

for (const name of ['count-twice', 'lose-a-sat']) {
  soak(`violations: a board with the sabotage ${name} is found in one life`, async () => {
    const broken = await boardScript(ROOT, SABOTAGES[name]);
    const { violations } = await livesIn(drawLife(1), false, nodeEngine, broken);
    assert.ok(violations.some(({ checker }) => checker === SABOTAGES[name]?.checker));
  });
}

soak('violations: a board that does not sell when all is calm is found', async () => {
  const life = drawLife(1);
  const [board] = life.scenario.boards;
  assert.ok(board);
  const config = { ...board.config, supply: { breakerMilliAmps: 0, phases: 1, pilot: false } };
  const scenario = { ...life.scenario, boards: [{ ...board, config }] };
  const { violations } = await livesIn({ ...life, scenario, faults: [], faultMs: 5_000 });
  assert.equal(
    violations.map(({ checker }) => checker),
    ['service'],
  );
});

soak('arguments: each wrong one is named, and what is not given has its default', () => {
  for (const [option, value] of [
    ['--seeds', '0'],
    ['--from', '-1'],
    ['--scenario', 'moon'],
    ['--engine', 'v8'],
    ['--workers', '0'],
    ['--replay', 'no-such-file.json'],
    ['--json', 'no-such-folder/a.json'],
    ['--sedes', '3'],
  ] as const) {
    const parsed = parseArguments([`${option}=${value}`]);
    assert.ok(parsed.kind === 'wrong' && parsed.line.includes(option), option);
  }
  const parsed = parseArguments([]);
  assert.ok(parsed.kind === 'run');
  const { seeds, from, engine, scenario } = parsed.arguments;
  assert.equal([seeds, from, engine, scenario], [200, 1, 'node', undefined]);
});

soak.run();
