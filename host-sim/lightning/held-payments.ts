/**
 * Payments that the ledger's node holds: the money has left its payer and is nobody's yet. Each is
 * taken, or given back, once; at the latest near the end of the payer's own time, by itself.
 */
import { assert } from '../../src/result';

export type Arriving = {
  readonly hash: string;
  readonly milliSat: number;
  readonly buyer: string;
  /** It is over: taken, or the payer has it back. At once where the node holds nothing. */
  readonly over: (isTaken: boolean) => void;
};

/** Of a payment that was held, as the world knows it. */
export type Deposit = {
  readonly hash: string;
  readonly milliSat: number;
  readonly buyer: string;
  /** Milliseconds of the world. */
  readonly heldAtMs: number;
  overAtMs: number;
  /** `canceled`: as whoever asks the node wanted it; `returned`: by the node itself. */
  state: 'held' | 'taken' | 'canceled' | 'returned';
};

export type HeldPaymentsOptions = {
  readonly worldMs: () => number;
  /** Absent: the node gives nothing back by itself. */
  readonly after?: (delayMs: number, run: () => void) => void;
  readonly onTimeOver: (hash: string) => void;
};

/** Blocks of ten minutes; LND gives back when so few are left, lest the channel is closed. */
const BLOCK_MS = 600_000;
const BLOCKS_LEFT = 12;

export class HeldPayments {
  readonly deposits: Deposit[] = [];
  readonly #options: HeldPaymentsOptions;
  readonly #held = new Map<string, { readonly arrived: Arriving; readonly deposit: Deposit }>();

  constructor(options: HeldPaymentsOptions) {
    this.#options = options;
  }

  hold(arrived: Arriving, cltvExpiry: number): void {
    const { hash, milliSat, buyer } = arrived;
    assert(!this.#held.has(hash), 'held payments: held twice');
    const { worldMs, after, onTimeOver } = this.#options;
    const heldAtMs = worldMs();
    const deposit: Deposit = { hash, milliSat, buyer, heldAtMs, overAtMs: -1, state: 'held' };
    this.deposits.push(deposit);
    this.#held.set(hash, { arrived, deposit });
    const lastsMs = Math.max(0, cltvExpiry - BLOCKS_LEFT) * BLOCK_MS;
    after?.(lastsMs, () => {
      if (this.#held.get(hash)?.deposit === deposit) onTimeOver(hash);
    });
  }

  /** What was held for it; undefined when nothing is, as after it was taken before. */
  end(hash: string, state: 'taken' | 'canceled' | 'returned'): Arriving | undefined {
    const held = this.#held.get(hash);
    if (held === undefined) return undefined;
    this.#held.delete(hash);
    held.deposit.state = state;
    held.deposit.overAtMs = this.#options.worldMs();
    return held.arrived;
  }

  hashes(): readonly string[] {
    return [...this.#held.keys()];
  }
}
