/** The command line of `npm run pull`: parsed once, a mistake named in one helpful line. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LOCAL_HOSTS_MAX } from '../../src/config/node-config';
import { parseLocalHost } from '../../src/config/origin';
import { SAT_MAX } from '../../src/config/sat';
import type { Network } from '../../src/payment/bolt11';
import { NODE_KIND_NAMES } from '../../src/payment/nodes/kinds';
import { CANCEL_AFTER_MS } from '../../src/payment/pulling';
import { complaintOf } from '../usage';
import type { NamedNode } from './node-document';
import { NODE_WORDS } from './node-words';
import {
  credentialFault,
  NETWORKS,
  NODE_EXAMPLES,
  parseNetwork,
  parseNode,
  parsePin,
} from './parts';

type Common = {
  /** A path, as it was given. */
  readonly credentialFile: string | undefined;
  readonly stateFolder: string;
  readonly isJson: boolean;
};
export type NewPull = Common &
  NamedNode & {
    readonly kind: 'new';
    readonly pinSha256: string | undefined;
    readonly caFile: string | undefined;
    readonly link: string;
    readonly network: Network;
    readonly sat: number;
    readonly deadlineMs: number;
    readonly localHosts: readonly string[];
    readonly isConfirmed: boolean;
  };
export type ResumedPull = Common & { readonly kind: 'resume'; readonly id: string };

export type PullCommand =
  | NewPull
  | ResumedPull
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly line: string };

const DEADLINE_SEC_MAX = CANCEL_AFTER_MS / 1_000;
/** One place of the configuration is the node's. */
const HOSTS_MAX = LOCAL_HOSTS_MAX - 1;
const STATE_FOLDER = join('.distributed-charge', 'pulls');

export const HELP = `\
npm run pull -- --node KIND:URL --credential FILE --link LNURL --network NAME --sat N [options]
npm run pull -- --resume ID

  One real payment as a board takes it: an invoice from the node, handed to the withdraw link,
  and only the node's word that it was paid. Says at each stage what is known and what is not.

  --node KIND:URL      the owner's node over https, one of
${NODE_KIND_NAMES.map((kind) => `                         ${NODE_WORDS[kind].example}`).join('\n')}
  --credential FILE    for lnd a macaroon, binary or hex; for core-lightning a rune, by itself or
                       as createrune printed it; for phoenixd its limited password; for lnbits an
                       invoice key; for btcpay an API key; for lightning-address none.
                       docs/payments.md makes one that cannot spend
  --pin SHA256         of the node's certificate, or --ca FILE: trust this certificate (PEM) only;
                       neither: a public authority must vouch for the node
  --link LNURL|@FILE|- the withdraw link, a file that holds it, or standard input (- keeps it out
                       of the shell's history)
  --network NAME       ${NETWORKS.join(', ')}
  --sat N              how much
  --deadline TIME      1s to ${DEADLINE_SEC_MAX}s (the default): then the invoice is cancelled
  --local-host HOST:PORT  the link may lead to this host of the local network, also over http;
                       may be given ${HOSTS_MAX} times
  --resume ID          asks again what became of a pull; never makes a second invoice
  --state DIR          where pulls are kept, preimages included (~/${STATE_FOLDER})
  --yes                on mainnet: do not ask
  --json               the outcome as JSON; the stages go to standard error
  --help

  Exit 0 settled, 1 refused and no money can move, 2 unknown: ask again with --resume,
  3 settled late or for another amount, 64 a wrong argument, 69 unreachable before anything
  was handed over. 130: interrupted before that.
`;

const OPTIONS = {
  node: { type: 'string' },
  credential: { type: 'string' },
  pin: { type: 'string' },
  ca: { type: 'string' },
  link: { type: 'string' },
  network: { type: 'string' },
  sat: { type: 'string' },
  deadline: { type: 'string', default: `${DEADLINE_SEC_MAX}s` },
  'local-host': { type: 'string', multiple: true },
  resume: { type: 'string' },
  state: { type: 'string' },
  yes: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const read = (argv: readonly string[]) =>
  parseArgs({ args: [...argv], options: OPTIONS, strict: true, allowPositionals: false }).values;
type Values = ReturnType<typeof read>;

export function parsePullArguments(argv: readonly string[]): PullCommand {
  let values: Values;
  try {
    values = read(argv);
  } catch (error) {
    return wrong(complaintOf(error, '--sat 10'));
  }
  if (values.help) return { kind: 'help' };
  const common = {
    stateFolder: values.state ?? join(homedir(), STATE_FOLDER),
    isJson: values.json,
  };
  if (values.resume === undefined) return parseNew(values, common);
  if (!isPullId(values.resume)) {
    return wrong('--resume: give the 32 hex digits that were printed as the pull.');
  }
  const alien = (['node', 'pin', 'ca', 'link', 'network', 'sat'] as const).find(
    (name) => values[name] !== undefined,
  );
  if (alien !== undefined) {
    return wrong(`--${alien} with --resume: a pull keeps what it was begun with; leave it out.`);
  }
  return { kind: 'resume', id: values.resume, credentialFile: values.credential, ...common };
}

function parseNew(values: Values, common: Omit<Common, 'credentialFile'>): PullCommand {
  const { node, credential, link, network, sat, pin, ca } = values;
  if (node === undefined) return wrong(`--node is missing: ${NODE_EXAMPLES}.`);
  const named = parseNode(node);
  if (!named.ok) return wrong(named.fault);
  const { nodeKind } = named.value;
  const badCredential = credentialFault(credential, nodeKind);
  if (badCredential !== undefined) return wrong(badCredential);
  if (link === undefined || link === '') {
    return wrong('--link is missing: an LNURL, @FILE, or - for standard input.');
  }
  const onNetwork = network === undefined ? undefined : parseNetwork(network);
  if (onNetwork === undefined) {
    const said = network === undefined ? 'is missing' : network;
    return wrong(`--network ${said}: one of ${NETWORKS.join(', ')}.`);
  }
  const amount = Number(sat ?? Number.NaN);
  if (!Number.isInteger(amount) || amount < 1 || amount > SAT_MAX) {
    return wrong(`--sat ${sat ?? 'is missing'}: a whole number of sat, 1 to ${SAT_MAX}.`);
  }
  if (pin !== undefined && ca !== undefined) return wrong('--pin and --ca: give one of the two.');
  const pinSha256 = pin === undefined ? undefined : parsePin(pin);
  if (pin !== undefined && pinSha256 === undefined) {
    return wrong('--pin: the 64 hex digits of the SHA-256 of the certificate, colons allowed.');
  }
  const deadlineMs = parseDeadline(values.deadline);
  if (deadlineMs === undefined) {
    return wrong(`--deadline ${values.deadline}: give 1s to ${DEADLINE_SEC_MAX}s.`);
  }
  const hosts = values['local-host'] ?? [];
  const localHosts = hosts.map(parseLocalHost);
  const badHost = hosts.find((_, index) => localHosts[index] === undefined);
  if (badHost !== undefined) return wrong(`--local-host ${badHost}: give HOST:PORT.`);
  if (hosts.length > HOSTS_MAX) return wrong(`--local-host: at most ${HOSTS_MAX} hosts.`);
  if (onNetwork === 'mainnet' && link === '-' && !values.yes) {
    return wrong('--link - leaves no standard input to type yes at: add --yes, or use @FILE.');
  }
  return {
    kind: 'new',
    ...common,
    ...named.value,
    credentialFile: credential,
    pinSha256,
    caFile: ca,
    link,
    network: onNetwork,
    sat: amount,
    deadlineMs,
    localHosts: localHosts.filter((host) => host !== undefined),
    isConfirmed: values.yes,
  };
}

export const isPullId = (text: string): boolean => /^[0-9a-f]{32}$/.test(text);

function parseDeadline(text: string): number | undefined {
  const seconds = /^\d{1,3}(\.\d)?s$/.test(text) ? Number(text.slice(0, -1)) : Number.NaN;
  return seconds >= 1 && seconds <= DEADLINE_SEC_MAX ? Math.round(seconds * 1_000) : undefined;
}

const wrong = (line: string): PullCommand => ({
  kind: 'wrong',
  line: `${line} See npm run pull -- --help.`,
});
