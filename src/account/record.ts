/**
 * The journal's records in their final bytes: what the board knows after a power cut.
 *
 *   0  length of the payload, 2 bytes     3  kind, bit 7 = must be understood
 *   2  version of the format              4  sequence, 4 bytes, from 1
 *   8  payload, zeros up to ...           -4 CRC-32 over all before it
 *
 * Every record fills a multiple of 32 bytes, written once and never touched again. A record of an
 * unknown kind is kept and skipped unless it must be understood.
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Secret } from '../ports';
import { assert, fail, ok, type Result } from '../result';
import type { JournalSequence } from '../units';
import type { Role } from './account';
import { isWhole, putUnsigned, type Reader, takeUnsigned } from './bytes';
import { crc32 } from './crc32';
import { decodePayload, encodePayload, KINDS } from './payload';

export const RECORD_VERSION = 1;
/** A sale that keeps a link of 2,048 characters is the longest. */
export const RECORD_BYTES_MAX = 2_304;
const UNIT_BYTES = 32;
const HEADER_BYTES = 8;
const CRC_BYTES = 4;
const MUST_UNDERSTAND = 0x80;

export type PullOutcome = 'settled' | 'void' | 'lapsed';
export type SaleEnd = 'unplugged' | 'idle' | 'owner' | 'terms' | 'replaced';
/** Needs a person: stays until the owner clears it. */
export type Latch = 'over-current' | 'meter-changed' | 'meter-disagrees' | 'journal-failed';

/** Money in mSat, registers and energy in mWh, times in whole seconds since 1970. */
export type JournalRecord =
  | { readonly kind: 'formatted'; readonly epoch: string }
  | {
      readonly kind: 'account-opened';
      readonly account: number;
      readonly buyer: string;
      readonly role: Role;
    }
  | {
      readonly kind: 'sale-started';
      readonly account: number;
      readonly standing: boolean;
      readonly startedAtSec: number;
      readonly serial: string;
      readonly importRegister: number;
      readonly exportRegister: number;
      readonly link: Secret;
    }
  | { readonly kind: 'sale-ended'; readonly reason: SaleEnd; readonly endedAtSec: number }
  | {
      readonly kind: 'pull-planned';
      readonly account: number;
      readonly id: string;
      readonly preimage: Secret;
      readonly amount: number;
      readonly plannedAtSec: number;
      readonly expirySec: number;
    }
  | {
      readonly kind: 'pull-handed-over';
      readonly planned: number;
      readonly expiresAtSec: number;
    }
  | {
      readonly kind: 'pull-closed';
      readonly planned: number;
      readonly outcome: PullOutcome;
      readonly received: number;
      readonly closedAtSec: number;
    }
  | { readonly kind: 'late-credited'; readonly planned: number; readonly received: number }
  | {
      readonly kind: 'checkpoint';
      readonly account: number;
      readonly charged: number;
      readonly carry: number;
      readonly importRegister: number;
      readonly exportRegister: number;
      readonly billed: number;
      readonly unauthorised: number;
      readonly atSec: number;
    }
  | {
      readonly kind: 'allowance-granted';
      readonly account: number;
      readonly amount: number;
      /** Days since 1970: what the owner grants is limited by the day. */
      readonly day: number;
    }
  | { readonly kind: 'meter-confirmed'; readonly serial: string }
  | { readonly kind: 'latched'; readonly latch: Latch }
  | { readonly kind: 'latch-cleared' };

export type RecordFault = 'torn' | 'damaged' | 'unknown-kind' | 'newer-format';

/** The final bytes as hex. */
export function encodeRecord(record: JournalRecord, sequence: JournalSequence): string {
  // One list from the first byte to the last: this runs every twenty readings of a fast charge.
  const bytes = [0, 0, RECORD_VERSION, KINDS.indexOf(record.kind) + 1 + MUST_UNDERSTAND];
  putUnsigned(bytes, sequence, 4);
  encodePayload(bytes, record);
  const payloadBytes = bytes.length - HEADER_BYTES;
  bytes[0] = Math.floor(payloadBytes / 256);
  bytes[1] = payloadBytes % 256;
  const size = Math.ceil((bytes.length + CRC_BYTES) / UNIT_BYTES) * UNIT_BYTES;
  assert(size <= RECORD_BYTES_MAX, 'record: too long');
  while (bytes.length < size - CRC_BYTES) bytes.push(0);
  putUnsigned(bytes, crc32(bytes, bytes.length), CRC_BYTES);
  return bytesToHex(Uint8Array.from(bytes));
}

/** One whole record. Faults: torn (too short), damaged (CRC, length), or not ours to understand. */
export function decodeRecord(
  bytes: Uint8Array,
): Result<{ readonly record: JournalRecord; readonly sequence: number }, RecordFault> {
  if (bytes.length < UNIT_BYTES || bytes.length % UNIT_BYTES !== 0) return fail('torn');
  const from: Reader = { bytes, at: 0, end: bytes.length };
  const payloadBytes = takeUnsigned(from, 2);
  const size = Math.ceil((HEADER_BYTES + payloadBytes + CRC_BYTES) / UNIT_BYTES) * UNIT_BYTES;
  if (size !== bytes.length) return fail(size > bytes.length ? 'torn' : 'damaged');

  const version = takeUnsigned(from, 1);
  const kindByte = takeUnsigned(from, 1);
  const sequence = takeUnsigned(from, 4);
  const crcAt: Reader = { bytes, at: size - CRC_BYTES, end: size };
  if (takeUnsigned(crcAt, CRC_BYTES) !== crc32(bytes, size - CRC_BYTES)) return fail('damaged');

  const mustUnderstand = kindByte >= MUST_UNDERSTAND;
  const kind = KINDS[(mustUnderstand ? kindByte - MUST_UNDERSTAND : kindByte) - 1];
  if (version > RECORD_VERSION || kind === undefined) {
    return fail(mustUnderstand ? 'newer-format' : 'unknown-kind');
  }
  const payload: Reader = { bytes, at: HEADER_BYTES, end: HEADER_BYTES + payloadBytes };
  const record = decodePayload(payload, kind);
  if (record === undefined || !isWhole(payload) || payload.at !== payload.end) {
    return fail('damaged');
  }
  return ok({ record, sequence });
}
