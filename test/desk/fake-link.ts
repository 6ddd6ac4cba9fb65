/** The buyer's withdraw service and wallet on the tests' desk. */
import type { HttpRequest } from '../../src/ports';
import type { BoardDesk } from './board-desk';
import type { Answer } from './fake-node';

/** What the wallet makes of an invoice it was handed. */
export type Pays = 'at-once' | 'never' | 'error-and-pays' | 'error' | 'late';

export class FakeLink {
  readonly #desk: BoardDesk;
  pays: Pays = 'at-once';
  /** After the callback was asked; a node settles then. */
  payMs = 1_500;
  minimum = 1_000;
  maximum = 1_000_000_000;
  reason = 'Payment failed';
  /** Where to ask next (LUD-14), if the service says so. */
  balanceCheck: string | undefined;
  /** mSat on top of, or below, what was asked for. */
  extra = 0;
  /** First answers given, so that each has a k1 of its own. */
  #asked = 0;
  /** Invoices that were handed over, in order: by which link, and how often. */
  readonly handed: { readonly hash: string; readonly url: string }[] = [];

  constructor(desk: BoardDesk) {
    this.#desk = desk;
  }

  answer(request: HttpRequest): Answer {
    const url = request.path.secret;
    const at = url.indexOf('pr=');
    if (at === -1) return this.#first(url);
    const { node, nowSec } = this.#desk;
    const paymentRequest = decodeURIComponent(url.slice(at + 3));
    const invoice = [...node.invoices.values()].find(
      (each) => each.paymentRequest === paymentRequest,
    );
    if (invoice === undefined) return { status: 200, fields: { status: 'ERROR', reason: 'what?' } };
    const { hash, value } = invoice;
    this.handed.push({ hash, url });
    const pay = () => node.pay(hash, this.#desk.nowSec, value + this.extra);
    if (this.pays === 'at-once' || this.pays === 'error-and-pays')
      this.#desk.after(this.payMs, pay);
    if (this.pays === 'late') {
      // Money that left before the cancel reached the node arrives all the same.
      this.#desk.after(this.payMs, () => {
        if (invoice.state === 'CANCELED') invoice.state = 'OPEN';
        pay();
      });
    }
    node.expire(nowSec);
    return this.pays === 'error' || this.pays === 'error-and-pays'
      ? { status: 200, fields: { status: 'ERROR', reason: this.reason } }
      : { status: 200, fields: { status: 'OK' } };
  }

  #first(url: string): Answer {
    this.#asked++;
    return {
      status: 200,
      fields: {
        tag: 'withdrawRequest',
        callback: `${url}/callback`,
        k1: `secret-k1-${this.#asked}`,
        minWithdrawable: this.minimum,
        maxWithdrawable: this.maximum,
        ...(this.balanceCheck === undefined ? {} : { balanceCheck: this.balanceCheck }),
      },
    };
  }
}
