/**
 * Flash in a file, with the rules of the real one: a sector is erased as a whole, bytes are written
 * once after that, and what was written is read back before it counts.
 */
import type { FlashChip } from '../journal-orders';

const ERASED = 0xff;
const UNIT_BYTES = 32;
/** As much as is held at a time. */
const PIECE_BYTES = 256;

/** As much of a file of `embedded:storage/files` as is used. */
export interface FlashFile {
  read(count: number, position: number): ArrayBuffer;
  write(bytes: ArrayBuffer, position: number): void;
}

export class JournalFile implements FlashChip {
  readonly sectors: number;
  readonly #sectorBytes: number;
  readonly #file: FlashFile;

  constructor(file: FlashFile, kind: { readonly sectors: number; readonly sectorBytes: number }) {
    this.#file = file;
    this.sectors = kind.sectors;
    this.#sectorBytes = kind.sectorBytes;
  }

  read(at: number, count: number): Uint8Array {
    return new Uint8Array(this.#file.read(count, at));
  }

  erase(sector: number): boolean {
    if (sector >= this.sectors) return false;
    const blank = new Uint8Array(PIECE_BYTES).fill(ERASED);
    const start = sector * this.#sectorBytes;
    for (let at = 0; at < this.#sectorBytes; at += PIECE_BYTES) {
      if (!this.#put(start + at, blank)) return false;
    }
    return true;
  }

  write(at: number, bytes: Uint8Array): boolean {
    if (!this.#isWithinSector(at, bytes.length)) return false;
    const isErased = this.read(at, bytes.length).every((byte) => byte === ERASED);
    return isErased && this.#put(at, bytes);
  }

  /** Whole units, as the partition of a board takes them. */
  #isWithinSector(at: number, count: number): boolean {
    const isWhole = at % UNIT_BYTES === 0 && count % UNIT_BYTES === 0 && count > 0;
    const isInside = (at % this.#sectorBytes) + count <= this.#sectorBytes;
    return isWhole && isInside && at < this.sectors * this.#sectorBytes;
  }

  #put(at: number, bytes: Uint8Array): boolean {
    try {
      this.#file.write(bytes.slice().buffer, at);
    } catch {
      return false; // the disk is full or gone
    }
    const found = this.read(at, bytes.length);
    return found.length === bytes.length && found.every((byte, i) => byte === bytes[i]);
  }
}
