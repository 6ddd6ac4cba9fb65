/** A board's calls in miniature: the node by its pinned certificate, the link by its URL. */
import { createHash } from 'node:crypto';
import { get, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { TLSSocket } from 'node:tls';
import * as assert from 'uvu/assert';
import type { LndServer } from '../host-sim/lightning/servers';

export const MACAROON = '0201036c6e64';

export type Reply = { status: number; json: Record<string, unknown> };

async function received(reply: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of reply) body += chunk;
  return body;
}

/** As a board does it: the certificate is known by its hash and by nothing else. */
export function callNode(
  server: LndServer,
  method: string,
  path: string,
  body = '',
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const headers = { 'Grpc-Metadata-macaroon': MACAROON };
    const call = httpsRequest(
      server.origin + path,
      { method, headers, rejectUnauthorized: false, agent: false },
      async (reply) => {
        const { raw } = (reply.socket as TLSSocket).getPeerCertificate();
        const shown = createHash('sha256').update(raw).digest('hex');
        assert.is(shown, server.fingerprint);
        resolve({ status: reply.statusCode ?? 0, json: JSON.parse(await received(reply)) });
      },
    );
    call.on('error', reject);
    call.end(body);
  });
}

export function callLink(url: string): Promise<Reply> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, async (reply) => {
      resolve({ status: reply.statusCode ?? 0, json: JSON.parse(await received(reply)) });
    }).on('error', reject);
  });
}
