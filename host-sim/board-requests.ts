/** The HTTP requests of one board that are under way: what comes back reaches it once. */
import type { CellInput, OutgoingRequest } from './border';
import type { Happens, HttpSink } from './surroundings';

type Answer =
  | Omit<CellInput & { readonly do: 'http-part' }, 'now'>
  | Omit<CellInput & { readonly do: 'http-end' }, 'now'>
  | Omit<CellInput & { readonly do: 'http-failed' }, 'now'>;

export class BoardRequests {
  readonly #send: (request: OutgoingRequest, sink: HttpSink) => () => void;
  readonly #onAnswer: (answer: Answer) => Happens;
  #hangUps = new Map<string, () => void>();

  constructor(
    send: (request: OutgoingRequest, sink: HttpSink) => () => void,
    onAnswer: (answer: Answer) => Happens,
  ) {
    this.#send = send;
    this.#onAnswer = onAnswer;
  }

  begin(request: OutgoingRequest): void {
    const { id } = request;
    // A request of the same id after a boot is another one.
    const of = this.#hangUps;
    const isOver = () => of !== this.#hangUps || !of.has(id);
    const close = () => isOver() || !of.delete(id);
    const hangUp = this.#send(request, {
      part: (status, bytes) => {
        if (isOver()) return;
        const latin1 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
        return this.#onAnswer({ do: 'http-part', id, status, latin1 });
      },
      end: (status, dateSec) =>
        close() ? undefined : this.#onAnswer({ do: 'http-end', id, status, dateSec }),
      failed: (fault) => (close() ? undefined : this.#onAnswer({ do: 'http-failed', id, fault })),
    });
    of.set(id, hangUp);
  }

  stop(id: string): void {
    this.#hangUps.get(id)?.();
    this.#hangUps.delete(id);
  }

  /** The power is gone: nobody listens any more. */
  losePower(): void {
    const under = this.#hangUps;
    this.#hangUps = new Map();
    for (const hangUp of under.values()) hangUp();
  }
}
