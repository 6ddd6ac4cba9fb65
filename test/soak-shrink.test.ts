/** A failing life is made smaller until only what it takes is left, within bounds. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { lifeOf } from '../host-sim/soak/generator';
import type { Fault, Life } from '../host-sim/soak/life';
import { shrink } from '../host-sim/soak/shrink';

const soak = suite('soak-shrink');

const fault = (kind: string, atMs: number, forMs = 0, board = 0): Fault => ({
  atMs,
  kind,
  board,
  forMs,
  size: 0.5,
});
const noise = Array.from({ length: 60 }, (_, index) => fault('noise', index * 1_000, 5_000));
const lifeWith = (faults: readonly Fault[]): Life => ({
  ...lifeOf(1, {}, 'yard'),
  faultMs: 500_000,
  faults: [...faults].sort((a, b) => a.atMs - b.atMs),
});
const FREE = { runsMax: 1_000, isOver: () => false };

soak('shrink: of many faults the two remain that it takes together', async () => {
  const needed = [fault('cut', 12_500), fault('late', 47_300)];
  const fails = async ({ faults }: Life) =>
    needed.every(({ kind }) => faults.some((each) => each.kind === kind));
  const { life, runs } = await shrink(lifeWith([...noise, ...needed]), fails, FREE);
  assert.equal(life.faults, needed);
  assert.ok(runs < 200, `${runs} runs`);
});

soak('shrink: nothing remains of what fails by itself', async () => {
  const { life } = await shrink(lifeWith(noise), async () => true, FREE);
  assert.equal(life.faults, []);
  assert.is(life.faultMs, 1_000);
});

soak('shrink: windows get as short as still fails, and the faults end soon after', async () => {
  const fails = async ({ faults }: Life) =>
    faults.some(({ kind, forMs }) => kind === 'away' && forMs >= 9_000);
  const given = lifeWith([...noise, fault('away', 100_000, 80_000)]);
  const { life } = await shrink(given, fails, FREE);
  assert.equal(
    life.faults.map(({ kind, forMs }) => [kind, forMs]),
    [['away', 10_000]],
  );
  assert.ok(life.faultMs >= 110_000 && life.faultMs < given.faultMs);
});

soak('shrink: boards that no fault needs go, from the last', async () => {
  const given: Life = { ...lifeOf(1, {}, 'crowd'), faults: [fault('cut', 1_000, 0, 2)] };
  const fails = async ({ faults, scenario }: Life) =>
    faults.length > 0 && scenario.boards.length >= 3;
  const { life } = await shrink(given, fails, FREE);
  assert.is(life.scenario.boards.length, 3);
});

soak('shrink: it ends at its bound, with a life that is known to fail', async () => {
  let calls = 0;
  const fails = async ({ faults }: Life) => {
    calls++;
    return faults.length > 55;
  };
  const { life, runs } = await shrink(lifeWith(noise), fails, { ...FREE, runsMax: 10 });
  assert.is(runs, 10);
  assert.is(calls, 10);
  assert.ok(life.faults.length > 55);
  const none = await shrink(lifeWith(noise), fails, { ...FREE, isOver: () => true });
  assert.is(none.runs, 0);
  assert.is(none.life.faults.length, noise.length);
});

soak.run();
