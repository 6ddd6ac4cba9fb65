/**
 * Servers on loopback that behave badly in one way each, a certificate of their own, and a sink
 * that writes down what the adapter tells the board.
 */
import { X509Certificate } from 'node:crypto';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { OutgoingRequest } from '../host-sim/border';
import { createHttpAdapter, type HttpAdapterOptions } from '../host-sim/http-adapter';
import type { Pace } from '../host-sim/pace';

const AT_ONCE: Pace = {
  inject: (run) => void run(),
  runUntil: async () => {},
  stop: () => {},
};

export type Certificate = {
  readonly key: string;
  readonly cert: string;
  readonly fingerprint: string;
};

/** For `127.0.0.1` and `localhost`, or for another name. */
export async function makeCertificate(name?: string): Promise<Certificate> {
  const { generate } = createRequire(import.meta.url)('selfsigned') as typeof import('selfsigned');
  const altNames =
    name === undefined
      ? [
          { type: 2 as const, value: 'localhost' },
          { type: 7 as const, ip: '127.0.0.1' },
        ]
      : [{ type: 2 as const, value: name }];
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'test' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames }],
  });
  const { fingerprint256 } = new X509Certificate(cert);
  return { key, cert, fingerprint: fingerprint256.replaceAll(':', '').toLowerCase() };
}

export type Hostile = {
  readonly port: number;
  /** Connections accepted, and those that were closed again. */
  readonly accepted: Socket[];
  closed: number;
  stop(): void;
};

/** 0: on a port that the system chooses. */
export async function listen(server: Server, host = '127.0.0.1', port = 0): Promise<Hostile> {
  const accepted: Socket[] = [];
  const hostile: Hostile = {
    accepted,
    closed: 0,
    port: await new Promise<number>((listening) => {
      server.listen(port, host, () => listening((server.address() as AddressInfo).port));
    }),
    stop() {
      server.close();
      for (const socket of accepted) socket.destroy();
    },
  };
  server.on('connection', (socket: Socket) => {
    accepted.push(socket);
    socket.on('error', () => {});
    socket.on('close', () => {
      hostile.closed += 1;
    });
  });
  return hostile;
}

export const serveHttp = (answer: RequestListener, host?: string) =>
  listen(createHttpServer(answer), host);

export const serveHttps = ({ key, cert }: Certificate, answer: RequestListener) => {
  const server = createHttpsServer({ key, cert }, answer);
  server.on('tlsClientError', () => {});
  return listen(server);
};

/** Whatever was asked, this is called with the socket once something arrived. */
export const serveBytes = (answer: (socket: Socket) => void) =>
  listen(createServer((socket) => socket.once('data', () => answer(socket))));

/** All that the sink was told, in order. */
export type Heard = {
  readonly said: string[];
  bytes: number;
  /** Resolves when the sink has ended, with the last word. */
  readonly end: Promise<string>;
};

export type Asked = Heard & { readonly hangUp: () => void };
export type Adapter = {
  readonly opened: { readonly node: number; readonly link: number };
  ask(url: string, more?: Partial<OutgoingRequest>): Asked;
  stop(): void;
};

/** Speed 50 and a time-out of 30 s end in the adapter's least, one second. */
export function adapterWith(options: Partial<HttpAdapterOptions> = {}): Adapter {
  const adapter = createHttpAdapter({ pace: AT_ONCE, speed: 50, localHosts: [], ...options });
  let id = 0;
  return {
    opened: adapter.opened,
    stop: () => adapter.stop(),
    ask(url, more = {}) {
      let ended: (word: string) => void = () => {};
      const end = new Promise<string>((resolve) => {
        ended = resolve;
      });
      const heard = { said: [] as string[], bytes: 0, end };
      const last = (word: string) => {
        heard.said.push(word);
        ended(word);
      };
      id += 1;
      const outgoing: OutgoingRequest = {
        id: `${id}`,
        target: 'link',
        method: 'GET',
        url,
        headers: {},
        body: '',
        timeoutMs: 30_000,
        ...more,
      };
      const hangUp = adapter.request(outgoing, {
        part: (status, bytes) => {
          heard.bytes += bytes.length;
          heard.said.push(`part ${status}`);
        },
        end: (status) => last(`end ${status}`),
        failed: (fault) => last(fault),
      });
      return Object.assign(heard, { hangUp });
    },
  };
}

/** How often the sink ended: once, whatever happened. */
export const endings = ({ said }: Heard): number =>
  said.filter((word) => !word.startsWith('part')).length;

export const pause = (delayMs: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, delayMs));

/** Looks until `isTrue`, at most 2 s. */
export async function eventually(isTrue: () => boolean): Promise<boolean> {
  for (let looks = 0; looks < 200 && !isTrue(); looks += 1) await pause(10);
  return isTrue();
}
