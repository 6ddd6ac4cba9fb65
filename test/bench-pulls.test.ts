/** `npm run bench -- pulls`: its figures are what a run gives, and its model of the original. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Exposure } from '../host-sim/bench/pulls/exposure';
import { circuitOf } from '../host-sim/bench/pulls/flow';
import { replayOriginal } from '../host-sim/bench/pulls/original';
import { missedAt, pullsTable } from '../host-sim/bench/pulls/print';
import { type PullsRow, replayPulls } from '../host-sim/bench/pulls/replay';
import { PLACES, RULES } from '../host-sim/bench/pulls/rules';
import { SellingBoard } from '../host-sim/bench/pulls/selling-board';
import { bundleCommand, type Command, removeCommands } from './command-bench';

const CYCLES = 40;
const SEED = 7;

const pulls = suite('bench pulls');
let command: Command;
let rows: readonly PullsRow[];

pulls.before(async () => {
  command = await bundleCommand('bench');
  rows = await replayPulls({ cycles: CYCLES, seed: SEED, progress: () => {} });
});
pulls.after(removeCommands);

const rowOf = (rule: string, watts: number): PullsRow => {
  const row = rows.find((each) => each.rule === rule && each.watts === watts);
  assert.ok(row !== undefined, `no row ${rule} at ${watts} W`);
  return row;
};
const oursAt = (watts: number, terms: object, seed = SEED) => {
  const place = PLACES.find((each) => each.watts === watts);
  const rule = RULES.find(({ id }) => id === 'ours');
  assert.ok(place !== undefined && rule?.kind === 'ours');
  return { circuit: circuitOf(place), terms: { ...rule.terms, ...terms }, seed };
};
const sold = ({ circuit, terms, seed }: ReturnType<typeof oursAt>, count = CYCLES) => {
  const board = new SellingBoard(circuit, terms, seed);
  board.run(count);
  return board;
};

pulls('exposure: its mean is over the energy, its worst just after a payment', () => {
  const exposure = new Exposure();
  exposure.paid(10_000);
  exposure.used(4_000);
  exposure.paid(2_000);
  exposure.used(8_000);
  // 8 over 4, and 4 over 8.
  assert.equal(exposure.figures(), { meanSat: 5.3, worstSat: 10 });
  assert.is(exposure.milliSat, 0);
});

pulls('every rule has a row at every power, of as many pulls as were asked for', () => {
  assert.equal(
    rows.map(({ rule, watts }) => [watts, rule]),
    PLACES.flatMap(({ watts }) => RULES.map(({ id }) => [watts, id])),
  );
  for (const row of rows) assert.is(row.pulls, CYCLES);
});

pulls('ours is not cut off, and its fee is the target’s', () => {
  for (const { watts } of PLACES) {
    const row = rowOf('ours', watts);
    assert.is(row.interruptions, 0, `${watts} W`);
    assert.ok(row.feePercent <= 1 && row.feePercent >= 0.9, String(row.feePercent));
    assert.ok(row.requestsPerPull >= 4 && (row.bytesPerPull ?? 0) > 2_000);
  }
});

pulls('the row is what the board itself has booked', () => {
  const board = sold(oursAt(7_400, {}));
  const row = rowOf('ours', 7_400);
  assert.is(board.latenciesMs.length, row.pulls);
  assert.is(row.requestsPerPull, Math.round((board.requests / CYCLES) * 100) / 100);
  assert.is(row.meanSat, board.exposure.figures().meanSat);
  // Or more, after one that was given up.
  assert.ok(board.paidMilliSat >= CYCLES * 101_000, String(board.paidMilliSat));
  assert.ok(board.exposure.milliSat > 0 && board.exposure.milliSat <= row.worstSat * 1_000 + 100);
});

pulls('a board without a runway is cut off in the same run: the figure can be other than 0', () => {
  const short = { runwayMs: 0, thresholdPerMille: 1 };
  assert.ok(sold(oursAt(22_000, short)).interruptions > CYCLES / 4);
  assert.is(sold(oursAt(22_000, {})).interruptions, 0);
});

pulls('hurrying through the wait changes nothing but the time it takes', () => {
  const at = oursAt(500, {}, 3);
  const slow = sold({ ...at, circuit: { ...at.circuit, wattsMax: 500 } }, 12);
  const quick = sold(at, 12);
  assert.is(quick.requests, slow.requests);
  assert.is(quick.paidMilliSat, slow.paidMilliSat);
  const [mean, expected] = [quick.exposure.figures().meanSat, slow.exposure.figures().meanSat];
  assert.ok(Math.abs(mean - expected) <= 0.5, `${mean} for ${expected}`);
  assert.ok(quick.now().mono < slow.now().mono / 3);
});

pulls(
  'the original: a stuck payment or a slow one cuts it off, and its credit is as its rule',
  () => {
    const rule = {
      paymentMilliSat: 3_000,
      thresholdMilliSat: 5_400,
      cutOffMilliSat: 606,
      loopMs: 250,
    };
    // At 0.5 kW, where 48 Wh last 345 s, only what is stuck: 3 in 1,000.
    const calm = replayOriginal(rule, 500, 10_000, SEED);
    assert.ok(calm.interruptions > 15 && calm.interruptions < 50, String(calm.interruptions));
    assert.ok(calm.meanSat > 6 && calm.meanSat < 5.4 + 1.5, String(calm.meanSat));
    assert.is(calm.worstSat, 8.4);
    assert.is(calm.feePercent, 33.37);
    // At 22 kW they last 8 s: P(L > 7.8 s) of the log-normal is 12.5 %.
    const hard = replayOriginal(rule, 22_000, 10_000, SEED);
    assert.ok(hard.interruptions > 1_100 && hard.interruptions < 1_900, String(hard.interruptions));
    const { p50, p99 } = calm.latencyMs;
    assert.ok(Math.abs((p50 ?? 0) - 2_190) < 100 && Math.abs((p99 ?? 0) - 30_100) < 3_000);
  },
);

pulls(
  'the verdict: ours with a cut, or another with none and less exposure, misses the goal',
  () => {
    const row = (rule: string, interruptions: number, meanSat: number): PullsRow => ({
      ...rowOf('ours', 500),
      rule,
      interruptions,
      meanSat,
    });
    const others = [row('original EV', 1, 2), row('original GRID', 0, 90)];
    assert.equal(missedAt([...others, row('ours', 0, 50)]), []);
    assert.equal(missedAt([...others, row('ours', 1, 50)]), [500]);
    assert.equal(missedAt([...others, row('ours', 0, 91)]), [500]);
    assert.equal(missedAt(others), [500]);
  },
);

pulls('the table has a line for every row, within the width of a page', () => {
  const lines = pullsTable({ cycles: CYCLES, seed: SEED }, rows).split('\n');
  assert.is(lines.filter((line) => line.endsWith(' kW')).length, PLACES.length);
  assert.is(lines.filter((line) => line.startsWith('ours  ')).length, PLACES.length);
  assert.ok(lines.every((line) => line.length <= 100));
});

pulls('command: --json has the rows of the seed, whatever the time of day', async () => {
  const parameters = ['pulls', '--json', '--cycles', String(CYCLES), '--seed', String(SEED)];
  const { code, stdout, stderr } = await command.run(parameters);
  assert.is(code, 0, stderr);
  const written = JSON.parse(stdout) as Record<string, unknown>;
  assert.equal(written['rows'], JSON.parse(JSON.stringify(rows)));
  assert.equal(written['distribution'], {
    kind: 'log-normal',
    medianMs: 2_100,
    spread: 1.143,
    p99Ms: 29_981,
    stuckPerMille: 3,
  });
});

const WRONG: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['no pull', ['--cycles', '0'], /--cycles 0/],
  ['a half', ['--cycles', '1.5'], /--cycles 1\.5/],
  ['a seed that is none', ['--seed', 'x'], /--seed x/],
  ['an option of the other bench', ['--only', 'flash'], /--only/],
];
for (const [name, parameters, expected] of WRONG) {
  pulls(`command: ${name} is one helpful line and exit 64`, async () => {
    const { code, stdout, stderr } = await command.run(['pulls', ...parameters]);
    assert.is(code, 64);
    assert.is(stdout, '');
    assert.is(stderr.trim().split('\n').length, 1, stderr);
    assert.match(stderr, expected);
  });
}

pulls.run();
