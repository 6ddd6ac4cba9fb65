/** A guest's deposit on the street, unpaced on the ledger: what the world's own checkers say. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Arguments } from '../host-sim/arguments';
import { nodeEngine } from '../host-sim/engines/node';
import { startRun } from '../host-sim/run';
import { type Hurt, readScenario } from '../host-sim/scenario';

const ROOT = process.cwd();
const DEPOSIT = 1_000_000;
const ARRIVES: Hurt = { kind: 'guest', board: 'yard', afterSeconds: 30, forSeconds: 9_000 };
const LEAVES: Hurt = { kind: 'unplug', board: 'yard', afterSeconds: 600, forSeconds: 9_000 };
const pays = (afterSeconds: number): Hurt => ({
  kind: 'phone-pays',
  board: 'yard',
  afterSeconds,
  forSeconds: 1,
});

const ENDS_MS = 2_400_000;
const UNPACED: Arguments = {
  scenario: 'street',
  engine: 'node',
  lightning: 'ledger',
  speed: 'max',
  forMs: ENDS_MS,
  seed: 3,
  port: 0,
  isHeadless: true,
  json: undefined,
  sabotage: undefined,
  latePayments: false,
};

/** The guest arrives, leaves a deposit, charges for ten minutes, unplugs, and then perhaps pays. */
async function street(hurts: readonly Hurt[]) {
  const scenario = { ...readScenario('street', `${ROOT}/host-sim/scenarios`), hurts };
  const run = await startRun({
    root: ROOT,
    scenario,
    engine: nodeEngine,
    arguments: UNPACED,
    onLine: () => {},
  });
  const { wallet } = run.payments;
  let spentBefore = 0;
  run.queue.after(35_000, () => {
    spentBefore = wallet('car')?.spentMilliSat() ?? 0;
  });
  let heldMilliSat = 0;
  run.queue.after(500_000, () => {
    heldMilliSat = wallet('car')?.heldMilliSat() ?? 0;
  });
  const report = await run.finish();
  assert.equal(report.violations, []);
  assert.is(report.boards[0]?.beyondCreditMilliWattHours, 0);
  assert.is(wallet('car')?.heldMilliSat(), 0);
  assert.is(heldMilliSat, DEPOSIT);
  return (wallet('car')?.spentMilliSat() ?? 0) - spentBefore;
}

const test = suite('street guest');

test('street guest: who pays what was used has paid that, and not the deposit', async () => {
  const spent = await street([ARRIVES, pays(60), LEAVES, pays(620)]);
  assert.ok(spent > 200_000 && spent < 320_000, `${spent} mSat`);
  assert.is(spent % 1_000, 0);
});

test('street guest: of who drives off the deposit is taken', async () => {
  assert.is(await street([ARRIVES, pays(60), LEAVES]), DEPOSIT);
});

test.run();
