/**
 * The page of a street on 127.0.0.1: three files, a stream of what happens, and the controls. It
 * works offline, and runs no script but its own.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Run } from '../run';
import type { Scenario } from '../scenario';
import { type Asset, buildAssets } from './assets';
import { BODY_BYTES_MAX, isOurHost, readControl, refusalOf } from './control';
import type { Hello } from './snapshot';
import { EventStream } from './stream';
import { Watch } from './watch';

export type PageOptions = {
  readonly run: Run;
  readonly scenario: Scenario;
  /** Of the repository: the page's sources are bundled from there. */
  readonly root: string;
  /** 0: any free one. */
  readonly port: number;
  readonly engine: string;
  readonly speed: number;
};

export type Page = { readonly url: string; stop(): Promise<void> };

const HOST = '127.0.0.1';
const TOKEN_BYTES = 16;
const HEADERS_MS_MAX = 10_000;
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

/** Rejects with the system's error, such as `EADDRINUSE`, when the port is not to be had. */
export async function startPage(options: PageOptions): Promise<Page> {
  const { run, scenario, root, engine, speed } = options;
  const token = randomBytes(TOKEN_BYTES).toString('hex');
  const street = randomBytes(TOKEN_BYTES).toString('hex');
  const assets = await buildAssets(root, token, street);
  const server = createServer({ headersTimeout: HEADERS_MS_MAX }, answer);
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(options.port, HOST, () => {
      server.off('error', failed);
      listening();
    });
  });
  const { port } = server.address() as AddressInfo;
  const hello: Hello = { street, engine, lightning: run.payments.kind, speed };
  const stream = new EventStream();
  const watch = new Watch(run, scenario, ({ snapshot, point }) => {
    if (point !== undefined) stream.send('point', point);
    stream.send('snapshot', snapshot);
  });

  function answer(request: IncomingMessage, response: ServerResponse): void {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    if (!isOurHost(request.headers.host, port)) return refuse(response, 421, 'not our host');
    const path = request.url?.split('?')[0] ?? '';
    if (path === '/control') return control(request, response);
    const asset = assets.get(path);
    if (asset === undefined && path !== '/events') return refuse(response, 404, 'not here');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      return refuse(response, 405, 'GET only');
    }
    if (asset !== undefined) return serve(response, asset);
    if (stream.isFull) return refuse(response, 503, 'too many pages are open');
    const { latest, history } = watch;
    stream.open(response, [
      ['hello', hello],
      ['history', history],
      ...(latest === undefined ? [] : [['snapshot', latest] as const]),
    ]);
  }

  function control(request: IncomingMessage, response: ServerResponse): void {
    const refused = refusalOf(request.method, request.headers, token);
    if (refused !== undefined) {
      if (refused.status === 405) response.setHeader('allow', 'POST');
      return refuse(response, refused.status, refused.why);
    }
    readBody(request, (body) => {
      if (body === undefined) return refuse(response, 413, `at most ${BODY_BYTES_MAX} bytes`);
      const read = readControl(body, (id) => watch.hasBoard(id));
      if (!read.ok) return refuse(response, read.fault.status, read.fault.why);
      const { kind, isHurt, board } = read.value;
      watch.hurts.set(kind, isHurt, board);
      response.writeHead(204).end();
    });
  }

  return {
    url: `http://${HOST}:${port}`,
    stop: () =>
      new Promise((stopped) => {
        watch.stop();
        stream.send('stopped', null);
        stream.close();
        server.close(() => stopped());
        // What was sent goes out first; who does not read it is not waited for.
        setTimeout(() => server.closeAllConnections(), 100);
      }),
  };
}

function serve(response: ServerResponse, { type, body }: Asset): void {
  response.writeHead(200, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(`${why}\n`);
}

/** Undefined when it is longer than allowed, whatever its head said. */
function readBody(request: IncomingMessage, done: (body: string | undefined) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let isDone = false;
  const finish = (body: string | undefined) => {
    if (!isDone) done(body);
    isDone = true;
  };
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) finish(undefined);
    else chunks.push(chunk);
  });
  request.on('end', () => finish(Buffer.concat(chunks).toString('utf8')));
}
