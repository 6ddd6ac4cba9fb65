/**
 * LND's REST face on a real socket: HTTPS on 127.0.0.1 with a certificate of its own, made at the
 * start and known by its SHA-256. The answers are `lnd-rest.ts`'s.
 */
import { X509Certificate } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
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

/** As LND's own certificate: 14 months. */
const CERTIFICATE_DAYS = 420;
const DAY_MS = 86_400_000;

/** At a port that the system chooses. The certificate lives by the wall clock, as TLS does. */
export async function startLndServer(rest: LndRest): Promise<LndServer> {
  const { private: key, cert } = await makeCertificate();
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
    fingerprint: new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase(),
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

/** Loaded by name at run time: as CommonJS it does not survive being bundled into a module. */
function makeCertificate() {
  const { generate } = createRequire(import.meta.url)('selfsigned') as typeof import('selfsigned');
  return generate([{ name: 'commonName', value: 'desk lnd' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + CERTIFICATE_DAYS * DAY_MS),
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
}
