/**
 * The owner's side on LDK: invoices with the preimage that the board chose. LDK alone would take
 * money for two hours after expiry, so each payment is first shown to the invoice book.
 */
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import * as ldk from 'lightningdevkit';
import { assert, type Result } from '../../../src/result';
import type { CancelOutcome, Invoice, InvoiceRequest, OwnerNode } from '../backend';
import type { InvoiceBook } from '../invoice-book';
import type { LdkNode } from './node';

export class LdkOwner implements OwnerNode {
  readonly node: LdkNode;
  readonly #invoices: InvoiceBook;
  #startMilliSat = 0;

  constructor(node: LdkNode, invoices: InvoiceBook) {
    this.node = node;
    this.#invoices = invoices;
  }

  countFromHere(): void {
    this.#startMilliSat = this.node.sendableMilliSat();
  }

  addInvoice(request: InvoiceRequest): Result<Invoice, 'duplicate'> {
    return this.#invoices.add(
      request,
      (paymentHash) => this.#secretFor(paymentHash, request),
      (unsigned) => this.node.signInvoice(unsigned),
    );
  }

  lookup(paymentHash: string): Invoice | undefined {
    return this.#invoices.lookup(paymentHash);
  }

  cancel(paymentHash: string): CancelOutcome {
    return this.#invoices.cancel(paymentHash);
  }

  receivedMilliSat(): number {
    return this.node.sendableMilliSat() - this.#startMilliSat;
  }

  /** Called from outside of LDK's locks. */
  heed(event: ldk.Event): void {
    if (event instanceof ldk.Event_PaymentClaimable) {
      const hash = bytesToHex(event.payment_hash);
      const invoice = this.#invoices.accept(hash, Number(event.amount_msat));
      if (invoice) this.node.manager.claim_funds(hexToBytes(invoice.preimage.secret));
      else this.node.manager.fail_htlc_backwards(event.payment_hash);
    } else if (event instanceof ldk.Event_PaymentClaimed) {
      this.#invoices.settle(bytesToHex(event.payment_hash), Number(event.amount_msat));
    }
  }

  /** The secret carries amount and expiry, sealed, so that LDK checks them without a record. */
  #secretFor(paymentHash: string, request: InvoiceRequest): string {
    const registered = this.node.manager.create_inbound_payment_for_hash(
      hexToBytes(paymentHash),
      ldk.Option_u64Z.constructor_some(BigInt(request.valueMilliSat)),
      request.expirySec,
      ldk.Option_u16Z.constructor_none(),
    );
    assert(registered instanceof ldk.Result_ThirtyTwoBytesNoneZ_OK, 'ldk: invoice refused');
    return bytesToHex(registered.res);
  }
}
