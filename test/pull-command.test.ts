/** `npm run pull` in a process of its own, against LDK nodes and services on loopback. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bundleCommand, type Command, everPrinted, removeCommands } from './command-bench';
import { certificateOf, type PullBench, startPullBench } from './pull-bench';

const command = suite('pull command');
const PAYMENT_MILLI_SAT = 10_000;
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

const idIn = (text: string): string => /\bPull ([0-9a-f]{32}):/.exec(text)?.[1] ?? 'no id';
const resume = (id: string, ...more: string[]) =>
  pull.run(['--resume', id, '--state', join(bench.folder, 'pulls'), ...more]);
async function idle(): Promise<void> {
  while (!bench.lightning.isIdle()) await new Promise((resolve) => setTimeout(resolve, 10));
}
/** What the wallet lost while `run` ran, as soon as no payment is under way. */
async function spentDuring(run: () => Promise<void>): Promise<number> {
  await idle();
  const before = bench.wallet.spentMilliSat();
  await run();
  await idle();
  return bench.wallet.spentMilliSat() - before;
}

command('settled: a link of the npm package pays, and each stage says what is known', async () => {
  const spent = await spentDuring(async () => {
    const { code, stdout, stderr } = await pull.run(bench.arguments({ link: bench.link }));
    assert.is(code, 0, stdout + stderr);
    const said = stdout
      .trim()
      .split('\n')
      .map((line) => line.replace(/^ +[\d.]+ s {2}/, ''));
    assert.match(said[0] ?? '', /^Pull [0-9a-f]{32}: 10 sat from 127\.0\.0\.1:\d+ to 127/);
    assert.is(said[1], 'Asking the link what it offers. No money can move.');
    assert.is(said[2], 'The link offers 1 to 200 sat.');
    assert.match(said.join('\n'), /From here on it may be paid/);
    assert.match(said.join('\n'), /The link says OK\. That is a promise/);
    assert.match(said.at(-1) ?? '', /^Settled: 10 sat arrived at 127\.0\.0\.1/);
  });
  assert.is(spent, PAYMENT_MILLI_SAT);
});

command(
  "settled: JSON tells stages, amounts and the hash; its file is the owner's alone",
  async () => {
    const { code, stdout, stderr } = await pull.run([...bench.arguments(), '--json']);
    assert.is(code, 0, stderr);
    assert.ok(stdout.startsWith('{"schema":1,'));
    const report = JSON.parse(stdout);
    assert.is(report.outcome, 'settled');
    assert.is(report.receivedMilliSat, PAYMENT_MILLI_SAT);
    assert.is(bench.lightning.owner.lookup(report.paymentHash)?.state, 'SETTLED');
    assert.is(report.stages[0].money, 'cannot move');
    assert.is(report.stages.at(-1).money, 'arrived');
    assert.match(stderr, report.id);
    const folder = join(bench.folder, 'pulls');
    assert.is(statSync(join(folder, `${report.id}.json`)).mode & 0o777, 0o600);
    assert.is(statSync(folder).mode & 0o777, 0o700);
    assert.not.ok(readdirSync(folder).some((name) => name.endsWith('.lock')));
  },
);

command(
  'settled: a hex credential, a CA in place of a pin, and the link on standard input',
  async () => {
    const hexFile = join(bench.folder, 'hex.macaroon');
    writeFileSync(hexFile, `${readFileSync(bench.credentialFile).toString('hex').toUpperCase()}\n`);
    const caFile = join(bench.folder, 'tls.cert');
    writeFileSync(caFile, await certificateOf(bench.node.origin));
    const changed = { credential: hexFile, pin: undefined, ca: caFile, link: '-' };
    const host = new URL(bench.ownLink).host;
    const { code, output } = await pull.run(bench.arguments({ ...changed, 'local-host': host }), {
      input: `${bench.ownLink}\n`,
    });
    assert.is(code, 0, output);
  },
);

command('settled: ERROR from the link decides nothing, when it pays all the same', async () => {
  bench.service.misbehave('error-and-pays');
  const { code, stdout } = await pull.run(bench.arguments());
  assert.is(code, 0, stdout);
  assert.match(stdout, /The link says no \("Internal error\."\)/);
});

command('settled: asking again tells the same, and takes no second payment', async () => {
  const first = await pull.run(bench.arguments());
  const spent = await spentDuring(async () => {
    assert.is((await resume(idIn(first.stdout))).code, 0);
  });
  assert.is(spent, 0);
});

command('refused: a link that says OK and never pays is cancelled at the deadline', async () => {
  bench.service.misbehave('ok-and-never-pays');
  const { code, stdout, ms } = await pull.run([...bench.arguments(), '--deadline', '1s', '--json']);
  assert.is(code, 1, stdout);
  assert.ok(ms < 5_000, `${ms} ms`);
  const { id, outcome, paymentHash } = JSON.parse(stdout);
  assert.is(outcome, 'refused');
  assert.is(bench.lightning.owner.lookup(paymentHash)?.state, 'CANCELED');
  const again = await resume(id);
  assert.is(again.code, 1, again.output);
  assert.match(again.stdout, /cancelled, it cannot be paid any more/);
});

command('refused: an empty wallet is said in the words of the link', async () => {
  bench.wallet.empty();
  const { code, stdout } = await pull.run(bench.arguments());
  bench.wallet.refill();
  assert.is(code, 1);
  assert.match(stdout, 'Insufficient balance.');
  assert.match(stdout, 'no money can move');
});

command('another amount: more than was asked for exits 3 and tells both', async () => {
  const { origin, fingerprint } = bench.generousNode;
  const changed = { node: `lnd:${origin}`, pin: fingerprint };
  const { code, stdout } = await pull.run(bench.arguments(changed));
  assert.is(code, 3, stdout);
  assert.match(stdout, '15 sat came, 10 sat were asked for');
});

command('killed after the hand-over: --resume finds it settled, paid once', async () => {
  const spent = await spentDuring(async () => {
    const held = bench.hold();
    const running = pull.start(bench.arguments());
    await running.says('The link says OK');
    running.child.kill('SIGKILL');
    const { stdout } = await running.ended;
    held.release();
    const { code, output } = await resume(idIn(stdout));
    assert.is(code, 0, output);
  });
  assert.is(spent, PAYMENT_MILLI_SAT);
});

command('interrupted by Ctrl-C after the hand-over: exit 2, and how to ask again', async () => {
  const held = bench.hold();
  const running = pull.start(bench.arguments({ deadline: '2s' }));
  await running.says('The link says OK');
  const busy = await resume(idIn(running.said()));
  assert.is(busy.code, 64);
  assert.match(busy.stderr, 'another process works on this pull');
  running.child.kill('SIGINT');
  const { code, stdout } = await running.ended;
  assert.is(code, 2, stdout);
  const id = idIn(stdout);
  assert.match(stdout, `npm run pull -- --resume ${id}`);
  assert.is((await resume(id)).code, 1); // cancelled at the old deadline, not at a new one
  held.release();
});

command(
  'unknown: a node that goes away is exit 2; money after the deadline is late, exit 3',
  async () => {
    const spent = await spentDuring(async () => {
      const held = bench.hold();
      const running = pull.start(bench.arguments({ deadline: '1s' }));
      await running.says('The link says OK');
      await bench.node.setAway(true);
      const { code, stdout } = await running.ended;
      assert.is(code, 2, stdout);
      assert.match(stdout, 'Unknown: the invoice was handed over');
      held.release();
      while (!bench.lightning.isIdle()) await new Promise((resolve) => setTimeout(resolve, 10));
      const id = idIn(stdout);
      assert.is((await resume(id)).code, 2);
      await bench.node.setAway(false);
      const late = await resume(id);
      assert.is(late.code, 3, late.output);
      assert.match(late.stdout, 'Settled late: 10 sat');
      assert.is((await resume(id)).code, 3);
    });
    assert.is(spent, PAYMENT_MILLI_SAT);
  },
);

command(
  'unreachable: a dead node or a dead link is exit 69, and nothing was handed over',
  async () => {
    const spent = await spentDuring(async () => {
      const node = await pull.run(bench.arguments({ node: 'lnd:https://127.0.0.1:9' }));
      assert.is(node.code, 69, node.output);
      assert.match(node.stdout, 'cannot be reached (not-connected)');
      const link = await pull.run(bench.arguments({ link: 'http://127.0.0.1:9/' }));
      assert.is(link.code, 69, link.output);
      bench.service.misbehave('html');
      const page = await pull.run(bench.arguments());
      assert.is(page.code, 69, page.output);
      assert.match(page.stdout, 'not a withdraw service');
    });
    assert.is(spent, 0);
  },
);

command('mainnet: the first line says REAL MONEY, and without yes nothing is asked', async () => {
  for (const input of ['no\n', '']) {
    const { code, stdout } = await pull.run(bench.arguments({ network: 'mainnet' }), { input });
    assert.is(code, 1);
    assert.match(stdout.split('\n')[0] ?? '', /^REAL MONEY: 10 sat of bitcoin from the link at /);
    assert.match(stdout, 'Not confirmed. Nothing was asked');
  }
  const changed = { network: 'mainnet', yes: '' };
  const { code, stdout } = await pull.run(bench.arguments(changed));
  assert.is(code, 1);
  assert.match(stdout, /^REAL MONEY/);
  assert.match(stdout, 'Wrong network');
});

command('secrets: no output of all these runs contains a preimage, a macaroon or a link', () => {
  const printed = everPrinted.join('');
  const secrets = bench.secrets();
  assert.ok(secrets.length > 30 && printed.length > 10_000);
  for (const text of secrets) assert.not.ok(printed.includes(text), 'a secret was printed');
});

command.run();
