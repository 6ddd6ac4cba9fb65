/**
 * Stands between a board and a server, and loses what it is told to: a request before it arrives,
 * or the answer to one that has done its work. The connection then breaks, as a bad line does.
 */
import { createServer as createPlain, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTls } from 'node:https';
import type { AddressInfo } from 'node:net';
import { makeCertificate } from '../../host-sim/lightning/certificate';
import type { Losses, Step } from './losses';
import { exchange, type Rest } from './rest';

export type LosingProxy = {
  readonly origin: string;
  /** SHA-256 of its certificate, lower-case hex; empty without TLS. */
  readonly fingerprint: string;
  stop(): Promise<void>;
};

export type ProxyOptions = {
  readonly isTls: boolean;
  readonly upstream: Rest;
  readonly losses: Losses;
  readonly stepOf: (method: string, path: string) => Step | undefined;
};

export async function startLosingProxy(options: ProxyOptions): Promise<LosingProxy> {
  const take = (request: IncomingMessage, reply: ServerResponse) => {
    pass(options, request, reply).catch(() => void reply.socket?.destroy());
  };
  const certificate = options.isTls ? await makeCertificate('losing proxy') : undefined;
  const server = certificate === undefined ? createPlain(take) : createTls(certificate, take);
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', listening);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${options.isTls ? 'https' : 'http'}://127.0.0.1:${port}`,
    fingerprint: certificate?.fingerprint ?? '',
    stop: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

async function pass(
  { upstream, losses, stepOf }: ProxyOptions,
  request: IncomingMessage,
  reply: ServerResponse,
): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const { method = 'GET', url: path = '/' } = request;
  const step = stepOf(method, path);
  const lost = step === undefined ? undefined : losses.judge(step);
  if (lost === 'request') return void reply.socket?.destroy();

  if (step !== undefined) await losses.turn(step, lost);
  const headers = namedHeaders(request);
  const body = Buffer.concat(parts).toString('utf8');
  const answer = await exchange({ ...upstream, headers }, method, path, body);
  if (step !== undefined) losses.answered(step);
  if (lost === 'answer') return void reply.socket?.destroy();
  const { date, 'content-type': contentType } = answer.headers;
  reply
    .writeHead(answer.status, {
      ...(date === undefined ? {} : { date }),
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
      'content-length': Buffer.byteLength(answer.text),
    })
    .end(answer.text);
}

/** All but those of this one connection. */
function namedHeaders({ headers }: IncomingMessage): Record<string, string> {
  const named: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string' && !OF_THE_CONNECTION.includes(name)) named[name] = value;
  }
  return named;
}

const OF_THE_CONNECTION: readonly string[] = [
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'accept-encoding',
];
