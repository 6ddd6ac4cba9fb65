/** `npm run pull` with Core Lightning's face, in a process of its own. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bundleCommand, type Command, everPrinted, removeCommands } from './command-bench';
import { type PullBench, startPullBench } from './pull-bench';

const command = suite('pull core-lightning');
let pull: Command;
let bench: PullBench;

command.before(async () => {
  pull = await bundleCommand('pull');
  bench = await startPullBench();
});
command.after(async () => {
  removeCommands();
  await bench.stop();
});
command.after.each(() => bench.service.misbehave(undefined));

const argumentsOf = (changed: Readonly<Record<string, string | undefined>> = {}) => {
  const { origin, fingerprint } = bench.clnNode;
  const node = `core-lightning:${origin}`;
  return bench.arguments({ node, pin: fingerprint, credential: bench.runeFile, ...changed });
};
const idIn = (text: string): string => /\bPull ([0-9a-f]{32}):/.exec(text)?.[1] ?? 'no id';
const resume = (id: string) => pull.run(['--resume', id, '--state', join(bench.folder, 'pulls')]);
const idle = async () => {
  while (!bench.lightning.isIdle()) await new Promise((resolve) => setTimeout(resolve, 10));
};

command('settled: with a rune by itself, or as createrune printed it', async () => {
  const printed = join(bench.folder, 'printed.rune');
  const rune = readFileSync(bench.runeFile, 'utf8').trim();
  writeFileSync(printed, JSON.stringify({ rune, unique_id: '0' }, undefined, 3));
  for (const credential of [bench.runeFile, printed]) {
    const before = bench.wallet.spentMilliSat();
    const { code, stdout, stderr } = await pull.run(argumentsOf({ credential }));
    assert.is(code, 0, stdout + stderr);
    assert.match(stdout, 'Settled: 10 sat arrived at 127.0.0.1');
    await idle();
    assert.is(bench.wallet.spentMilliSat() - before, 10_000);
  }
});

command('refused: an invoice that nobody paid is deleted, and stays refused', async () => {
  bench.service.misbehave('ok-and-never-pays');
  const { code, stdout } = await pull.run([...argumentsOf({ deadline: '1s' }), '--json']);
  assert.is(code, 1, stdout);
  const { id, paymentHash } = JSON.parse(stdout);
  assert.is(bench.lightning.owner.lookup(paymentHash)?.state, 'CANCELED');
  const again = await resume(id);
  assert.is(again.code, 1, again.output);
});

/** Handed over, then the node is away until the pull was given up as unknown. */
async function unknown(isPaidInTime: boolean): Promise<string> {
  const held = bench.hold();
  const running = pull.start(argumentsOf({ deadline: '2s' }));
  await running.says('The link says OK');
  await bench.clnNode.setAway(true);
  if (isPaidInTime) held.release();
  const { code, stdout } = await running.ended;
  assert.is(code, 2, stdout);
  if (!isPaidInTime) held.release();
  await idle();
  await bench.clnNode.setAway(false);
  return idIn(stdout);
}

command('resumed: the date that the node gives says if the money came in time', async () => {
  const inTime = await resume(await unknown(true));
  assert.is(inTime.code, 0, inTime.output);
  assert.match(inTime.stdout, 'Settled: 10 sat');
  const late = await resume(await unknown(false));
  assert.is(late.code, 3, late.output);
  assert.match(late.stdout, 'Settled late: 10 sat');
});

command('resumed: a pull from before there were kinds of nodes is of an lnd', async () => {
  const { stdout } = await pull.run(bench.arguments());
  const file = join(bench.folder, 'pulls', `${idIn(stdout)}.json`);
  const { nodeKind, ...old } = JSON.parse(readFileSync(file, 'utf8'));
  assert.is(nodeKind, 'lnd');
  writeFileSync(file, JSON.stringify(old));
  assert.is((await resume(idIn(stdout))).code, 0);
  writeFileSync(file, JSON.stringify({ ...old, nodeKind: 'other' }));
  assert.match((await resume(idIn(stdout))).stderr, 'is damaged');
});

command('secrets: no output of all these runs contains a preimage, a rune or a link', () => {
  const printed = everPrinted.join('');
  const secrets = bench.secrets();
  assert.ok(secrets.length > 15 && printed.length > 2_000);
  for (const text of secrets) assert.not.ok(printed.includes(text), 'a secret was printed');
});

command.run();
