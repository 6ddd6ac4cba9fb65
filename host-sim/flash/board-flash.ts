/**
 * The flash behind one board of the world: carries out one command after the other, each in its
 * time, and is where it is when the power goes.
 */
import { hexToBytes } from '@noble/hashes/utils.js';
import type { EventQueue, QueuedEvent } from '../event-queue';
import type { MemoryFlash } from './memory-flash';

export type FlashOrder =
  | { readonly out: 'erase'; readonly sector: number }
  | {
      readonly out: 'write';
      readonly at: number;
      readonly bytes: string;
      readonly sequence: number;
    };

/** A page of 256 bytes is programmed in about this time, a sector erased in this. */
const PAGE_BYTES = 256;
const PAGE_MS = 3;
const ERASE_MS = 45;

/** `cutAt`: bytes, or the share of an erase, after which the power goes. */
type Running = {
  readonly order: FlashOrder;
  readonly sinceMs: number;
  readonly lastsMs: number;
  readonly cutAt?: number;
};

export type FlashOptions = {
  readonly queue: EventQueue;
  readonly memory: MemoryFlash;
  readonly onWritten: (sequence: number) => void | Promise<void>;
  readonly onFailed: () => void | Promise<void>;
  /** Where in the next bytes or the next erase the power goes; undefined: it stays. */
  readonly cutWithin: (order: FlashOrder) => number | undefined;
  readonly cutPower: () => void;
};

export class BoardFlash {
  readonly #options: FlashOptions;
  #orders: FlashOrder[] = [];
  #running: Running | undefined;
  #ends: QueuedEvent | undefined;
  #whenIdle: (() => void) | undefined;
  /** The next order fails as with a worn chip. */
  failsNext: FlashFailure | undefined;
  /** By what causes it: how much longer the next order takes, as in a chip that is worn or cold. */
  readonly slowness = new Map<object, () => number>();
  #hasFailed = false;

  constructor(options: FlashOptions) {
    this.#options = options;
  }

  get doing(): 'write' | 'erase' | undefined {
    return this.#running?.order.out;
  }

  /** Erases that were ordered and are not done. */
  get erasesWaiting(): number {
    const waiting = this.#orders.filter((order) => order.out === 'erase').length;
    return waiting + (this.doing === 'erase' ? 1 : 0);
  }

  /** As this boot sees it: one string a sector and one character a byte, for the border. */
  content(): readonly string[] {
    const { memory } = this.#options;
    memory.boot();
    const sectors: string[] = [];
    for (let sector = 0; sector < memory.sectors; sector++) {
      sectors.push(Buffer.from(memory.read(sector)).toString('latin1'));
    }
    return sectors;
  }

  order(order: FlashOrder): void {
    if (this.#hasFailed) return;
    this.#orders.push(order);
    if (this.#running === undefined) this.#next();
  }

  /** Runs `run` when nothing is left to do. */
  afterAll(run: () => void): void {
    if (this.#running === undefined) run();
    else this.#whenIdle = run;
  }

  /** What was under way is torn where it stood; what waited is lost. */
  losePower(): void {
    const { queue, memory } = this.#options;
    queue.cancel(this.#ends);
    const running = this.#running;
    this.#running = undefined;
    this.#orders = [];
    this.#whenIdle = undefined;
    this.#hasFailed = false;
    if (running === undefined) return;
    const { order, sinceMs, lastsMs, cutAt } = running;
    const share = Math.min(1, (queue.now - sinceMs) / lastsMs);
    if (order.out === 'erase') return memory.tearErase(order.sector, cutAt ?? share);
    const bytes = hexToBytes(order.bytes);
    memory.tearWrite(order.at, bytes, cutAt ?? Math.floor(share * bytes.length));
  }

  #next(): void {
    const order = this.#orders.shift();
    if (order === undefined) {
      const whenIdle = this.#whenIdle;
      this.#whenIdle = undefined;
      whenIdle?.();
      return;
    }
    const { queue, cutWithin, cutPower } = this.#options;
    const sinceMs = queue.now;
    let lastsMs = durationOf(order);
    for (const longerMs of this.slowness.values()) lastsMs += longerMs();
    const cutAt = cutWithin(order);
    if (cutAt !== undefined) {
      this.#running = { order, sinceMs, lastsMs, cutAt };
      this.#ends = queue.after(1, cutPower);
      return;
    }
    this.#running = { order, sinceMs, lastsMs };
    this.#ends = queue.after(lastsMs, () => this.#end(order));
  }

  #end(order: FlashOrder): void | Promise<void> {
    this.#running = undefined;
    if (this.failsNext !== undefined) return this.#fail(order, this.failsNext);
    const { memory, onWritten } = this.#options;
    if (order.out === 'erase') memory.erase(order.sector);
    else memory.write(order.at, hexToBytes(order.bytes));
    this.#next();
    if (order.out === 'write' && order.sequence > 0) return onWritten(order.sequence);
  }

  /** The driver reads back what it wrote: whatever is there, it tells, and does no more. */
  #fail(order: FlashOrder, { done, struck }: FlashFailure): void | Promise<void> {
    const { memory, onFailed } = this.#options;
    this.failsNext = undefined;
    this.#hasFailed = true;
    this.#orders = [];
    struck();
    if (order.out === 'erase') memory.tearErase(order.sector, done);
    else {
      const bytes = hexToBytes(order.bytes);
      memory.tearWrite(order.at, bytes, Math.floor(done * bytes.length));
    }
    return onFailed();
  }
}

/** `done`: the share, 0 to 1, that is in flash all the same. */
export type FlashFailure = { readonly done: number; readonly struck: () => void };

const durationOf = (order: FlashOrder): number =>
  order.out === 'erase' ? ERASE_MS : PAGE_MS * Math.ceil(order.bytes.length / 2 / PAGE_BYTES);
