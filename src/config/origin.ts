/**
 * Where the owner's servers are: origins (`https://host` or `https://host:port`, nothing behind)
 * and the hosts of the local network that may be reached. What a URL is, says `web/url.ts`.
 */
import { parseUrl, type Url } from '../web/url';

export type Origin = {
  readonly scheme: 'https' | 'http';
  /** Lower case; IPv6 in brackets. */
  readonly host: string;
  readonly port: number;
};

export const originOf = ({ scheme, host, port }: Url): Origin => ({
  scheme,
  host: host.text,
  port,
});

export const formatOrigin = ({ scheme, host, port }: Origin): string =>
  `${scheme}://${host}:${port}`;

/** One slash at the end is allowed. Undefined: not an origin. */
export function parseOriginUrl(text: string): Url | undefined {
  if (text.includes('?') || text.includes('#')) return undefined;
  const url = parseUrl(text);
  return url.ok && url.value.target === '/' ? url.value : undefined;
}

/** `name`, `name:port`, `[ipv6]` or `[ipv6]:port`, as `web/address.ts` compares them. */
export function parseLocalHost(text: string): string | undefined {
  const url = text.includes('/') ? undefined : parseOriginUrl(`https://${text}`);
  if (url === undefined) return undefined;
  const hasPort = text.lastIndexOf(':') > text.lastIndexOf(']');
  return hasPort ? `${url.host.text}:${url.port}` : url.host.text;
}
