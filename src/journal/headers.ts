/**
 * Which sectors of flash are the journal's, in the order they were begun: by their headers, and
 * where a header is damaged, by the first record behind it.
 */
import {
  type DecodedRecord,
  decodeRecord,
  peekRecord,
  RECORD_BYTES_MAX,
  UNIT_BYTES,
} from './record';
import { decodeHeader, FIRMWARE, HEADER_BYTES, SECTOR_BYTES, type SectorHeader } from './sector';

/** `read(at, count)`: that many bytes of the journal's partition. */
export type FlashReader = (at: number, count: number) => Uint8Array;

/** `isLost`: its header is damaged, and its first record is not. */
export type Sector = SectorHeader & { readonly sector: number; readonly isLost: boolean };
/** Sectors in use, oldest first, of the epoch that the newest one has. */
export function headersInOrder(read: FlashReader, sectors: number, newest: number): Sector[] {
  const found: Sector[] = [];
  const lost: Sector[] = [];
  for (let sector = 0; sector < sectors; sector++) {
    const at = sector * SECTOR_BYTES;
    const header = decodeHeader(read(at, HEADER_BYTES));
    if (header !== undefined) found.push({ ...header, sector, isLost: false });
    else lookBehindHeader(read, sector, newest, lost);
  }
  found.sort((a, b) => a.sectorSequence - b.sectorSequence);
  const last = found[found.length - 1];
  const ours = found.filter(({ epoch }) => epoch === last?.epoch);
  lost.sort((a, b) => a.firstSequence - b.firstSequence);
  for (const each of lost) putBack(ours, each);
  return ours;
}

/**
 * Where a sector whose header is lost belongs, if anywhere: a free one that is half erased looks
 * the same. Sectors are numbered one by one, so between two there is room for those that are
 * missing and for no other.
 */
function putBack(ours: Sector[], lost: Sector): void {
  let place = ours.length;
  while (place > 0 && ours[place - 1]!.firstSequence > lost.firstSequence) place--;
  const before = ours[place - 1];
  const after = ours[place];
  // Sequences are used twice only after a snapshot was given up, and this is a rest of that.
  if (!lost.isSnapshot && before?.firstSequence === lost.firstSequence) return;
  const first = (after?.sectorSequence ?? 1) - 1;
  const sectorSequence = before === undefined ? first : before.sectorSequence + 1;
  if (after?.sectorSequence === sectorSequence) return;
  ours.splice(place, 0, { ...lost, sectorSequence });
}

/** A header is written before any record, so one that is no header before a record is damaged. */
function lookBehindHeader(read: FlashReader, sector: number, newest: number, lost: Sector[]) {
  const first = firstRecord(read, sector, newest);
  if (first === undefined) return;
  const { record, sequence } = first;
  const isSnapshot = record?.kind === 'snapshot-began';
  const epoch = record?.kind === 'snapshot-began' ? record.epoch : '';
  const format = read(sector * SECTOR_BYTES + HEADER_BYTES, UNIT_BYTES)[2] ?? newest;
  const header = { format, sectorSequence: 0, firstSequence: sequence, epoch, isSnapshot };
  lost.push({ ...header, firmware: FIRMWARE, sector, isLost: true });
}

/** The first record of a sector, if it is whole. Only its own bytes are read. */
function firstRecord(read: FlashReader, sector: number, newest: number): DecodedRecord | undefined {
  const at = sector * SECTOR_BYTES + HEADER_BYTES;
  const { size } = peekRecord(read(at, UNIT_BYTES), 0);
  if (size > RECORD_BYTES_MAX) return undefined;
  const decoded = decodeRecord(read(at, size), 0, newest);
  return decoded.ok ? decoded.value : undefined;
}

/**
 * True when a factory reset was begun and not ended. Its marker is erased last of all, so where
 * nothing but one header can be read in all of flash it is the marker's, half erased.
 */
export function isMarkedReset(
  read: FlashReader,
  sectors: number,
  found: readonly Sector[],
  { sector, isSnapshot }: Sector,
  newest: number,
): boolean {
  if (isSnapshot) return false;
  if (firstRecord(read, sector, newest)?.record?.kind === 'reset-began') return true;
  if (found.length > 1) return false;
  for (let each = 0; each < sectors; each++) {
    if (contentOf(read, each, newest).last > 0) return false;
  }
  return true;
}

/**
 * Without the rest of a later snapshot whose beginning is gone: it was cut short, and reads as
 * there now and then.
 */
export function withoutOrphans(
  read: FlashReader,
  sectors: readonly Sector[],
  newest: number,
): readonly Sector[] {
  for (let i = 1; i < sectors.length; i++) {
    const each = sectors[i]!;
    const before = sectors[i - 1]!;
    if (!each.isLost && each.sectorSequence === before.sectorSequence + 1) continue;
    const { last } = contentOf(read, before.sector, newest);
    if (each.firstSequence === last + 1) continue;
    if (contentOf(read, each.sector, newest).isSnapshot) return sectors.slice(0, i);
  }
  return sectors;
}

/** `last`: the highest sequence. `isSnapshot`: nothing was appended to what it restates. */
function contentOf(read: FlashReader, sector: number, newest: number) {
  const bytes = read(sector * SECTOR_BYTES, SECTOR_BYTES);
  let last = 0;
  let isSnapshot = true;
  for (let at = HEADER_BYTES; at + UNIT_BYTES <= SECTOR_BYTES; ) {
    const decoded = decodeRecord(bytes, at, newest);
    at += decoded.ok ? decoded.value.size : UNIT_BYTES;
    if (!decoded.ok) continue;
    const { record, sequence } = decoded.value;
    last = Math.max(last, sequence);
    if (record?.kind.startsWith('snapshot-') !== true) isSnapshot = false;
  }
  return { last, isSnapshot };
}

/** The newest one whose header is whole. */
export function lastSound(found: readonly Sector[]): Sector | undefined {
  for (let i = found.length - 1; i >= 0; i--) if (!found[i]!.isLost) return found[i];
  return undefined;
}
