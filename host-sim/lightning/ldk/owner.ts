/**
 * The owner's side on LDK: invoices with the preimage that the board chose. LDK alone would take
 * money for two hours after expiry, so each payment is first shown to the invoice book.
 */
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import * as ldk from 'lightningdevkit';
import type { Secret } from '../../../src/ports';
import { assert, type Result } from '../../../src/result';
import type {
  CancelOutcome,
  HoldingNode,
  HoldRequest,
  Invoice,
  InvoiceRequest,
  OwnerNode,
  SettleOutcome,
} from '../backend';
import { hashOfPreimage } from '../bolt11';
import type { InvoiceBook } from '../invoice-book';
import type { LdkNode } from './node';

type Asked = InvoiceRequest | HoldRequest;

export class LdkOwner implements OwnerNode {
  readonly node: LdkNode;
  readonly #invoices: InvoiceBook;
  readonly holds: HoldingNode;
  readonly #wake: () => void;
  #startMilliSat = 0;

  constructor(node: LdkNode, invoices: InvoiceBook, wake: () => void) {
    this.node = node;
    this.#invoices = invoices;
    this.#wake = wake;
    this.holds = {
      addInvoice: (request) => this.addInvoice(request),
      settle: (preimage) => this.#settle(preimage),
    };
  }

  countFromHere(): void {
    this.#startMilliSat = this.node.sendableMilliSat();
  }

  addInvoice(request: Asked): Result<Invoice, 'duplicate'> {
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
    const isHeld = this.#invoices.lookup(paymentHash)?.state === 'ACCEPTED';
    const outcome = this.#invoices.cancel(paymentHash);
    if (isHeld && outcome === 'canceled') {
      this.node.manager.fail_htlc_backwards(hexToBytes(paymentHash));
      this.#wake();
    }
    return outcome;
  }

  receivedMilliSat(): number {
    return this.node.sendableMilliSat() - this.#startMilliSat;
  }

  /** Called from outside of LDK's locks. */
  heed(event: ldk.Event): void {
    if (event instanceof ldk.Event_PaymentClaimable) {
      const hash = bytesToHex(event.payment_hash);
      const invoice = this.#invoices.accept(hash, Number(event.amount_msat));
      if (invoice?.isHold) return;
      if (invoice) this.node.manager.claim_funds(hexToBytes(invoice.preimage.secret));
      else this.node.manager.fail_htlc_backwards(event.payment_hash);
    } else if (event instanceof ldk.Event_PaymentClaimed) {
      this.#invoices.settle(bytesToHex(event.payment_hash), Number(event.amount_msat));
    } else if (event instanceof ldk.Event_HTLCHandlingFailed) {
      this.#timedOut(event.failed_next_destination);
    }
  }

  /** The money comes with the event; until then the invoice stays as it is. */
  #settle(preimage: Secret): SettleOutcome {
    const hash = hashOfPreimage(preimage.secret);
    const invoice = this.#invoices.lookup(hash);
    if (!invoice?.isHold) return 'not-found';
    if (invoice.state === 'OPEN') return 'still-open';
    if (invoice.state === 'CANCELED') return 'canceled';
    if (invoice.state === 'ACCEPTED') {
      this.node.manager.claim_funds(hexToBytes(preimage.secret));
      this.#wake();
    }
    return 'settled';
  }

  /** LDK gives back what is held for too long, some blocks before its payer's time is over. */
  #timedOut(destination: ldk.HTLCDestination): void {
    if (!(destination instanceof ldk.HTLCDestination_FailedPayment)) return;
    this.#invoices.cancel(bytesToHex(destination.payment_hash));
  }

  /** The secret carries amount and expiry, sealed, so that LDK checks them without a record. */
  #secretFor(paymentHash: string, request: Asked): string {
    const registered = this.node.manager.create_inbound_payment_for_hash(
      hexToBytes(paymentHash),
      ldk.Option_u64Z.constructor_some(BigInt(request.valueMilliSat)),
      request.expirySec,
      'cltvExpiry' in request
        ? ldk.Option_u16Z.constructor_some(request.cltvExpiry)
        : ldk.Option_u16Z.constructor_none(),
    );
    assert(registered instanceof ldk.Result_ThirtyTwoBytesNoneZ_OK, 'ldk: invoice refused');
    return bytesToHex(registered.res);
  }
}
