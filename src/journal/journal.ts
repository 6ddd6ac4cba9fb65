/**
 * Making records, and the bytes they become: into the book at once, into flash at the end of the
 * step, and everything that has an effect outside waits at the gate until they are there.
 */
import { apply } from '../account/apply';
import { type Book, creditedHashes } from '../account/book';
import { snapshotOf } from '../account/snapshot';
import type { Command } from '../ports';
import { assert } from '../result';
import { type JournalSequence, journalSequence } from '../units';
import { encodeRecord, UNIT_BYTES } from './record';
import type { JournalRecord } from './records';
import { freeCount, nextFree, type Ring } from './ring';
import { encodeHeader, HEADER_BYTES, SECTOR_BYTES } from './sector';

/** What of the board's state the journal is about. */
export type Journalled = { readonly book: Book; readonly ring: Ring };

const HEX_PER_BYTE = 2;
/** What one sector surely holds: of all records but a sale's the longest has 544 bytes. */
const SECTOR_HOLDS_BYTES = SECTOR_BYTES - HEADER_BYTES - 512;
/** A snapshot is written in pieces of so much or a record more: a sector as one text is 8 KB. */
const PIECE_BYTES = 512;
/** They are counted in one byte. */
const BOOTS_MAX = 255;
/** Acknowledges nothing: a snapshot counts when its end was said twice. */
const NO_SEQUENCE = journalSequence(0);

/** Makes a record: it counts from now on, and is written when the step is over. */
export function journal({ book, ring }: Journalled, record: JournalRecord): void {
  const sequence = journalSequence(book.sequence + 1);
  apply(book, record, sequence);
  // What restates the book restates this too.
  ring.isDirty = true;
  if (ring.mustRestate) return;
  if (ring.waiting.length === 0) ring.waitingFrom = sequence;
  ring.waiting.push(encodeRecord(record, sequence, ring.format));
}

/**
 * True when what waits can be appended, to the newest sector or to one more. Room for two snapshots
 * must always stay: one that reads as torn only at the second boot must not have cost its fallback.
 */
export function mayAppend({ book, ring }: Journalled): boolean {
  if (ring.mustRestate) return false;
  const size = waitingBytes(ring);
  if (ring.filled + size <= SECTOR_BYTES) return true;
  return freeCount(ring) > 2 * sectorsOfSnapshot(book) && size <= SECTOR_BYTES - HEADER_BYTES;
}

function waitingBytes({ waiting }: Ring): number {
  let size = 0;
  for (let i = 0; i < waiting.length; i++) size += waiting[i]!.length / HEX_PER_BYTE;
  return size;
}

/** Writes what waits. Only when `mayAppend`. */
export function appendWaiting(state: Journalled, commands: Command[]): void {
  const { ring } = state;
  const size = waitingBytes(ring);
  ring.isDirty = false;
  if (size === 0) return;
  if (ring.filled + size > SECTOR_BYTES) beginSector(state, ring.waitingFrom, false, commands);
  const sequence = journalSequence(state.book.sequence);
  const at = ring.newest * SECTOR_BYTES + ring.filled;
  commands.push({ kind: 'flash-write', at, bytes: ring.waiting.join(''), sequence });
  ring.filled += size;
  ring.waiting = [];
}

/**
 * Restates the book in fresh sectors, in the ring's format; all older ones are free when the last
 * record of it is there. `keep`: they are pinned instead, until the next boot.
 *
 * Its end is said twice, the second time in a write of its own, and only that acknowledges: whoever
 * reads it knows that nothing before it is torn and may read otherwise next time.
 */
export function restateJournal(
  { book, ring }: Journalled,
  commands: Command[],
  keep = false,
): boolean {
  const before = ring.used.slice();
  if (freeCount(ring) < sectorsOfSnapshot(book)) return false;
  if (ring.isBoot) book.boots = Math.min(BOOTS_MAX, book.boots + 1);
  ring.isBoot = false;
  const records = snapshotOf(book);
  ring.waiting = [];
  ring.isDirty = false;
  ring.mustRestate = false;
  ring.filled = SECTOR_BYTES;
  let isFirst = true;
  let bytes = '';
  for (let i = 0; i < records.length; i++) {
    const sequence = journalSequence(book.sequence + 1);
    const encoded = encodeRecord(records[i]!, sequence, ring.format);
    const size = encoded.length / HEX_PER_BYTE;
    if (ring.filled + size > SECTOR_BYTES) {
      writeBytes(ring, bytes, NO_SEQUENCE, commands);
      bytes = '';
      beginSector({ book, ring }, sequence, isFirst, commands);
      isFirst = false;
    }
    bytes += encoded;
    ring.filled += size;
    book.sequence = sequence;
    if (bytes.length < PIECE_BYTES * HEX_PER_BYTE) continue;
    writeBytes(ring, bytes, NO_SEQUENCE, commands);
    bytes = '';
  }
  writeBytes(ring, bytes, NO_SEQUENCE, commands);
  endAgain({ book, ring }, commands);
  ring.used = ring.used.filter((sector) => !before.includes(sector));
  if (keep) ring.pinned = [...ring.pinned, ...before];
  return true;
}

function endAgain(state: Journalled, commands: Command[]): void {
  const { book, ring } = state;
  const sequence = journalSequence(book.sequence + 1);
  if (ring.filled === SECTOR_BYTES) beginSector(state, sequence, false, commands);
  ring.filled += UNIT_BYTES;
  book.sequence = sequence;
  const bytes = encodeRecord({ kind: 'snapshot-ended' }, sequence, ring.format);
  writeBytes(ring, bytes, sequence, commands);
}

/** The bytes that end where the newest sector is filled to. */
function writeBytes(
  ring: Ring,
  bytes: string,
  sequence: JournalSequence,
  commands: Command[],
): void {
  if (bytes === '') return;
  const at = ring.newest * SECTOR_BYTES + ring.filled - bytes.length / HEX_PER_BYTE;
  commands.push({ kind: 'flash-write', at, bytes, sequence });
}

function beginSector(
  { book, ring }: Journalled,
  firstSequence: number,
  isSnapshot: boolean,
  commands: Command[],
): void {
  const sector = nextFree(ring);
  assert(sector !== -1, 'journal: no free sector');
  const blank = ring.blank.indexOf(sector);
  if (blank === -1) commands.push({ kind: 'flash-erase', sector });
  else ring.blank.splice(blank, 1);
  ring.newest = sector;
  ring.sectorSequence++;
  ring.used.push(sector);
  ring.filled = HEADER_BYTES;
  const { format, sectorSequence } = ring;
  const { epoch } = book;
  const bytes = encodeHeader({ format, sectorSequence, firstSequence, epoch, isSnapshot });
  const at = sector * SECTOR_BYTES;
  commands.push({ kind: 'flash-write', at, bytes, sequence: NO_SEQUENCE });
}

/** A sector of its own that says: this journal is being erased. It is erased last. */
export function markReset(state: Journalled, commands: Command[]): void {
  const { book, ring } = state;
  const sequence = journalSequence(book.sequence + 1);
  beginSector(state, sequence, false, commands);
  const bytes = encodeRecord({ kind: 'reset-began' }, sequence, ring.format);
  ring.filled += bytes.length / HEX_PER_BYTE;
  writeBytes(ring, bytes, NO_SEQUENCE, commands);
}

/** Erases every sector that is not in use, once: no link of an ended sale stays readable. */
export function forgetOld(state: Journalled, commands: Command[]): void {
  const { ring } = state;
  for (let sector = 0; sector < ring.sectors; sector++) {
    const isKept = ring.used.includes(sector) || ring.pinned.includes(sector);
    if (isKept || ring.blank.includes(sector)) continue;
    commands.push({ kind: 'flash-erase', sector });
    ring.blank.push(sector);
  }
}

/** Sectors that restating the book takes at most. */
export function sectorsOfSnapshot(book: Book): number {
  const { accounts, sale, late } = book;
  const bytes = 480 + accounts.length * 96 + late.length * 64 + creditedHashes(book) * 9;
  // A long link may leave as much unused at a sector's end as it takes itself.
  const ofSale = sale === undefined ? 0 : 2 * (64 + sale.link.secret.length);
  return Math.ceil((bytes + ofSale + bytesOfReferences(book)) / SECTOR_HOLDS_BYTES);
}

/** At most, in whole units; the record of an open pull's hash is among the 480. */
function bytesOfReferences({ pull, late }: Book): number {
  let bytes = pull?.reference.length ?? 0;
  for (let i = 0; i < late.length; i++) {
    const { length } = late[i]!.reference;
    if (length > 0) bytes += length + 50;
  }
  return bytes;
}
