/**
 * A ledger in place of Lightning: the same rules for invoices and wallets, money moved by
 * subtraction. No keys, no chance, no waiting: `done` runs before `pay` returns. Who wants latency
 * schedules the call.
 */
import { assert } from '../../src/result';
import type { Lightning, LightningOptions } from './backend';
import { LedgerNode } from './ledger-node';
import { LedgerWallet } from './ledger-wallet';

/** 20,000,000 sat: months of a street's energy. */
const FUNDED_MILLI_SAT = 20_000_000_000;

export type Ledger = Omit<Lightning, 'owner' | 'buyer'> & {
  readonly owner: LedgerNode;
  buyer(name: string): LedgerWallet;
};

export type LedgerBooksOptions = LightningOptions & {
  /** The world's own clock, by which its books are kept. Absent: `epochMs`. */
  readonly worldMs?: () => number;
  /** By the world's clock. Absent: what is held is held until somebody ends it. */
  readonly after?: (delayMs: number, run: () => void) => void;
  /** Called before money moves that was held. */
  readonly onTaking?: (buyer: string) => void;
};

export function createLedger(options: LedgerBooksOptions): Ledger {
  const { epochMs, latePayments = false, fundedMilliSat = FUNDED_MILLI_SAT } = options;
  const { after, onTaking } = options;
  const owner = new LedgerNode({
    epochMs,
    latePayments,
    worldMs: options.worldMs ?? epochMs,
    ...(after === undefined ? {} : { after }),
    ...(onTaking === undefined ? {} : { onTaking }),
  });
  const wallets = new Map(
    options.buyers.map((name) => [
      name,
      new LedgerWallet({ name, node: owner, epochMs, latePayments, fundedMilliSat }),
    ]),
  );
  return {
    owner,
    buyer: (name) => {
      const wallet = wallets.get(name);
      assert(wallet !== undefined, `ledger: no buyer ${name}`);
      return wallet;
    },
    isIdle: () => true,
    stop: () => {},
  };
}
