/**
 * Internet addresses, and where a buyer's link may lead: never into the owner's own network. The
 * hands ask `isAdmittedAddress` about the resolved address in the connect call, so that a name
 * cannot change its mind in between. Ranges: IANA special-purpose registries, RFC 6890.
 */

import { frozen } from '../frozen';
import { fail, ok, type Result } from '../result';
import type { Url } from './url';

/** 4 bytes of IPv4 or 16 of IPv6, in network order. */
export type AddressBytes = Uint8Array | readonly number[];

export type AdmitPolicy = {
  /** Hosts that the owner named, as `name`, `name:port` or `[ipv6]:port`. */
  readonly localHosts: readonly string[];
};
export type AdmitFault = 'not-https' | 'forbidden-address';

/** First byte to last of a range, and how many leading bits count. */
type Range = readonly [first: readonly number[], bits: number];

const FORBIDDEN_IPV4: readonly Range[] = frozen<readonly Range[]>([
  [[0], 8], // this network, unspecified
  [[10], 8], // private
  [[100, 64], 10], // CGNAT
  [[127], 8], // loopback
  [[169, 254], 16], // link-local
  [[172, 16], 12], // private
  [[192, 0, 0], 24], // protocol assignments
  [[192, 0, 2], 24], // documentation
  [[192, 88, 99], 24], // 6to4 relays
  [[192, 168], 16], // private
  [[198, 18], 15], // benchmarks
  [[198, 51, 100], 24], // documentation
  [[203, 0, 113], 24], // documentation
  [[224], 3], // multicast, reserved, broadcast
] as const);

/** Within 2000::/3, the only part of IPv6 that is global unicast. */
const FORBIDDEN_IPV6: readonly Range[] = frozen<readonly Range[]>([
  [[0x20, 0x01, 0x00], 23], // protocol assignments, Teredo (an IPv4 address in disguise), ORCHID
  [[0x20, 0x01, 0x0d, 0xb8], 32], // documentation
  [[0x3f, 0xff, 0x00], 20], // documentation
] as const);
const GLOBAL_UNICAST: Range = frozen<Range>([[0x20], 3]);
const SIX_TO_FOUR: Range = frozen<Range>([[0x20, 0x02], 16]);
const NAT64: Range = frozen<Range>([[0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0], 96]);

/**
 * True for every address that is not plainly on the public internet: private, CGNAT, loopback,
 * link-local, ULA, mapped, multicast, documentation, reserved, of unknown kind. 6to4 and NAT64 are
 * judged by the IPv4 address inside.
 */
export function isForbiddenAddress(address: AddressBytes): boolean {
  if (address.length === 4) return FORBIDDEN_IPV4.some((range) => isWithin(address, range));
  if (address.length !== 16) return true;
  if (isWithin(address, NAT64)) return isForbiddenAddress(Array.from(address.slice(12)));
  if (isWithin(address, SIX_TO_FOUR)) return isForbiddenAddress(Array.from(address.slice(2, 6)));
  if (!isWithin(address, GLOBAL_UNICAST)) return true;
  return FORBIDDEN_IPV6.some((range) => isWithin(address, range));
}

function isWithin(address: AddressBytes, [first, bits]: Range): boolean {
  for (let at = 0; at * 8 < bits; at += 1) {
    const unused = Math.max(0, 8 - (bits - at * 8));
    if (address[at]! >> unused !== first[at]! >> unused) return false;
  }
  return true;
}

/** For a link's URL before any request: the scheme, and the address where the host is one. */
export function admitUrl(url: Url, policy: AdmitPolicy): Result<Url, AdmitFault> {
  if (isNamed(url, policy)) return ok(url);
  if (url.scheme === 'http' && url.host.kind !== 'onion') return fail('not-https');
  if (url.host.address !== undefined && isForbiddenAddress(url.host.address)) {
    return fail('forbidden-address');
  }
  return ok(url);
}

/** For the connect call: whether this link may reach that resolved address. */
export const isAdmittedAddress = (url: Url, address: AddressBytes, policy: AdmitPolicy): boolean =>
  isNamed(url, policy) || !isForbiddenAddress(address);

function isNamed(url: Url, { localHosts }: AdmitPolicy): boolean {
  const host = url.host.text;
  return localHosts.includes(host) || localHosts.includes(`${host}:${url.port}`);
}

/** An address as a resolver writes it; undefined for anything else, also with a zone. */
export const parseAddress = (text: string): readonly number[] | undefined =>
  text.includes(':') ? parseIpv6(text) : parseIpv4(text);

/** Of an address as text: false also for what is none. */
export function isPublicAddress(text: string): boolean {
  const address = parseAddress(text);
  return address !== undefined && !isForbiddenAddress(address);
}

/** Four decimal numbers. `127.1`, `0x7f.0.0.1` and `0177.0.0.1` are refused. */
export function parseIpv4(text: string): readonly number[] | undefined {
  if (text.length > 15) return undefined;
  const bytes = text.split('.').map((part) => parseDigits(part, 10, 3));
  if (bytes.length !== 4 || text.split('.').some(hasLeadingZero)) return undefined;
  return bytes.every((byte) => byte !== undefined && byte <= 255)
    ? (bytes as readonly number[])
    : undefined;
}

const hasLeadingZero = (part: string) => part.length > 1 && part.startsWith('0');

/** RFC 4291, section 2.2: groups, one `::`, an IPv4 address at the end. */
export function parseIpv6(text: string): readonly number[] | undefined {
  if (text.length > 45) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0]!, halves.length === 1);
  const tail = halves.length === 2 ? parseGroups(halves[1]!, true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 16 - head.length - tail.length;
  // `::` stands for one group at least.
  if (halves.length === 1 ? missing !== 0 : missing < 2) return undefined;
  return [...head, ...new Array<number>(missing).fill(0), ...tail];
}

function parseGroups(text: string, isLast: boolean): readonly number[] | undefined {
  const bytes: number[] = [];
  if (text === '') return bytes;
  const groups = text.split(':');
  for (const [i, group] of groups.entries()) {
    if (isLast && i === groups.length - 1 && group.includes('.')) {
      const embedded = parseIpv4(group);
      return embedded === undefined ? undefined : [...bytes, ...embedded];
    }
    const value = parseDigits(group, 16, 4);
    if (value === undefined) return undefined;
    bytes.push(value >> 8, value & 0xff);
  }
  return bytes;
}

/** One to `lengthMax` digits and nothing else; `Number` and `parseInt` take far more. */
export function parseDigits(text: string, base: 10 | 16, lengthMax: number): number | undefined {
  if (text.length === 0 || text.length > lengthMax) return undefined;
  let value = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    const isDecimal = code >= 0x30 && code <= 0x39;
    const lower = code | 0x20;
    if (!isDecimal && (base === 10 || lower < 0x61 || lower > 0x66)) return undefined;
    value = value * base + (isDecimal ? code - 0x30 : lower - 0x61 + 10);
  }
  return value;
}

/** RFC 5952: the longest run of zero groups becomes `::`, the first of equals. */
export function formatIpv6(address: AddressBytes): string {
  const groups: number[] = [];
  for (let at = 0; at < 16; at += 2) groups.push(address[at]! * 256 + address[at + 1]!);
  let [start, length] = [-1, 1];
  for (let at = 0; at < 8; at += 1) {
    let end = at;
    while (end < 8 && groups[end] === 0) end += 1;
    if (end - at > length) [start, length] = [at, end - at];
  }
  const hex = (from: number, to: number) =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  return start < 0 ? hex(0, 8) : `${hex(0, start)}::${hex(start + length, 8)}`;
}
