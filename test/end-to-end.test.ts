/**
 * End to end as `npm start` runs: boards in real XS, real Lightning between LDK nodes, real HTTPS
 * with a pinned certificate, an independent LNURL-withdraw server. And what must never be shown.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Arguments } from '../host-sim/arguments';
import { nodeEngine } from '../host-sim/engines/node';
import { xsBinary, xsEngine } from '../host-sim/engines/xs';
import { recordsIn } from '../host-sim/flash/written-records';
import { startRun } from '../host-sim/run';
import { readScenario } from '../host-sim/scenario';

const ROOT = process.cwd();
const SIMULATED_MS = 150_000;

const LIVE: Arguments = {
  scenario: 'street',
  engine: 'xs',
  lightning: 'ldk',
  speed: 20,
  forMs: SIMULATED_MS,
  seed: 1,
  port: 0,
  isHeadless: true,
  json: undefined,
  sabotage: undefined,
  latePayments: false,
};

const live = suite('end to end');

live('boards in XS are paid by real Lightning, and no preimage or credential shows', async () => {
  const engine = xsBinary() === undefined ? nodeEngine : xsEngine;
  if (engine === nodeEngine) console.log('skipped: XS engine not built, ran in Node');
  const scenario = readScenario('street', `${ROOT}/host-sim/scenarios`);
  const shown: string[] = [];
  const onLine = (board: string, at: number, line: string) => shown.push(`${board} ${at} ${line}`);
  const run = await startRun({ root: ROOT, scenario, engine, arguments: LIVE, onLine });
  const report = await run.finish();
  for (const place of run.world.places) shown.push(JSON.stringify(place.lastView));
  shown.push(JSON.stringify(report));

  assert.equal(report.violations, []);
  assert.is(report.engine, engine.name);
  for (const board of report.boards) {
    assert.ok(board.pulls.settled >= 2, `${board.id} settled ${board.pulls.settled}`);
    assert.ok(board.supply.closedSeconds > 0);
    assert.is(board.beyondCreditMilliWattHours, 0);
  }
  // The money checker compared the boards with the channels; here only that money did move.
  assert.ok((report.world.ownerReceivedMilliSat ?? 0) >= 140_000);

  const secrets = run.world.places.flatMap((place) => preimagesOf(place.record.writes));
  assert.ok(secrets.length >= 4, 'there were preimages to look for');
  assert.is(new Set(secrets).size, secrets.length, 'no two pulls share a preimage');
  secrets.push(run.payments.credential);
  for (const buyer of ['car', 'flat']) secrets.push(run.payments.link(buyer));
  const everything = shown.join('\n');
  for (const hidden of secrets) assert.not.ok(everything.includes(hidden), 'a secret was shown');
});

function preimagesOf(writes: readonly string[]): string[] {
  const preimages: string[] = [];
  for (const { record } of writes.flatMap(recordsIn)) {
    const isPull = record.kind === 'pull-planned' || record.kind === 'snapshot-pull';
    if (isPull) preimages.push(record.preimage.secret);
  }
  return preimages;
}

live.run();
