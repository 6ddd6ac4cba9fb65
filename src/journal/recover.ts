/**
 * The journal read back after a boot: headers first, then each sector of the newest whole
 * generation once. Nothing is held but one sector and the book.
 *
 * The end is found by sequence and CRC. A record that is not whole at the end of the newest sector
 * was torn by the power cut and is dropped: nothing had depended on it. Anything else that is
 * missing is damage: what can be proven is kept, and the board is latched.
 */
import { type Book, emptyBook } from '../account/book';
import {
  type FlashReader,
  headersInOrder,
  isMarkedReset,
  lastSound,
  type Sector,
  withoutOrphans,
} from './headers';
import { sectorsOfSnapshot } from './journal';
import { FORMAT_NEWEST } from './record';
import { type Replay, replayed } from './replay';
import { blankRing, type Ring } from './ring';

/** Why a board may not touch its journal; empty when it may. In words for the owner. */
export type Recovered = { readonly book: Book; readonly ring: Ring; readonly blocked: string };

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
  const marked = found.find(
    (each) => each.isLost && isMarkedReset(read, sectors, found, each, newest),
  );
  if (last === undefined && marked !== undefined) return resetting(ring, marked);
  if (last === undefined) return salvaged(read, ring, found, newest);
  ring.newest = last.sector;
  ring.sectorSequence = last.sectorSequence + found.filter(({ isLost }) => isLost).length;
  const { firmware } = last;
  const by = `format ${last.format}, written by firmware ${firmware.major}.${firmware.minor}`;
  if (last.format > newest) return refused(ring, `${by}: install that or a newer one`);
  if (last.format < newest - 1) return refused(ring, `${by}: install the one after that first`);

  if (isMarkedReset(read, sectors, found, last, newest)) return resetting(ring, last);

  let lost: Replay | undefined;
  let end = found.length;
  for (let start = end - 1; start >= 0; start--) {
    if (!found[start]!.isSnapshot) continue;
    const generation = withoutOrphans(read, found.slice(start, end), newest);
    const replay = replayed(read, generation, newest);
    if (replay.isNewer) return refused(ring, `${by}: install a newer one`);
    end = start;
    const older = found.slice(0, start);
    if (!replay.isWhole || (found[start]!.isLost && isGivenUp(read, older, replay, newest))) {
      lost ??= replay;
      continue;
    }
    const kept = replay.isBare ? fallbackOf(read, older, newest) : [];
    const free = sectors - generation.length - Math.max(kept.length, lost?.sectors ?? 0);
    const isRoomy = free >= sectorsOfSnapshot(replay.book);
    // Without room beside both the one goes that nothing depends on.
    if (kept.length > 0 && !isRoomy) continue;
    if (lost !== undefined && isRoomy && wasThere(lost, replay)) replay.isDamaged = true;
    return usable(ring, [...kept, ...generation], replay);
  }
  // Only first snapshots, all torn: nothing was ever promised.
  const isNew = found.every(({ isSnapshot, isLost }) => isSnapshot && !isLost);
  if (isNew && (lost?.ends ?? 0) === 0) return { book: emptyBook(), ring, blocked: '' };
  return salvaged(read, ring, found, newest);
}

/**
 * True when the newest generation was whole once and is damaged, so that what came after `sound`
 * is missing. (Torn, it has no end. With one of them nothing depended on it, unless the other is
 * the one record that is damaged: half erased it lacks more. Free again, its sequences are used
 * again.)
 */
function wasThere({ ends, isBare, isDamaged, missing, first }: Replay, sound: Replay): boolean {
  const wasAcknowledged = ends > 1 || !isBare || (ends === 1 && missing === 1);
  return wasAcknowledged && isDamaged && first >= sound.expected;
}

/** True of a sector without a header whose sequences the generation before it has as well. */
function isGivenUp(
  read: FlashReader,
  older: readonly Sector[],
  { first }: Replay,
  newest: number,
): boolean {
  let start = older.length - 1;
  while (start >= 0 && !older[start]!.isSnapshot) start--;
  if (start === -1) return false;
  const before = replayed(read, withoutOrphans(read, older.slice(start), newest), newest);
  return before.isWhole && !before.isDamaged && before.expected > first;
}

const refused = (ring: Ring, blocked: string): Recovered => ({
  book: emptyBook(),
  ring,
  blocked: `the journal is of ${blocked}`,
});

/** A reset was cut short, or its marker while it was erased, last of all: it goes on. */
function resetting(ring: Ring, { sector }: Sector): Recovered {
  ring.newest = sector;
  ring.used = [sector];
  ring.isResetting = true;
  return { book: emptyBook(), ring, blocked: 'the journal is being erased' };
}

/** `used`: the sectors of this generation, and before it those of the one it may fall back to. */
function usable(ring: Ring, used: readonly Sector[], replay: Replay): Recovered {
  ring.used = used.map(({ sector }) => sector);
  ring.format = used[used.length - 1]!.format;
  const { book } = replay;
  keepEpoch(book, used);
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
  keepEpoch(book, found);
  markDamaged(book);
  // What is left may be all there is: it stays as long as there is room beside it.
  const isRoomy = ring.sectors - found.length >= sectorsOfSnapshot(book);
  ring.used = isRoomy ? found.map(({ sector }) => sector) : [];
  ring.format = found[found.length - 1]?.format ?? ring.format;
  return { book, ring, blocked: '' };
}

/**
 * What stays beside a snapshot whose end is said once, which may read as torn next time: the newest
 * generation before it that is surely there. Nothing depends on those in between, and each of them
 * may read as torn next time too. Where none is surely there, all of them: one was read with both
 * ends at a boot before, and which can no longer be told when the second was torn.
 */
function fallbackOf(
  read: FlashReader,
  older: readonly Sector[],
  newest: number,
): readonly Sector[] {
  let bare: readonly Sector[] = [];
  let end = older.length;
  for (let start = end - 1; start >= 0; start--) {
    if (!older[start]!.isSnapshot) continue;
    const generation = withoutOrphans(read, older.slice(start, end), newest);
    const { isWhole, isBare, isDamaged } = replayed(read, generation, newest);
    end = start;
    // It is being erased, and nothing to fall back to.
    if (isDamaged) continue;
    if (isWhole && !isBare) return generation;
    if (isWhole) bare = [...generation, ...bare];
  }
  return bare;
}

/** Where its record is damaged the headers know it: with another one this would be nobody's. */
function keepEpoch(book: Book, sectors: readonly Sector[]): void {
  for (let i = sectors.length - 1; i >= 0 && book.epoch === ''; i--) book.epoch = sectors[i]!.epoch;
}

function markDamaged(book: Book): void {
  book.latch = 'journal-damaged';
  // Its record may be what is missing: as if it had been handed over, it is not given up early.
  if (book.pull !== undefined && book.pull.expiresAtSec === 0) {
    book.pull.expiresAtSec = book.pull.plannedAtSec + book.pull.expirySec;
  }
}
