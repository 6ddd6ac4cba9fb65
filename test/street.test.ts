/**
 * The street as a whole, unpaced on the ledger: one seed replays one run, every sabotage is caught
 * by its checker, and a day on which everything goes wrong costs nobody anything.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Arguments } from '../host-sim/arguments';
import type { Engine } from '../host-sim/engines/engine';
import { nodeEngine } from '../host-sim/engines/node';
import { xsBinary, xsEngine } from '../host-sim/engines/xs';
import type { Report } from '../host-sim/report';
import { startRun } from '../host-sim/run';
import { SABOTAGES } from '../host-sim/sabotage';
import { readScenario } from '../host-sim/scenario';

const ROOT = process.cwd();
const MINUTE_MS = 60_000;

const UNPACED: Arguments = {
  scenario: 'street',
  engine: 'node',
  lightning: 'ledger',
  speed: 'max',
  forMs: 30 * MINUTE_MS,
  seed: 1,
  port: 0,
  isHeadless: true,
  json: undefined,
  sabotage: undefined,
  latePayments: false,
};

async function run(changes: Partial<Arguments>, engine: Engine = nodeEngine): Promise<Report> {
  const options: Arguments = { ...UNPACED, ...changes };
  const scenario = readScenario(options.scenario, `${ROOT}/host-sim/scenarios`);
  const onLine = () => {};
  const started = await startRun({ root: ROOT, scenario, engine, arguments: options, onLine });
  return started.finish();
}

/** All that must be the same in two runs. */
function comparable(report: Report): unknown {
  const { wallSeconds: _, engine: __, boards, ...rest } = report;
  return { ...rest, boards: boards.map(({ memory: ___, ...board }) => board) };
}

const street = suite('street');

street('the same seed gives the same report, another seed another', async () => {
  const first = comparable(await run({}));
  assert.equal(comparable(await run({})), first);
  assert.not.equal(comparable(await run({ seed: 2 })), first);
});

street('XS and Node differ in nothing but engine, memory and wall time', async () => {
  if (xsBinary() === undefined) {
    console.log('skipped: XS engine not built');
    return;
  }
  const forMs = 8 * MINUTE_MS;
  const inXs = await run({ forMs }, xsEngine);
  assert.equal(comparable(inXs), comparable(await run({ forMs })));
  assert.ok(inXs.boards.every((board) => board.pulls.settled > 0 && board.memory !== null));
});

street('an hour sells, reads every second and goes beyond no credit', async () => {
  const report = await run({ forMs: 60 * MINUTE_MS });
  assert.equal(report.violations, []);
  for (const board of report.boards) {
    assert.ok(board.readings.good + board.readings.failed >= 3_595, 'a reading a second');
    assert.ok(board.readings.frames >= 2 * board.readings.good, 'two frames a reading');
    assert.ok(board.pulls.settled >= 5);
    assert.is(board.beyondCreditMilliWattHours, 0);
  }
});

for (const [name, { checker }] of Object.entries(SABOTAGES)) {
  street(`sabotage ${name} is caught by the checker ${checker}`, async () => {
    const { violations } = await run({ sabotage: name });
    assert.ok(violations.some((violation) => violation.checker === checker));
  });
}

street(
  'a configuration that is wrong is refused with every field named, and nothing is sold',
  async () => {
    const scenario = readScenario('street', `${ROOT}/host-sim/scenarios`);
    const boards = scenario.boards.map((board) => ({
      ...board,
      config: { ...board.config, supplly: {}, network: 'moonnet' },
    }));
    const given = { root: ROOT, engine: nodeEngine, arguments: UNPACED, onLine: () => {} };
    const started = await startRun({ ...given, scenario: { ...scenario, boards } });
    await started.finish();
    for (const { record, lastView } of started.world.places) {
      assert.match(record.refusal ?? '', 'supplly');
      assert.match(record.refusal ?? '', 'supply');
      assert.is(lastView, undefined);
    }
  },
);

const SEEDS = 8;

for (let seed = 1; seed <= SEEDS; seed++) {
  // To replay: npm start -- --scenario rough-day --speed max --for 2h --seed N
  street(`a rough day costs nobody anything, seed ${seed}`, async () => {
    const report = await run({ scenario: 'rough-day', forMs: 120 * MINUTE_MS, seed });
    assert.equal(report.violations, []);
    for (const board of report.boards) assert.is(board.beyondCreditMilliWattHours, 0);
  });
}

street(
  'money that arrives after its pull was closed is credited once, and nothing is lost',
  async () => {
    const options = { scenario: 'rough-day', forMs: 360 * MINUTE_MS, latePayments: true };
    const report = await run({ ...options, seed: 2 });
    assert.equal(report.violations, []);
    const late = report.boards.flatMap((board) => board.accounts);
    assert.ok(
      late.some((account) => account.lateMilliSat > 0),
      'something came late',
    );
    assert.ok(report.boards.some((board) => board.pulls.late > 0));
  },
);

street('a rough day reaches what it claims', async () => {
  const [yard, flat] = (await run({ scenario: 'rough-day', forMs: 120 * MINUTE_MS })).boards;
  assert.ok(yard !== undefined && flat !== undefined);
  assert.ok((yard.faults['meter-timeout'] ?? 0) > 0, 'the meter was silent');
  assert.ok((yard.faults['node-not-connected'] ?? 0) > 0, 'the node was away');
  assert.ok((flat.faults['link-exhausted'] ?? 0) > 0, 'the wallet was empty');
  assert.ok(yard.pulls.void > 0, 'an OK that never pays was cancelled');
  assert.ok((flat.suspended['no-credit'] ?? 0) > 60, 'the flat was cut off');
  assert.ok((yard.suspended['meter-silent'] ?? 0) > 10, 'the yard was opened');
  assert.ok(yard.sales.length > 3 && yard.sales.some((sale) => sale.reason === 'unplugged'));
});

street.run();
