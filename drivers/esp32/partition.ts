/** The journal's partition as a flash chip: units of 32 bytes, written once, read back natively. */
import type { FlashChip } from '../journal-orders';

/** As much of the native parts as is used: `mc/ffi`, or a fake. */
export interface NativeFlash {
  dc_flash_open(label: string): number;
  dc_flash_read(at: number, buffer: ArrayBuffer, length: number): number;
  dc_flash_erase(sector: number): number;
  dc_flash_write(at: number, buffer: ArrayBuffer, length: number): number;
}

const LABEL = 'journal';

export class Partition implements FlashChip {
  readonly sectors: number;
  readonly #native: NativeFlash;

  /** Throws where there is no such partition: without a journal nothing may be sold. */
  constructor(native: NativeFlash) {
    this.#native = native;
    this.sectors = native.dc_flash_open(LABEL);
    if (this.sectors <= 0) throw new Error('no journal partition');
  }

  /** Throws what cannot be read: blank or damaged, it would be taken for what is there. */
  read(at: number, count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    const answer = this.#native.dc_flash_read(at, bytes.buffer, count);
    if (answer < 0) throw new Error(`flash not read (${answer})`);
    return bytes;
  }

  erase(sector: number): boolean {
    return this.#native.dc_flash_erase(sector) >= 0;
  }

  write(at: number, bytes: Uint8Array): boolean {
    return this.#native.dc_flash_write(at, bytes.slice().buffer, bytes.length) >= 0;
  }
}
