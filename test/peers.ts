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
import { type AnswerRow, runAnswers } from './peers/answers';
import { lnbitsPython, lndPrograms } from './peers/cache';
import { runDeposits } from './peers/deposits';
import { startLnbitsPeers } from './peers/lnbits-peer';
import { type LndNetwork, startLndNetwork } from './peers/lnd-network';
import { startLndPeer } from './peers/lnd-peer';
import { runPayouts } from './peers/payouts';
import type { Peer, PeerGroup } from './peers/peer';
import { type PullRow, runPulls } from './peers/pulls';
import { runSale, type SaleRow } from './peers/sales';
import { answerLine, pullLine, pullsJson, saleLine } from './peers/table';
import { missingForLnbits, missingForLnd } from './peers/toolchain';

const HELP = `npm run test:peers -- [options]

  Builds LND and btcd, and installs LNbits in a virtual environment, once, in the user's cache
  folder: five minutes or more on two cores. Then starts them on loopback, pulls through proxies
  that lose the request or the answer at every step, asks each question that a board has, and
  sells to a simulated load. Each pull must end with one payment by the payer's own list; after a
  sale the node's books must be the board's. A peer that cannot be built here is skipped, with the
  reason; where CI is set, that is a failure.

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
  readonly start: (network: LndNetwork, folder: string) => Promise<PeerGroup>;
};

/** Each of them stands on the two LND nodes: LNbits is funded by one and paid by the other. */
const KINDS: readonly Kind[] = [
  { kind: 'lnd', missing: missingForLnd, build: lndPrograms, start: startLndPeer },
  {
    kind: 'lnbits',
    missing: () => missingForLnd() ?? missingForLnbits(),
    build: async () => [await lndPrograms(), await lnbitsPython()],
    start: async (network, folder) => startLnbitsPeers(await lnbitsPython(), network, folder),
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

  const seen: Seen = { pulls: [], answers: [], sales: [] };
  if (there.length > 0) await proveAll(there, tell, seen);
  if (isJson) print(JSON.stringify(pullsJson(seen.pulls)));
  const isWrong = seen.pulls.some((row) => row.payments !== 1 || row.complaint !== undefined);
  const isUneven = seen.sales.some(({ complaint }) => complaint !== undefined);
  const isOdd = seen.answers.some((row) => row.seen !== row.expected);
  return isWrong || isOdd || isUneven || (isCi && missing.length > 0) ? 1 : 0;
}

type Seen = {
  readonly pulls: PullRow[];
  readonly answers: AnswerRow[];
  readonly sales: SaleRow[];
};
type Tell = (line: string) => void;

async function proveAll(kinds: readonly Kind[], tell: Tell, seen: Seen): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'peers-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
    removeCommands();
  });
  const network = await startLndNetwork(await lndPrograms(), folder);
  try {
    for (const each of kinds) await proveKind(each, network, folder, tell, seen);
  } finally {
    await network.stop();
  }
}

async function proveKind(
  { start }: Kind,
  network: LndNetwork,
  folder: string,
  tell: Tell,
  seen: Seen,
): Promise<void> {
  const group = await start(network, folder);
  try {
    for (const peer of group.peers) await provePeer(peer, folder, tell, seen);
  } finally {
    await group.stop();
  }
}

async function provePeer(peer: Peer, folder: string, tell: Tell, seen: Seen): Promise<void> {
  tell(`${peer.name}: ${peer.program} ${peer.version}, real`);
  const pull = await bundleCommand('pull');
  seen.pulls.push(...(await runPulls(pull, peer, folder, (row) => tell(pullLine(row)))));
  if (!peer.hasSale) return;
  const answers = [
    ...(await runAnswers(peer)),
    ...(await runPayouts(peer)),
    ...(await runDeposits(peer)),
  ];
  seen.answers.push(...answers);
  for (const row of answers) tell(answerLine(row));
  const sell = await bundleCommand('main');
  for (const isLossy of [false, true]) {
    const row = await runSale(sell, peer, folder, isLossy);
    seen.sales.push(row);
    tell(saleLine(row));
  }
}

const note = (line: string) => void process.stderr.write(`${line}\n`);
const print = (line: string) => void process.stdout.write(`${line}\n`);

// What is running ends with us: see child.ts.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

process.exitCode = await main();
