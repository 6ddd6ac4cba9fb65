/**
 * HTTP as the hands do it on the desk: one kept-alive connection per origin, a deadline on the
 * whole, the resolved address checked in the connect call, the node's certificate pinned, no
 * redirects. Parts and failures come to the board as events of the world.
 */
import { lookup as resolveName } from 'node:dns';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { HttpFault } from '../src/ports';
import { isForbiddenAddress, parseAddress } from '../src/web/address';
import type { OutgoingRequest } from './border';
import type { HttpSink } from './desk-board';
import type { Pace } from './pace';

export type HttpAdapterOptions = {
  readonly pace: Pace;
  /** Of the world's clock against the wall clock, by which sockets live. */
  readonly speed: number;
  /** As `host` or `host:port`: may be reached at any address. */
  readonly localHosts: readonly string[];
  /** SHA-256 of the node's certificate; absent where a public authority vouches for it. */
  readonly pinSha256?: string;
  /** Certificates (PEM) to be trusted in place of the public authorities. */
  readonly ca?: string;
};

/** A sealed fate for one answer: an attempt ends once. */
type Fault = Exclude<HttpFault, 'too-long'>;

const FORBIDDEN = 'EFORBIDDEN';
const PIN_MISMATCH = 'EPIN';
/** Below this no socket can answer, however fast the world runs. */
const TIMEOUT_MS_MIN = 1_000;

export function createHttpAdapter(options: HttpAdapterOptions) {
  const { pace, speed, localHosts, pinSha256, ca } = options;
  const http = new HttpAgent({ keepAlive: true, maxSockets: 2 });
  const https = new HttpsAgent({
    keepAlive: true,
    maxSockets: 2,
    rejectUnauthorized: true,
    ...(ca === undefined ? {} : { ca }),
  });
  /** Connections made so far: each is a TLS handshake, or would be one on a secure link. */
  const opened = { node: 0, link: 0 };
  // A resumed session shows no certificate, so none could be compared with the pin.
  const pinned = new HttpsAgent({
    keepAlive: true,
    maxSockets: 2,
    rejectUnauthorized: false,
    maxCachedSessions: 0,
  });

  function request(outgoing: OutgoingRequest, sink: HttpSink): () => void {
    const url = new URL(outgoing.url);
    const isSecure = url.protocol === 'https:';
    const isPinned = outgoing.target === 'node' && isSecure && pinSha256 !== undefined;
    const hostAndPort = `${url.hostname}:${url.port || (isSecure ? 443 : 80)}`;
    const isNamed = localHosts.includes(hostAndPort) || localHosts.includes(url.hostname);
    const { method, headers, body } = outgoing;
    const send = isSecure ? httpsRequest : httpRequest;
    const agent = isSecure ? (isPinned ? pinned : https) : http;
    let isOver = false;
    const over = (tell: () => void | Promise<void>) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(deadline);
      pace.inject(tell);
    };
    const lookup = isNamed ? undefined : guardedLookup;
    const outgoingHttp = send(url, {
      method,
      headers: {
        ...headers,
        ...(body === '' ? {} : { 'Content-Length': Buffer.byteLength(body) }),
      },
      agent,
      ...(lookup === undefined ? {} : { lookup }),
    });
    const deadlineMs = Math.max(TIMEOUT_MS_MIN, outgoing.timeoutMs / speed);
    const deadline = setTimeout(() => {
      over(() => sink.failed('timeout'));
      outgoingHttp.destroy();
    }, deadlineMs);

    outgoingHttp.on('socket', (socket) => {
      if (!socket.connecting) return;
      socket.once(isSecure ? 'secureConnect' : 'connect', () => {
        opened[outgoing.target] += 1;
      });
    });

    // A literal address needs no look-up, so it is judged here.
    const literal = parseAddress(url.hostname.replace(/^\[|\]$/g, ''));
    if (!isNamed && literal !== undefined && isForbiddenAddress(literal)) {
      outgoingHttp.on('error', () => {});
      outgoingHttp.destroy();
      over(() => sink.failed('address-refused'));
      return () => {};
    }
    if (isPinned) {
      outgoingHttp.on('socket', (socket) => {
        const check = () => {
          const shown = (socket as TLSSocket).getPeerCertificate().fingerprint256 ?? '';
          if (shown.replaceAll(':', '').toLowerCase() === pinSha256) outgoingHttp.end(body);
          else outgoingHttp.destroy(Object.assign(new Error('pin'), { code: PIN_MISMATCH }));
        };
        // Nothing is sent, the credential least of all, before the certificate is known.
        if ((socket as TLSSocket).getPeerCertificate?.()?.fingerprint256) check();
        else socket.once('secureConnect', check);
      });
    } else {
      outgoingHttp.end(body);
    }
    outgoingHttp.on('error', (error) => over(() => sink.failed(faultOf(error))));
    outgoingHttp.on('response', (response: IncomingMessage) => {
      response.on('data', (bytes: Buffer) => {
        if (!isOver) pace.inject(() => sink.part(response.statusCode ?? 0, bytes));
      });
      response.on('end', () => over(() => sink.end(response.statusCode ?? 0)));
      response.on('error', () => over(() => sink.failed('broken')));
      response.on('aborted', () => over(() => sink.failed('broken')));
    });
    return () => {
      isOver = true;
      clearTimeout(deadline);
      outgoingHttp.destroy();
    };
  }

  return {
    request,
    opened: opened as Readonly<typeof opened>,
    stop() {
      for (const agent of [http, https, pinned]) agent.destroy();
    },
  };
}

/** Resolves, and refuses what a buyer's link may not reach: in the connect call itself. */
const guardedLookup: LookupFunction = (hostname, lookupOptions, done) => {
  resolveName(hostname, { ...lookupOptions, all: true }, (error, addresses) => {
    if (error !== null) return done(error, '', 4);
    const first = addresses[0];
    const isBad = addresses.some(({ address }) => {
      const bytes = parseAddress(address);
      return bytes === undefined || isForbiddenAddress(bytes);
    });
    if (first === undefined || isBad) {
      return done(Object.assign(new Error('forbidden address'), { code: FORBIDDEN }), '', 4);
    }
    if (lookupOptions.all === true) return done(null, addresses);
    return done(null, first.address, first.family);
  });
};

function faultOf(error: Error): Fault {
  const code = (error as { code?: string }).code ?? '';
  if (code === FORBIDDEN) return 'address-refused';
  // Node's names: DEPTH_ZERO_SELF_SIGNED_CERT, ERR_TLS_..., UNABLE_TO_VERIFY_LEAF_SIGNATURE.
  const isOfCertificate = ['CERT', 'TLS', 'VERIFY'].some((word) => code.includes(word));
  if (code === PIN_MISMATCH || isOfCertificate) return 'certificate-refused';
  if (['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code)) {
    return 'not-connected';
  }
  return 'broken';
}
