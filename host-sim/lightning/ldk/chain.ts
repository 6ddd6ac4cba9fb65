/**
 * A chain in memory: headers that link up, and the funding transactions of channels. Block time is
 * the virtual clock's, because LDK in WASM knows no other; LDK does not check proof of work.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '@noble/hashes/utils.js';
import type { EpochClock } from '../backend';

export type Block = {
  readonly header: Uint8Array;
  readonly height: number;
  readonly transactions: readonly Uint8Array[];
};

/** As often as bitcoin: at speed 60 a block is ten seconds of a person's time. */
const BLOCK_MS = 600_000;

export class MemoryChain {
  readonly #epochMs: EpochClock;
  readonly #onBlock: (block: Block) => void;
  #tip: Uint8Array;
  #height = 0;
  #minedAtMs: number;
  #waiting: Uint8Array[] = [];

  /** `genesisHash` in the byte order of headers. */
  constructor(genesisHash: Uint8Array, epochMs: EpochClock, onBlock: (block: Block) => void) {
    this.#tip = genesisHash;
    this.#epochMs = epochMs;
    this.#onBlock = onBlock;
    this.#minedAtMs = epochMs();
  }

  broadcast(transaction: Uint8Array): void {
    this.#waiting.push(transaction);
  }

  /** A block now, with what was broadcast since the last. */
  mine(): void {
    this.#minedAtMs = this.#epochMs();
    this.#height += 1;
    const transactions = this.#waiting;
    this.#waiting = [];
    const header = this.#header(transactions);
    this.#tip = sha256(sha256(header));
    this.#onBlock({ header, height: this.#height, transactions });
  }

  /** A block when one is due by the virtual clock; after a jump only one. */
  mineWhenDue(): void {
    if (this.#epochMs() - this.#minedAtMs >= BLOCK_MS) this.mine();
  }

  /** Version, previous block, merkle root, time, bits, nonce. */
  #header(transactions: readonly Uint8Array[]): Uint8Array {
    const header = new Uint8Array(80);
    const view = new DataView(header.buffer);
    view.setUint32(0, 2, true);
    header.set(this.#tip, 4);
    header.set(sha256(concatBytes(...transactions)), 36);
    view.setUint32(68, Math.floor(this.#minedAtMs / 1_000), true);
    view.setUint32(72, 0x207fffff, true);
    return header;
  }
}

/**
 * A transaction with one output of `valueSat`, spending an output that nobody made. `serial` tells
 * it from all others.
 */
export function fundingTransaction(
  script: Uint8Array,
  valueSat: bigint,
  serial: number,
): Uint8Array {
  const value = new Uint8Array(8);
  new DataView(value.buffer).setBigUint64(0, valueSat, true);
  const spent = new Uint8Array(36).fill(1);
  new DataView(spent.buffer).setUint32(0, serial, true);
  return concatBytes(
    Uint8Array.of(2, 0, 0, 0), // version
    Uint8Array.of(0, 1), // segwit
    Uint8Array.of(1), // one input: previous output, empty script, sequence
    spent,
    Uint8Array.of(0, 0xff, 0xff, 0xff, 0xff),
    Uint8Array.of(1), // one output
    value,
    Uint8Array.of(script.length),
    script,
    Uint8Array.of(1, 1, 0xff), // witness of one item
    Uint8Array.of(0, 0, 0, 0), // lock time
  );
}
