/**
 * One pull for every way in which an exchange can be lost, through `npm run pull` as a person uses
 * it: its exit code says whether to ask again, to pull again, or that it is done. However that
 * went, the payer's own list must have grown by one payment.
 */
import { join } from 'node:path';
import type { Command, Ended } from '../command-bench';
import type { Loss, Step } from './losses';
import type { Peer } from './peer';

export type PullRow = {
  readonly peer: string;
  readonly program: string;
  readonly version: string;
  readonly step: Step | 'none';
  /** What became of this step's exchange, in words. */
  readonly lost: string;
  /** By the payer's own list. */
  readonly payments: number;
  readonly seconds: number;
  /** What went wrong besides; undefined where nothing did. */
  readonly complaint: string | undefined;
};

type Case = {
  readonly step: PullRow['step'];
  readonly lost: string;
  readonly losses: readonly Loss[];
  readonly deadlineSec?: number;
  /** Without the proxy, to the node's own certificate. */
  readonly isDirect?: true;
  /** Once this was printed. The pull is then asked about with --resume. */
  readonly killedAt?: string;
};

const OFTEN = 1_000;
const SAT = 10;
const DEADLINE_SEC = 30;
const DEADLINE_SEC_SHORT = 3;

const once = (step: Step, part: Loss['part'], times = 1): Case => ({
  step,
  lost: times === 1 ? part : `${part}, ${times} times`,
  losses: [{ step, part, times }],
});

const CASES: readonly Case[] = [
  { step: 'none', lost: '', losses: [], isDirect: true },
  once('ask-link', 'request'),
  once('ask-link', 'answer'),
  once('create', 'request'),
  once('create', 'answer'),
  once('hand-over', 'request'),
  once('hand-over', 'answer'),
  { ...once('hand-over', 'answer'), lost: 'answer, then killed', killedAt: 'No answer from the' },
  once('look-up', 'request', 2),
  once('look-up', 'answer', 2),
  {
    step: 'cancel',
    lost: 'answer; paid just before',
    deadlineSec: DEADLINE_SEC_SHORT,
    losses: [
      { step: 'hand-over', part: 'held', times: 1 },
      { step: 'cancel', part: 'answer', times: 1 },
    ],
  },
  ...(['request', 'answer'] as const).map(
    (part): Case => ({
      step: 'cancel',
      lost: `${part}; never handed over`,
      deadlineSec: DEADLINE_SEC_SHORT,
      losses: [
        { step: 'hand-over', part: 'request', times: OFTEN },
        { step: 'cancel', part, times: 1 },
      ],
    }),
  ),
];

/** `tell` hears each row as soon as there is one. */
export async function runPulls(
  command: Command,
  peer: Peer,
  folder: string,
  tell: (row: PullRow) => void,
): Promise<readonly PullRow[]> {
  const rows: PullRow[] = [];
  for (const each of CASES) {
    // A kind that cannot cancel waits, and then asks: there is no such request to lose.
    if (each.step === 'cancel' && !peer.canCancel) continue;
    const startedMs = performance.now();
    const before = await peer.sent();
    peer.losses.plan(each.losses);
    const said = await pullUntilDone(command, peer, folder, each);
    const unseen = peer.losses.unseen();
    peer.losses.plan([]);
    const after = await peer.sent();
    const { name, program, version } = peer;
    const row: PullRow = {
      ...{ peer: name, program, version, step: each.step, lost: each.lost },
      payments: after.length - before.length,
      seconds: Math.round((performance.now() - startedMs) / 100) / 10,
      complaint:
        said ?? (unseen.length === 0 ? undefined : `nothing was lost at ${unseen[0]?.step}`),
    };
    rows.push(row);
    tell(row);
  }
  return rows;
}

const TRIES_MAX = 6;
/** See EXIT in host-sim/pull/verdict.ts. */
const DONE: readonly (number | null)[] = [0, 3];
const AGAIN: readonly (number | null)[] = [1, 69];

/** Undefined when it ended as settled, else what was said last. */
async function pullUntilDone(
  command: Command,
  peer: Peer,
  folder: string,
  given: Case,
): Promise<string | undefined> {
  const state = join(folder, 'pulls');
  const { origin, fingerprint } = given.isDirect === true ? peer.own : peer.proxied;
  const anew = [
    ...['--node', `${peer.kind}:${origin}`, '--credential', peer.credentialFile],
    ...['--pin', fingerprint, '--link', peer.withdraw.link, '--network', 'regtest'],
    ...['--sat', String(SAT), '--deadline', `${given.deadlineSec ?? DEADLINE_SEC}s`],
    ...['--local-host', peer.withdraw.host, '--state', state],
  ];
  let id: string | undefined;
  let ended: Ended | undefined;
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const running = command.start(id === undefined ? anew : ['--resume', id, '--state', state]);
    if (given.killedAt !== undefined && tries === 0) {
      await running.says(given.killedAt);
      running.child.kill('SIGKILL');
    }
    ended = await running.ended;
    if (DONE.includes(ended.code)) return undefined;
    const isAgain = AGAIN.includes(ended.code);
    id = isAgain ? undefined : /\bPull ([0-9a-f]{32}):/.exec(ended.output)?.[1];
    if (!isAgain && id === undefined) break;
    // It was refused in the end because nothing ever arrived: the next one is to arrive.
    if (ended.code === 1 && peer.losses.unseen().length === 0) peer.losses.plan([]);
  }
  return `exit ${ended?.code}: ${ended?.output.trim().split('\n').slice(-4).join(' / ')}`;
}
