/**
 * The way of a request to node or link and of its answer back, with seeded latencies. Whatever is
 * bent on it is what a network does: the far side acts or does not, and the board hears the answer
 * whole, spoilt, late, or not at all.
 */
import type { Bend, BendKind, Bends, Moment } from './bends';
import { garbled, replyInstead, truncated, wrongType } from './bent-reply';
import type { OutgoingRequest } from './border';
import type { EventQueue } from './event-queue';
import { Exchange } from './exchange';
import type { WithdrawReply } from './lightning/withdraw-service';
import { logNormal } from './log-normal';
import type { Stream } from './prng';
import type { Happens, HttpSink } from './surroundings';

export type WireOptions = {
  readonly queue: EventQueue;
  readonly chance: Stream;
  readonly bends: Bends;
  readonly roundTripMedianMs: number;
  readonly nodeEpochMs: () => number;
  /** The far sides act at once. Undefined: nobody is there. */
  readonly node: Far;
  readonly link: Far;
  /** The node has this invoice from a payer's hands, so that forgetting it hurts. */
  readonly canForget: (request: OutgoingRequest) => boolean;
};
type Far = (request: OutgoingRequest, board: number | undefined) => WithdrawReply | undefined;
type Answer = WithdrawReply & { readonly kind: 'reply' };
type Deliver = (reply: WithdrawReply) => Happens;

const ROUND_TRIP_SPREAD = 0.4;
/** A late answer comes up to so long after the board's own deadline. */
const LATE_MS_MAX = 300_000;
/** The board's own deadline is this long after the time-out. */
const GRACE_MS = 3_000;
const AGAIN_MS_MAX = 2_000;
const OVERSIZED_BYTES = 300_000;
const DRIPS = 12;
const EARLIER_MAX = 3;

export class Wire {
  readonly #options: WireOptions;
  readonly #atNode = new Set<Exchange>();
  readonly #earlier = new Map<string, Answer[]>();
  #isAway = false;
  #onRefused: ((board: number | undefined) => void) | undefined;

  constructor(options: WireOptions) {
    this.#options = options;
  }

  request(request: OutgoingRequest, sink: HttpSink, board: number | undefined): () => void {
    const { queue, bends, canForget, nodeEpochMs } = this.#options;
    const isNode = request.target === 'node';
    const onOver = (over: Exchange) => void (isNode && this.#atNode.delete(over));
    const dateSec = () => (isNode ? Math.floor(nodeEpochMs() / 1_000) : undefined);
    const exchange = new Exchange(queue, request, sink, board, onOver, dateSec);
    if (isNode) this.#atNode.add(exchange);
    const fits = (kind: BendKind) => {
      if (kind === 'node-forgets') return canForget(request);
      return kind !== 'replies-reordered' || this.#earlierOf(exchange).length > 0;
    };
    const bend = bends.isEmpty ? undefined : bends.pick(momentOf(request), board, fits);
    if (bend === undefined || (isNode && this.#isAway)) this.#straight(exchange);
    else this.#bent(exchange, bend);
    return () => void exchange.close();
  }

  /** Nobody answers while away. `onRefused` is also called for each request that breaks now. */
  setNodeAway(isAway: boolean, onRefused?: (board: number | undefined) => void): void {
    this.#isAway = isAway;
    this.#onRefused = onRefused;
    if (onRefused === undefined) return;
    for (const exchange of [...this.#atNode]) this.#break(exchange);
  }

  /** It was acted on, or it was not: the board cannot know. */
  #break(exchange: Exchange): void {
    const { queue, chance } = this.#options;
    if (chance.below(2) === 0) this.#act(exchange);
    exchange.isDone = true;
    this.#onRefused?.(exchange.board);
    queue.after(0, () => exchange.fail('broken'));
  }

  #trip(): number {
    const { chance, roundTripMedianMs } = this.#options;
    return logNormal(chance, roundTripMedianMs, ROUND_TRIP_SPREAD);
  }

  #straight(exchange: Exchange): void {
    if (exchange.request.target === 'node' && this.#isAway) {
      this.#onRefused?.(exchange.board);
      return this.#refuse(exchange, 'not-connected');
    }
    this.#reach(exchange, (reply) => this.#deliver(exchange, reply));
  }

  #refuse(exchange: Exchange, fault: 'not-connected' | 'certificate-refused'): void {
    exchange.isDone = true;
    this.#options.queue.after(this.#trip(), () => exchange.fail(fault));
  }

  /** The node acts when its answer sets out, a link when the request does. */
  #reach(exchange: Exchange, deliver: Deliver): void {
    const { queue } = this.#options;
    if (exchange.request.target === 'node') {
      queue.after(this.#trip(), () => {
        const reply = this.#act(exchange);
        return reply === undefined ? undefined : deliver(reply);
      });
      return;
    }
    const reply = this.#act(exchange);
    if (reply === undefined) {
      queue.after(0, () => exchange.fail('not-connected'));
    } else if (reply.kind !== 'silence') {
      queue.after(this.#trip() + reply.delayMs, () => deliver(reply));
    }
  }

  /** Undefined also when a broken connection has already decided whether it acts. */
  #act(exchange: Exchange): WithdrawReply | undefined {
    const { node, link } = this.#options;
    if (exchange.isDone) return undefined;
    exchange.isDone = true;
    const { request, board } = exchange;
    return request.target === 'node' ? node(request, board) : link(request, board);
  }

  #deliver(exchange: Exchange, reply: WithdrawReply): Happens {
    if (reply.kind === 'silence') return;
    if (reply.kind === 'flood') return exchange.flood(reply.bytes);
    this.#remember(exchange, reply);
    return exchange.send(reply.status, Buffer.from(reply.body));
  }

  #bent(exchange: Exchange, bend: Bend): void {
    const { queue, bends } = this.#options;
    const { kind, chance } = bend;
    bends.strike(bend, exchange.board);
    const instead = replyInstead(kind, chance);
    if (instead !== undefined) {
      exchange.isDone = true;
      const bytes = Buffer.from(instead.body);
      queue.after(this.#trip(), () => exchange.send(instead.status, bytes));
    } else if (kind === 'request-lost') exchange.isDone = true;
    else if (kind === 'connection-refused') this.#refuse(exchange, 'not-connected');
    else if (kind === 'tls-refused') this.#refuse(exchange, 'certificate-refused');
    else if (kind === 'request-doubled') this.#twice(exchange, chance);
    else {
      this.#reach(exchange, (reply) => {
        if (reply.kind === 'reply') return this.#spoilt(exchange, bend, reply);
        return this.#deliver(exchange, reply);
      });
    }
  }

  /** The board hears one of the two answers. */
  #twice(exchange: Exchange, chance: Stream): void {
    const hearsFirst = chance.below(2) === 0;
    this.#reach(exchange, (first) => {
      this.#options.queue.after(1 + chance.below(AGAIN_MS_MAX), () => {
        exchange.isDone = false;
        const second = this.#act(exchange);
        return hearsFirst || second === undefined ? undefined : this.#deliver(exchange, second);
      });
      return hearsFirst ? this.#deliver(exchange, first) : undefined;
    });
  }

  /** The far side acted and answered well: this becomes of its answer. */
  #spoilt(exchange: Exchange, { kind, chance, size }: Bend, reply: Answer): Happens {
    const { status } = reply;
    const bytes = Buffer.from(reply.body);
    switch (kind) {
      case 'reply-late':
        return this.#late(exchange, chance, size, status, bytes);
      case 'replies-reordered': {
        const earlier = this.#earlierOf(exchange);
        const instead = earlier[chance.below(earlier.length)] ?? reply;
        this.#remember(exchange, reply);
        return exchange.send(instead.status, Buffer.from(instead.body));
      }
      case 'reply-truncated': {
        const sent = exchange.parts(status, truncated(bytes, size));
        // With or without a length in its head.
        const over = () => (chance.below(2) === 0 ? exchange.fail('broken') : exchange.end(status));
        return sent === undefined ? over() : sent.then(over);
      }
      case 'reply-garbled':
        return exchange.send(status, garbled(bytes, chance));
      case 'reply-wrong-type': {
        const wrong = wrongType(reply, chance);
        return exchange.send(wrong.status, Buffer.from(wrong.body));
      }
      case 'reply-slow-drip':
        return exchange.drip(status, bytes, Math.ceil(exchange.request.timeoutMs / DRIPS));
      case 'reply-oversized':
        return exchange.send(status, Buffer.concat([bytes, Buffer.alloc(OVERSIZED_BYTES, ' ')]));
      default:
        return; // lost on the way back
    }
  }

  /** After the time-out; or, where nobody told the board of it, after its own deadline. */
  #late(exchange: Exchange, chance: Stream, size: number, status: number, bytes: Uint8Array) {
    const isTold = chance.below(2) === 0;
    if (!isTold) exchange.withoutDeadline();
    const lateMs = GRACE_MS + Math.floor(size * LATE_MS_MAX);
    this.#options.queue.after(exchange.request.timeoutMs + lateMs, () =>
      isTold ? exchange.sendLate(status, bytes) : exchange.send(status, bytes),
    );
  }

  #earlierOf({ request, board }: Exchange): Answer[] {
    return this.#earlier.get(connectionOf(request, board)) ?? [];
  }

  /** The last few answers of one board's connection. */
  #remember(exchange: Exchange, reply: Answer): void {
    const earlier = this.#earlierOf(exchange);
    if (earlier.length === 0) {
      this.#earlier.set(connectionOf(exchange.request, exchange.board), earlier);
    }
    earlier.push(reply);
    if (earlier.length > EARLIER_MAX) earlier.shift();
  }
}

/** To another origin it is another: answers of one never come on the other. */
const connectionOf = ({ url }: OutgoingRequest, board: number | undefined): string =>
  `${board} ${url.slice(0, url.indexOf('/', 'https://'.length))}`;

function momentOf({ target, method, url }: OutgoingRequest): Moment {
  if (target !== 'node') return url.includes('pr=') ? 'callback' : 'offer';
  if (method === 'GET') return 'look-up';
  return url.endsWith('/v1/invoices') ? 'create' : 'cancel';
}
