/**
 * Absolute http and https URLs, strictly: one spelling per meaning, nothing guessed. Where
 * browsers repair (backslashes, `127.1`, `0x7f.1`, user names), this refuses. RFC 3986.
 */
import { fail, ok, type Result } from '../result';
import { type AddressBytes, formatIpv6, parseDigits, parseIpv4, parseIpv6 } from './address';

export const URL_LENGTH_MAX = 2_048;
const HOST_LENGTH_MAX = 253;
const LABEL_LENGTH_MAX = 63;

export type Host = {
  readonly kind: 'name' | 'onion' | 'ipv4' | 'ipv6';
  /** Lower case, the canonical spelling; IPv6 in brackets. */
  readonly text: string;
  /** Of a host that is an address itself. */
  readonly address: AddressBytes | undefined;
};

export type Url = {
  readonly scheme: 'http' | 'https';
  readonly host: Host;
  readonly port: number;
  /** Path and query as they were written, beginning with a slash. Holds what is secret. */
  readonly target: string;
};

export type UrlFault =
  | 'too-long'
  | 'bad-character'
  | 'not-http'
  | 'has-user'
  | 'bad-host'
  | 'bad-port';

const DEFAULT_PORT = Object.freeze({ http: 80, https: 443 });

/** The fragment is dropped. */
export function parseUrl(text: string): Result<Url, UrlFault> {
  if (text.length > URL_LENGTH_MAX) return fail('too-long');
  if (!isUrlText(text)) return fail('bad-character');
  const colon = text.indexOf('://');
  const scheme = text.slice(0, Math.max(0, colon)).toLowerCase();
  if (scheme !== 'http' && scheme !== 'https') return fail('not-http');

  const hash = text.indexOf('#');
  const rest = text.slice(colon + 3, hash < 0 ? text.length : hash);
  const end = firstOf(rest, '/?');
  const authority = rest.slice(0, end);
  if (authority.includes('@')) return fail('has-user');
  const portAt = authority.startsWith('[') ? authority.indexOf(']') + 1 : firstOf(authority, ':');

  const host = parseHost(authority.slice(0, portAt).toLowerCase());
  if (host === undefined) return fail('bad-host');
  const port = parsePort(authority.slice(portAt), DEFAULT_PORT[scheme]);
  if (port === undefined) return fail('bad-port');
  const target = rest.slice(end);
  return ok({ scheme, host, port, target: target.startsWith('/') ? target : `/${target}` });
}

/** The canonical spelling: default port dropped, path and query untouched. */
export function formatUrl(url: Url): string {
  const port = url.port === DEFAULT_PORT[url.scheme] ? '' : `:${url.port}`;
  return `${url.scheme}://${url.host.text}${port}${url.target}`;
}

/** The value of a query parameter as it was written; undefined without one. */
export function queryValue(url: Url, name: string): string | undefined {
  const query = url.target.slice(firstOf(url.target, '?') + 1);
  for (const pair of query.split('&')) {
    const end = firstOf(pair, '=');
    if (pair.slice(0, end).toLowerCase() === name) return pair.slice(end + 1);
  }
  return undefined;
}

/** With more parameters, after whatever query the URL has. */
export function withQuery(url: string, query: string): string {
  if (!url.includes('?')) return `${url}?${query}`;
  return url.endsWith('?') || url.endsWith('&') ? `${url}${query}` : `${url}&${query}`;
}

/** Printable ASCII without the space and what quotes: safe in a request line, a log, a page. */
function isUrlText(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code <= 0x20 || code > 0x7e) return false;
    if (code === 0x22 || code === 0x3c || code === 0x3e || code === 0x5c || code === 0x60) {
      return false;
    }
  }
  return true;
}

/** Where the first of these characters stands, or the length. */
function firstOf(text: string, characters: string): number {
  for (let i = 0; i < text.length; i += 1) {
    if (characters.includes(text.charAt(i))) return i;
  }
  return text.length;
}

function parsePort(text: string, standard: number): number | undefined {
  if (text === '') return standard;
  const port = text.startsWith(':') ? parseDigits(text.slice(1), 10, 5) : undefined;
  if (port === undefined || port < 1 || port > 65_535 || text.startsWith(':0')) return undefined;
  return port;
}

function parseHost(text: string): Host | undefined {
  if (text.startsWith('[')) {
    const address = text.endsWith(']') ? parseIpv6(text.slice(1, -1)) : undefined;
    return address && { kind: 'ipv6', text: `[${formatIpv6(address)}]`, address };
  }
  if (text.length > HOST_LENGTH_MAX) return undefined;
  const labels = text.split('.');
  if (!labels.every(isLabel)) return undefined;
  const last = labels[labels.length - 1]!;
  if (isNumeric(last)) {
    // Every resolver reads a host that ends in a number as an address, each in its own way.
    const address = parseIpv4(text);
    return address && { kind: 'ipv4', text, address };
  }
  const isOnion = last === 'onion' && labels.length > 1;
  return { kind: isOnion ? 'onion' : 'name', text, address: undefined };
}

function isLabel(text: string): boolean {
  if (text.length === 0 || text.length > LABEL_LENGTH_MAX) return false;
  if (text.startsWith('-') || text.endsWith('-')) return false;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    const isLetter = code >= 0x61 && code <= 0x7a;
    const isDigit = code >= 0x30 && code <= 0x39;
    if (!isLetter && !isDigit && code !== 0x2d && code !== 0x5f) return false;
  }
  return true;
}

function isNumeric(label: string): boolean {
  if (parseDigits(label, 10, LABEL_LENGTH_MAX) !== undefined) return true;
  if (!label.startsWith('0x')) return false;
  return label.length === 2 || parseDigits(label.slice(2), 16, LABEL_LENGTH_MAX) !== undefined;
}
