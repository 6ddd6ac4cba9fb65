/**
 * A record of the journal in its final bytes.
 *
 *   0  length of the payload, 2 bytes     3  kind, bit 7 = must be understood
 *   2  format                             4  sequence, 4 bytes, from 1
 *   8  payload, zeros up to ...           -4 CRC-32 over all before it
 *
 * Every record fills a multiple of 32 bytes, written once and never touched again. A record of an
 * unknown kind is kept and skipped unless it must be understood.
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import { assert, fail, ok, type Result } from '../result';
import type { JournalSequence } from '../units';
import { isWhole, putUnsigned, type Reader, takeUnsigned, writerOf } from './bytes';
import { crc32 } from './crc32';
import { KINDS, KINDS_OF_FORMAT_2 } from './kinds';
import { decodePayload, encodePayload } from './payload';
import type { JournalRecord } from './records';

/** What this firmware reads is this format and the one before. */
export const FORMAT_NEWEST = 2;
/** A sale that keeps a link of 2,048 characters is the longest. */
export const RECORD_BYTES_MAX = 2_304;
export const UNIT_BYTES = 32;
const HEADER_BYTES = 8;
const CRC_BYTES = 4;
const MUST_UNDERSTAND = 0x80;

/** `torn`: not whole, or no record at all. `damaged`: whole, and its fields make no sense. */
export type RecordFault = 'torn' | 'damaged' | 'newer-format';

/** The final bytes as hex, in `format` (1 or 2). */
export function encodeRecord(
  record: JournalRecord,
  sequence: JournalSequence,
  format = FORMAT_NEWEST,
): string {
  const isKnown = format >= 2 || !KINDS_OF_FORMAT_2.includes(record.kind);
  assert(isKnown, 'record: not of this format');
  const into = writerOf(RECORD_BYTES_MAX);
  into.at = 2;
  putUnsigned(into, format, 1);
  putUnsigned(into, KINDS.indexOf(record.kind) + 1 + MUST_UNDERSTAND, 1);
  putUnsigned(into, sequence, 4);
  encodePayload(into, record);
  const payloadBytes = into.at - HEADER_BYTES;
  const size = sizeOf(payloadBytes);
  assert(size <= RECORD_BYTES_MAX, 'record: too long');
  into.at = 0;
  putUnsigned(into, payloadBytes, 2);
  into.at = size - CRC_BYTES;
  putUnsigned(into, crc32(into.bytes, 0, into.at), CRC_BYTES);
  return bytesToHex(into.bytes.subarray(0, size));
}

const sizeOf = (payloadBytes: number): number =>
  Math.ceil((HEADER_BYTES + payloadBytes + CRC_BYTES) / UNIT_BYTES) * UNIT_BYTES;

/** What would stand at `at`, by its first bytes alone: cheap, and true of noise too. */
export function peekRecord(bytes: Uint8Array, at: number): { size: number; sequence: number } {
  const from: Reader = { bytes, at, end: bytes.length };
  const size = sizeOf(takeUnsigned(from, 2));
  from.at = at + 4;
  return { size, sequence: takeUnsigned(from, 4) };
}

export type DecodedRecord = {
  /** Undefined: of an unknown kind that need not be understood. */
  readonly record: JournalRecord | undefined;
  readonly sequence: number;
  readonly size: number;
};

/** The record that begins at `at`. `newest` is the newest format that may be read. */
export function decodeRecord(
  bytes: Uint8Array,
  at = 0,
  newest = FORMAT_NEWEST,
): Result<DecodedRecord, RecordFault> {
  if (bytes.length - at < UNIT_BYTES) return fail('torn');
  const { size, sequence } = peekRecord(bytes, at);
  if (at + size > bytes.length || size > RECORD_BYTES_MAX) return fail('torn');
  const crcAt: Reader = { bytes, at: at + size - CRC_BYTES, end: at + size };
  if (takeUnsigned(crcAt, CRC_BYTES) !== crc32(bytes, at, size - CRC_BYTES)) return fail('torn');

  const from: Reader = { bytes, at, end: at + size };
  const end = at + HEADER_BYTES + takeUnsigned(from, 2);
  const format = takeUnsigned(from, 1);
  const kindByte = takeUnsigned(from, 1);
  const mustUnderstand = kindByte >= MUST_UNDERSTAND;
  const kind = KINDS[(mustUnderstand ? kindByte - MUST_UNDERSTAND : kindByte) - 1];
  const isNewer = format > newest || (newest < 2 && kind !== undefined && isOfFormat2(kind));
  if (isNewer || kind === undefined) {
    return mustUnderstand ? fail('newer-format') : ok({ record: undefined, sequence, size });
  }
  const payload: Reader = { bytes, at: at + HEADER_BYTES, end };
  const record = decodePayload(payload, kind);
  const isExact = record !== undefined && isWhole(payload) && payload.at === end;
  return isExact ? ok({ record, sequence, size }) : fail('damaged');
}

const isOfFormat2 = (kind: JournalRecord['kind']): boolean => KINDS_OF_FORMAT_2.includes(kind);
