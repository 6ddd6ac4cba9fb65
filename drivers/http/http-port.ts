/**
 * HTTP as the device does it, over the SDK's client, which knows no deadline and no fault: one
 * kept-alive connection per origin and two at a time, one request after the other on each, a bound
 * on what waits, a deadline on every phase, and every failure by its name.
 */
import type { Call, CallFault, CallSink, Clock, Timer } from '../../src/ports';
import { durationMs, type MonotonicMs } from '../../src/units';
import type { HttpClient, HttpClientClass } from '../parts';
import { type Guard, GuardedSocket } from './guarded-socket';
import type { OpenSocket, SocketTarget } from './socket';

/** What a device can hold of TLS at a time. */
const CONNECTIONS_MAX = 2;
/** One open pull and a look-up per link; more is a flood. */
const WAITING_MAX = 8;
/** Resolve, connect and handshake; a mobile line takes seconds. */
const CONNECT_MS_MAX = 15_000;
/** From the last byte of the request to the end of the headers, and between parts of a body. */
const HEADERS_MS_MAX = 30_000;
const STALL_MS_MAX = 15_000;

type Exchange = {
  readonly call: Call;
  readonly sink: CallSink;
  readonly deadline: Timer;
  phase: Timer | undefined;
  isOver: boolean;
};

type Connection = {
  readonly target: SocketTarget;
  readonly guard: Guard;
  readonly client: HttpClient;
  exchange: Exchange | undefined;
  usedAt: MonotonicMs;
};

export type HttpPortOptions = {
  readonly clock: Clock;
  readonly client: HttpClientClass;
  readonly openSocket: OpenSocket;
};

export class HttpPort {
  readonly #options: HttpPortOptions;
  readonly #waiting: Exchange[] = [];
  #connections: Connection[] = [];

  constructor(options: HttpPortOptions) {
    this.#options = options;
  }

  /** Returns how to hang up: nothing is heard after that. */
  request(call: Call, sink: CallSink): () => void {
    const { clock } = this.#options;
    const exchange: Exchange = {
      call,
      sink,
      deadline: clock.after(durationMs(call.timeoutMs), () => this.#fail(exchange, 'timeout')),
      phase: undefined,
      isOver: false,
    };
    if (this.#waiting.length < WAITING_MAX) this.#waiting.push(exchange);
    else this.#later(() => this.#fail(exchange, 'not-connected'));
    // Later: the board is still within the step that asked.
    this.#later(() => this.#pump());
    return () => void this.#over(exchange);
  }

  #later(run: () => void): void {
    this.#options.clock.after(durationMs(0), run);
  }

  /** Begins whatever can begin, in the order it was asked for. */
  #pump(): void {
    for (let i = 0; i < this.#waiting.length; ) {
      const connection = this.#connectionFor(this.#waiting[i]!.call);
      if (connection === undefined) i += 1;
      else this.#begin(connection, this.#waiting.splice(i, 1)[0]!);
    }
  }

  /** Undefined: it must wait for the one that is in use. */
  #connectionFor(call: Call): Connection | undefined {
    const kept = this.#connections.find(({ target }) => isFor(call, target));
    if (kept?.exchange !== undefined) return undefined;
    if (kept !== undefined && call.isOnce !== true) return kept;
    // The far side may have closed it by now, and nobody could say what it did before.
    if (kept !== undefined) this.#drop(kept);
    if (this.#connections.length < CONNECTIONS_MAX) return this.#connect(call);
    const idle = this.#connections.filter((each) => each.exchange === undefined);
    const oldest = idle.sort((a, b) => a.usedAt - b.usedAt)[0];
    if (oldest === undefined) return undefined;
    this.#drop(oldest);
    return this.#connect(call);
  }

  #connect(call: Call): Connection {
    const { clock, client: Client, openSocket } = this.#options;
    const { isSecure, host, port, trust, allowPrivate } = call;
    const deadlineMs = Math.min(CONNECT_MS_MAX, call.timeoutMs);
    const target = { isSecure, host, port, trust, allowPrivate, deadlineMs };
    const guard: Guard = {
      open: (events) => openSocket(target, events),
      isAllBody: false,
      isConnected: false,
      fault: undefined,
      overheadBytes: 0,
    };
    // The socket resolves by itself, so that what it checks is where it connects to.
    const client = new Client({
      host: authorityOf(call),
      port,
      dns: { io: NoResolver },
      socket: { io: GuardedSocket, guard },
      onError: () => this.#broken(connection),
    });
    const connection: Connection = {
      target,
      guard,
      client,
      exchange: undefined,
      usedAt: clock.now(),
    };
    this.#connections.push(connection);
    return connection;
  }

  #begin(connection: Connection, exchange: Exchange): void {
    const { guard, client } = connection;
    const { call, sink } = exchange;
    connection.exchange = exchange;
    guard.isAllBody = false;
    guard.overheadBytes = 0;
    this.#phase(exchange, guard.isConnected ? HEADERS_MS_MAX : CONNECT_MS_MAX);
    const bytes = new Uint8Array(call.body.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = call.body.charCodeAt(i) & 0x7f;
    const headers = new Map(call.headers.map(([name, value]) => [name, value.secret]));
    if (bytes.length > 0) headers.set('Content-Length', String(bytes.length));
    let sent = 0;
    let status = 0;
    let dateSec: number | undefined;
    let isDelimited = false;
    let isLast = false;
    const phase = (ms: number) => this.#phase(exchange, ms);
    // No mask of headers: the client throws where bytes end within one that it skips.
    client.request({
      method: call.method,
      path: call.path.secret,
      headers,
      onWritable(count) {
        const part = bytes.slice(sent, sent + count);
        sent += part.length;
        phase(HEADERS_MS_MAX);
        if (part.length > 0) this.write(part);
      },
      onHeaders(code, received) {
        status = code;
        const dateMs = Date.parse(received.get('date') ?? '');
        dateSec = Number.isNaN(dateMs) ? undefined : Math.floor(dateMs / 1_000);
        const isChunked = received.get('transfer-encoding')?.toLowerCase() === 'chunked';
        guard.isAllBody = !isChunked;
        isDelimited = isChunked || received.has('content-length');
        isLast = received.get('connection')?.toLowerCase() === 'close';
        guard.overheadBytes = 0;
        phase(STALL_MS_MAX);
      },
      onReadable(count) {
        const part = this.read(count);
        guard.overheadBytes = 0;
        phase(STALL_MS_MAX);
        if (part !== undefined && !exchange.isOver) sink.part(status, new Uint8Array(part));
      },
      onDone: (error) => {
        // Without a length the end of the connection is the end of the body.
        const isWhole = error === null || (status > 0 && !isDelimited);
        if (!isWhole) return this.#fail(exchange, faultOf(guard));
        connection.usedAt = this.#options.clock.now();
        if (!isLast && error === null) connection.exchange = undefined;
        if (this.#over(exchange)) sink.end(status, dateSec);
      },
    });
  }

  /** The client has told the exchange that was open, if there was one. */
  #broken(connection: Connection): void {
    this.#drop(connection);
    const { exchange } = connection;
    if (exchange !== undefined) this.#fail(exchange, faultOf(connection.guard));
  }

  #phase(exchange: Exchange, ms: number): void {
    exchange.phase?.cancel();
    if (exchange.isOver) return;
    exchange.phase = this.#options.clock.after(durationMs(ms), () =>
      this.#fail(exchange, 'timeout'),
    );
  }

  #fail(exchange: Exchange, fault: CallFault): void {
    if (this.#over(exchange)) exchange.sink.failed(fault);
  }

  /** False when it was over before. What is still in the middle of it costs the connection. */
  #over(exchange: Exchange): boolean {
    if (exchange.isOver) return false;
    exchange.isOver = true;
    exchange.deadline.cancel();
    exchange.phase?.cancel();
    const waitingAt = this.#waiting.indexOf(exchange);
    if (waitingAt >= 0) this.#waiting.splice(waitingAt, 1);
    const connection = this.#connections.find((each) => each.exchange === exchange);
    if (connection !== undefined) this.#drop(connection);
    this.#later(() => this.#pump());
    return true;
  }

  #drop(connection: Connection): void {
    this.#connections = this.#connections.filter((each) => each !== connection);
    connection.client.close();
  }
}

/** Nothing is resolved here: the name goes to the socket as it is. */
class NoResolver {
  resolve(options: { host: string; onResolved: (host: string, address: string) => void }): void {
    options.onResolved(options.host, options.host);
  }

  close(): void {}
}

/** Only a connection that never was says that nothing was acted on. */
const faultOf = ({ fault = 'broken', isConnected }: Guard): CallFault =>
  isConnected ? (fault === 'timeout' ? 'timeout' : 'broken') : fault;

/** Field by field: a text of all of them would be as long as the owner's authorities, each time. */
const isFor = (call: Call, target: SocketTarget): boolean =>
  call.isSecure === target.isSecure &&
  call.host === target.host &&
  call.port === target.port &&
  call.trust === target.trust &&
  call.allowPrivate === target.allowPrivate;

/** What the server is called in `Host`; the client leaves the port out. */
const authorityOf = ({ isSecure, host, port }: Call): string =>
  port === (isSecure ? 443 : 80) ? host : `${host}:${port}`;
