/**
 * The journal's orders to a flash chip: one after the other, never within the step that gave the
 * order, and none after the first that failed.
 */
import type { Clock, FlashCommand } from '../src/ports';
import { durationMs } from '../src/units';
import type { JournalFlash } from './parts';

/** `false`: the bytes are not there, or read otherwise than they should. */
export interface FlashChip {
  readonly sectors: number;
  read(at: number, count: number): Uint8Array;
  erase(sector: number): boolean;
  write(at: number, bytes: Uint8Array): boolean;
}

type Order = { readonly command: FlashCommand; readonly done: (isGood: boolean) => void };

export class JournalOrders implements JournalFlash {
  readonly sectors: number;
  readonly #chip: FlashChip;
  readonly #clock: Clock;
  #orders: Order[] = [];
  #isBusy = false;
  #hasFailed = false;
  #whenIdle: (() => void) | undefined;

  constructor(chip: FlashChip, clock: Clock) {
    this.#chip = chip;
    this.#clock = clock;
    this.sectors = chip.sectors;
  }

  read(at: number, count: number): Uint8Array {
    return this.#chip.read(at, count);
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
    if (command.kind === 'flash-erase') return this.#chip.erase(command.sector);
    const bytes = new Uint8Array(command.bytes.length / 2);
    for (let i = 0; i < bytes.length; i++) {
      bytes[i] = Number.parseInt(command.bytes.slice(2 * i, 2 * i + 2), 16);
    }
    return this.#chip.write(command.at, bytes);
  }
}
