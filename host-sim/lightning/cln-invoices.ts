/**
 * The invoices of Core Lightning's face: known by label or hash, gone once they are deleted. As
 * JSON they are those of `listinvoices`, which shows the preimage of paid ones only.
 */
import type { Invoice, OwnerNode } from './backend';

export class ClnInvoices {
  readonly #owner: OwnerNode;
  readonly #hashes = new Map<string, string>();
  readonly #labels = new Map<string, string>();

  constructor(owner: OwnerNode) {
    this.#owner = owner;
  }

  add(label: string, { paymentHash }: Invoice): void {
    this.#hashes.set(label, paymentHash);
    this.#labels.set(paymentHash, label);
  }

  /** A node that was set back to a backup does not know it, whatever is remembered here. */
  labelled(label: string): Invoice | undefined {
    const hash = this.#hashes.get(label);
    return hash === undefined ? undefined : this.#owner.lookup(hash);
  }

  hashed(hash: string): Invoice | undefined {
    return this.#labels.has(hash) ? this.#owner.lookup(hash) : undefined;
  }

  all(): readonly (Invoice | undefined)[] {
    return [...this.#labels.keys()].map((hash) => this.#owner.lookup(hash));
  }

  labelOf({ paymentHash }: Invoice): string {
    return this.#labels.get(paymentHash) ?? '';
  }

  remove(label: string): void {
    const hash = this.#hashes.get(label);
    this.#hashes.delete(label);
    if (hash !== undefined) this.#labels.delete(hash);
  }
}

/** What is canceled here was deleted, so a canceled one that is left has expired. */
export function statusOf({ state }: Invoice): 'unpaid' | 'paid' | 'expired' {
  if (state === 'SETTLED') return 'paid';
  return state === 'CANCELED' ? 'expired' : 'unpaid';
}

export function invoiceJson(invoice: Invoice, label: string): object {
  const isPaid = invoice.state === 'SETTLED';
  const paid = {
    pay_index: invoice.settleIndex,
    amount_received_msat: invoice.paidMilliSat,
    paid_at: invoice.settledAtSec,
    payment_preimage: invoice.preimage.secret,
  };
  return {
    label,
    bolt11: invoice.paymentRequest,
    payment_hash: invoice.paymentHash,
    amount_msat: invoice.valueMilliSat,
    status: statusOf(invoice),
    ...(isPaid ? paid : {}),
    description: invoice.memo,
    expires_at: invoice.createdAtSec + invoice.expirySec,
    created_index: invoice.addIndex,
    ...(isPaid ? { updated_index: invoice.settleIndex } : {}),
  };
}
