/**
 * Real parts on the command line of `npm start`: a meter on a serial port in place of the virtual
 * one; a node and a link in place of Lightning on the desk. Then time is real, one board sells,
 * and a cap ends the run.
 */
import { parseLocalHost } from '../src/config/origin';
import type { Network } from '../src/payment/bolt11';
import { NODE_KIND_NAMES } from '../src/payment/nodes/kinds';
import type { Secret } from '../src/ports';
import { fail, ok, type Result } from '../src/result';
import type { NamedNode } from './pull/node-document';
import {
  credentialFault,
  NETWORKS,
  parseLink,
  parseNetwork,
  parseNode,
  parsePin,
  readCa,
  readCredential,
} from './pull/parts';

export const REAL_OPTIONS = {
  meter: { type: 'string' },
  node: { type: 'string' },
  credential: { type: 'string' },
  pin: { type: 'string' },
  ca: { type: 'string' },
  link: { type: 'string' },
  network: { type: 'string' },
  'sat-max': { type: 'string' },
  'local-host': { type: 'string', multiple: true },
  yes: { type: 'boolean', default: false },
} as const;

export const REAL_HELP = `
  Real parts, at speed 1, one board:
  --meter serial:PATH   a meter on this port in place of the simulated one
  --node KIND:URL       the owner's node; needs --link too, and --credential. KIND is one of
                        ${NODE_KIND_NAMES.join(', ')}
  --link LNURL          the buyer's withdraw link; needs --node too
  --credential FILE     the macaroon, rune or password; --pin SHA256 or --ca FILE of its certificate
  --network NAME        ${NETWORKS.join(', ')}
  --sat-max N           never more than this in one run (100)
  --local-host H:P      the link may be on this host of the local network
  --yes                 no question before real money`;

export type RealPayments = NamedNode & {
  readonly credential: Secret;
  readonly pinSha256: string | undefined;
  readonly ca: string | undefined;
  readonly link: Secret;
  readonly network: Network;
  readonly satMax: number;
  readonly localHosts: readonly string[];
  readonly isConfirmed: boolean;
};

export type RealParts = {
  readonly meterPath: string | undefined;
  readonly payments: RealPayments | undefined;
};

/** As `parseArgs` gives them. */
export type RealValues = {
  readonly [name in Exclude<keyof typeof REAL_OPTIONS, 'yes' | 'local-host'>]?: string | undefined;
} & { readonly 'local-host'?: readonly string[] | undefined; readonly yes: boolean };

const SAT_MAX_DEFAULT = 100;
const SAT_MAX_MOST = 1_000_000;
const SERIAL = 'serial:';

/** The real parts, or one line on what is missing. */
export function parseRealParts(values: RealValues): Result<RealParts, string> {
  const { meter, node, link } = values;
  if (meter !== undefined && (!meter.startsWith(SERIAL) || meter.length === SERIAL.length)) {
    return fail(`--meter ${meter}: give serial:PATH, such as serial:/dev/ttyUSB0.`);
  }
  const meterPath = meter?.slice(SERIAL.length);
  if (node === undefined && link === undefined) return ok({ meterPath, payments: undefined });
  if (node === undefined) return fail('--link needs --node: an invoice must come from somewhere.');
  if (link === undefined) return fail('--node needs --link: somebody must pay its invoices.');
  const payments = parsePayments(values, node, link);
  return payments.ok ? ok({ meterPath, payments: payments.value }) : payments;
}

function parsePayments(
  values: RealValues,
  node: string,
  link: string,
): Result<RealPayments, string> {
  const named = parseNode(node);
  if (!named.ok) return named;
  const { nodeKind } = named.value;
  const badCredential = credentialFault(values.credential, nodeKind);
  if (badCredential !== undefined) return fail(badCredential);
  const credential = readCredential(values.credential, nodeKind);
  if (!credential.ok) return credential;
  const network = parseNetwork(values.network ?? '');
  if (network === undefined) return fail(`--network: give one of ${NETWORKS.join(', ')}.`);
  const pinSha256 = values.pin === undefined ? undefined : parsePin(values.pin);
  if (values.pin !== undefined && pinSha256 === undefined) {
    return fail('--pin: the 64 hex digits of the SHA-256 of the certificate.');
  }
  const ca = values.ca === undefined ? undefined : readCa(values.ca);
  if (ca?.ok === false) return ca;
  const hosts = values['local-host'] ?? [];
  const localHosts = hosts.map(parseLocalHost).filter((host) => host !== undefined);
  if (localHosts.length !== hosts.length) return fail('--local-host: give HOST:PORT.');
  const parsedLink = parseLink(link, localHosts);
  if (!parsedLink.ok) return parsedLink;
  const satMax = Number(values['sat-max'] ?? SAT_MAX_DEFAULT);
  if (!Number.isInteger(satMax) || satMax < 1 || satMax > SAT_MAX_MOST) {
    return fail(`--sat-max ${values['sat-max']}: a whole number from 1 to ${SAT_MAX_MOST}.`);
  }
  return ok({
    ...named.value,
    credential: credential.value,
    pinSha256,
    ca: ca?.value,
    link: parsedLink.value,
    network,
    satMax,
    localHosts,
    isConfirmed: values.yes,
  });
}
