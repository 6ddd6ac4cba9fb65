/**
 * The owner's node on the tests' desk: invoices in a table, asked in the words of LND, of phoenixd
 * or of an address. Knows nothing of the board; a test may spoil its answers.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { base64 } from '@scure/base';
import type { HttpRequest, Picked } from '../../src/ports';
import { answerAsAddress, isAddress } from './fake-address';
import { answerAsPhoenixd, isPhoenixd } from './fake-phoenixd';
import { writeInvoice } from './invoice';

export type Answer =
  | { readonly status: number; readonly fields: Readonly<Record<string, Picked>> | undefined }
  | { readonly fault: 'timeout' | 'not-connected' | 'broken' | 'certificate-refused' | 'too-long' };

export type FakeInvoice = {
  readonly hash: string;
  readonly value: number;
  readonly memo: string;
  readonly creationSec: number;
  readonly expirySec: number;
  readonly paymentRequest: string;
  /** What is paid for it is held: until its preimage comes, or a cancel. */
  readonly isHold: boolean;
  state: 'OPEN' | 'SETTLED' | 'CANCELED' | 'ACCEPTED';
  paid: number;
};

export class FakeNode {
  readonly invoices = new Map<string, FakeInvoice>();
  /** What the node received, of which payment, in the order of settling. */
  readonly settled: { readonly hash: string; readonly milliSat: number }[] = [];
  canCancel = true;
  /** LND's own watcher cancels what has expired; another node's may not. */
  cancelsExpired = true;
  network = 'bcrt';
  /** How a test bends the invoice that is handed out. */
  bend: (terms: Parameters<typeof writeInvoice>[0]) => Parameters<typeof writeInvoice>[0] = (
    terms,
  ) => terms;

  answer(request: HttpRequest, nowSec: number): Answer {
    const path = request.path.secret;
    if (isPhoenixd(path)) return answerAsPhoenixd(this, request, nowSec);
    if (isAddress(path)) return answerAsAddress(this, request, nowSec);
    if (path === '/v1/invoices')
      return this.#create(JSON.parse(request.body?.secret ?? ''), nowSec);
    if (path === '/v2/invoices/hodl') return this.#hold(bodyOf(request), nowSec);
    if (path === '/v2/invoices/settle') return this.#settle(bodyOf(request));
    if (path === '/v2/invoices/cancel') return this.#cancel(JSON.parse(request.body?.secret ?? ''));
    return this.#lookUp(path.slice('/v1/invoice/'.length), nowSec);
  }

  /** One more invoice, bent as the test says; its hash counts up unless the board chose it. */
  make(
    timestampSec: number,
    asked: {
      amountMilliSat: number;
      hash?: string;
      memo: string;
      expirySec: number;
      isHold?: boolean;
    },
  ): FakeInvoice {
    const hash = asked.hash ?? bytesToHex(sha256(utf8ToBytes(`drawn ${this.invoices.size}`)));
    const terms = this.bend({ network: this.network, timestampSec, ...asked, hash });
    const made: FakeInvoice = {
      hash,
      value: terms.amountMilliSat,
      memo: terms.memo,
      creationSec: terms.timestampSec,
      expirySec: terms.expirySec,
      paymentRequest: writeInvoice(terms),
      isHold: asked.isHold === true,
      state: 'OPEN',
      paid: 0,
    };
    this.invoices.set(hash, made);
    return made;
  }

  /** An HTLC arrives. True when the node takes it. */
  pay(hash: string, nowSec: number, milliSat?: number): boolean {
    this.expire(nowSec);
    const invoice = this.invoices.get(hash);
    if (invoice === undefined || !this.#isPayable(invoice, nowSec)) return false;
    invoice.state = invoice.isHold ? 'ACCEPTED' : 'SETTLED';
    invoice.paid = milliSat ?? invoice.value;
    if (!invoice.isHold) this.settled.push({ hash, milliSat: invoice.paid });
    return true;
  }

  /** Those that an HTLC could still settle. */
  payable(nowSec: number): readonly FakeInvoice[] {
    this.expire(nowSec);
    return [...this.invoices.values()].filter((each) => this.#isPayable(each, nowSec));
  }

  expire(nowSec: number): void {
    if (!this.cancelsExpired) return;
    for (const invoice of this.invoices.values()) {
      if (invoice.state === 'OPEN' && !this.#isPayable(invoice, nowSec)) invoice.state = 'CANCELED';
    }
  }

  /** Another node refuses an expired invoice's HTLC too, but within a minute only. */
  #isPayable({ state, creationSec, expirySec }: FakeInvoice, nowSec: number): boolean {
    return state === 'OPEN' && nowSec <= creationSec + expirySec + (this.cancelsExpired ? 0 : 59);
  }

  #create(body: Record<string, string>, nowSec: number): Answer {
    const hash = bytesToHex(sha256(base64.decode(body['r_preimage'] ?? '')));
    if (this.invoices.has(hash)) {
      const message = 'invoice with payment hash already exists';
      return { status: 409, fields: { code: 6, message } };
    }
    const { paymentRequest } = this.make(nowSec, {
      amountMilliSat: Number(body['value_msat']),
      hash,
      memo: body['memo'] ?? '',
      expirySec: Number(body['expiry']),
    });
    const fields = { r_hash: base64.encode(hexToBytes(hash)), payment_request: paymentRequest };
    return { status: 200, fields };
  }

  #hold(body: Record<string, string>, nowSec: number): Answer {
    const hash = bytesToHex(base64.decode(body['hash'] ?? ''));
    if (this.invoices.has(hash)) {
      const message = 'invoice with payment hash already exists';
      return { status: 409, fields: { code: 6, message } };
    }
    const made = this.make(nowSec, {
      amountMilliSat: Number(body['value_msat']),
      hash,
      memo: body['memo'] ?? '',
      expirySec: Number(body['expiry']),
      isHold: true,
    });
    return { status: 200, fields: { payment_request: made.paymentRequest } };
  }

  #settle(body: Record<string, string>): Answer {
    const hash = bytesToHex(sha256(base64.decode(body['preimage'] ?? '')));
    const invoice = this.invoices.get(hash);
    if (invoice === undefined) return NOT_FOUND;
    const { state } = invoice;
    if (state === 'OPEN') return failed('invoice still open');
    if (state === 'CANCELED') return failed('invoice already canceled');
    if (state === 'ACCEPTED') {
      invoice.state = 'SETTLED';
      this.settled.push({ hash, milliSat: invoice.paid });
    }
    return { status: 200, fields: {} };
  }

  #lookUp(hash: string, nowSec: number): Answer {
    this.expire(nowSec);
    const invoice = this.invoices.get(hash);
    if (invoice === undefined) return NOT_FOUND;
    return {
      status: 200,
      fields: {
        state: invoice.state,
        r_hash: base64.encode(hexToBytes(hash)),
        value_msat: String(invoice.value),
        amt_paid_msat: String(invoice.paid),
        creation_date: String(invoice.creationSec),
        expiry: String(invoice.expirySec),
        memo: invoice.memo,
        payment_request: invoice.paymentRequest,
      },
    };
  }

  #cancel(body: Record<string, string>): Answer {
    if (!this.canCancel) return failed('permission denied');
    const hash = bytesToHex(base64.decode(body['payment_hash'] ?? ''));
    const invoice = this.invoices.get(hash);
    if (invoice === undefined) return NOT_FOUND;
    if (invoice.state === 'SETTLED') {
      return failed('invoice already settled');
    }
    invoice.paid = 0;
    invoice.state = 'CANCELED';
    return { status: 200, fields: {} };
  }
}

const bodyOf = ({ body }: HttpRequest): Record<string, string> => JSON.parse(body?.secret ?? '');
const failed = (message: string): Answer => ({ status: 500, fields: { code: 2, message } });
const NOT_FOUND: Answer = Object.freeze({
  status: 404,
  fields: Object.freeze({ code: 5, message: 'unable to locate invoice' }),
});
