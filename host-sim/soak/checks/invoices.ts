/**
 * Never two unpaid invoices of one account in the payer's hands of which neither is void nor
 * lapsed. Paid, void and lapsed are the node's to say. And what is handed over is what the board
 * asked its node for last, whatever that answered: this preimage, so much, for so long.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { base64 } from '@scure/base';
import { decodeInvoice, type Invoice } from '../../../src/payment/bolt11';
import type { Evidence } from './evidence';

/** What is shown on a page is in everybody's hands. */
export const ANYBODY = 'anybody';

export type InvoiceChecker = {
  /** An invoice leaves for the link of the buyer of that key. */
  handedOver(board: number, buyer: string, paymentRequest: string): void;
  /** Before each request: what the node says now, the board may come to know by its answer. */
  asked(board: number, body: string): void;
  /** The owner made the board forget what is out. */
  forget(board: number): void;
  /** By the world's time the date on the last invoice where only time can close it; -1 else. */
  datedAt(board: number): number;
};

/** A node that cannot cancel says unpaid; so long after expiry that is believed (rule 4). */
const LAPSE_AFTER_MS = 60_000;

/** What a node was asked to make, as its request says it. */
type Wanted = { readonly preimage: string; readonly milliSat: number; readonly expirySec: number };
type Handed = {
  readonly buyer: string;
  readonly hash: string;
  /** By its node's clock when it was made. */
  readonly datedAtMs: number;
  readonly expiresAtMs: number;
};

export function createInvoiceChecker(evidence: Evidence): InvoiceChecker {
  const { stage, life, paid, found } = evidence;
  const startedAtMs = Date.parse(life.scenario.startsAt);
  /** By board; those that may still be paid, one at most where all is well. */
  const open: Handed[][] = life.scenario.boards.map(() => []);
  const last = life.scenario.boards.map(() => '');
  const latest: (Handed | undefined)[] = life.scenario.boards.map(() => undefined);
  const wanted: (Wanted | undefined)[] = life.scenario.boards.map(() => undefined);

  const nodeMs = (): number => stage.payments.nodeEpochMs?.() ?? startedAtMs + stage.queue.now;

  const hasLapsed = ({ expiresAtMs }: Handed): boolean => nodeMs() > expiresAtMs + LAPSE_AFTER_MS;

  /** A node that forgot says nothing: then only time closes it. */
  function isClosed(handed: Handed): boolean {
    const state = stage.payments.lightning?.owner.lookup(handed.hash)?.state;
    if (state === 'SETTLED' || state === 'CANCELED') return true;
    return paid.wasPaid(handed.hash) || hasLapsed(handed);
  }

  /** Its node cancels nothing, or has forgotten it, paid or not: restored from a backup, say. */
  function onlyTimeCloses(handed: Handed): boolean {
    const state = stage.payments.lightning?.owner.lookup(handed.hash)?.state;
    if (state === 'SETTLED' || state === 'CANCELED' || hasLapsed(handed)) return false;
    return state === undefined || !life.options.canCancel;
  }

  function refresh(board: number): void {
    const list = open[board]!;
    for (let i = list.length - 1; i >= 0; i--) if (isClosed(list[i]!)) list.splice(i, 1);
  }

  /** Where nothing was asked for nobody can tell. */
  function compare(board: number, { paymentHash, amount, expirySec }: Invoice): void {
    const own = wanted[board];
    if (own === undefined) return;
    const hash = bytesToHex(sha256(base64.decode(own.preimage)));
    const digits = paymentHash.slice(0, 8);
    const other =
      (paymentHash !== hash && `is not ${hash.slice(0, 8)}`) ||
      (amount !== own.milliSat && `is of ${amount} mSat, not ${own.milliSat}`) ||
      (expirySec !== own.expirySec && `lives ${expirySec} s, not ${own.expirySec}`);
    if (other) found('other-invoice', board, `${digits}, which was handed over, ${other}`);
  }

  return {
    asked(board, body) {
      wanted[board] = wantedIn(body) ?? wanted[board];
      refresh(board);
    },
    forget(board) {
      open[board] = [];
      latest[board] = undefined;
    },
    datedAt(board) {
      const handed = latest[board];
      if (handed === undefined || !onlyTimeCloses(handed)) return -1;
      return handed.datedAtMs - startedAtMs;
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
      compare(board, invoice.value);
      const { paymentHash: hash, timestampSec, expirySec } = invoice.value;
      paid.asked(board, hash);
      refresh(board);
      const list = open[board]!;
      if (list.some((handed) => handed.hash === hash)) return;
      const isSame = (other: string) => [buyer, ANYBODY].includes(other) || buyer === ANYBODY;
      const others = list.filter((handed) => isSame(handed.buyer));
      const datedAtMs = timestampSec * 1_000;
      const handed = { buyer, hash, datedAtMs, expiresAtMs: datedAtMs + expirySec * 1_000 };
      latest[board] = handed;
      list.push(handed);
      if (others.length === 0 || evidence.isExcused(board, 'damaged')) return;
      const digits = others.map((handed) => handed.hash.slice(0, 8)).join(', ');
      const detail = `${hash.slice(0, 8)} handed over while ${digits} can still be paid`;
      found('one-invoice', board, detail);
    },
  };
}

function wantedIn(body: string): Wanted | undefined {
  if (!body.includes('r_preimage')) return undefined;
  const fields = JSON.parse(body) as Readonly<Record<string, string>>;
  const { r_preimage: preimage = '', value_msat: value, expiry } = fields;
  return { preimage, milliSat: Number(value), expirySec: Number(expiry) };
}
