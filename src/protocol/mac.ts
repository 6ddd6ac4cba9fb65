/**
 * Who said it: HMAC-SHA256 (RFC 2104, RFC 4231) with a key for each direction, so that what one
 * side sent never counts as said by the other. The secret is agreed out of band, on a site visit.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Secret } from '../ports';
import { secret } from '../secret';
import { isHex } from './hex';

/** Of the two boards: who sells the energy, and who pays for it. */
export type Side = 'seller' | 'buyer';
/** What each side seals with. */
export type PeerKeys = Readonly<Record<Side, Secret>>;

export const PEER_SECRET_DIGITS = 64;
export const MAC_DIGITS = 64;
const BLOCK_BYTES = 64;
const LABEL = 'energy 1 ';

/** Undefined where the secret is not 32 bytes as hex. */
export function peerKeys(shared: Secret): PeerKeys | undefined {
  if (!isHex(shared.secret, PEER_SECRET_DIGITS)) return undefined;
  const of = (side: Side) =>
    secret(bytesToHex(hmacSha256(hexToBytes(shared.secret), LABEL + side)));
  return { seller: of('seller'), buyer: of('buyer') };
}

/** 64 hex digits over the bytes of a text as they are sent. */
export const macOf = (key: Secret, text: string): string =>
  bytesToHex(hmacSha256(hexToBytes(key.secret), text));

/** Takes as long for a wrong first digit as for a wrong last one. */
export function isSameMac(left: string, right: string): boolean {
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let i = 0; i < left.length; i += 1) difference |= left.charCodeAt(i) ^ right.charCodeAt(i);
  return difference === 0;
}

/** The key is never longer than a block here. */
function hmacSha256(key: Uint8Array, text: string): Uint8Array {
  const message = utf8ToBytes(text);
  const inner = new Uint8Array(BLOCK_BYTES + message.length).fill(0x36, 0, BLOCK_BYTES);
  const outer = new Uint8Array(BLOCK_BYTES + 32).fill(0x5c, 0, BLOCK_BYTES);
  for (let i = 0; i < key.length; i += 1) {
    inner[i] = key[i]! ^ 0x36;
    outer[i] = key[i]! ^ 0x5c;
  }
  inner.set(message, BLOCK_BYTES);
  outer.set(sha256(inner), BLOCK_BYTES);
  return sha256(outer);
}
