/**
 * One request of a board on its way, and its answer in parts, once: closed by its end, its
 * time-out, a fault or the board. What comes after that reaches nobody.
 */
import type { OutgoingRequest } from './border';
import type { EventQueue, QueuedEvent } from './event-queue';
import type { Happens, HttpSink } from './surroundings';

type ExchangeFault = Parameters<HttpSink['failed']>[0];

const PART_BYTES = 4_096;
const SPACES = new Uint8Array(PART_BYTES).fill(0x20);

export class Exchange {
  readonly request: OutgoingRequest;
  readonly board: number | undefined;
  /** The far side has acted on it, or never will. */
  isDone = false;
  readonly #queue: EventQueue;
  readonly #sink: HttpSink;
  readonly #onOver: (exchange: Exchange) => void;
  readonly #dateSec: () => number | undefined;
  readonly #deadline: QueuedEvent;
  #isOpen = true;

  constructor(
    queue: EventQueue,
    request: OutgoingRequest,
    sink: HttpSink,
    board: number | undefined,
    onOver: (exchange: Exchange) => void,
    dateSec: () => number | undefined,
  ) {
    this.request = request;
    this.board = board;
    this.#queue = queue;
    this.#sink = sink;
    this.#onOver = onOver;
    this.#dateSec = dateSec;
    this.#deadline = queue.after(request.timeoutMs, () => this.fail('timeout'));
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  fail(fault: ExchangeFault): Happens {
    return this.close() ? this.#sink.failed(fault) : undefined;
  }

  /** False when it was closed before. */
  close(): boolean {
    if (!this.#isOpen) return false;
    this.#isOpen = false;
    this.#queue.cancel(this.#deadline);
    this.#onOver(this);
    return true;
  }

  /** The body in parts of some kilobytes, as a socket gives it. Waits only where the board does. */
  send(status: number, bytes: Uint8Array, at = 0): Happens {
    const sent = this.parts(status, bytes, at);
    if (sent !== undefined) return sent.then(() => this.end(status));
    return this.end(status);
  }

  parts(status: number, bytes: Uint8Array, at = 0): Happens {
    for (let from = at; from < bytes.length && this.#isOpen; from += PART_BYTES) {
      const sent = this.#sink.part(status, bytes.subarray(from, from + PART_BYTES));
      if (sent !== undefined) return sent.then(() => this.parts(status, bytes, from + PART_BYTES));
    }
  }

  end(status: number): Happens {
    return this.close() ? this.#sink.end(status, this.#dateSec()) : undefined;
  }

  /** A body of that many spaces, a part a millisecond, until nobody listens. */
  flood(bytes: number): Happens {
    if (!this.#isOpen) return;
    if (bytes <= 0) return this.end(200);
    this.#queue.after(1, () => this.flood(bytes - PART_BYTES));
    return this.#sink.part(200, SPACES);
  }

  /** A byte now and then, until past the deadline. */
  drip(status: number, bytes: Uint8Array, everyMs: number, at = 0): Happens {
    if (!this.#isOpen) return;
    this.#queue.after(everyMs, () => this.drip(status, bytes, everyMs, at + 1));
    return this.#sink.part(status, at < bytes.length ? bytes.subarray(at, at + 1) : SPACES_ONE);
  }

  /** Bytes that come although the exchange is over: who listens must know that it is. */
  sendLate(status: number, bytes: Uint8Array): Happens {
    const sent = this.#sink.part(status, bytes);
    if (sent !== undefined) return sent.then(() => this.#sink.end(status, this.#dateSec()));
    return this.#sink.end(status, this.#dateSec());
  }

  /** Nobody tells the board that its time is up; it has a deadline of its own. */
  withoutDeadline(): void {
    this.#queue.cancel(this.#deadline);
  }
}

const SPACES_ONE = SPACES.subarray(0, 1);
