/**
 * A recorded journal: what one image wrote, which every later one must read. Sectors that were
 * never written are absent; what follows the last byte of a sector reads as erased.
 */
import { hexToBytes } from '@noble/hashes/utils.js';
import type { Book } from '../../../src/account/book';
import type { FlashReader } from '../../../src/journal/headers';
import { SECTOR_BYTES } from '../../../src/journal/sector';

export type RecordedJournal = {
  readonly sectors: number;
  /** By number of the sector, as hex. */
  readonly content: Readonly<Record<number, string>>;
  readonly book: {
    readonly epoch: string;
    readonly pulls: Book['pulls'];
    readonly importRegister: number;
    readonly billed: number;
    readonly serial: string;
    readonly accounts: readonly object[];
    readonly hasSale: boolean;
    readonly late: number;
    readonly credited: number;
  };
};

export function readerOf({ content }: RecordedJournal): FlashReader {
  return (at, count) => {
    const sector = new Uint8Array(SECTOR_BYTES).fill(0xff);
    sector.set(hexToBytes(content[Math.floor(at / SECTOR_BYTES)] ?? ''));
    return sector.subarray(at % SECTOR_BYTES, (at % SECTOR_BYTES) + count);
  };
}
