/** TLS servers on loopback, and a wire in front of one that does one bad thing at one byte. */
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net';
import { createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { buildNative, sourcesOf } from './native-build';
import type { Signed } from './native-tls-certificates';

export type Served = {
  readonly port: number;
  /** Of each handshake that succeeded. */
  readonly met: { readonly name: string | false; readonly isResumed: boolean }[];
  /** Resets every connection, as a power cut of a router does. */
  reset(): void;
  stop(): void;
};

const DESK_BUNDLE = 'drivers/esp32/native/desk/esp_crt_bundle.c';

export const buildTlsClient = (): Promise<string> =>
  buildNative('tls-client', [...sourcesOf('tls'), DESK_BUNDLE]);

async function listen(server: Server, met: Served['met'] = []): Promise<Served> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.address() as AddressInfo).port,
    met,
    reset() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Echoes, unless `serve` does something else. */
export function serveTls(
  { key, cert }: Signed,
  options: TlsOptions = {},
  serve: (socket: TLSSocket) => void = (socket) => void socket.pipe(socket),
): Promise<Served> {
  const met: Served['met'] = [];
  const server = createServer({ key, cert, ...options }, (socket) => {
    // Missing in the types: the name that the client asked for, or false.
    const { servername: name } = socket as TLSSocket & { readonly servername: string | false };
    met.push({ name, isResumed: socket.isSessionReused() });
    socket.on('error', () => {});
    serve(socket);
  });
  server.on('tlsClientError', () => {});
  return listen(server, met);
}

/** Whatever is heard, this is answered; without bytes, nothing ever is. */
export const serveBytes = (answer: Buffer): Promise<Served> =>
  listen(
    createTcpServer((socket) =>
      socket.once('data', () => {
        if (answer.length > 0) socket.write(answer);
      }),
    ),
  );

export type Bend = {
  /** The byte of what the server sends, counted from 0. */
  at: number;
  how: 'stall' | 'close' | 'reset' | 'flip' | 'drip';
};

export type Wire = Served & {
  /** For the next connections. */
  bend: Bend;
  /** What the server had sent of the last connection when the client spoke for the second time. */
  firstFlightBytes: number;
};

const DRIP_MS = 40;

export async function bendTls(target: Served): Promise<Wire> {
  let wire: Wire | undefined;
  const server = createTcpServer((client) => {
    if (wire !== undefined) bendOne(wire, client, connect(target.port, '127.0.0.1'));
  });
  const bend: Bend = { at: Number.POSITIVE_INFINITY, how: 'stall' };
  wire = Object.assign(await listen(server), { bend, firstFlightBytes: 0 });
  return wire;
}

function bendOne(wire: Wire, client: Socket, server: Socket): void {
  const { at, how } = wire.bend;
  let heard = 0;
  let spoken = 0;
  let waiting = Promise.resolve();
  client.on('error', () => {});
  server.on('error', () => {});
  client.on('close', () => server.destroy());
  client.on('data', (bytes) => {
    spoken += 1;
    if (spoken === 2) wire.firstFlightBytes = heard;
    server.write(bytes);
  });
  server.on('data', (bytes: Buffer) => {
    const from = heard;
    heard += bytes.length;
    if (how === 'drip') {
      waiting = waiting.then(() => drip(client, bytes));
      return;
    }
    if (at >= heard) return void client.write(bytes);
    if (how === 'flip') {
      if (at >= from) bytes[at - from] = (bytes[at - from] ?? 0) ^ 0x10;
      return void client.write(bytes);
    }
    if (at > from) client.write(bytes.subarray(0, at - from));
    if (how === 'close') client.end();
    if (how === 'reset') client.resetAndDestroy();
  });
  server.on('close', () => {
    if (at >= heard || how === 'flip') client.end();
  });
}

async function drip(client: Socket, bytes: Buffer): Promise<void> {
  for (const byte of bytes) {
    if (client.destroyed) return;
    client.write(Uint8Array.of(byte));
    await new Promise((done) => setTimeout(done, DRIP_MS));
  }
}
