/**
 * What a buyer shows, made into the URL of a withdraw link: LNURL in bech32 (LUD-01), `lnurlw:`
 * (LUD-17), both behind the prefixes seen in the field, or the URL itself. Says which it is not.
 */

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { ascii, bech32 } from '@scure/base';
import type { Secret } from '../ports';
import { fail, ok, type Result } from '../result';
import { secret } from '../secret';
import { type AdmitPolicy, admitUrl } from '../web/address';
import { formatUrl, parseUrl, queryValue, type Url } from '../web/url';
import { textFromUtf8 } from '../web/utf8';

export const LINK_LENGTH_MAX = 2_048;

/** `wrong-tag`: an LNURL for something else, like paying or logging in. */
export type LinkFault =
  | 'not-an-lnurl'
  | 'bad-checksum'
  | 'mixed-case'
  | 'not-https'
  | 'forbidden-address'
  | 'too-long'
  | 'wrong-tag';

const PREFIXES = Object.freeze(['lightning:', 'lnurl:'] as const);
const SCHEMES = Object.freeze(['lnurlw:', 'lnurlp:', 'lnurlc:', 'keyauth:'] as const);
/** What a link is wanted for: its scheme (LUD-17), and its `tag` where the URL has one. */
type Purpose = { readonly scheme: string; readonly tag: string };
const WITHDRAW: Purpose = Object.freeze({ scheme: 'lnurlw:', tag: 'withdrawRequest' });
const PAY: Purpose = Object.freeze({ scheme: 'lnurlp:', tag: 'payRequest' });
const BECH32_PREFIX = 'lnurl';

/**
 * The canonical withdraw link: scheme and host in lower case, default port and fragment dropped,
 * path and query as they are. Two spellings of one link give the same text.
 */
export const decodeLink = (shown: Secret, policy: AdmitPolicy): Result<Secret, LinkFault> =>
  decode(shown, WITHDRAW, policy);

/** The same of a link that takes money, such as a card's own (LUD-19). */
export const decodePayLink = (shown: Secret, policy: AdmitPolicy): Result<Secret, LinkFault> =>
  decode(shown, PAY, policy);

function decode(shown: Secret, to: Purpose, policy: AdmitPolicy): Result<Secret, LinkFault> {
  const text = withoutPrefixes(shown.secret.trim());
  if (text.length > LINK_LENGTH_MAX) return fail('too-long');
  const lower = text.toLowerCase();
  if (lower.startsWith(`${BECH32_PREFIX}1`)) return decodeBech32(text, to, policy);
  const scheme = SCHEMES.find((each) => lower.startsWith(each));
  if (scheme === undefined) return decodeHttp(text, to, policy);
  return scheme === to.scheme ? decodeScheme(text, to, policy) : fail('wrong-tag');
}

/** Names the account of whoever shows this link: 64 hex digits. */
export const buyerKey = (link: Secret): string => bytesToHex(sha256(ascii.decode(link.secret)));

function withoutPrefixes(text: string): string {
  let rest = text;
  for (const prefix of PREFIXES) {
    if (rest.slice(0, prefix.length).toLowerCase() !== prefix) continue;
    rest = withoutSlashes(rest.slice(prefix.length));
  }
  return rest;
}

const withoutSlashes = (text: string) => (text.startsWith('//') ? text.slice(2) : text);

function decodeBech32(text: string, to: Purpose, policy: AdmitPolicy): Result<Secret, LinkFault> {
  if (text !== text.toLowerCase() && text !== text.toUpperCase()) return fail('mixed-case');
  const decoded = bech32.decodeUnsafe(text, LINK_LENGTH_MAX);
  if (decoded === undefined) return fail('bad-checksum');
  if (decoded.prefix !== BECH32_PREFIX) return fail('not-an-lnurl');
  const bytes = bech32.fromWordsUnsafe(decoded.words);
  const url = bytes && textFromUtf8(bytes);
  return url ? admit(url, to, policy) : fail('not-an-lnurl');
}

/** LUD-17: the scheme says what it is for, and stands for https, or http where that is an onion. */
function decodeScheme(text: string, to: Purpose, policy: AdmitPolicy): Result<Secret, LinkFault> {
  const rest = withoutSlashes(text.slice(to.scheme.length));
  const https = parseUrl(`https://${rest}`);
  const isOnion = https.ok && https.value.host.kind === 'onion';
  return admit(isOnion ? `http://${rest}` : `https://${rest}`, to, policy);
}

/** LUD-01, the fallback: any page's URL may carry an LNURL for those who understand it. */
function decodeHttp(text: string, to: Purpose, policy: AdmitPolicy): Result<Secret, LinkFault> {
  const url = parseUrl(text);
  const carried = url.ok ? queryValue(url.value, 'lightning') : undefined;
  if (carried === undefined) return admit(text, to, policy);
  if (!carried.toLowerCase().startsWith(`${BECH32_PREFIX}1`)) return fail('not-an-lnurl');
  return decodeBech32(carried, to, policy);
}

function admit(text: string, to: Purpose, policy: AdmitPolicy): Result<Secret, LinkFault> {
  const url = parseUrl(text);
  if (!url.ok) return fail(url.fault === 'too-long' ? 'too-long' : 'not-an-lnurl');
  if (!hasTag(url.value, to)) return fail('wrong-tag');
  const admitted = admitUrl(url.value, policy);
  if (!admitted.ok) return admitted;
  return ok(secret(formatUrl(admitted.value)));
}

/** Most links only say in their answer what they are for. None is fetched just to log in. */
function hasTag(url: Url, to: Purpose): boolean {
  const tag = queryValue(url, 'tag');
  return tag === undefined || tag === to.tag;
}
