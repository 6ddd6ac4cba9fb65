/**
 * Writing and reading the fixed binary fields of a journal record, big endian.
 *
 * A reader never runs past its end: it remembers that it would have, and `isWhole` tells.
 * Nothing here uses bit operators on quantities: they truncate at 2^31.
 */
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * Bytes on their way, `at` of them so far. Not a list: in XS a list takes a whole slot a byte, in
 * one piece, and twice while it grows. What does not fit is counted and not kept.
 */
export type Writer = { readonly bytes: Uint8Array; at: number };

export const writerOf = (size: number): Writer => ({ bytes: new Uint8Array(size), at: 0 });

/** Appends `value` as an unsigned integer of `size` bytes (1 to 7). */
export function putUnsigned(into: Writer, value: number, size: number): void {
  for (let place = size - 1; place >= 0; place--) {
    into.bytes[into.at++] = Math.floor(value / 256 ** place) % 256;
  }
}

/** Appends a signed amount, magnitude below 2^53, as one sign byte and seven of magnitude. */
export function putSigned(into: Writer, value: number): void {
  into.bytes[into.at++] = value < 0 ? 1 : 0;
  putUnsigned(into, Math.abs(value), 7);
}

/** Appends bytes given as hex, without a length. */
export function putHex(into: Writer, hex: string): void {
  putBytes(into, hexToBytes(hex));
}

/** Appends UTF-8 text behind its length in two bytes. */
export function putText(into: Writer, text: string): void {
  const bytes = utf8ToBytes(text);
  putUnsigned(into, bytes.length, 2);
  putBytes(into, bytes);
}

function putBytes(into: Writer, bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i++) into.bytes[into.at++] = bytes[i]!;
}

export type Reader = { readonly bytes: Uint8Array; at: number; readonly end: number };

/** False once anything was asked for beyond the end. */
export const isWhole = (from: Reader): boolean => from.at <= from.end;

export function takeUnsigned(from: Reader, size: number): number {
  let value = 0;
  for (let place = 0; place < size; place++) {
    value = value * 256 + (from.at < from.end ? (from.bytes[from.at] ?? 0) : 0);
    from.at++;
  }
  return value;
}

export function takeSigned(from: Reader): number {
  const negative = takeUnsigned(from, 1) === 1;
  const magnitude = takeUnsigned(from, 7);
  return negative && magnitude > 0 ? -magnitude : magnitude;
}

export function takeHex(from: Reader, size: number): string {
  const start = from.at;
  from.at += size;
  return isWhole(from) ? bytesToHex(from.bytes.subarray(start, from.at)) : '';
}

/** Text that `putText` wrote. Journal text is ASCII (links, serial numbers, names of tenants). */
export function takeText(from: Reader): string {
  const size = takeUnsigned(from, 2);
  const start = from.at;
  from.at += size;
  if (!isWhole(from)) return '';
  let text = '';
  for (let i = start; i < from.at; i++) text += String.fromCharCode(from.bytes[i] ?? 0);
  return text;
}
