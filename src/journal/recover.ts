/**
 * The journal read back after a boot: headers first, then each sector of the newest whole
 * generation once. Nothing is held but one sector and the book.
 *
 * The end is found by sequence and CRC. A record that is not whole at the end of the newest sector
 * was torn by the power cut and is dropped: nothing had depended on it. Anything else that is
 * missing is damage: what can be proven is kept, and the board is latched.
 */
import { apply, contradicts } from '../account/apply';
import { type Book, emptyBook } from '../account/book';
import { decodeRecord, FORMAT_NEWEST, peekRecord, UNIT_BYTES } from './record';
import { blankRing, type Ring } from './ring';
import { decodeHeader, FIRMWARE, HEADER_BYTES, SECTOR_BYTES, type SectorHeader } from './sector';

/** `read(at, count)`: that many bytes of the journal's partition. */
export type FlashReader = (at: number, count: number) => Uint8Array;

/** Why a board may not touch its journal; empty when it may. In words for the owner. */
export type Recovered = { readonly book: Book; readonly ring: Ring; readonly blocked: string };

/** Of records that are lost in one piece: more do not fit into a sector. */
const GAP_MAX = SECTOR_BYTES / UNIT_BYTES;

/** `isLost`: its header is damaged, and its first record is not. */
type Sector = SectorHeader & { readonly sector: number; readonly isLost: boolean };
type Replay = {
  readonly book: Book;
  expected: number;
  isWhole: boolean;
  isDamaged: boolean;
  isNewer: boolean;
};

/** A board that never had a journal. */
export const blankJournal = (sectors?: number): Recovered => ({
  book: emptyBook(),
  ring: blankRing(sectors),
  blocked: '',
});

/** `newest`: the newest format that is read and written. */
export function recover(read: FlashReader, sectors: number, newest = FORMAT_NEWEST): Recovered {
  const ring = blankRing(sectors, newest);
  const found = headersInOrder(read, sectors, newest);
  const last = lastSound(found);
  if (last === undefined && found.length === 0) return { book: emptyBook(), ring, blocked: '' };
  if (last === undefined) return salvaged(read, ring, found, newest);
  ring.newest = last.sector;
  ring.sectorSequence = last.sectorSequence + found.filter(({ isLost }) => isLost).length;
  const { firmware } = last;
  const by = `format ${last.format}, written by firmware ${firmware.major}.${firmware.minor}`;
  if (last.format > newest) return refused(ring, `${by}: install that or a newer one`);
  if (last.format < newest - 1) return refused(ring, `${by}: install the one after that first`);

  let end = found.length;
  for (let start = end - 1; start >= 0; start--) {
    if (!found[start]!.isSnapshot) continue;
    const generation = found.slice(start, end);
    const replay = replayed(read, generation, newest);
    if (replay.isNewer) return refused(ring, `${by}: install a newer one`);
    if (replay.isWhole) return usable(ring, generation, replay);
    end = start;
  }
  // Only first snapshots, all torn: nothing was ever promised.
  const isNew = found.every(({ isSnapshot, isLost }) => isSnapshot && !isLost);
  if (isNew) return { book: emptyBook(), ring, blocked: '' };
  return salvaged(read, ring, found, newest);
}

function lastSound(found: readonly Sector[]): Sector | undefined {
  for (let i = found.length - 1; i >= 0; i--) if (!found[i]!.isLost) return found[i];
  return undefined;
}

const refused = (ring: Ring, blocked: string): Recovered => ({
  book: emptyBook(),
  ring,
  blocked: `the journal is of ${blocked}`,
});

/** Sectors in use, oldest first, of the epoch that the newest one has. */
function headersInOrder(read: FlashReader, sectors: number, newest: number): Sector[] {
  const found: Sector[] = [];
  const lost: Sector[] = [];
  for (let sector = 0; sector < sectors; sector++) {
    const at = sector * SECTOR_BYTES;
    const header = decodeHeader(read(at, HEADER_BYTES));
    if (header !== undefined) found.push({ ...header, sector, isLost: false });
    else lookBehindHeader(read(at, SECTOR_BYTES), sector, newest, lost);
  }
  found.sort((a, b) => a.sectorSequence - b.sectorSequence);
  const last = found[found.length - 1];
  const ours = found.filter(({ epoch }) => epoch === last?.epoch);
  for (const each of lost) {
    let place = ours.length;
    while (place > 0 && ours[place - 1]!.firstSequence > each.firstSequence) place--;
    ours.splice(place, 0, each);
  }
  return ours;
}

/** A header is written before any record, so one that is no header before a record is damaged. */
function lookBehindHeader(bytes: Uint8Array, sector: number, newest: number, lost: Sector[]) {
  const decoded = decodeRecord(bytes, HEADER_BYTES, newest);
  if (!decoded.ok) return;
  const { record, sequence } = decoded.value;
  const isSnapshot = record?.kind === 'snapshot-began';
  const epoch = record?.kind === 'snapshot-began' ? record.epoch : '';
  const header = { format: newest, sectorSequence: 0, firstSequence: sequence, epoch, isSnapshot };
  lost.push({ ...header, firmware: FIRMWARE, sector, isLost: true });
}

function usable(ring: Ring, generation: readonly Sector[], replay: Replay): Recovered {
  ring.used = generation.map(({ sector }) => sector);
  ring.format = generation[generation.length - 1]?.format ?? ring.format;
  const { book } = replay;
  if (replay.isDamaged) markDamaged(book);
  return { book, ring, blocked: '' };
}

/** No generation is whole: of what is left, whatever can be proven. */
function salvaged(
  read: FlashReader,
  ring: Ring,
  found: readonly Sector[],
  newest: number,
): Recovered {
  const { book } = replayed(read, found, newest);
  markDamaged(book);
  if (book.epoch === '') book.epoch = found[found.length - 1]?.epoch ?? '';
  return usable(ring, [], { book, expected: 0, isWhole: true, isDamaged: true, isNewer: false });
}

function markDamaged(book: Book): void {
  book.latch = 'journal-damaged';
  // Its record may be what is missing: as if it had been handed over, it is not given up early.
  if (book.pull !== undefined && book.pull.expiresAtSec === 0) {
    book.pull.expiresAtSec = book.pull.plannedAtSec + book.pull.expirySec;
  }
}

function replayed(read: FlashReader, sectors: readonly Sector[], newest: number): Replay {
  const first = sectors[0]!;
  const expected = first.firstSequence;
  const replay = { book: emptyBook(), expected, isWhole: false, isDamaged: false, isNewer: false };
  for (let i = 0; i < sectors.length && !replay.isNewer; i++) {
    const { sector, firstSequence, isLost } = sectors[i]!;
    // Nothing is appended behind a gap, and no sector is begun before the last one is full.
    if (firstSequence !== replay.expected || isLost) replay.isDamaged = true;
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
    isBroken = false;
    const { record, sequence, size } = decoded.value;
    at += size;
    replay.expected = sequence + 1;
    if (record === undefined) replay.book.sequence = sequence;
    else if (contradicts(replay.book, record)) replay.isDamaged = true;
    else apply(replay.book, record, sequence);
    if (record !== undefined && (record.kind === 'snapshot-ended' || !isPartOfSnapshot(record))) {
      replay.isWhole = true;
    }
  }
}

const isPartOfSnapshot = ({ kind }: { readonly kind: string }): boolean =>
  kind.startsWith('snapshot-');
