/**
 * What both kinds of Lightning on the desk are: an owner's node and a wallet per buyer. The ledger
 * answers at once and repeats itself exactly; the LDK network answers later. All time is the
 * world's virtual clock, handed in as a function.
 */
import type { Secret } from '../../src/ports';
import type { Result } from '../../src/result';

/** Milliseconds since 1970 on the world's clock. May jump forward, never back. */
export type EpochClock = () => number;

/** LND's names. An invoice that nobody paid becomes CANCELED at its expiry. */
export type InvoiceState = 'OPEN' | 'ACCEPTED' | 'SETTLED' | 'CANCELED';

export type InvoiceRequest = {
  /** 32 bytes as hex. */
  readonly preimage: Secret;
  /** More than 0. */
  readonly valueMilliSat: number;
  /** At most `MEMO_BYTES_MAX` bytes of UTF-8. */
  readonly memo: string;
  readonly expirySec: number;
};

/** What is paid for it waits at the node until its preimage comes, or a cancel. */
export type HoldRequest = Omit<InvoiceRequest, 'preimage'> & {
  readonly paymentHash: string;
  /** Blocks that the payer's money may wait for. */
  readonly cltvExpiry: number;
};

/** A copy of the node's record. Hashes are hex; times are whole seconds of the virtual clock. */
export type Invoice = InvoiceRequest &
  HoldRequest & {
    /** Then the preimage is empty until it is settled: the node does not know it. */
    readonly isHold: boolean;
    readonly paymentSecret: string;
    readonly paymentRequest: string;
    readonly createdAtSec: number;
    readonly state: InvoiceState;
    /** 1 for the first invoice of this node. */
    readonly addIndex: number;
    /** 1 for the first settled invoice, 0 while unsettled. */
    readonly settleIndex: number;
    readonly settledAtSec: number;
    readonly paidMilliSat: number;
  };

export type CancelOutcome = 'canceled' | 'settled' | 'not-found';

export type SettleOutcome = 'settled' | 'canceled' | 'still-open' | 'not-found';

/** What a node can do that holds payments. */
export interface HoldingNode {
  addInvoice(request: HoldRequest): Result<Invoice, 'duplicate'>;
  /** Takes what is held for the preimage's hash. Settling twice is `settled` twice. */
  settle(preimage: Secret): SettleOutcome;
}

export interface OwnerNode {
  addInvoice(request: InvoiceRequest): Result<Invoice, 'duplicate'>;
  lookup(paymentHash: string): Invoice | undefined;
  /** Canceling twice is `canceled` twice. What is held goes back to its payer. */
  cancel(paymentHash: string): CancelOutcome;
  /** What the node's balance has grown by since the start, by its own books or channels. */
  receivedMilliSat(): number;
  /** Absent where it cannot hold a payment. */
  readonly holds?: HoldingNode;
}

/** Why a wallet did not pay. After each of them no money is on its way. */
export type PayFault =
  | 'malformed-invoice'
  | 'wrong-network'
  | 'expired'
  | 'in-flight'
  | 'already-paid'
  | 'insufficient-balance'
  | 'refused-by-payee'
  | 'no-route';

export type PayOutcome = Result<{ readonly feeMilliSat: number }, PayFault>;

export interface BuyerWallet {
  /**
   * Tries once. `done` runs exactly once: in the ledger before `pay` returns, in LDK after it, for
   * a payment that is held when it is over (until then it is in flight), and not at all for one
   * that was under way when the network was stopped.
   */
  pay(paymentRequest: string, done: (outcome: PayOutcome) => void): void;
  /** What `pay` would say of this invoice now, without trying. */
  check(paymentRequest: string): Result<Payable, PayFault>;
  /** What can be spent now: 0 while emptied, and without what is held. */
  balanceMilliSat(): number;
  /** Left, and held by its payee: neither spent nor to be spent. 0 where it counts as spent. */
  heldMilliSat(): number;
  /** Left for good since the start, fees included; being emptied is not spending. */
  spentMilliSat(): number;
  feesMilliSat(): number;
  /** Sets the whole balance aside; payments under way finish. `refill` brings it back. */
  empty(): void;
  refill(): void;
}

export type Payable = { readonly paymentHash: string; readonly valueMilliSat: number };

export type LightningOptions = {
  readonly epochMs: EpochClock;
  /** Names of the buyers, each with a wallet of its own. */
  readonly buyers: readonly string[];
  /** In each wallet at the start. */
  readonly fundedMilliSat?: number;
  /**
   * The owner takes money for canceled and expired invoices, and wallets pay expired ones, as
   * happens when a payment was held up on its way.
   */
  readonly latePayments?: boolean;
};

export interface Lightning {
  readonly owner: OwnerNode;
  /** By name. Asking for a buyer that was not in the options is a bug. */
  buyer(name: string): BuyerWallet;
  /** True when no payment is between two nodes: only then do both sides' balances add up. */
  isIdle(): boolean;
  stop(): void;
}
