/**
 * Never two unpaid invoices of one account in the payer's hands of which neither is void nor
 * lapsed. Paid, void and lapsed are the node's to say.
 */
import { decodeInvoice } from '../../../src/payment/bolt11';
import type { Evidence } from './evidence';

export type InvoiceChecker = {
  /** An invoice leaves for the link of the buyer of that key. */
  handedOver(board: number, buyer: string, paymentRequest: string): void;
  /** Before each request: what the node says now, the board may come to know by its answer. */
  refresh(board: number): void;
  /** The owner made the board forget what is out. */
  forget(board: number): void;
};

/** A node that cannot cancel says unpaid; so long after expiry that is believed (rule 4). */
const LAPSE_AFTER_MS = 60_000;

type Handed = { readonly buyer: string; readonly hash: string; readonly expiresAtMs: number };

export function createInvoiceChecker(evidence: Evidence): InvoiceChecker {
  const { stage, life, paid, found } = evidence;
  const startedAtMs = Date.parse(life.scenario.startsAt);
  /** By board; those that may still be paid, one at most where all is well. */
  const open: Handed[][] = life.scenario.boards.map(() => []);
  const last = life.scenario.boards.map(() => '');

  const nodeMs = (): number => stage.payments.nodeEpochMs?.() ?? startedAtMs + stage.queue.now;

  /** A node that forgot says nothing: then only time closes it. */
  function isClosed({ hash, expiresAtMs }: Handed): boolean {
    const state = stage.payments.lightning?.owner.lookup(hash)?.state;
    if (state === 'SETTLED' || state === 'CANCELED') return true;
    if (paid.wasPaid(hash)) return true;
    return nodeMs() > expiresAtMs + LAPSE_AFTER_MS;
  }

  function refresh(board: number): void {
    const list = open[board]!;
    for (let i = list.length - 1; i >= 0; i--) if (isClosed(list[i]!)) list.splice(i, 1);
  }

  return {
    refresh,
    forget(board) {
      open[board] = [];
    },
    handedOver(board, buyer, paymentRequest) {
      // The same once more, as after a time-out: reading it again would cost most of this check.
      if (last[board] === paymentRequest) return;
      const invoice = decodeInvoice(paymentRequest);
      if (!invoice.ok) {
        found('one-invoice', board, 'handed over what is no invoice');
        return;
      }
      last[board] = paymentRequest;
      const { paymentHash: hash, timestampSec, expirySec } = invoice.value;
      paid.asked(board, hash);
      refresh(board);
      const list = open[board]!;
      if (list.some((handed) => handed.hash === hash)) return;
      const others = list.filter((handed) => handed.buyer === buyer);
      list.push({ buyer, hash, expiresAtMs: (timestampSec + expirySec) * 1_000 });
      if (others.length === 0 || evidence.isExcused(board, 'damaged')) return;
      const digits = others.map((handed) => handed.hash.slice(0, 8)).join(', ');
      const detail = `${hash.slice(0, 8)} handed over while ${digits} can still be paid`;
      found('one-invoice', board, detail);
    },
  };
}
