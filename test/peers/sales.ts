/**
 * A sale through `npm start`: one simulated load, a real node and a real link, until 100 sat are
 * handed over. The board's books must then be the node's: the same payments, the same money.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from '../command-bench';
import type { Loss } from './losses';
import type { Payment, Peer } from './peer';

export type SaleRow = {
  readonly peer: string;
  readonly program: string;
  readonly version: string;
  readonly losses: 'none' | 'at every step';
  /** By the board, by the owner's node, by the payer's. */
  readonly boardPayments: number;
  readonly boardMilliSat: number;
  readonly nodePayments: number;
  readonly nodeMilliSat: number;
  readonly payerPayments: number;
  readonly payerMilliSat: number;
  readonly violations: number;
  readonly seconds: number;
  readonly complaint: string | undefined;
};

/** Spread over the sale: each is the first of its step that comes along. */
const LOSSES: readonly Loss[] = (
  ['ask-link', 'create', 'hand-over', 'look-up', 'cancel'] as const
).flatMap((step) => [
  { step, part: 'answer' as const, times: 1 },
  { step, part: 'request' as const, times: 1 },
]);

const SAT_MAX = 100;
/** Long after it should have stopped by itself, at the cap. */
const FOR = '240s';

type Report = {
  readonly boards: readonly {
    readonly accounts: readonly { readonly paidMilliSat: number; readonly lateMilliSat: number }[];
    readonly pulls: { readonly settled: number; readonly late: number };
  }[];
  readonly violations: readonly unknown[];
};

export async function runSale(
  command: Command,
  peer: Peer,
  folder: string,
  isLossy: boolean,
): Promise<SaleRow> {
  const startedMs = performance.now();
  const { origin, fingerprint } = isLossy ? peer.proxied : peer.own;
  const reportFile = join(folder, `sale-${peer.name}.json`);
  const before = { received: await peer.received(), sent: await peer.sent() };
  peer.losses.plan(isLossy ? LOSSES : []);
  const { code, output } = await command.run([
    ...['--node', `${peer.kind}:${origin}`, '--credential', peer.credentialFile],
    ...['--pin', fingerprint, '--link', peer.withdraw.link, '--network', 'regtest'],
    ...['--local-host', peer.withdraw.host, '--sat-max', String(SAT_MAX), '--headless'],
    ...['--scenario', 'test/peers/sale.json', '--for', FOR, '--json', reportFile],
  ]);
  // Nothing is cancelled in a sale that goes well.
  const unseen = peer.losses.unseen().find(({ step }) => step !== 'cancel');
  peer.losses.plan([]);
  const received = newOf(await peer.received(), before.received);
  const sent = newOf(await peer.sent(), before.sent);
  const { boards, violations } = readReport(reportFile);
  const accounts = boards.flatMap((board) => board.accounts);
  const row = {
    ...{ peer: peer.name, program: peer.program, version: peer.version },
    losses: isLossy ? ('at every step' as const) : ('none' as const),
    boardPayments: sum(boards.map(({ pulls }) => pulls.settled + pulls.late)),
    boardMilliSat: sum(accounts.map((each) => each.paidMilliSat + each.lateMilliSat)),
    nodePayments: received.length,
    nodeMilliSat: sum(received.map(({ milliSat }) => milliSat)),
    payerPayments: sent.length,
    payerMilliSat: sum(sent.map(({ milliSat }) => milliSat)),
    violations: violations.length,
    seconds: Math.round((performance.now() - startedMs) / 1_000),
  };
  const lost = unseen === undefined ? undefined : `nothing was lost at ${unseen.step}`;
  const end = output.trim().split('\n').slice(-4).join(' / ');
  return { ...row, complaint: code === 0 ? (complaintOf(row) ?? lost) : `exit ${code}: ${end}` };
}

export type Figures = Omit<SaleRow, 'complaint'>;

/** What is wrong with the three books; undefined where they are one. */
export function complaintOf(row: Figures): string | undefined {
  if (row.violations > 0) return 'a checker was not content';
  if (row.boardPayments < 2) return 'hardly anything was sold';
  const isSame = row.boardPayments === row.nodePayments && row.boardMilliSat === row.nodeMilliSat;
  if (!isSame) return "the board's books are not the node's";
  const isSent = row.payerPayments === row.nodePayments && row.payerMilliSat === row.nodeMilliSat;
  return isSent ? undefined : "the payer's books are not the node's";
}

function newOf(after: readonly Payment[], before: readonly Payment[]): readonly Payment[] {
  const known = new Set(before.map(({ hash }) => hash));
  return after.filter(({ hash }) => !known.has(hash));
}

function readReport(file: string): Report {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    return { boards: [], violations: [] }; // The exit code tells why there is none.
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);
