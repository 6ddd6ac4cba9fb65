/**
 * A plain TCP connection of the SDK as the HTTP port's socket: for a host that the owner named and
 * reaches without TLS. It resolves nothing: addresses and `localhost` only.
 */
import TCP from 'embedded:io/socket/tcp';
import type { CallFault, Clock, Timer } from '../../src/ports';
import { durationMs } from '../../src/units';
import type { Socket, SocketEvents, SocketTarget } from '../http/socket';

export type TcpOptions = {
  readonly clock: Clock;
  readonly isPublicAddress: (address: string) => boolean;
  readonly caught: (run: () => void) => void;
};

export const openTcpSocket =
  (options: TcpOptions) =>
  (target: SocketTarget, events: SocketEvents): Socket =>
    new TcpSocket(options, target, events);

class TcpSocket implements Socket {
  readonly #events: SocketEvents;
  #tcp: TCP | undefined;
  #timer: Timer | undefined;
  #isClosed = false;
  #writable = 0;

  constructor(options: TcpOptions, target: SocketTarget, events: SocketEvents) {
    const { clock, isPublicAddress, caught } = options;
    this.#events = events;
    const fail = (fault: CallFault) => this.#fail(fault);
    this.#timer = clock.after(durationMs(target.deadlineMs), () => fail('not-connected'));
    const address = target.host === 'localhost' ? '127.0.0.1' : target.host;
    if (!target.allowPrivate && !isPublicAddress(address)) {
      clock.after(durationMs(0), () => fail('address-refused'));
      return;
    }
    let isOpen = false;
    const opened = () => {
      if (this.#isClosed) return;
      isOpen = true;
      this.#timer?.cancel();
      events.onWritable(this.#writable);
    };
    try {
      this.#tcp = new TCP({
        address,
        port: target.port,
        onReadable: (count) => caught(() => events.onReadable(count)),
        onWritable: (count) =>
          caught(() => {
            this.#writable = count;
            if (isOpen) events.onWritable(count);
            // A refused connection is writable first and broken in the same turn.
            else clock.after(durationMs(0), opened);
          }),
        onError: () => caught(() => fail(isOpen ? 'broken' : 'not-connected')),
      });
    } catch {
      clock.after(durationMs(0), () => fail('not-connected')); // not an address, or no socket left
    }
  }

  read(count: number): Uint8Array {
    const bytes = this.#tcp?.read(count);
    return bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : new Uint8Array(0);
  }

  write(bytes: Uint8Array): number {
    if (this.#tcp === undefined) return 0;
    const left: unknown = this.#tcp.write(bytes);
    this.#writable = typeof left === 'number' ? left : 0;
    return this.#writable;
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
    this.#tcp?.close();
    this.#tcp = undefined;
  }

  #fail(fault: CallFault): void {
    if (this.#isClosed) return;
    this.close();
    this.#events.onFault(fault);
  }
}
