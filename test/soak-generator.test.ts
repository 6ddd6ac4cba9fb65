/** From a seed to a life: repeatable, within bounds, and new kinds of fault move no other. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ScenarioBoard } from '../host-sim/scenario';
import { CALM_MS_MIN } from '../host-sim/soak/calm';
import { FAULTS } from '../host-sim/soak/faults/faults';
import { lifeOf } from '../host-sim/soak/generator';
import { nameOf, SOAK_SCENARIOS } from '../host-sim/soak/scenarios';
import type { FaultTable } from '../host-sim/soak/stage';
import { parseConfig } from '../src/config/board-config';

const SEEDS = 300;
const NODE = { kind: 'lnd', url: 'https://node.example', credential: 'macaroon' };

const soak = suite('soak-generator');

const row = (weight: number, forMs: readonly [number, number]) => ({
  begin: () => {},
  weight,
  forMs,
});
const TABLE: FaultTable = { alpha: row(4, [0, 0]), beta: row(6, [1_000, 20_000]) };

soak('generator: a seed is one life, also through JSON, and another seed another', () => {
  const life = lifeOf(7, FAULTS);
  assert.equal(lifeOf(7, FAULTS), life);
  assert.equal(JSON.parse(JSON.stringify(life)), life);
  assert.not.equal(lifeOf(8, FAULTS).faults, life.faults);
});

soak('generator: a kind that is added leaves the faults of the others where they were', () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const before = lifeOf(seed, TABLE);
    const after = lifeOf(seed, { gamma: row(9, [0, 0]), ...TABLE });
    assert.equal(
      after.faults.filter(({ kind }) => kind !== 'gamma'),
      before.faults,
    );
    assert.equal(after.scenario, before.scenario);
  }
});

soak('generator: faults are in order of time, within their bounds, on boards that exist', () => {
  let [most, drawn] = [0, 0];
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { faults, faultMs, calmMs, scenario } = lifeOf(seed, FAULTS);
    assert.ok(calmMs >= CALM_MS_MIN);
    faults.forEach(({ atMs, forMs, kind, board, size }, index) => {
      const [, longest] = FAULTS[kind]!.forMs;
      assert.ok(atMs >= (faults[index - 1]?.atMs ?? 0) && atMs < faultMs, kind);
      assert.ok(forMs >= 0 && forMs <= longest && atMs + forMs <= faultMs, kind);
      assert.ok(Number.isInteger(atMs) && Number.isInteger(forMs), kind);
      assert.ok(board >= 0 && board < scenario.boards.length && size >= 0 && size < 1, kind);
    });
    most = Math.max(most, faults.length);
    drawn += faults.length;
  }
  // Storms are storms, and the mean is what a run of a million faults needs.
  assert.ok(most > 150, `${most} in the worst storm`);
  assert.ok(drawn / SEEDS > 30, `${drawn / SEEDS} in the mean`);
});

soak('generator: every kind is drawn, and every scenario', () => {
  const kinds = new Set<string>();
  const names = new Set<string>();
  for (let seed = 1; seed <= SEEDS; seed++) {
    const life = lifeOf(seed, FAULTS);
    names.add(life.name);
    for (const { kind } of life.faults) kinds.add(kind);
  }
  assert.equal([...names].sort(), [...SOAK_SCENARIOS].sort());
  assert.equal([...kinds].sort(), Object.keys(FAULTS).sort());
});

soak('generator: a scenario by name is the life that the seed has when it is its own', () => {
  for (let seed = 1; seed <= 20; seed++) {
    assert.equal(lifeOf(seed, FAULTS, nameOf(seed)), lifeOf(seed, FAULTS));
  }
});

soak('generator: half of the slow lives keep nothing back but what the board itself must', () => {
  const reserves = new Map<unknown, number>();
  for (let seed = 1; seed <= SEEDS; seed++) {
    const [{ config }] = lifeOf(seed, FAULTS, 'slow').scenario.boards as [ScenarioBoard];
    const { reserveSat } = config['terms'] as { readonly reserveSat?: number };
    reserves.set(reserveSat, (reserves.get(reserveSat) ?? 0) + 1);
  }
  assert.equal([...reserves.keys()].sort(), [0, undefined]);
  for (const lives of reserves.values()) assert.ok(lives > SEEDS / 3, `${lives} lives`);
});

for (const name of SOAK_SCENARIOS) {
  soak(`generator: every board of ${name} has a configuration that is in order`, () => {
    for (let seed = 1; seed <= 60; seed++) {
      for (const { config, meter } of lifeOf(seed, {}, name).scenario.boards) {
        const registerStepMilliWattHours = meter.stepWattHours * 1_000;
        const document = {
          version: 1,
          ...config,
          meter: { ...(config['meter'] as object), registerStepMilliWattHours },
          network: 'regtest',
          node: NODE,
          localHosts: [],
          tenants: [],
        };
        const parsed = parseConfig(document);
        assert.ok(parsed.ok, `seed ${seed}: ${JSON.stringify(parsed)}`);
      }
    }
  });
}

soak.run();
