/** The parts of `npm run test:peers`, without the peers: what they lose and what they object to. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { progressText } from './peers/build';
import { lnbitsVersion, versionOf } from './peers/cache';
import { startChild, waitFor } from './peers/child';
import { type LosingProxy, startLosingProxy } from './peers/losing-proxy';
import { createLosses, type Loss, type Losses, type Step } from './peers/losses';
import { exchange } from './peers/rest';
import { complaintOf, type Figures } from './peers/sales';
import { isAtLeast } from './peers/toolchain';

const parts = suite('peers-parts');

type Bench = {
  readonly losses: Losses;
  /** What arrived at the server, in order. */
  readonly arrived: string[];
  /** Status and body, or `broken`. */
  ask(path: string): Promise<string>;
  stop(): Promise<void>;
};

/** A server whose paths are the steps. */
async function openBench(plan: readonly Loss[]): Promise<Bench> {
  const losses = createLosses();
  losses.plan(plan);
  const arrived: string[] = [];
  const server = createServer((request: IncomingMessage, reply) => {
    arrived.push(request.url ?? '');
    reply.writeHead(418, { 'content-type': 'text/plain' }).end(`did ${request.url}`);
  });
  await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const proxy: LosingProxy = await startLosingProxy({
    isTls: false,
    upstream: { origin: `http://127.0.0.1:${port}` },
    losses,
    stepOf: (_method, path) => path.slice(1) as Step,
  });
  return {
    losses,
    arrived,
    ask: async (path) => {
      const asked = exchange({ origin: proxy.origin }, 'GET', path, '');
      return asked.then(({ status, text }) => `${status} ${text}`).catch(() => 'broken');
    },
    stop: async () => {
      await proxy.stop();
      server.closeAllConnections();
      await new Promise((closed) => void server.close(closed));
    },
  };
}

parts(
  'proxy: a lost answer is of a request that did its work, and the next one passes',
  async () => {
    const bench = await openBench([{ step: 'create', part: 'answer', times: 1 }]);
    assert.is(await bench.ask('/create'), 'broken');
    assert.equal(bench.arrived, ['/create']);
    assert.is(await bench.ask('/create'), '418 did /create');
    await bench.stop();
  },
);

parts('proxy: a lost request never arrives, as often as was planned', async () => {
  const bench = await openBench([{ step: 'look-up', part: 'request', times: 2 }]);
  assert.is(await bench.ask('/look-up'), 'broken');
  assert.is(await bench.ask('/create'), '418 did /create');
  assert.is(await bench.ask('/look-up'), 'broken');
  assert.is(await bench.ask('/look-up'), '418 did /look-up');
  assert.equal(bench.arrived, ['/create', '/look-up']);
  await bench.stop();
});

parts('proxy: what is held arrives when the cancel is asked for, and before it', async () => {
  const bench = await openBench([{ step: 'hand-over', part: 'held', times: 1 }]);
  const held = bench.ask('/hand-over');
  assert.is(await bench.ask('/look-up'), '418 did /look-up');
  assert.is(await bench.ask('/cancel'), '418 did /cancel');
  await held;
  assert.equal(bench.arrived, ['/look-up', '/hand-over', '/cancel']);
  await bench.stop();
});

parts('losses: one that has not happened is named, until it has', () => {
  const losses = createLosses();
  const plan: readonly Loss[] = [
    { step: 'create', part: 'answer', times: 1 },
    { step: 'cancel', part: 'answer', times: 1 },
  ];
  losses.plan(plan);
  assert.is(losses.judge('create'), 'answer');
  assert.is(losses.judge('create'), undefined);
  assert.equal(losses.unseen(), [plan[1]]);
  losses.plan([]);
  assert.is(losses.judge('cancel'), undefined);
});

const EVEN: Figures = {
  ...{
    peer: 'lnd',
    program: 'LND',
    version: '1',
    losses: 'none' as const,
    violations: 0,
    seconds: 1,
  },
  ...{ boardPayments: 9, nodePayments: 9, payerPayments: 9 },
  ...{ boardMilliSat: 100_000, nodeMilliSat: 100_000, payerMilliSat: 100_000 },
};

parts('sale: books that are one are content', () => {
  assert.is(complaintOf(EVEN), undefined);
});

const UNEVEN = [
  [{ nodePayments: 10 }, /not the node's/],
  [{ boardMilliSat: 90_000 }, /the board's books/],
  [{ payerPayments: 10 }, /the payer's books/],
  [{ payerMilliSat: 110_000 }, /the payer's books/],
  [{ violations: 1 }, /checker/],
  [{ boardPayments: 0, nodePayments: 0, payerPayments: 0 }, /hardly anything/],
] as const;

for (const [changed, complaint] of UNEVEN) {
  parts(`sale: ${JSON.stringify(changed)} is objected to`, () => {
    assert.match(complaintOf({ ...EVEN, ...changed }) ?? '', complaint);
  });
}

parts('toolchain: versions are compared number by number', () => {
  assert.ok(isAtLeast('1.26.8', '1.25.10'));
  assert.ok(isAtLeast('1.25.10', '1.25.10'));
  assert.not(isAtLeast('1.25.9', '1.25.10'));
  assert.not(isAtLeast('1.9', '1.25.10'));
  assert.ok(isAtLeast('3.11.7', '3.10'));
  assert.not(isAtLeast('3.9.2', '3.10'));
});

parts('docs: the table of peers names the programs and versions that are built', () => {
  const docs = readFileSync('docs/payments.md', 'utf8');
  const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  const versions = [
    `LND ${versionOf('github.com/lightningnetwork/lnd')}`,
    `LNbits ${lnbitsVersion()}`,
    `lnurl ${devDependencies.lnurl}`,
  ];
  for (const version of versions) {
    assert.match(version, /^\w+ \d+\.\d+\.\d+/);
    assert.ok(docs.includes(`**real**, ${version} `), version);
  }
});

parts('build: what is left is said at the pace so far, and not before there is one', () => {
  assert.match(
    progressText('Building LND', 60_000, 200, 800),
    /60 s, 200 of 800 packages, about 3 min left/,
  );
  assert.match(progressText('Building LND', 60_000, 10, 800), /about five minutes at first/);
  assert.is(progressText('Installing it', 5_400, 40, undefined), 'Installing it (once): 5 s');
});

parts('child: one that ends by itself says why, at once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'peers-parts-'));
  const child = startChild({
    name: 'short',
    program: process.execPath,
    parameters: ['-e', 'process.stderr.write("no such chain"); process.exit(3)'],
    logFile: join(folder, 'output'),
  });
  const waiting = waitFor('it', 30, async () => false, child);
  const said = await waiting.catch((error: unknown) => String(error));
  assert.match(String(said), /short ended by itself:\nno such chain/);
  await child.stop();
  rmSync(folder, { recursive: true, force: true });
});

parts.run();
