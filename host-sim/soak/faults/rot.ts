/**
 * Which bytes of a journal a boot cannot miss: records in the sector that is written to, with
 * others behind them, so that no torn write explains that they are gone.
 */
import { decodeRecord } from '../../../src/journal/record';
import { decodeHeader, HEADER_BYTES, SECTOR_BYTES } from '../../../src/journal/sector';
import type { MemoryFlash } from '../../flash/memory-flash';
import type { Place } from '../../place';
import type { Fault } from '../life';
import type { Stage } from '../stage';
import { mendLater, restart } from './mend';
import { chanceOf } from './strikes';

/** Behind a record: its end may be said twice, or be on the edge. */
const BEHIND = 2;

const BITS_OF_BYTE = 8;

export type Span = { readonly at: number; readonly size: number };

/** A bit of one of them flips, and the board boots on it. False where there is none. */
export async function flipMissed(stage: Stage, fault: Fault): Promise<boolean> {
  const place = stage.place(fault.board);
  const spans = mayMiss(place) ? missedSpans(place.flash) : [];
  const { below } = chanceOf(fault);
  const span = spans[below(Math.max(1, spans.length))];
  if (span === undefined) return false;
  place.flash.flipBit(span.at + below(span.size), below(BITS_OF_BYTE));
  stage.struck(fault.kind, fault.board);
  mendLater(stage, fault);
  await restart(place);
  const view = await place.board.look();
  if (view !== undefined) stage.readBack(fault.board, view);
  return true;
}

/** This boot has begun a sector of its own, and writes on. */
const mayMiss = ({ board, lastView }: Place): boolean =>
  board.isPowered && !board.cuts.isRecovering && lastView?.blocked === '';

export function missedSpans(flash: Pick<MemoryFlash, 'sectors' | 'read'>): readonly Span[] {
  let newest = -1;
  let sectorSequence = 0;
  for (let sector = 0; sector < flash.sectors; sector++) {
    const header = decodeHeader(flash.read(sector));
    if (header === undefined || header.sectorSequence <= sectorSequence) continue;
    sectorSequence = header.sectorSequence;
    newest = sector;
  }
  return newest === -1 ? [] : spansOf(flash.read(newest), newest * SECTOR_BYTES);
}

function spansOf(bytes: Uint8Array, from: number): readonly Span[] {
  const spans: Span[] = [];
  let appended = 0;
  for (let at = HEADER_BYTES; at < SECTOR_BYTES; ) {
    const decoded = decodeRecord(bytes, at);
    if (!decoded.ok) break;
    const { record, size } = decoded.value;
    if (record?.kind.startsWith('snapshot-') !== true) appended++;
    spans.push({ at: from + at, size });
    at += size;
  }
  // Nothing rests on a snapshot that nothing follows on: the one before it may count.
  return appended <= BEHIND ? [] : spans.slice(0, -BEHIND);
}
