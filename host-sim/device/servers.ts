/**
 * The owner's node and the buyer's link as HTTPS servers on 127.0.0.1, over the ledger, each with a
 * certificate of its own. Whoever listens hears of every request twice: when it has come, and when
 * its answer has gone.
 */
import {
  createServer as createPlainServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer, Server as SecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { secret } from '../../src/secret';
import { type Certificate, makeCertificate } from '../lightning/certificate';
import type { Ledger } from '../lightning/ledger';
import { createLndRest } from '../lightning/lnd-rest';
import { WithdrawService } from '../lightning/withdraw-service';
import type { DeskTime } from './desk-time';

export const MACAROON = '0201036c6e64';
const PAYMENT_MS = 400;
const BODY_BYTES_MAX = 65_536;
const KEEP_ALIVE_MS = 300_000;

/** Where a pull stands, as its servers see it. */
export type Moment =
  | 'create-asked'
  | 'create-answered'
  | 'link-asked'
  | 'link-answered'
  | 'handed-over'
  | 'accepted'
  | 'paid'
  | 'look-up-asked'
  | 'look-up-answered';

export const MOMENTS: readonly Moment[] = [
  'create-asked',
  'create-answered',
  'link-asked',
  'link-answered',
  'handed-over',
  'accepted',
  'paid',
  'look-up-asked',
  'look-up-answered',
];

/** As the node's part of a configuration says it; empty: a public authority must vouch for it. */
export type NodeTrust = { readonly pinSha256?: string; readonly ca?: string };

/** What stands for the node, in place of one with a certificate of its own that is pinned. */
export type NodeShown = {
  readonly certificate: Certificate;
  readonly trust: NodeTrust;
  /** PEM of further public authorities. */
  readonly authorities: string;
};

export type Servers = {
  /** `https://127.0.0.1:PORT`, and whom the board is to trust there. */
  readonly nodeUrl: string;
  readonly nodeTrust: NodeTrust;
  readonly link: string;
  /** Of what signs for the link's server, as PEM; on most desks there is no other public one. */
  readonly authorities: string;
  /** TLS handshakes that either of them finished. */
  handshakes(): number;
  /** Connections to the node, and the bytes that came over them when TLS was taken off. */
  nodeMet(): number;
  nodeHeardBytes(): number;
  /** From now on the node shows this one. */
  present(certificate: Certificate): void;
  readonly localHosts: readonly string[];
  stop(): Promise<void>;
};

/** From where the board sees this machine. */
export type Place = {
  readonly host: string;
  /** The board cannot be told of the desk's own authority: its link is at http. */
  readonly isLinkPlain: boolean;
};
const HERE: Place = { host: '127.0.0.1', isLinkPlain: false };

export type ServersOptions = {
  readonly place?: Place;
  readonly ledger: Ledger;
  readonly buyer: string;
  readonly time: DeskTime;
  readonly epochMs: () => number;
  readonly onMoment: (moment: Moment) => void;
  readonly node?: NodeShown;
};

type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export async function startServers(options: ServersOptions): Promise<Servers> {
  const { place = HERE, ledger, buyer, time, epochMs, onMoment } = options;
  const rest = createLndRest({ owner: ledger.owner.face, epochMs, macaroonHex: MACAROON });
  const wallet = ledger.buyer(buyer);
  const payments = new Set<() => void>();
  const shown = options.node ?? (await ownNode());
  const linkCertificate = await makeCertificate('desk link');

  const node = await listen(shown.certificate, (request, body, reply) => {
    const path = request.url ?? '';
    const kind = path === '/v1/invoices' ? 'create' : path.includes('invoice') ? 'look-up' : '';
    if (kind !== '') onMoment(`${kind}-asked`);
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(request.headers)) {
      if (typeof value === 'string') headers[name] = value;
    }
    reply(rest({ method: request.method ?? '', path, headers, body }), () => {
      if (kind !== '') onMoment(`${kind}-answered`);
    });
  });
  const links = await listen(
    place.isLinkPlain ? undefined : linkCertificate,
    (request, _body, reply) => {
      const path = request.url ?? '';
      const isCallback = path.includes('pr=');
      onMoment(isCallback ? 'handed-over' : 'link-asked');
      const { reply: planned, payment } = service.answer(path);
      if (planned.kind !== 'reply') return;
      const { status, contentType, body } = planned;
      reply({ status, headers: { 'content-type': contentType }, body }, () => {
        onMoment(isCallback ? 'accepted' : 'link-answered');
      });
      if (payment !== undefined) pay(payment);
    },
  );
  const linkUrl = `${place.isLinkPlain ? 'http' : 'https'}://${place.host}:${portOf(links)}`;
  const service = new WithdrawService({
    wallet,
    origin: linkUrl,
    k1: secret(`k1-of-${buyer}`),
    description: `${buyer} pays for energy`,
    minMilliSat: 1_000,
    maxMilliSat: 1_000_000,
  });

  function pay(paymentRequest: string): void {
    const callOff = time.later(PAYMENT_MS, () => {
      payments.delete(callOff);
      wallet.pay(paymentRequest, (outcome) => {
        if (outcome.ok) onMoment('paid');
      });
    });
    payments.add(callOff);
  }

  let handshakes = 0;
  let nodeMet = 0;
  let nodeHeardBytes = 0;
  node.on('connection', () => {
    nodeMet += 1;
  });
  node.on('secureConnection', (socket) => {
    socket.on('data', ({ length }: Buffer) => {
      nodeHeardBytes += length;
    });
  });
  for (const server of [node, links]) {
    server.on('secureConnection', () => {
      handshakes += 1;
    });
  }
  return {
    nodeUrl: `https://${place.host}:${portOf(node)}`,
    nodeTrust: shown.trust,
    link: service.link().secret,
    authorities: `${linkCertificate.cert}\n${shown.authorities}`,
    handshakes: () => handshakes,
    nodeMet: () => nodeMet,
    nodeHeardBytes: () => nodeHeardBytes,
    present: ({ key, cert }) => {
      if (node instanceof SecureServer) node.setSecureContext({ key, cert });
    },
    localHosts: [node, links].map((server) => `${place.host}:${portOf(server)}`),
    async stop() {
      for (const callOff of payments) callOff();
      await Promise.all([node, links].map(close));
    },
  };
}

/** As most nodes are: with a certificate of its own, which the owner pinned. */
async function ownNode(): Promise<NodeShown> {
  const certificate = await makeCertificate('desk node');
  return { certificate, trust: { pinSha256: certificate.fingerprint }, authorities: '' };
}

type Take = (
  request: IncomingMessage,
  body: string,
  reply: (answer: Answer, sent: () => void) => void,
) => void;

async function listen(certificate: Certificate | undefined, take: Take): Promise<Server> {
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > BODY_BYTES_MAX) request.destroy();
      else chunks.push(chunk);
    });
    request.on('end', () =>
      take(request, Buffer.concat(chunks).toString('utf8'), (answer, sent) =>
        send(response, answer, sent),
      ),
    );
  };
  const server =
    certificate === undefined
      ? createPlainServer(onRequest)
      : createServer({ key: certificate.key, cert: certificate.cert }, onRequest);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  // A board that is cut from power in its handshake.
  server.on('tlsClientError', () => {});
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', listening);
  });
  return server;
}

function send(response: ServerResponse, { status, headers, body }: Answer, sent: () => void): void {
  const length = { 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { ...headers, ...length }).end(body, sent);
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((closed) => server.close(() => closed()));
}
