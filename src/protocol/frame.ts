/**
 * A message as it travels: 64 hex digits of MAC, a line feed, one JSON object. The MAC is over the
 * bytes of the object as they are sent, so nobody has to agree on how JSON is spelled.
 */
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { readDocument } from '../config/document';
import { fail, ok, type Result } from '../result';
import { isHex } from './hex';
import { isSameMac, MAC_DIGITS, macOf, type PeerKeys, type Side } from './mac';

/** A table of 400 knots takes 24 KB. */
export const MESSAGE_BYTES_MAX = 32_768;
export const FRAME_BYTES_MAX = MAC_DIGITS + 1 + MESSAGE_BYTES_MAX;
export const CONTENT_TYPE = 'application/energy-message';

/** None of these is answered under a MAC: who asks has not shown that it knows the secret. */
export type FrameFault = 'too-long' | 'malformed' | 'wrong-mac' | 'other-direction';

export type Opened = { readonly mac: string; readonly json: unknown };

export const seal = (keys: PeerKeys, from: Side, text: string): string =>
  `${macOf(keys[from], text)}\n${text}`;

/** What `from` sent. `other-direction`: sealed by the reader itself, and sent back to it. */
export function open(keys: PeerKeys, from: Side, frame: string): Result<Opened, FrameFault> {
  // Before the bytes are made: no character takes less than one.
  if (frame.length > FRAME_BYTES_MAX) return fail('too-long');
  const mac = frame.slice(0, MAC_DIGITS);
  const text = frame.slice(MAC_DIGITS + 1);
  if (!isHex(mac, MAC_DIGITS) || frame.charAt(MAC_DIGITS) !== '\n') return fail('malformed');
  if (utf8ToBytes(text).length > MESSAGE_BYTES_MAX) return fail('too-long');

  if (!isSameMac(macOf(keys[from], text), mac)) {
    const own = from === 'seller' ? 'buyer' : 'seller';
    return fail(isSameMac(macOf(keys[own], text), mac) ? 'other-direction' : 'wrong-mac');
  }
  const json = readDocument(text);
  return json.ok ? ok({ mac, json: json.value }) : fail('malformed');
}
