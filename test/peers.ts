/**
 * `npm run test:peers [-- --json]`: real Lightning servers on loopback, built from their sources,
 * and a board that pulls through proxies that lose the answer at every step. Exit 1 when a step did
 * not end with one payment by the payer's own list, or, where CI is set, when a peer is missing.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { complaintOf, EXIT_USAGE } from '../host-sim/usage';
import { bundleCommand, removeCommands } from './command-bench';
import { lndPrograms } from './peers/cache';
import { startLndPeer } from './peers/lnd-peer';
import type { Peer } from './peers/peer';
import { type PullRow, runPulls } from './peers/pulls';
import { runSale, type SaleRow } from './peers/sales';
import { pullLine, pullsJson, saleLine } from './peers/table';
import { missingForLnd } from './peers/toolchain';

const HELP = `npm run test:peers -- [options]

  Builds LND and btcd, once, into the user's cache folder: five minutes or more on two cores. Then
  starts them on loopback, pulls through proxies that lose the request or the answer at every
  step, and sells to a simulated load. Each pull must end with one payment by the payer's own
  list; after a sale the node's books must be the board's. A peer that cannot be built here is
  skipped, with the reason; where CI is set, that is a failure.

  --json        [{peer, program, version, step, lost, payments}] on standard output, the rest aside
  --only KIND   one of PEERS
  --build       build, and no more
  --help
`;
const OPTIONS = {
  json: { type: 'boolean', default: false },
  only: { type: 'string' },
  build: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

type Kind = {
  readonly kind: string;
  readonly missing: () => string | undefined;
  readonly build: () => Promise<unknown>;
  readonly start: (folder: string) => Promise<Peer>;
};

const KINDS: readonly Kind[] = [
  {
    kind: 'lnd',
    missing: missingForLnd,
    build: lndPrograms,
    start: async (folder) => startLndPeer(await lndPrograms(), folder),
  },
];
const NAMES = KINDS.map(({ kind }) => kind).join(', ');

type Given = { readonly isJson: boolean; readonly isBuild: boolean; readonly only?: string };

async function main(): Promise<number> {
  let given: Given;
  try {
    const { values } = parseArgs({ options: OPTIONS });
    if (values.help) {
      process.stdout.write(HELP.replace('PEERS', NAMES));
      return 0;
    }
    const only = values.only === undefined ? {} : { only: values.only };
    given = { isJson: values.json, isBuild: values.build, ...only };
  } catch (error) {
    note(`${complaintOf(error, '--json')} See npm run test:peers -- --help.`);
    return EXIT_USAGE;
  }
  const chosen = KINDS.filter(({ kind }) => given.only === undefined || kind === given.only);
  if (chosen.length === 0) {
    note(`--only ${given.only}: one of ${NAMES}.`);
    return EXIT_USAGE;
  }
  return run(chosen, given);
}

async function run(kinds: readonly Kind[], { isJson, isBuild }: Given): Promise<number> {
  const tell = isJson ? note : print;
  const missing = kinds.flatMap(({ kind, missing }) => {
    const reason = missing();
    return reason === undefined ? [] : [{ kind, reason }];
  });
  const isCi = (process.env['CI'] ?? '') !== '';
  for (const { kind, reason } of missing) tell(`${kind} ${isCi ? 'FAILED' : 'skipped'}: ${reason}`);
  const there = kinds.filter(({ kind }) => missing.every((each) => each.kind !== kind));
  // All are built before any is started: a build slows everything that is timed.
  for (const { build } of there) await build();
  if (isBuild) return isCi && missing.length > 0 ? 1 : 0;

  const pulls: PullRow[] = [];
  const sales: SaleRow[] = [];
  for (const each of there) await provePeer(each, tell, pulls, sales);
  if (isJson) print(JSON.stringify(pullsJson(pulls)));
  const isWrong = pulls.some(
    ({ payments, complaint }) => payments !== 1 || complaint !== undefined,
  );
  const isUneven = sales.some(({ complaint }) => complaint !== undefined);
  return isWrong || isUneven || (isCi && missing.length > 0) ? 1 : 0;
}

async function provePeer(
  { start }: Kind,
  tell: (line: string) => void,
  pulls: PullRow[],
  sales: SaleRow[],
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'peers-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const startedMs = performance.now();
  const peer = await start(folder);
  try {
    const seconds = ((performance.now() - startedMs) / 1_000).toFixed(0);
    tell(`${peer.program} ${peer.version}, real, up in ${seconds} s`);
    const pull = await bundleCommand('pull');
    pulls.push(...(await runPulls(pull, peer, folder, (row) => tell(pullLine(row)))));
    const sell = await bundleCommand('main');
    for (const isLossy of [false, true]) {
      const row = await runSale(sell, peer, folder, isLossy);
      sales.push(row);
      tell(saleLine(row));
    }
  } finally {
    removeCommands();
    await peer.stop();
  }
}

const note = (line: string) => void process.stderr.write(`${line}\n`);
const print = (line: string) => void process.stdout.write(`${line}\n`);

// What is running ends with us: see child.ts.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

process.exitCode = await main();
