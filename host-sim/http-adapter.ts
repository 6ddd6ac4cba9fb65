/**
 * HTTP as the hands do it on the desk: one kept-alive connection per origin, a deadline on the
 * whole, the resolved address checked in the connect call, the node's certificate pinned, no
 * redirects. Parts and failures come to the board as events of the world.
 */
import { type LookupAddress, type LookupOptions, lookup as resolveName } from 'node:dns';
import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { HttpFault } from '../src/ports';
import { isForbiddenAddress, parseAddress } from '../src/web/address';
import type { OutgoingRequest } from './border';
import type { Pace } from './pace';
import type { HttpSink } from './surroundings';

export type HttpAdapterOptions = {
  readonly pace: Pace;
  /** Of the world's clock against the wall clock, by which sockets live. */
  readonly speed: number;
  /** As `host` or `host:port`: may be reached at any address. */
  readonly localHosts: readonly string[];
  /** SHA-256 of the node's certificate; absent where an authority vouches for it. */
  readonly pinSha256?: string;
  /** Certificates (PEM) trusted for the node in place of the public authorities. */
  readonly ca?: string;
  /** In place of the system's; asked once for each connection. */
  readonly resolve?: Resolve;
};

/** All addresses of a name, as `dns.lookup` with `all` finds them. */
export type Resolve = (
  hostname: string,
  options: LookupOptions & { readonly all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** A sealed fate for one answer: an attempt ends once. */
type Fault = Exclude<HttpFault, 'too-long'>;

const FORBIDDEN = 'EFORBIDDEN';
const PIN_MISMATCH = 'EPIN';
/** Below this no socket can answer, however fast the world runs. */
const TIMEOUT_MS_MIN = 1_000;
const KEPT_ALIVE = { keepAlive: true, maxSockets: 2 } as const;

export function createHttpAdapter(options: HttpAdapterOptions) {
  const { pace, speed, localHosts, pinSha256, ca, resolve = resolveName } = options;
  const lookups = { named: lookupWith(resolve, () => false), link: guardedLookup(resolve) };
  const http = new HttpAgent(KEPT_ALIVE);
  // The owner's authority vouches for the node alone, and public ones for the links.
  const links = new HttpsAgent({ ...KEPT_ALIVE, rejectUnauthorized: true });
  const nodes = new HttpsAgent({
    ...KEPT_ALIVE,
    rejectUnauthorized: true,
    ...(ca === undefined ? {} : { ca }),
  });
  // A resumed session shows no certificate, so none could be compared with the pin.
  const pinned = new HttpsAgent({
    ...KEPT_ALIVE,
    rejectUnauthorized: false,
    maxCachedSessions: 0,
  });
  /** Connections made so far: each is a TLS handshake, or would be one on a secure link. */
  const opened = { node: 0, link: 0, peer: 0 };

  /** Undefined: no request can be written of this, and nothing was connected. */
  function open(outgoing: OutgoingRequest, url: URL, isNamed: boolean): ClientRequest | undefined {
    const { target, method, headers, body, isOnce = false } = outgoing;
    const isSecure = url.protocol === 'https:';
    const ofNode = pinSha256 === undefined ? nodes : pinned;
    const secureAgent = target === 'node' ? ofNode : links;
    const length = body === '' ? {} : { 'Content-Length': Buffer.byteLength(body) };
    try {
      return (isSecure ? httpsRequest : httpRequest)(url, {
        method,
        headers: { ...headers, ...length },
        // One of its own is never one that was kept.
        agent: isOnce ? false : isSecure ? secureAgent : http,
        lookup: isNamed ? lookups.named : lookups.link,
      });
    } catch {
      return undefined; // a line break in a header, or a scheme that is not of the web
    }
  }

  function request(outgoing: OutgoingRequest, sink: HttpSink): () => void {
    const { target, body } = outgoing;
    let isOver = false;
    let isHungUp = false;
    let deadline: ReturnType<typeof setTimeout> | undefined;
    const over = (tell: () => void | Promise<void>) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(deadline);
      // Hung up while this waited for its turn: nobody wants to hear it any more.
      pace.inject(() => (isHungUp ? undefined : tell()));
    };
    const refuse = (fault: Fault) => {
      queueMicrotask(() => over(() => sink.failed(fault)));
      return () => {
        isHungUp = true;
      };
    };
    const url = URL.canParse(outgoing.url) ? new URL(outgoing.url) : undefined;
    if (url === undefined) return refuse('not-connected');
    const isSecure = url.protocol === 'https:';
    const isPinned = target === 'node' && isSecure && pinSha256 !== undefined;
    const hostAndPort = `${url.hostname}:${url.port || (isSecure ? 443 : 80)}`;
    const isNamed = localHosts.includes(hostAndPort) || localHosts.includes(url.hostname);
    // A literal address needs no look-up, so it is judged here, before an agent would connect.
    const literal = parseAddress(url.hostname.replace(/^\[|\]$/g, ''));
    if (!isNamed && literal !== undefined && isForbiddenAddress(literal)) {
      return refuse('address-refused');
    }
    const call = open(outgoing, url, isNamed);
    if (call === undefined) return refuse('not-connected');

    const deadlineMs = Math.max(TIMEOUT_MS_MIN, outgoing.timeoutMs / speed);
    deadline = setTimeout(() => {
      over(() => sink.failed('timeout'));
      call.destroy();
    }, deadlineMs);

    /** From here on the request may have been acted on, whatever the server makes of it. */
    let isConnected = false;
    call.on('socket', (socket) => {
      if (!socket.connecting) {
        isConnected = true;
        return;
      }
      socket.once(isSecure ? 'secureConnect' : 'connect', () => {
        isConnected = true;
        opened[target] += 1;
      });
    });
    if (isPinned) {
      call.on('socket', (socket) => {
        const check = () => {
          const shown = (socket as TLSSocket).getPeerCertificate()?.fingerprint256 ?? '';
          if (shown.replaceAll(':', '').toLowerCase() === pinSha256) call.end(body);
          else call.destroy(Object.assign(new Error('pin'), { code: PIN_MISMATCH }));
        };
        // Nothing is sent, the credential least of all, before the certificate is known.
        if ((socket as TLSSocket).getPeerCertificate?.()?.fingerprint256) check();
        else socket.once('secureConnect', check);
      });
    } else {
      call.end(body);
    }
    const broken = () => over(() => sink.failed('broken'));
    let hasResponse = false;
    call.on('error', (error) => over(() => sink.failed(faultOf(error, isConnected))));
    // Without an answer and without an error: as after `101 Switching Protocols`.
    call.on('close', () => (hasResponse ? undefined : broken()));
    call.on('response', (response: IncomingMessage) => {
      hasResponse = true;
      const status = response.statusCode ?? 0;
      response.on('data', (bytes: Buffer) => {
        if (isOver) return;
        // One part at a time: no server fills memory faster than the board reads.
        response.pause();
        pace.inject(() => {
          const happens = isHungUp ? undefined : sink.part(status, bytes);
          if (happens instanceof Promise) return happens.then(() => void response.resume());
          response.resume();
          return undefined;
        });
      });
      response.on('end', () =>
        response.complete ? over(() => sink.end(status, dateOf(response))) : broken(),
      );
      for (const event of ['error', 'aborted', 'close']) response.on(event, broken);
    });
    return () => {
      isOver = true;
      isHungUp = true;
      clearTimeout(deadline);
      call.destroy();
    };
  }

  return {
    request,
    opened: opened as Readonly<typeof opened>,
    stop() {
      for (const agent of [http, links, nodes, pinned]) agent.destroy();
    },
  };
}

/** Refuses what a buyer's link may not reach: in the connect call itself. */
export const guardedLookup = (resolve: Resolve): LookupFunction =>
  lookupWith(resolve, (address) => {
    const bytes = parseAddress(address);
    return bytes === undefined || isForbiddenAddress(bytes);
  });

/** One look-up: what is judged is what is handed on, and the socket connects to nothing else. */
function lookupWith(resolve: Resolve, isBad: (address: string) => boolean): LookupFunction {
  return (hostname, lookupOptions, done) => {
    resolve(hostname, { ...lookupOptions, all: true }, (error, addresses) => {
      if (error !== null) return done(error, '', 4);
      const first = addresses[0];
      if (first === undefined || addresses.some(({ address }) => isBad(address))) {
        return done(Object.assign(new Error('forbidden address'), { code: FORBIDDEN }), '', 4);
      }
      if (lookupOptions.all === true) return done(null, addresses);
      return done(null, first.address, first.family);
    });
  };
}

const NEVER_CONNECTED: readonly string[] = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
];

/** All but `broken` say that nothing was acted on: true until there is a connection. */
function faultOf(error: Error, isConnected: boolean): Fault {
  const code = (error as { code?: string }).code ?? '';
  if (code === PIN_MISMATCH) return 'certificate-refused';
  // The server's own alerts (ERR_SSL_..._ALERT_...) may come after it has read the request.
  if (isConnected || code.startsWith('ERR_SSL_')) return 'broken';
  if (code === FORBIDDEN) return 'address-refused';
  // Node's names: DEPTH_ZERO_SELF_SIGNED_CERT, ERR_TLS_..., UNABLE_TO_VERIFY_LEAF_SIGNATURE.
  const isOfCertificate = ['CERT', 'TLS', 'VERIFY', 'INVALID_CA', 'INVALID_PURPOSE'].some((word) =>
    code.includes(word),
  );
  if (isOfCertificate) return 'certificate-refused';
  return NEVER_CONNECTED.includes(code) ? 'not-connected' : 'broken';
}

/** The server's clock, in seconds since 1970. */
function dateOf({ headers }: IncomingMessage): number | undefined {
  const epoch = Date.parse(headers.date ?? '');
  return Number.isNaN(epoch) ? undefined : Math.floor(epoch / 1_000);
}
