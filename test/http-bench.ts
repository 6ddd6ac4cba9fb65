/** The HTTP port with the SDK's client in it, and the server's end of each of its connections. */
import { HttpPort } from '../drivers/http/http-port';
import type { Socket, SocketEvents, SocketTarget } from '../drivers/http/socket';
import type { Call } from '../src/ports';
import { secret } from '../src/secret';
import { durationMs } from '../src/units';
import { ManualClock } from './manual-clock';
import { loadClient } from './sdk-client';

const DATE = 'Fri, 27 Nov 2026 10:00:00 GMT';
export const DATE_SEC = 1_795_773_600;
export const HEAD = `HTTP/1.1 200 OK\r\nDate: ${DATE}\r\nX-Other: ${'x'.repeat(90)}\r\n`;
export const GOOD = `${HEAD}Content-Length: 7\r\n\r\n{"a":1}`;
const CHUNKS = '3\r\n{"a\r\n4;x=y\r\n":1}\r\n0\r\n\r\n';
export const CHUNKED = `${HEAD}Transfer-Encoding: chunked\r\n\r\n${CHUNKS}`;
export const NODE: Call = {
  isSecure: true,
  host: 'node.example',
  port: 8080,
  trust: 'bundle',
  allowPrivate: true,
  method: 'POST',
  path: secret('/v1/invoices'),
  headers: [['Grpc-Metadata-macaroon', secret('c0ffee')]],
  body: '{"value":"1"}',
  timeoutMs: durationMs(60_000),
};
export const LINK: Call = { ...NODE, host: 'link.example', method: 'GET', headers: [], body: '' };

/** One connection as the port opened it, and the server's end of it. */
class Line implements Socket {
  sent = '';
  isClosed = false;
  readonly target: SocketTarget;
  readonly events: SocketEvents;
  readonly #inbox: number[] = [];

  constructor(target: SocketTarget, events: SocketEvents) {
    this.target = target;
    this.events = events;
  }

  read(count: number): Uint8Array {
    return Uint8Array.from(this.#inbox.splice(0, count));
  }

  write(bytes: Uint8Array): number {
    this.sent += Buffer.from(bytes).toString('latin1');
    return 1_536;
  }

  close(): void {
    this.isClosed = true;
  }

  /** In pieces of so many bytes. */
  reply(text: string, piece = text.length): void {
    for (let at = 0; at < text.length && !this.isClosed; at += piece) {
      const part = Buffer.from(text.slice(at, at + piece), 'latin1');
      this.#inbox.push(...part);
      this.events.onReadable(part.length);
    }
  }
}

export async function bench() {
  const clock = new ManualClock();
  const lines: Line[] = [];
  const client = await loadClient(clock);
  const openSocket = (target: SocketTarget, events: SocketEvents) => {
    lines.push(new Line(target, events));
    return lines[lines.length - 1]!;
  };
  const port = new HttpPort({ clock, client, openSocket });
  /** What the board hears, in order; the body in one piece. */
  const ask = (call: Call) => {
    const heard: string[] = [];
    let body = '';
    const hangUp = port.request(call, {
      part: (_status, bytes) => {
        body += Buffer.from(bytes).toString('latin1');
      },
      end: (status, dateSec) => heard.push(`${status} ${body} ${dateSec}`),
      failed: (fault) => heard.push(fault),
    });
    clock.advance(0);
    return { heard, hangUp, body: () => body };
  };
  const open = (line: Line) => {
    line.events.onWritable(1_536);
    clock.advance(1);
  };
  return { clock, lines, ask, open };
}
