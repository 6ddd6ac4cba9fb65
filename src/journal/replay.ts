/**
 * One generation of sectors read back into a book, each sector once. The end is found by sequence
 * and CRC: a record that is not whole at the end was torn by the power cut and is dropped.
 */
import { apply, contradicts } from '../account/apply';
import { type Book, emptyBook } from '../account/book';
import type { FlashReader, Sector } from './headers';
import { decodeRecord, peekRecord, UNIT_BYTES } from './record';
import type { JournalRecord } from './records';
import { makeWay } from './salvage';
import { HEADER_BYTES, SECTOR_BYTES } from './sector';

/** Of records that are lost in one piece: more do not fit into a sector. */
const GAP_MAX = SECTOR_BYTES / UNIT_BYTES;

export type Replay = {
  readonly book: Book;
  /** How many there are of it. */
  readonly sectors: number;
  /** Sequence that it begins with, and the one that would follow. */
  readonly first: number;
  expected: number;
  isWhole: boolean;
  /** Nothing follows on the first end of its snapshot, which may read as torn next time. */
  isBare: boolean;
  /** Ends of its snapshot that were read: it was written to there once. */
  ends: number;
  isDamaged: boolean;
  /** Records and headers that are missing between others. */
  missing: number;
  isNewer: boolean;
};

/** `sectors`: of one generation, in order. */
export function replayed(read: FlashReader, sectors: readonly Sector[], newest: number): Replay {
  const first = sectors[0]!.firstSequence;
  const replay: Replay = {
    book: emptyBook(),
    sectors: sectors.length,
    first,
    expected: first,
    isWhole: false,
    isBare: true,
    ends: 0,
    isDamaged: false,
    missing: 0,
    isNewer: false,
  };
  for (let i = 0; i < sectors.length && !replay.isNewer; i++) {
    const { sector, firstSequence, isLost } = sectors[i]!;
    // Nothing is appended behind a gap, and no sector is begun before the last one is full.
    if (firstSequence !== replay.expected || isLost) replay.isDamaged = true;
    if (isLost) replay.missing += 1;
    replay.expected = Math.max(replay.expected, firstSequence);
    replaySector(replay, read(sector * SECTOR_BYTES, SECTOR_BYTES), newest);
  }
  replay.book.sequence = Math.max(replay.book.sequence, replay.expected - 1);
  return replay;
}

function replaySector(replay: Replay, bytes: Uint8Array, newest: number): void {
  let isBroken = false;
  for (let at = HEADER_BYTES; at + UNIT_BYTES <= SECTOR_BYTES; ) {
    const ahead = peekRecord(bytes, at).sequence - replay.expected;
    const decoded = ahead >= 0 && ahead <= GAP_MAX ? decodeRecord(bytes, at, newest) : undefined;
    if (decoded?.ok === false && decoded.fault === 'newer-format') {
      replay.isNewer = true;
      return;
    }
    if (decoded?.ok !== true) {
      // Noise, stale or damaged: only a later record of this journal would tell.
      isBroken = true;
      at += UNIT_BYTES;
      continue;
    }
    if (isBroken || ahead > 0) replay.isDamaged = true;
    replay.missing += ahead;
    isBroken = false;
    const { record, sequence, size } = decoded.value;
    at += size;
    replay.expected = sequence + 1;
    if (record === undefined) replay.book.sequence = sequence;
    else takeRecord(replay, record, sequence);
  }
}

function takeRecord(replay: Replay, record: JournalRecord, sequence: number): void {
  const { book } = replay;
  // A half erased sector may show its header's loss, and the end of an old snapshot.
  const isEnd = record.kind === 'snapshot-ended';
  const isIntactEnd = isEnd && !replay.isDamaged;
  if (isEnd) replay.ends += 1;
  if (!isPartOfSnapshot(record) || (isIntactEnd && replay.isWhole)) replay.isBare = false;
  if (isIntactEnd || !replay.isBare) replay.isWhole = true;
  if (contradicts(book, record)) {
    replay.isDamaged = true;
    makeWay(book, record);
  }
  if (!contradicts(book, record)) apply(book, record, sequence);
}

const isPartOfSnapshot = ({ kind }: { readonly kind: string }): boolean =>
  kind.startsWith('snapshot-');
