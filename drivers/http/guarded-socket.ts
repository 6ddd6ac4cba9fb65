/**
 * Stands between a socket and the SDK's HTTP client, which throws on what a server can send (a
 * trailer behind the last chunk, bytes that nobody asked for) and grows a line without end. A throw
 * in a callback ends the VM: here it ends the connection.
 *
 * The client is fed a byte at a time where it parses lines: only when it has bytes left over does
 * it go on from a timer of its own, where nobody could catch what it throws.
 */
import type { CallFault } from '../../src/ports';
import type { Socket, SocketEvents } from './socket';

/** Of a header, of chunk sizes, of anything between two parts of a body. */
const OVERHEAD_BYTES_MAX = 8_192;
const NOTHING: Uint8Array = new Uint8Array(0);

/** One connection's side of the guard; the client hands it on within its options. */
export type Guard = {
  open(events: SocketEvents): Socket;
  /** No more lines: all that comes now is body. Chunks have lines between them. */
  isAllBody: boolean;
  isConnected: boolean;
  fault: CallFault | undefined;
  /** Bytes since the last that were of use. */
  overheadBytes: number;
};

/** What the client gives the constructor of its socket. */
type ClientOptions = {
  readonly guard: Guard;
  readonly onReadable: (count: number) => void;
  readonly onWritable: (count: number) => void;
  readonly onError: () => void;
};

export class GuardedSocket {
  /** The client's word for whether `read` gives one number or a buffer. */
  format: 'number' | 'buffer' = 'buffer';
  readonly #options: ClientOptions;
  readonly #socket: Socket;
  #isClosed = false;
  #received = NOTHING;
  #at = 0;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#socket = options.guard.open({
      onWritable: (count) => {
        options.guard.isConnected = true;
        this.#guarded(() => options.onWritable(count));
      },
      onReadable: (count) => this.#take(count),
      onFault: (fault) => this.#fail(fault),
    });
  }

  read(count = this.#received.length - this.#at): number | ArrayBufferLike | undefined {
    if (this.#at >= this.#received.length) return undefined;
    if (this.format === 'number') return this.#received[this.#at++];
    const from = this.#at;
    this.#at = Math.min(this.#received.length, from + count);
    return this.#received.slice(from, this.#at).buffer;
  }

  write(bytes: Uint8Array | ArrayBuffer): number {
    if (this.#isClosed) return 0;
    return this.#socket.write(bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes));
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#received = NOTHING;
    this.#socket.close();
  }

  #take(count: number): void {
    if (this.#isClosed) return;
    this.#received = this.#socket.read(count);
    this.#at = 0;
    const { guard, onReadable } = this.#options;
    while (!this.#isClosed && this.#at < this.#received.length) {
      const before = this.#at;
      const left = this.#received.length - before;
      guard.overheadBytes += 1;
      if (guard.overheadBytes > OVERHEAD_BYTES_MAX) return this.#fail('broken');
      const offered = guard.isAllBody ? left : 1;
      this.#guarded(() => onReadable(offered));
      // What the client leaves unread after an answer is nothing that it asked for.
      if (this.#at === before) return this.#fail('broken');
    }
    this.#received = NOTHING; // a kept connection rests for hours
  }

  #guarded(run: () => void): void {
    try {
      run();
    } catch {
      this.#fail('broken'); // the server sent what the client has no state for
    }
  }

  #fail(fault: CallFault): void {
    if (this.#isClosed) return;
    this.#options.guard.fault ??= fault;
    this.#options.onError();
    this.close();
  }
}
