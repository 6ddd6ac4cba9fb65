/**
 * The SDK's HTTP client for tests in Node: the real one where MODDABLE names an SDK, else one that
 * stands in for it and does the same with what servers send, down to what it throws on.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HttpClient, HttpClientClass, HttpClientRequest } from '../drivers/parts';
import { durationMs } from '../src/units';
import type { ManualClock } from './manual-clock';

const PATH = 'examples/io/tcp/httpclient/httpclient.js';
const IMPORT = 'import Timer from "timer";';

type SdkSocket = {
  format: string;
  read(count?: number): number | ArrayBuffer | undefined;
  write(bytes: Uint8Array): number;
  close(): void;
};
type Options = {
  readonly host: string;
  readonly socket: { readonly io: new (options: object) => SdkSocket };
  readonly onError: () => void;
};

/** Each test has a client of its own, bound to its own clock. */
let loaded = 0;

/** Which of the two, for the names of the tests. */
export const clientName = (): string => (sdkPath() === undefined ? 'stand-in' : 'of the SDK');

function sdkPath(): string | undefined {
  const path = join(process.env['MODDABLE'] ?? '', PATH);
  return process.env['MODDABLE'] !== undefined && existsSync(path) ? path : undefined;
}

export async function loadClient(clock: ManualClock): Promise<HttpClientClass> {
  const path = sdkPath();
  const timer = {
    set: (run: () => void, ms = 0) => clock.after(durationMs(ms), run),
    clear: (of: { cancel(): void } | undefined) => of?.cancel(),
  };
  if (path === undefined) return standIn(timer.set);
  const fromString = (text: string) => new TextEncoder().encode(text).buffer;
  Object.assign(ArrayBuffer, { fromString });
  Object.assign(globalThis, { sdkTimer: timer });
  loaded += 1;
  const text = readFileSync(path, 'utf8').replace(IMPORT, 'const Timer = globalThis.sdkTimer;');
  const url = `data:text/javascript;base64,${Buffer.from(text).toString('base64')}#${loaded}`;
  return ((await import(url)) as { default: HttpClientClass }).default;
}

type Phase = 'idle' | 'status' | 'header' | 'body' | 'size' | 'trailer' | 'done';

/** One request at a time, which is all that the port asks of it. */
function standIn(later: (run: () => void) => unknown): HttpClientClass {
  return class implements HttpClient {
    readonly #options: Options;
    readonly #socket: SdkSocket;
    #request: HttpClientRequest | undefined;
    #phase: Phase = 'idle';
    #line = '';
    #status = 0;
    #headers = new Map<string, string>();
    #left = Number.POSITIVE_INFINITY;
    #isOpen = false;
    #isClosed = false;

    constructor(options: object) {
      this.#options = options as Options;
      const { socket } = this.#options;
      this.#socket = new socket.io({
        ...socket,
        onReadable: (count: number) => this.#take(count),
        onWritable: () => {
          const wasOpen = this.#isOpen;
          this.#isOpen = true;
          if (!wasOpen) this.#send();
        },
        onError: () => this.#error(),
      });
    }

    request(request: HttpClientRequest): void {
      this.#request = request;
      if (this.#isOpen) later(() => this.#send());
    }

    close(): void {
      if (this.#isClosed) return;
      this.#isClosed = true;
      this.#request = undefined;
      this.#socket.close();
    }

    #send(): void {
      const request = this.#request;
      if (request === undefined || this.#isClosed) return;
      const head = [`${request.method} ${request.path} HTTP/1.1`, `host: ${this.#options.host}`];
      for (const [name, value] of request.headers) head.push(`${name}: ${value}`);
      const write = (bytes: Uint8Array) => this.#socket.write(bytes);
      write(new TextEncoder().encode(`${head.join('\r\n')}\r\n\r\n`));
      const length = Number(request.headers.get('Content-Length') ?? 0);
      if (length > 0) request.onWritable.call({ read: () => undefined, write }, length);
      this.#phase = 'status';
      this.#line = '';
      this.#headers = new Map();
    }

    #take(count: number): void {
      let left = count;
      while (left > 0 && !this.#isClosed) {
        if (this.#phase === 'body') return this.#body(left);
        if (this.#phase === 'idle' || this.#phase === 'done') throw new Error('unexpected');
        this.#socket.format = 'number';
        this.#line += String.fromCharCode(this.#socket.read() as number);
        this.#socket.format = this.#line.endsWith('\r\n') ? 'buffer' : 'number';
        left -= 1;
        if (this.#socket.format === 'buffer') this.#takeLine();
      }
      if (this.#phase !== 'body') this.#socket.format = 'number';
    }

    #takeLine(): void {
      const line = this.#line.trim();
      this.#line = '';
      if (this.#phase === 'status') {
        this.#status = Number.parseInt(line.split(' ')[1] ?? '', 10);
        this.#phase = 'header';
      } else if (this.#phase === 'header') this.#takeHeader(line);
      else if (this.#phase === 'trailer') {
        if (line !== '') throw new Error('trailer');
        this.#done();
      } else if (line !== '') {
        this.#left = Number.parseInt(line, 16);
        this.#phase = this.#left === 0 ? 'trailer' : 'body';
      }
    }

    #takeHeader(line: string): void {
      const colon = line.indexOf(':');
      if (line !== '') {
        const name = line.slice(0, colon).toLowerCase();
        this.#headers.set(name, line.slice(colon + 1).trim());
        return;
      }
      const length = this.#headers.get('content-length');
      this.#left = length === undefined ? Number.POSITIVE_INFINITY : Number.parseInt(length, 10);
      this.#phase = this.#headers.get('transfer-encoding') === 'chunked' ? 'size' : 'body';
      this.#request?.onHeaders(this.#status, this.#headers);
      if (this.#left === 0) this.#done();
    }

    #body(available: number): void {
      const count = Math.min(available, this.#left);
      const isChunked = this.#headers.get('transfer-encoding') === 'chunked';
      const read = (most: number) => {
        const bytes = this.#socket.read(most) as ArrayBuffer;
        this.#left -= bytes.byteLength;
        if (this.#left === 0) this.#phase = isChunked ? 'size' : 'done';
        if (this.#phase === 'size') this.#socket.format = 'number';
        if (this.#phase === 'done') later(() => this.#done());
        return bytes;
      };
      this.#request?.onReadable.call({ read, write: () => 0 }, count);
    }

    #done(): void {
      const request = this.#request;
      this.#request = undefined;
      this.#phase = 'idle';
      request?.onDone(null);
    }

    #error(): void {
      const request = this.#request;
      this.#request = undefined;
      request?.onDone(this.#phase === 'done' ? null : new Error());
      this.#options.onError();
      this.close();
    }
  };
}
