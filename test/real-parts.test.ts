/**
 * `npm start` with real parts, as a process of its own: somebody's node and link over sockets, a
 * meter on a serial port. Here they are LDK nodes and a virtual meter behind a pseudo-terminal.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Lightning } from '../host-sim/lightning/backend';
import { createClnRest } from '../host-sim/lightning/clnrest';
import { createLdkNetwork } from '../host-sim/lightning/ldk/network';
import { createLndRest } from '../host-sim/lightning/lnd-rest';
import { type LnurlServer, startLnurlServer } from '../host-sim/lightning/lnurl-server';
import { type LndServer, startLndServer } from '../host-sim/lightning/servers';
import { bundleCommand, type Command } from './command-bench';
import { openSerialBench } from './serial-bench';

const ENGINE = ['--headless', '--engine', 'node'];
const METER_ADDRESS = 1;

const real = suite('real parts');
const folder = mkdtempSync(join(tmpdir(), 'real-parts-'));
const macaroonHex = `0201${randomBytes(30).toString('hex')}`;
let command: Command;
let desk: Lightning;
let node: LndServer;
let link: LnurlServer;

real.before(async () => {
  command = await bundleCommand('main');
  const epochMs = () => Date.now();
  desk = await createLdkNetwork({ epochMs, buyers: ['flat'] });
  node = await startLndServer(createLndRest({ owner: desk.owner, epochMs, macaroonHex }));
  const wallet = desk.buyer('flat');
  const limits = { minMilliSat: 1_000, maxMilliSat: 1_000_000 };
  link = await startLnurlServer({ wallet, description: 'flat', ...limits });
  writeFileSync(join(folder, 'macaroon'), macaroonHex);
});

real.after(async () => {
  await link.stop();
  await node.stop();
  desk.stop();
  rmSync(folder, { recursive: true });
});

const RUNE = randomBytes(48).toString('base64url');

const parts = (): string[] => [
  ...['--node', `lnd:${node.origin}`, '--pin', node.fingerprint],
  ...['--credential', join(folder, 'macaroon'), '--network', 'regtest'],
  ...['--link', link.link.secret, '--local-host', new URL(link.link.secret).host],
];

real('a run never takes more than its cap from the link, and stops there', async () => {
  const before = desk.owner.receivedMilliSat();
  const json = join(folder, 'capped.json');
  const given = [...parts(), '--sat-max', '30', '--for', '60s', '--json', json];
  const ended = await command.run([...ENGINE, ...given]);
  assert.is(ended.code, 0, ended.output);
  assert.is(desk.owner.receivedMilliSat() - before, 20_000);
  assert.match(ended.output, '--sat-max reached: 20 sat');
  const report = JSON.parse(readFileSync(json, 'utf8'));
  assert.is(report.boards.length, 1);
  assert.is(report.boards[0].accounts[0].paidMilliSat, 20_000);
  assert.is(report.speed, 1);
  assert.not.ok(ended.output.includes(macaroonHex));
  assert.not.ok(ended.output.includes(link.link.secret));
});

real('a node of another kind is asked in its own words', async () => {
  const epochMs = () => Date.now();
  const owner = desk.owner;
  const cln = await startLndServer(createClnRest({ owner, epochMs, rune: RUNE }));
  const rune = join(folder, 'rune');
  writeFileSync(rune, RUNE);
  const before = owner.receivedMilliSat();
  const given = [
    ...parts().slice(4), // all but node and pin
    ...['--node', `core-lightning:${cln.origin}`, '--pin', cln.fingerprint, '--credential', rune],
    ...['--sat-max', '30', '--for', '60s'],
  ];
  const ended = await command.run([...ENGINE, ...given]);
  await cln.stop();
  assert.is(ended.code, 0, ended.output);
  assert.is(owner.receivedMilliSat() - before, 20_000);
  assert.not.ok(ended.output.includes(RUNE));
});

real('a meter on a serial port is read in place of the simulated one', async () => {
  const bench = await openSerialBench(METER_ADDRESS);
  if (typeof bench === 'string') {
    console.log(`skipped: ${bench}`);
    return;
  }
  const json = join(folder, 'meter.json');
  const given = ['--meter', `serial:${bench.port}`, '--lightning', 'ledger', '--for', '8s'];
  const ended = await command.run([...ENGINE, ...given, '--json', json]);
  await bench.close();
  assert.is(ended.code, 0, ended.output);
  const [board] = JSON.parse(readFileSync(json, 'utf8')).boards;
  assert.ok(board.readings.good >= 4, `good readings: ${board.readings.good}`);
});

// arguments, what the one line must say
const MISTAKES: [given: string[], says: string][] = [
  [['--node', 'lnd:https://127.0.0.1:8080'], '--node needs --link'],
  [['--link', 'LNURL1DP68GURN8GHJ7'], '--link needs --node'],
  [['--meter', '/dev/ttyUSB0'], 'serial:PATH'],
  [['--meter', 'serial:/dev/ttyUSB0', '--speed', '10'], 'speed 1'],
  [['--lightning', 'ldk', '--speed', '61'], '--speed 61 with ldk'],
  [['--speed', 'max'], '--for'],
  [['--sabotage', 'nothing'], 'count-twice'],
  [['--nonsense'], '--nonsense'],
];

for (const [given, says] of MISTAKES) {
  real(`wrong usage ${given.join(' ')} is one helpful line and exit 64`, async () => {
    const ended = await command.run([...ENGINE, ...given]);
    assert.is(ended.code, 64);
    assert.is(ended.output.trim().split('\n').length, 1, ended.output);
    assert.ok(ended.output.includes(says), ended.output);
  });
}

real('a serial device that is missing is named, with what to do', async () => {
  const ended = await command.run([...ENGINE, '--meter', 'serial:/dev/no-such-port']);
  assert.is(ended.code, 1);
  assert.ok(ended.output.includes('/dev/no-such-port'), ended.output);
});

real('mainnet asks before anything is opened, and no answer is a no', async () => {
  const given = parts().map((part) => (part === 'regtest' ? 'mainnet' : part));
  const ended = await command.run([...ENGINE, ...given], { input: 'no\n' });
  assert.is(ended.code, 1);
  assert.match(ended.output, /REAL MONEY: up to 100 sat .* from the link at .* to 127\.0\.0\.1/);
});

real.run();
