/**
 * What a firmware in a hurry waits for: the meter that was asked, the servers that were asked. The
 * world it lives in follows its clock, which is told whenever something of it goes out.
 */
import type { ByteStream, Clock, OpenByteStream } from '../../src/ports';
import type { OpenSocket, Socket } from '../http/socket';

export class Outside {
  readonly #tell: (line: string) => void;
  readonly #awaited = new Set<object>();
  #toldMono = -1;

  constructor(tell: (line: string) => void) {
    this.#tell = tell;
  }

  get isAwaited(): boolean {
    return this.#awaited.size > 0;
  }

  /** What follows happened at this time. */
  tellTime(clock: Clock): void {
    const mono = clock.now();
    if (mono === this.#toldMono) return;
    this.#toldMono = mono;
    this.#tell(`clock mono=${mono}`);
  }

  /** The world answers a question when it has heard of it here as well. */
  line(clock: Clock, open: OpenByteStream): OpenByteStream {
    const awaited = this.#awaited;
    return (onReadable) => {
      const stream: ByteStream = open(() => {
        awaited.delete(asked);
        onReadable();
      });
      const asked: ByteStream = {
        read: () => stream.read(),
        write: (bytes) => {
          this.#tell(`clock asks mono=${clock.now()}`);
          awaited.add(asked);
          stream.write(bytes);
        },
      };
      return asked;
    };
  }

  /** From the opening until it is open, and from each word that is sent until one comes. */
  sockets(open: OpenSocket): OpenSocket {
    const awaited = this.#awaited;
    return (target, events) => {
      const heard = () => void awaited.delete(asked);
      const socket: Socket = open(target, {
        onWritable: (count) => {
          heard();
          events.onWritable(count);
        },
        onReadable: (count) => {
          heard();
          events.onReadable(count);
        },
        onFault: (fault) => {
          heard();
          events.onFault(fault);
        },
      });
      const asked: Socket = {
        read: (count) => socket.read(count),
        write: (bytes) => {
          awaited.add(asked);
          return socket.write(bytes);
        },
        close: () => {
          heard();
          socket.close();
        },
      };
      awaited.add(asked);
      return asked;
    };
  }
}
