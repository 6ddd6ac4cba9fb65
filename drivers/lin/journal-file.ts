/**
 * Flash in a file, with the rules of the real one: a sector is erased as a whole, bytes are written
 * once after that, and what was written is read back before it counts.
 */
import type { Clock, FlashCommand } from '../../src/ports';
import { durationMs } from '../../src/units';
import type { JournalFlash } from '../parts';

const ERASED = 0xff;
/** As much as is held at a time. */
const PIECE_BYTES = 256;

/** As much of a file of `embedded:storage/files` as is used. */
export interface FlashFile {
  read(count: number, position: number): ArrayBuffer;
  write(bytes: ArrayBuffer, position: number): void;
}

type Order = { readonly command: FlashCommand; readonly done: (isGood: boolean) => void };

export class JournalFile implements JournalFlash {
  readonly sectors: number;
  readonly #sectorBytes: number;
  readonly #file: FlashFile;
  readonly #clock: Clock;
  #orders: Order[] = [];
  #isBusy = false;
  #hasFailed = false;
  #whenIdle: (() => void) | undefined;

  constructor(
    file: FlashFile,
    clock: Clock,
    kind: { readonly sectors: number; readonly sectorBytes: number },
  ) {
    this.#file = file;
    this.#clock = clock;
    this.sectors = kind.sectors;
    this.#sectorBytes = kind.sectorBytes;
  }

  read(at: number, count: number): Uint8Array {
    return new Uint8Array(this.#file.read(count, at));
  }

  order(command: FlashCommand, done: (isGood: boolean) => void): void {
    if (this.#hasFailed) return;
    this.#orders.push({ command, done });
    if (!this.#isBusy) this.#next();
  }

  whenIdle(run: () => void): void {
    if (!this.#isBusy) run();
    else this.#whenIdle = run;
  }

  /** Never within the step that gave the order. */
  #next(): void {
    this.#isBusy = true;
    this.#clock.after(durationMs(0), () => {
      const order = this.#orders.shift();
      if (order === undefined) {
        this.#isBusy = false;
        const run = this.#whenIdle;
        this.#whenIdle = undefined;
        return run?.();
      }
      const isGood = this.#carryOut(order.command);
      if (!isGood) {
        this.#hasFailed = true;
        this.#orders = [];
      }
      order.done(isGood);
      this.#next();
    });
  }

  #carryOut(command: FlashCommand): boolean {
    if (command.kind === 'flash-erase') {
      const blank = new Uint8Array(PIECE_BYTES).fill(ERASED);
      const start = command.sector * this.#sectorBytes;
      for (let at = 0; at < this.#sectorBytes; at += PIECE_BYTES) {
        if (!this.#put(start + at, blank)) return false;
      }
      return true;
    }
    const bytes = new Uint8Array(command.bytes.length / 2);
    for (let i = 0; i < bytes.length; i++) {
      bytes[i] = Number.parseInt(command.bytes.slice(2 * i, 2 * i + 2), 16);
    }
    const isErased = this.read(command.at, bytes.length).every((byte) => byte === ERASED);
    return isErased && this.#put(command.at, bytes);
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
