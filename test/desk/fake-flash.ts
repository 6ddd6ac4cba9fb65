/** The flash chip on the tests' desk: what it was told, what is there, what a power cut leaves. */
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { MemoryFlash } from '../../host-sim/flash/memory-flash';
import { type Recovered, recover } from '../../src/journal/recover';
import { SECTORS_DEFAULT } from '../../src/journal/ring';
import { SECTOR_BYTES } from '../../src/journal/sector';
import type { FlashCommand } from '../../src/ports';
import { createChance } from '../chance';

/** `format`: the newest journal format of the image that runs. */
export type DeskFlash = {
  readonly sectors?: number;
  readonly isEncrypted?: boolean;
  readonly format?: number;
};

/** Flash had done so many of its orders, and that share of the next. */
export type DeskCut = { readonly kept: number; readonly share: number };

export class FakeFlash {
  readonly memory: MemoryFlash;
  /** What it was told and has not done yet; the first is under way. */
  readonly programming: FlashCommand[] = [];
  /** What was written whole, in order, as hex. */
  readonly writes: string[] = [];

  constructor(seed: number, { sectors = SECTORS_DEFAULT, isEncrypted = false }: DeskFlash) {
    const chance = createChance(seed + 7);
    const below = (limit: number) => Math.floor(chance() * limit);
    this.memory = new MemoryFlash({ sectors, isEncrypted, below });
  }

  /** As a board finds it at its next boot. */
  recover(newest?: number): Recovered {
    this.memory.boot();
    return recover(this.read, this.memory.sectors, newest);
  }

  readonly read = (at: number, count: number): Uint8Array => {
    const offset = at % SECTOR_BYTES;
    return this.memory.read(Math.floor(at / SECTOR_BYTES)).subarray(offset, offset + count);
  };

  /** Where these bytes, as hex, are; -1 when they are nowhere. */
  placeOf(bytes: string): number {
    const { memory } = this;
    for (let sector = 0; sector < memory.sectors; sector++) {
      const at = bytesToHex(memory.read(sector)).indexOf(bytes);
      if (at !== -1) return sector * SECTOR_BYTES + at / 2;
    }
    return -1;
  }

  /** The first order is done. Returns what it acknowledges, 0 for nothing. */
  finish(): number {
    const order = this.programming.shift();
    if (order === undefined) return 0;
    this.carryOut(order);
    return order.kind === 'flash-write' ? order.sequence : 0;
  }

  carryOut(order: FlashCommand): void {
    if (order.kind === 'flash-erase') return this.memory.erase(order.sector);
    this.memory.write(order.at, hexToBytes(order.bytes));
    this.writes.push(order.bytes);
  }

  cut({ kept, share }: DeskCut): void {
    const orders = this.programming.splice(0);
    for (let i = 0; i < kept && i < orders.length; i++) this.carryOut(orders[i]!);
    const torn = orders[kept];
    if (torn?.kind === 'flash-erase') this.memory.tearErase(torn.sector, share);
    else if (torn !== undefined) {
      const bytes = hexToBytes(torn.bytes);
      this.memory.tearWrite(torn.at, bytes, Math.floor(share * bytes.length));
    }
  }
}
