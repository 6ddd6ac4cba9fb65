/** The buyer's withdraw service and wallet on the tests' desk. */
import type { HttpRequest, Picked } from '../../src/ports';
import type { BoardDesk } from './board-desk';
import type { Answer } from './fake-node';
import type { LinkServer } from './link-servers';

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
  /** Fields on top of its first answer. */
  more: Readonly<Record<string, Picked>> = {};
  /** How long an answer takes beside its way. */
  answerMs = 0;
  /** Real servers in its place, by the beginning of their URLs. */
  readonly servers = new Map<string, LinkServer>();
  /** First answers given, so that each has a k1 of its own. */
  #asked = 0;
  /** Invoices that were handed over, in order: by which link, and how often. */
  readonly handed: { readonly hash: string; readonly url: string }[] = [];

  constructor(desk: BoardDesk) {
    this.#desk = desk;
  }

  answer(request: HttpRequest): Answer {
    const url = request.path.secret;
    const server = [...this.servers].find(([start]) => url.startsWith(start))?.[1];
    const query = new Map(
      url
        .slice(url.indexOf('?') + 1)
        .split('&')
        .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
    );
    const handed = query.get('pr');
    if (handed === undefined) return server?.first(this.#desk.at) ?? this.#first(url);
    const { node, nowSec } = this.#desk;
    const paymentRequest = decodeURIComponent(handed);
    const invoice = [...node.invoices.values()].find(
      (each) => each.paymentRequest === paymentRequest,
    );
    if (invoice === undefined) return { status: 200, fields: { status: 'ERROR', reason: 'what?' } };
    const { hash, value } = invoice;
    this.handed.push({ hash, url });
    if (server !== undefined) {
      const k1 = decodeURIComponent(query.get('k1') ?? '');
      const { answer, pays } = server.callback({ k1, hash, value, atMs: this.#desk.at });
      if (pays) this.#desk.after(this.payMs, () => node.pay(hash, this.#desk.nowSec, value));
      return answer;
    }
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
        ...this.more,
        ...(this.balanceCheck === undefined ? {} : { balanceCheck: this.balanceCheck }),
      },
    };
  }
}
