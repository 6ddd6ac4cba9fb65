/**
 * LND's REST face on a real socket: HTTPS on 127.0.0.1 with a certificate of its own, made at the
 * start and known by its SHA-256. The answers are `lnd-rest.ts`'s.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { makeCertificate } from './certificate';
import type { LndRest } from './lnd-rest';

export type LndServer = {
  /** `https://127.0.0.1:PORT`. */
  readonly origin: string;
  /** SHA-256 of the certificate's DER, lower-case hex: what a board pins. */
  readonly fingerprint: string;
  /** Nobody listens while away, and open connections break; back is at the same port. */
  setAway(isAway: boolean): Promise<void>;
  stop(): Promise<void>;
};

/** An invoice request is some 300 bytes. */
const BODY_BYTES_MAX = 65_536;

/** Longer than a board waits between two calls; Node's own 5 s would cost a handshake each. */
const KEEP_ALIVE_MS = 300_000;

/** At a port that the system chooses. */
export async function startLndServer(rest: LndRest): Promise<LndServer> {
  const { key, cert, fingerprint } = await makeCertificate('desk lnd');
  const server = createServer({ key, cert }, (request, reply) => answer(rest, request, reply));
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const listen = (port: number) =>
    new Promise<void>((listening, failed) => {
      server.once('error', failed);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', failed);
        listening();
      });
    });
  const close = () =>
    new Promise<void>((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });

  await listen(0);
  const { port } = server.address() as AddressInfo;
  let turn: Promise<void> = Promise.resolve();
  return {
    origin: `https://127.0.0.1:${port}`,
    fingerprint,
    setAway: (isAway) => {
      turn = turn.then(() => {
        if (isAway === !server.listening) return;
        return isAway ? close() : listen(port);
      });
      return turn;
    },
    stop: () => {
      turn = turn.then(() => (server.listening ? close() : undefined));
      return turn;
    },
  };
}

function answer(rest: LndRest, request: IncomingMessage, reply: ServerResponse): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) request.destroy();
    else chunks.push(chunk);
  });
  request.on('end', () => {
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(request.headers)) {
      if (typeof value === 'string') headers[name] = value;
    }
    const {
      status,
      headers: sent,
      body,
    } = rest({
      method: request.method ?? '',
      path: request.url ?? '',
      headers,
      body: Buffer.concat(chunks).toString('utf8'),
    });
    reply.writeHead(status, { ...sent, 'content-length': Buffer.byteLength(body) }).end(body);
  });
}
