/**
 * Real parts as a person names them on a command line: a node, its credential and certificate, a
 * withdraw link. What is wrong comes back as one line; no line holds a secret.
 */
import { readFileSync, statSync } from 'node:fs';
import { bech32 } from '@scure/base';
import { formatOrigin, originOf, parseOriginUrl } from '../../src/config/origin';
import type { Network } from '../../src/payment/bolt11';
import { decodeLink, type LinkFault } from '../../src/payment/lnurl';
import { NODE_KIND_NAMES, type NodeKind } from '../../src/payment/nodes/kinds';
import type { Secret } from '../../src/ports';
import { fail, ok, type Result, unreachable } from '../../src/result';
import { secret } from '../../src/secret';
import { parseUrl } from '../../src/web/url';
import type { NamedNode } from './node-document';
import { NODE_WORDS } from './node-words';

export const NETWORKS: readonly Network[] = ['mainnet', 'testnet', 'signet', 'regtest'];

/** A macaroon with caveats has some 300 bytes, a rune with restrictions less. */
const CREDENTIAL_BYTES_MAX = 2_048;
const PEM_BYTES_MAX = 65_536;
const LINK_CHARACTERS_MAX = 4_096;

export const parseNetwork = (text: string): Network | undefined =>
  NETWORKS.find((network) => network === text);

/** `lnd:https://HOST:8080` and such, one of each kind. */
export const NODE_EXAMPLES = NODE_KIND_NAMES.map((kind) => NODE_WORDS[kind].example).join(' or ');

/** `KIND:[ACCOUNT@]https://HOST:PORT`. Plain http would show the credential to the network. */
export function parseNode(text: string): Result<NamedNode, string> {
  const kind = NODE_KIND_NAMES.find((name) => text.startsWith(`${name}:`));
  if (kind === undefined) return fail(`--node: give ${NODE_EXAMPLES}.`);
  const { account, example } = NODE_WORDS[kind];
  const named = text.slice(kind.length + 1);
  const at = account === undefined ? -1 : named.indexOf('@');
  const nodeAccount = named.slice(0, Math.max(at, 0));
  if (account !== undefined && !account.is(nodeAccount)) {
    return fail(`--node: give ${example}, with ${account.shown}.`);
  }
  const where = named.slice(at + 1);
  // As an address is written: USER@HOST.
  const isBare = account !== undefined && !where.includes('://');
  const url = parseOriginUrl(isBare ? `https://${where}` : where);
  if (url === undefined) {
    const form = account === undefined ? `${kind}:https://HOST:PORT` : `${example}:PORT`;
    return fail(`--node: give ${form} and nothing behind it.`);
  }
  if (url.scheme !== 'https') {
    return fail('--node: https, because plain http would show the credential to the network.');
  }
  return ok({ nodeKind: kind, nodeOrigin: formatOrigin(originOf(url)), nodeAccount });
}

/** One line on a credential that is missing, or one too many; undefined when it is right. */
export function credentialFault(path: string | undefined, kind: NodeKind): string | undefined {
  const { credential, name } = NODE_WORDS[kind];
  if (credential === '' && path !== undefined) return `--credential: ${name} asks for none.`;
  if (credential === '' || path !== undefined) return undefined;
  return `--credential is missing: the file of a ${credential}.`;
}

/** 64 hex digits in lower case; colons as openssl writes them are dropped. */
export function parsePin(text: string): string | undefined {
  const digits = text.replaceAll(':', '').toLowerCase();
  return /^[0-9a-f]{64}$/.test(digits) ? digits : undefined;
}

/** Of a node of this kind, as its header carries it. */
export function readCredential(path: string | undefined, kind: NodeKind): Result<Secret, string> {
  if (path === undefined) return ok(secret(''));
  const bytes = readSmall(path, CREDENTIAL_BYTES_MAX);
  if (!bytes.ok) return fail(`--credential ${path}: ${bytes.fault}`);
  const { credential, credentialForms, credentialOf } = NODE_WORDS[kind];
  const held = credentialOf(bytes.value);
  if (held !== undefined) return ok(secret(held));
  return fail(`--credential ${path}: not a ${credential}, ${credentialForms}.`);
}

export function readCa(path: string): Result<string, string> {
  const bytes = readSmall(path, PEM_BYTES_MAX);
  if (!bytes.ok) return fail(`--ca ${path}: ${bytes.fault}`);
  const text = bytes.value.toString('latin1');
  const isPem = text.includes('-----BEGIN CERTIFICATE-----');
  return isPem ? ok(text) : fail(`--ca ${path}: not a certificate in PEM, such as the node's own.`);
}

function readSmall(path: string, bytesMax: number): Result<Buffer, string> {
  try {
    if (statSync(path).size > bytesMax) return fail(`larger than ${bytesMax} bytes.`);
    return ok(readFileSync(path));
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ENOENT') return fail('there is no such file.');
    if (code === 'EACCES' || code === 'EPERM') return fail('this user may not read it.');
    return fail('it cannot be read.');
  }
}

/** What `--link` names: the text itself, `@FILE`, or `-`. */
export async function readLinkText(named: string): Promise<Result<string, string>> {
  if (named === '-') return ok((await readStandardInput()).trim());
  if (!named.startsWith('@')) return ok(named);
  const bytes = readSmall(named.slice(1), LINK_CHARACTERS_MAX);
  return bytes.ok
    ? ok(bytes.value.toString('latin1').trim())
    : fail(`--link ${named}: ${bytes.fault}`);
}

async function readStandardInput(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('latin1')) {
    text += chunk;
    if (text.length > LINK_CHARACTERS_MAX) break;
  }
  return text;
}

/** The canonical link, or one line on what it is instead. */
export function parseLink(text: string, localHosts: readonly string[]): Result<Secret, string> {
  const link = decodeLink(secret(text), { localHosts });
  return link.ok ? link : fail(`--link: ${wordsOf(link.fault, text)}`);
}

export const hostOf = (url: string): string => new URL(url).host;

function wordsOf(fault: LinkFault, text: string): string {
  switch (fault) {
    case 'not-an-lnurl':
      return 'this is not an LNURL (lnurl1..., lnurlw://... or https://...): nothing was asked.';
    case 'bad-checksum':
      return 'an LNURL with a wrong checksum, a letter is wrong or missing: copy it again.';
    case 'mixed-case':
      return 'an LNURL in mixed case, which bech32 forbids: copy it again.';
    case 'too-long':
      return 'longer than any LNURL.';
    case 'wrong-tag':
      return 'an LNURL for paying or logging in, not a withdraw link: it cannot be pulled from.';
    case 'not-https':
    case 'forbidden-address': {
      const host = leadsTo(text) ?? 'HOST:PORT';
      return (
        `the link leads to ${host}, ` +
        `${fault === 'not-https' ? 'without https' : 'an address of the local network'}. ` +
        `Nothing was asked. If that is meant: --local-host ${host}.`
      );
    }
    default:
      return unreachable(fault);
  }
}

/** Host and port, for the message alone. */
function leadsTo(text: string): string | undefined {
  const bare = text.trim().replace(/^lightning:(\/\/)?/i, '');
  const decoded = bech32.decodeUnsafe(bare, LINK_CHARACTERS_MAX);
  const bytes = decoded && bech32.fromWordsUnsafe(decoded.words);
  const named = bytes ? Buffer.from(bytes).toString('latin1') : bare;
  const url = parseUrl(named.replace(/^lnurlw:(\/\/)?/i, 'https://'));
  return url.ok ? `${url.value.host.text}:${url.value.port}` : undefined;
}
