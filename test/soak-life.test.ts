/** A life is data: lived twice it is the same to the byte, whatever was lived before it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { boardScript } from '../host-sim/board-script';
import { nodeEngine } from '../host-sim/engines/node';
import { xsBinary, xsEngine } from '../host-sim/engines/xs';
import { warmCells } from '../host-sim/soak/cells';
import { FAULTS } from '../host-sim/soak/faults/faults';
import { lifeOf } from '../host-sim/soak/generator';
import type { Life } from '../host-sim/soak/life';
import { readLife } from '../host-sim/soak/life-file';
import { runLife } from '../host-sim/soak/run-life';
import { SOAK_SCENARIOS } from '../host-sim/soak/scenarios';

const SHORT_MS = 40_000;

const script = await boardScript(process.cwd());
const soak = suite('soak-life');

/** The same faults, closer together. */
function shortLife(seed: number, name: string): Life {
  const life = lifeOf(seed, FAULTS, name);
  const share = SHORT_MS / life.faultMs;
  const faults = life.faults.map((fault) => ({
    ...fault,
    atMs: Math.floor(fault.atMs * share),
    forMs: Math.ceil(fault.forMs * share),
  }));
  return { ...life, faultMs: SHORT_MS, faults };
}

const live = (life: Life, engine = nodeEngine) => {
  const cells = warmCells(engine, script);
  return runLife(life, { cells, isLogged: true }).finally(() => cells.stop());
};

for (const name of SOAK_SCENARIOS.filter((each) => each !== 'crowd')) {
  soak(
    `life: of ${name} the same seed says the same, in cells that have lived before`,
    async () => {
      const life = shortLife(3, name);
      const first = await live(life);
      assert.ok(first.log.length > 10_000);
      const cells = warmCells(nodeEngine, script);
      await runLife(shortLife(4, name), { cells, isLogged: false });
      const again = await runLife(JSON.parse(JSON.stringify(life)), { cells, isLogged: true });
      assert.is(again.log, first.log);
      assert.equal(again.tally, first.tally);
    },
  );
}

soak('life: XS and Node say the same, byte for byte', async () => {
  if (xsBinary() === undefined) {
    console.log('skipped: XS engine not built');
    return;
  }
  const life = shortLife(5, 'pair');
  const inNode = await live(life);
  const inXs = await live(life, xsEngine);
  assert.is(inXs.log, inNode.log);
  assert.equal(inXs.tally, inNode.tally);
});

soak('life: without faults pulls settle in every scenario, and nothing is violated', async () => {
  const cells = warmCells(nodeEngine, script);
  for (const name of SOAK_SCENARIOS) {
    const life: Life = { ...lifeOf(11, {}, name), faultMs: 60_000 };
    const { tally } = await runLife(life, { cells, isLogged: false });
    assert.equal(tally.violations, [], name);
    assert.ok(tally.pulls.settled > 2, `${name}: ${tally.pulls.settled} settled`);
    assert.is(tally.powerCuts, 0);
  }
});

soak('life: a file with a life is read, another is refused in words', () => {
  const folder = mkdtempSync(join(tmpdir(), 'soak-'));
  const file = join(folder, 'life.json');
  const read = (content: unknown) => {
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    const life = readLife(file);
    return life.ok ? 'read' : life.fault;
  };
  const life = shortLife(1, 'yard');
  const [fault] = life.faults;
  assert.is(read(life), 'read');
  assert.is(read({ ...life, version: 2 }), 'version must be 1');
  assert.match(read({ ...life, faults: [{ ...fault, kind: 'gone' }] }), 'no kind gone');
  assert.match(read({ ...life, faults: [{ ...fault, board: 7 }] }), 'no such board');
  assert.match(read({ ...life, scenario: { boards: [] } }), 'boards is empty');
  assert.match(read('{'), 'JSON');
  rmSync(folder, { recursive: true });
});

soak.run();
