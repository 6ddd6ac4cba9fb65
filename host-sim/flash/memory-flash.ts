/**
 * Flash as it really is, in memory. Data is written in units of 32 bytes, each once after an
 * erase; erased bytes read as 0xff, or as noise when flash is encrypted. A power cut tears a write
 * at any byte and leaves an erase half done; what was torn may read otherwise at every boot. A rule
 * that is broken is a bug of ours and throws.
 */

import { UNIT_BYTES } from '../../src/journal/record';
import { SECTOR_BYTES } from '../../src/journal/sector';
import { assert } from '../../src/result';

export type FlashKind = { readonly sectors: number; readonly isEncrypted: boolean };
export type FlashMedium = FlashKind & {
  /** Seeded: 0 to limit - 1. */
  readonly below: (limit: number) => number;
};

const UNITS = SECTOR_BYTES / UNIT_BYTES;
/** AES encrypts flash in blocks of 16 bytes: of a torn one nothing is right. */
const BLOCK_BYTES = 16;

/** What one unit may read as from one boot to the next. */
type Weak = { readonly unit: number; readonly choices: readonly Uint8Array[] };

type Sector = {
  readonly bytes: Uint8Array;
  readonly isWritten: Uint8Array;
  weak: Weak[];
  /** An erase was begun and did not end: nothing may be written before another. */
  isHalfErased: boolean;
};

export class MemoryFlash {
  readonly sectors: number;
  readonly erases: number[];
  bytesWritten = 0;
  readonly #medium: FlashMedium;
  readonly #sectors: Sector[] = [];

  constructor(medium: FlashMedium) {
    this.#medium = medium;
    this.sectors = medium.sectors;
    this.erases = new Array<number>(medium.sectors).fill(0);
    for (let i = 0; i < medium.sectors; i++) this.#sectors.push(this.#blank());
  }

  /** The 4,096 bytes as this boot sees them. */
  read(sector: number): Uint8Array {
    return this.#at(sector).bytes.slice();
  }

  /** What was torn decides anew how it reads. */
  boot(): void {
    for (const sector of this.#sectors) {
      for (const { unit, choices } of sector.weak) {
        sector.bytes.set(choices[this.#medium.below(choices.length)]!, unit * UNIT_BYTES);
      }
    }
  }

  write(at: number, bytes: Uint8Array): void {
    const sector = this.#begin(at, bytes);
    sector.bytes.set(bytes, at % SECTOR_BYTES);
    this.bytesWritten += bytes.length;
  }

  /** The power went when `done` of the bytes were there. */
  tearWrite(at: number, bytes: Uint8Array, done: number): void {
    assert(done >= 0 && done <= bytes.length, 'flash: torn outside of the write');
    const sector = this.#at(Math.floor(at / SECTOR_BYTES));
    const whole = done - (done % UNIT_BYTES);
    if (whole > 0) this.write(at, bytes.slice(0, whole));
    if (done === bytes.length) return;
    const from = at + whole;
    const wanted = bytes.slice(whole, whole + UNIT_BYTES);
    this.#begin(from, wanted);
    const offset = from % SECTOR_BYTES;
    const before = sector.bytes.slice(offset, offset + UNIT_BYTES);
    const torn = this.#torn(before, wanted, done % UNIT_BYTES);
    // Its last cells stand on the edge: one boot reads them as written, the next does not.
    const isClose = done % UNIT_BYTES >= UNIT_BYTES - BLOCK_BYTES;
    const choices = isClose ? [torn, wanted] : [torn, this.#torn(before, wanted, 0), torn];
    sector.weak.push({ unit: offset / UNIT_BYTES, choices });
    this.boot();
  }

  erase(number: number): void {
    this.#at(number);
    this.erases[number]!++;
    this.#sectors[number] = this.#blank();
  }

  /** The power went when that share, 0 to 1, of the erase was done. */
  tearErase(number: number, share: number): void {
    const sector = this.#at(number);
    this.erases[number]!++;
    const blank = this.#blank();
    const weak: Weak[] = [];
    for (let unit = 0; unit < UNITS; unit++) {
      const from = unit * UNIT_BYTES;
      const before = sector.bytes.slice(from, from + UNIT_BYTES);
      const erased = blank.bytes.slice(from, from + UNIT_BYTES);
      const isDone = this.#medium.below(1_000) < share * 1_000;
      weak.push({ unit, choices: isDone ? [erased, erased, before] : [before, before, erased] });
    }
    sector.weak = weak;
    sector.isHalfErased = true;
    this.boot();
  }

  /** A cell that loses its charge, long after it was written. */
  flipBit(at: number, bit: number): void {
    const { bytes } = this.#at(Math.floor(at / SECTOR_BYTES));
    bytes[at % SECTOR_BYTES]! ^= 1 << bit;
  }

  /** Where something is written, but for the last `but` units of each sector: the end is torn. */
  written(but: number): readonly number[] {
    const found: number[] = [];
    for (const [number, { isWritten }] of this.#sectors.entries()) {
      const last = isWritten.lastIndexOf(1) - but;
      for (let unit = 0; unit <= last; unit++) {
        if (isWritten[unit] === 1) found.push(number * SECTOR_BYTES + unit * UNIT_BYTES);
      }
    }
    return found;
  }

  /** The same bytes in another chip. */
  copyTo(other: MemoryFlash): void {
    for (let i = 0; i < this.sectors; i++) {
      const sector = this.#at(i);
      const isWritten = sector.isWritten.slice();
      other.#sectors[i] = { ...sector, bytes: this.read(i), isWritten, weak: [] };
    }
  }

  #at(number: number): Sector {
    const sector = this.#sectors[number];
    assert(sector !== undefined, 'flash: no such sector');
    return sector;
  }

  #begin(at: number, bytes: Uint8Array): Sector {
    const sector = this.#at(Math.floor(at / SECTOR_BYTES));
    const offset = at % SECTOR_BYTES;
    const { length } = bytes;
    assert(offset % UNIT_BYTES === 0 && length % UNIT_BYTES === 0, 'flash: not whole units');
    assert(length > 0 && offset + length <= SECTOR_BYTES, 'flash: not within a sector');
    assert(!sector.isHalfErased, 'flash: written into a half erased sector');
    for (let unit = offset / UNIT_BYTES; unit < (offset + length) / UNIT_BYTES; unit++) {
      assert(sector.isWritten[unit] === 0, 'flash: a unit is written twice');
      sector.isWritten[unit] = 1;
    }
    return sector;
  }

  #blank(): Sector {
    const bytes = new Uint8Array(SECTOR_BYTES).fill(0xff);
    if (this.#medium.isEncrypted) this.#noise(bytes);
    return { bytes, isWritten: new Uint8Array(UNITS), weak: [], isHalfErased: false };
  }

  /** Xorshift from one drawn number: a draw a byte would cost more than all else of a life. */
  #noise(bytes: Uint8Array): void {
    let word = this.#medium.below(0x7fff_fffe) + 1;
    for (let i = 0; i < bytes.length; i++) {
      word ^= word << 13;
      word ^= word >>> 17;
      word ^= word << 5;
      bytes[i] = word & 0xff;
    }
  }

  #torn(before: Uint8Array, wanted: Uint8Array, done: number): Uint8Array {
    const torn = before.slice();
    if (this.#medium.isEncrypted) {
      const whole = done - (done % BLOCK_BYTES);
      torn.set(wanted.subarray(0, whole));
      this.#noise(torn.subarray(whole, whole + BLOCK_BYTES));
      return torn;
    }
    torn.set(wanted.subarray(0, done));
    // Of the byte in between some bits are there: plain flash only ever clears them.
    if (done < torn.length) torn[done] = before[done]! & (wanted[done]! | this.#medium.below(256));
    return torn;
  }
}
