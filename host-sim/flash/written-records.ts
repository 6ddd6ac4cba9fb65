/** What a board told its flash, as the records it is made of. */
import { hexToBytes } from '@noble/hashes/utils.js';
import { decodeRecord } from '../../src/journal/record';
import type { JournalRecord } from '../../src/journal/records';

export type WrittenRecord = {
  readonly record: JournalRecord;
  readonly sequence: number;
  /** In bytes of flash. */
  readonly size: number;
};

/** Of one write, as hex. The header of a sector holds no record. */
export function recordsIn(write: string): readonly WrittenRecord[] {
  const bytes = hexToBytes(write);
  const found: WrittenRecord[] = [];
  for (let at = 0; at < bytes.length; ) {
    const decoded = decodeRecord(bytes, at);
    if (!decoded.ok || decoded.value.record === undefined) break;
    const { record, sequence, size } = decoded.value;
    found.push({ record, sequence, size });
    at += size;
  }
  return found;
}
