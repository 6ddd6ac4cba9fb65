/**
 * A sector of the journal begins with a header that says whether and where it belongs. Erased
 * bytes may read as anything, so a sector is in use by its header alone.
 *
 *   0  'DC', 2 bytes            8  sequence of its first record     20  1 = a snapshot begins here
 *   2  layout of this header    12 epoch, 8 bytes                   21  firmware, major and minor
 *   3  format of the records                                        28  CRC-32 over all before it
 *   4  sequence of the sector
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import { putHex, putUnsigned, type Reader, takeHex, takeUnsigned, writerOf } from './bytes';
import { crc32 } from './crc32';
import { UNIT_BYTES } from './record';

/** What one erase takes: the unit of every ESP32's flash. */
export const SECTOR_BYTES = 4_096;
export const HEADER_BYTES = UNIT_BYTES;
const MAGIC = 0x4443;
const HEADER_LAYOUT = 1;
/** What is written into new sectors, so that an older image can say what it would take. */
export const FIRMWARE = Object.freeze({ major: 0, minor: 2 });

export type SectorHeader = {
  readonly format: number;
  /** Counts sectors begun since the journal was formatted, from 1. */
  readonly sectorSequence: number;
  readonly firstSequence: number;
  /** 16 hex digits. */
  readonly epoch: string;
  readonly isSnapshot: boolean;
  readonly firmware: { readonly major: number; readonly minor: number };
};

/** 32 bytes as hex. */
export function encodeHeader(header: Omit<SectorHeader, 'firmware'>): string {
  const into = writerOf(HEADER_BYTES);
  putUnsigned(into, MAGIC, 2);
  putUnsigned(into, HEADER_LAYOUT, 1);
  putUnsigned(into, header.format, 1);
  putUnsigned(into, header.sectorSequence, 4);
  putUnsigned(into, header.firstSequence, 4);
  putHex(into, header.epoch);
  putUnsigned(into, header.isSnapshot ? 1 : 0, 1);
  putUnsigned(into, FIRMWARE.major, 1);
  putUnsigned(into, FIRMWARE.minor, 1);
  into.at = HEADER_BYTES - 4;
  putUnsigned(into, crc32(into.bytes, 0, into.at), 4);
  return bytesToHex(into.bytes);
}

/** Undefined: the sector is not in use. A header of a later layout says only who wrote it. */
export function decodeHeader(bytes: Uint8Array): SectorHeader | undefined {
  const from: Reader = { bytes, at: 0, end: HEADER_BYTES };
  if (takeUnsigned(from, 2) !== MAGIC) return undefined;
  const crcAt: Reader = { bytes, at: HEADER_BYTES - 4, end: HEADER_BYTES };
  if (takeUnsigned(crcAt, 4) !== crc32(bytes, 0, HEADER_BYTES - 4)) return undefined;
  const isKnown = takeUnsigned(from, 1) <= HEADER_LAYOUT;
  const format = takeUnsigned(from, 1);
  return {
    format: isKnown ? format : Number.MAX_SAFE_INTEGER,
    sectorSequence: takeUnsigned(from, 4),
    firstSequence: takeUnsigned(from, 4),
    epoch: takeHex(from, 8),
    isSnapshot: takeUnsigned(from, 1) === 1,
    firmware: { major: takeUnsigned(from, 1), minor: takeUnsigned(from, 1) },
  };
}
