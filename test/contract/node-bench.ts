/**
 * One pull by the board's own machine, from the first question to a closed book, against a face of
 * the desk on a clock of its own. Requests leave as the board's hands send them, answers come in
 * as bytes through its picker; a case bends single exchanges with the node or with the link.
 */
import { utf8 } from '@scure/base';
import type { OwnerNode } from '../../host-sim/lightning/backend';
import { createLedger } from '../../host-sim/lightning/ledger';
import type { UnderWay } from '../../host-sim/lightning/ledger-wallet';
import type { RestReply, RestRequest } from '../../host-sim/lightning/lnd-rest';
import { WithdrawService } from '../../host-sim/lightning/withdraw-service';
import { boardForPull, recordsOf } from '../../host-sim/pull/pull-board';
import { advancePull } from '../../src/payment/advance';
import { takeHttpFailure, takeHttpReply } from '../../src/payment/answer';
import type { NodeKind } from '../../src/payment/nodes/kinds';
import type { PullStep } from '../../src/payment/pulling';
import type { Command, HttpRequest, Now } from '../../src/ports';
import { assert } from '../../src/result';
import { secret } from '../../src/secret';
import type { BoardState } from '../../src/state';
import { durationMs, epochMs, monotonicMs } from '../../src/units';
import { callOf } from '../../src/web/call';
import { endReply, expectReply, type Replies, takePart } from '../../src/web/replies';
import { createChance, hexOf } from '../chance';

const START_MS = 1_800_000_000_000;
const STEP_MS = 200;
const HTTP_MS = 100;
const PAYS_AFTER_MS = 1_500;
const ENTROPY_BYTES = 56;
export const SAT = 100;
export const ASKED_MILLI_SAT = SAT * 1_000;

export type Answer = { readonly status: number; readonly body: string };

/** What a case does to one exchange. Undefined: nothing. */
export type Bend =
  /** It never arrives; or it does, and its answer does not. */
  | 'lost'
  | 'answer-lost'
  /** Somebody else answers in its place: nothing is sent. */
  | 'certificate-refused'
  /** It arrives twice; the second answer comes back. */
  | 'twice'
  /** Something in front of it answers, and it hears nothing. */
  | Answer
  | { readonly edit: (body: string) => string }
  | undefined;

export type KindOfNode = {
  readonly kind: NodeKind;
  /** Which of several behind its origin; absent where it has one only. */
  readonly account?: string;
  readonly credential: string;
  readonly wrongCredential: string;
  face(owner: OwnerNode, epochMs: () => number): (request: RestRequest) => RestReply;
};

export class NodeBench {
  readonly state: BoardState;
  readonly steps: PullStep[] = [];
  /** Of invoices that the node made, and of those that the link was shown. */
  made = 0;
  readonly shown = new Set<string>();
  pays: 'as-asked' | 'never' = 'as-asked';
  /** Set out by the wallet, and not arrived yet. */
  underWay: UnderWay | undefined;
  credential: string;
  bend: (step: PullStep) => Bend = () => undefined;
  readonly #ledger;
  readonly #face: (request: RestRequest) => RestReply;
  readonly #service: WithdrawService;
  readonly #replies: Replies = new Map();
  #at = 0;
  #arrivesAt = Number.POSITIVE_INFINITY;

  constructor(kind: KindOfNode) {
    const nowMs = () => START_MS + this.#at;
    this.#ledger = createLedger({ epochMs: nowMs, buyers: ['car', 'other'] });
    const { face } = this.#ledger.owner;
    const addInvoice: OwnerNode['addInvoice'] = (request) => {
      const added = face.addInvoice(request);
      if (added.ok) this.made += 1;
      return added;
    };
    this.#face = kind.face({ ...face, addInvoice }, nowMs);
    this.credential = kind.credential;
    this.#service = new WithdrawService({
      wallet: this.#ledger.buyer('car'),
      origin: 'https://wallet.example',
      k1: secret('0123456789abcdef'),
      description: 'contract',
      minMilliSat: 1_000,
      maxMilliSat: 1_000_000,
    });
    const setup = { network: 'regtest', sat: SAT, localHosts: [] } as const;
    const node = { nodeKind: kind.kind, nodeAccount: kind.account ?? '' };
    this.state = boardForPull(
      { ...setup, ...node, nodeOrigin: 'https://node.example' },
      this.#service.link(),
      hexOf(createChance(7), ENTROPY_BYTES),
      0,
      START_MS / 1_000,
    ).state;
  }

  get pulls() {
    return this.state.book.pulls;
  }

  get isOpen(): boolean {
    return this.state.book.pull !== undefined;
  }

  /** What the board gave its buyer credit for, and what the node took. */
  get creditedMilliSat(): number {
    const account = this.state.book.accounts[0];
    return (account?.paid ?? 0) + (account?.late ?? 0);
  }

  get receivedMilliSat(): number {
    return this.#ledger.owner.receivedMilliSat();
  }

  get payments(): number {
    return this.#ledger.owner.settlements.length;
  }

  /** Until `isDone`, or for `ms`. */
  run(ms: number, isDone: () => boolean = () => false): void {
    const end = this.#at + ms;
    while (this.#at < end && !isDone()) {
      const commands: Command[] = [];
      advancePull(this.state, this.#now(), undefined, commands);
      recordsOf(this.state);
      const request = commands.find((each) => each.kind === 'http-request');
      if (request === undefined) this.#wait(STEP_MS);
      else this.#exchange(request);
    }
  }

  /** The payment under way arrives now. False: the node did not take it. */
  arrive(milliSat: number, takes: 'as-asked' | 'late' = 'as-asked'): boolean {
    const { underWay } = this;
    assert(underWay !== undefined, 'contract: nothing is under way');
    this.underWay = undefined;
    this.#arrivesAt = Number.POSITIVE_INFINITY;
    return underWay.arrive(milliSat, takes);
  }

  /** Somebody else pays what was shown. How often the node takes it. */
  payAgain(): number {
    let taken = 0;
    for (const paymentRequest of this.shown) {
      this.#ledger.buyer('other').pay(paymentRequest, ({ ok }) => {
        if (ok) taken += 1;
      });
    }
    return taken;
  }

  /** The node is set back to a backup from before this pull. */
  forget(): void {
    this.#ledger.owner.restoreTo(START_MS - 1);
  }

  #wait(ms: number): void {
    this.#at += ms;
    if (this.#at >= this.#arrivesAt) this.arrive(ASKED_MILLI_SAT);
  }

  #now(): Now {
    const wall = { epochMs: epochMs(START_MS + this.#at), plusMinusMs: durationMs(50) };
    return { mono: monotonicMs(this.#at), wall };
  }

  #exchange(request: HttpRequest): void {
    const step = this.state.pulling.requestStep;
    this.steps.push(step);
    const bend = this.bend(step);
    const ask = () => (request.target === 'node' ? this.#askNode(request) : this.#askLink(request));
    if (bend === 'lost' || bend === 'answer-lost') {
      if (bend === 'answer-lost') ask();
      this.#wait(request.timeoutMs);
      const lost = { kind: 'http-failed', id: request.id, fault: 'timeout' } as const;
      return takeHttpFailure(this.state, this.#now(), lost, []);
    }
    if (bend === 'certificate-refused') {
      this.#wait(HTTP_MS);
      const refused = { kind: 'http-failed', id: request.id, fault: bend } as const;
      return takeHttpFailure(this.state, this.#now(), refused, []);
    }
    if (bend === 'twice') ask();
    const isInFront = typeof bend === 'object' && 'status' in bend;
    const { status, body } = isInFront ? bend : ask();
    const edited = typeof bend === 'object' && 'edit' in bend ? bend.edit(body) : body;
    this.#wait(HTTP_MS);
    this.#deliver(request, status, edited);
  }

  #askNode(request: HttpRequest): Answer {
    const secrets = new Map([[this.state.config.node.credential, secret(this.credential)]]);
    const call = callOf(this.state.config, secrets, request);
    assert(call !== undefined, 'contract: a request that cannot be sent');
    const headers: Record<string, string> = {};
    for (const [name, value] of call.headers) headers[name.toLowerCase()] = value.secret;
    const { method, path, body } = call;
    return this.#face({ method, path: path.secret, headers, body });
  }

  #askLink({ path }: HttpRequest): Answer {
    const { pathname, search, searchParams } = new URL(path.secret);
    const paymentRequest = searchParams.get('pr');
    if (paymentRequest !== null) this.shown.add(paymentRequest);
    const { reply, payment } = this.#service.answer(pathname + search);
    if (payment !== undefined) this.#setOut(payment);
    assert(reply.kind === 'reply', 'contract: the link answers');
    return reply;
  }

  #setOut(paymentRequest: string): void {
    const underWay = this.#ledger.buyer('car').setOut(paymentRequest);
    if (!underWay.ok) return;
    this.underWay = underWay.value;
    if (this.pays === 'as-asked') this.#arrivesAt = this.#at + PAYS_AFTER_MS;
  }

  #deliver(request: HttpRequest, status: number, body: string): void {
    const { id } = request;
    expectReply(this.#replies, request);
    const dateSec = Math.floor((START_MS + this.#at) / 1_000);
    const event =
      takePart(this.#replies, id, status, utf8.decode(body)) ??
      endReply(this.#replies, id, status, dateSec);
    if (event?.kind === 'http-reply') takeHttpReply(this.state, this.#now(), event, []);
    if (event?.kind === 'http-failed') takeHttpFailure(this.state, this.#now(), event, []);
  }
}
