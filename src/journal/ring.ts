/**
 * Where in flash the journal is: a ring of sectors, begun one after the other, so that all wear
 * alike. Records are appended to the newest; a snapshot of the book begins a new generation, and
 * all sectors before it are free again.
 *
 *   free ──erase, header──▶ written to ──full──▶ kept ──next snapshot is whole──▶ free
 *
 * After a boot nothing is appended to the sector that was being written: its end may read
 * otherwise next time. The first record begins a new generation instead.
 */
import { FORMAT_NEWEST } from './record';
import { SECTOR_BYTES } from './sector';

/** 64 KB, as the partition table has it. */
export const SECTORS_DEFAULT = 16;

export type Ring = {
  readonly sectors: number;
  /** Records are written in this format; the newest one only by an image that was confirmed. */
  format: number;
  readonly formatNewest: number;
  /** The image was confirmed, and the book is to be restated in the newest format. */
  mustMigrate: boolean;
  /** A factory reset was begun before this boot. */
  isResetting: boolean;
  /** Nothing was written since this boot. */
  isBoot: boolean;
  /** The sectors of this generation, oldest first; the last one is written to. */
  used: number[];
  /** Of an older format, kept until the next boot has read the newer one. */
  pinned: number[];
  /** Erased since this boot, and nothing written since. */
  blank: number[];
  /** Last begun, and its place in the order of all; -1 and 0 before the first. */
  newest: number;
  sectorSequence: number;
  /** Bytes taken in the newest sector; all of them where nothing may be appended. */
  filled: number;
  /** The next write must restate the book in fresh sectors. */
  mustRestate: boolean;
  /** When the links of ended walk-up sales are erased at the latest; -1 when there are none. */
  forgetMono: number;
  /** Records were made since the last write. */
  isDirty: boolean;
  /** Records as hex that flash was not told yet, from which sequence on. */
  waiting: string[];
  waitingFrom: number;
};

export const blankRing = (sectors = SECTORS_DEFAULT, formatNewest = FORMAT_NEWEST): Ring => ({
  sectors,
  format: Math.max(1, formatNewest - 1),
  formatNewest,
  mustMigrate: false,
  isResetting: false,
  isBoot: true,
  used: [],
  pinned: [],
  blank: [],
  newest: -1,
  sectorSequence: 0,
  filled: SECTOR_BYTES,
  mustRestate: true,
  forgetMono: -1,
  isDirty: false,
  waiting: [],
  waitingFrom: 0,
});

/** The next free sector after the newest, in the order of the ring; -1 when there is none. */
export function nextFree(ring: Ring): number {
  for (let i = 1; i <= ring.sectors; i++) {
    const sector = (ring.newest + i) % ring.sectors;
    if (!ring.used.includes(sector) && !ring.pinned.includes(sector)) return sector;
  }
  return -1;
}

export const freeCount = ({ sectors, used, pinned }: Ring): number =>
  sectors - used.length - pinned.length;
