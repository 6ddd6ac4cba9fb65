/** The part of the configuration that says which node is the owner's, and what is local. */

import { NODE_KIND_NAMES, NODE_KINDS, type NodeKind } from '../payment/nodes/kinds';
import type { Trust } from '../ports';
import { admitUrl } from '../web/address';
import { areCertificates, CA_EXPECTED } from './certificates';
import {
  choice,
  consistsOf,
  type Fields,
  flag,
  has,
  join,
  list,
  refuse,
  report,
  secretName,
  showValue,
  text,
} from './fields';
import { type Origin, originOf, parseLocalHost, parseOriginUrl } from './origin';

export type NodeConfig = {
  readonly kind: NodeKind;
  readonly origin: Origin;
  /** The name of a secret; empty where the kind asks for none. */
  readonly credential: string;
  /** Whose certificate is let in; without a word of the owner's any public authority's. */
  readonly trust: Trust;
  readonly canCancel: boolean;
  /** The node asks the buyers' links in the board's place. */
  readonly asksLinks: boolean;
  /** Of several behind one origin: empty where the kind has one only. */
  readonly account: string;
};

export const NODE_FIELDS: readonly string[] = Object.freeze([
  'kind',
  'url',
  'credential',
  'pinSha256',
  'ca',
  'canCancel',
  'asksLinks',
  'store',
  'user',
]);
export const LOCAL_HOSTS_MAX = 8;

export function readNode(of: Fields, localHosts: readonly string[]): NodeConfig {
  const kind = choice(of, 'kind', NODE_KIND_NAMES);
  return {
    kind,
    origin: readOrigin(of, localHosts),
    credential: readCredential(of, kind),
    trust: readTrust(of),
    canCancel: readCanCancel(of, kind),
    asksLinks: readAsksLinks(of, kind),
    account: readAccount(of, kind),
  };
}

/** Whether a payment can wait there until it is taken or given back. */
export function holdsPayments({ kind, canCancel }: NodeConfig): boolean {
  const node = NODE_KINDS[kind];
  return canCancel && node.hashBy === 'board' && node.hold !== undefined;
}

/** Which of several behind one origin: in the word of its kind, and in that of no other. */
function readAccount(of: Fields, kind: NodeKind): string {
  if (has(of, 'store') && kind !== 'btcpay')
    refuse(of, 'store', `nothing, as ${kind} has no stores`);
  if (has(of, 'user') && kind !== 'lightning-address') {
    refuse(of, 'user', `nothing, as ${kind} has no users`);
  }
  if (kind === 'btcpay') return text(of, 'store', isStore, STORE_EXPECTED);
  return kind === 'lightning-address' ? text(of, 'user', isUser, USER_EXPECTED) : '';
}

const STORE_EXPECTED = 'the id of a store, 20 to 64 letters and digits';

export const isStore = (value: string): boolean =>
  value.length >= 20 && value.length <= 64 && consistsOf(value.toLowerCase(), ALPHANUMERIC);

const USER_EXPECTED = 'the part of an address before its @';

/** LUD-16, and the tag behind a plus. */
export const isUser = (value: string): boolean =>
  value.length >= 1 && value.length <= 64 && consistsOf(value, `${ALPHANUMERIC}-_.+`);

const ALPHANUMERIC = 'abcdefghijklmnopqrstuvwxyz0123456789';

function readCredential(of: Fields, kind: NodeKind): string {
  if (NODE_KINDS[kind].credentialHeader !== '') return secretName(of, 'credential');
  if (has(of, 'credential')) refuse(of, 'credential', `nothing, as ${kind} asks for none`);
  return '';
}

/** Who chooses the hash of an invoice cancels none. */
function readCanCancel(of: Fields, kind: NodeKind): boolean {
  const isAble = NODE_KINDS[kind].hashBy === 'board';
  const canCancel = flag(of, 'canCancel', isAble);
  if (canCancel && !isAble) refuse(of, 'canCancel', `false, as ${kind} cancels no invoice`);
  return canCancel;
}

function readAsksLinks(of: Fields, kind: NodeKind): boolean {
  const asksLinks = flag(of, 'asksLinks', false);
  const node = NODE_KINDS[kind];
  const isAble = node.hashBy === 'node' && node.asLink !== undefined;
  if (asksLinks && !isAble) refuse(of, 'asksLinks', `false, as ${kind} asks no link for a board`);
  return asksLinks;
}

/** One text, made once: with authorities of the owner's it is long, and each request names it. */
function readTrust(of: Fields): Trust {
  if (has(of, 'pinSha256') && has(of, 'ca')) {
    refuse(of, 'ca', 'nothing, as pinSha256 says whom to trust');
  } else if (has(of, 'ca')) {
    return `ca:${text(of, 'ca', areCertificates, CA_EXPECTED)}`;
  }
  if (!has(of, 'pinSha256')) return 'bundle';
  const pin = text(of, 'pinSha256', isSha256, 'the 64 hex digits of a SHA-256');
  return `pin:${pin.toLowerCase()}`;
}

/** Over plain http, or at an address of the local network, only a host that the owner named. */
function readOrigin(of: Fields, localHosts: readonly string[]): Origin {
  const { url: value } = of.values;
  const url = typeof value === 'string' ? parseOriginUrl(value) : undefined;
  if (url === undefined) {
    // A URL with a user in it holds a password.
    const hasUser = typeof value === 'string' && value.includes('@');
    const shown = hasUser ? 'a URL with a user' : showValue(value);
    report(of.errors, join(of.path, 'url'), shown, 'an origin such as https://node.example:8080');
    return { scheme: 'https', host: '', port: 443 };
  }

  const admitted = admitUrl(url, { localHosts });
  if (!admitted.ok) {
    const named = `${url.host.text} in localHosts`;
    refuse(of, 'url', admitted.fault === 'not-https' ? `https, or ${named}` : named);
  }
  return originOf(url);
}

export function readLocalHosts(of: Fields): readonly string[] {
  const hosts = list(of, 'localHosts', LOCAL_HOSTS_MAX);
  const found: string[] = [];
  for (let i = 0; i < hosts.length; i++) {
    const value = hosts[i];
    const host = typeof value === 'string' ? parseLocalHost(value) : undefined;
    if (host !== undefined) found.push(host);
    else report(of.errors, `localHosts.${i}`, showValue(value), 'host or host:port');
  }
  return found;
}

const isSha256 = (value: string): boolean =>
  value.length === 64 && consistsOf(value.toLowerCase(), '0123456789abcdef');
