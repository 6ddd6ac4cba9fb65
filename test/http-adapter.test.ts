import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { HttpAdapterOptions } from '../host-sim/http-adapter';
import {
  type Adapter,
  adapterWith,
  endings,
  eventually,
  type Hostile,
  makeCertificate,
  pause,
  serveBytes,
  serveHttp,
  serveHttps,
} from './hostile-servers';

const http = suite('http-adapter');
const own = await makeCertificate();
const others = await makeCertificate('other.example');

const toStop: { stop(): void }[] = [];
http.after.each(() => {
  for (const each of toStop.splice(0)) each.stop();
});
const stopping = <Stopped extends { stop(): void }>(each: Stopped): Stopped => {
  toStop.push(each);
  return each;
};
const adapter = (options: Partial<HttpAdapterOptions> = {}): Adapter =>
  stopping(adapterWith(options));
const hello: RequestListener = (_, reply) => void reply.end('{"hello":1}');
const local = (server: Hostile, path = '/') => `http://127.0.0.1:${server.port}${path}`;
const named = (server: Hostile) => ({ localHosts: [`127.0.0.1:${server.port}`] });
const TO_NODE = {
  target: 'node',
  method: 'POST',
  headers: { 'Grpc-Metadata-macaroon': 'c0ffee' },
  body: '{"value":"1"}',
} as const;

http(
  'what goes out once is sent on a connection of its own, not on one that was kept',
  async () => {
    const server = stopping(await serveHttp(hello));
    const board = adapter(named(server));
    assert.is(await board.ask(local(server)).end, 'end 200');
    await pause(30);
    assert.is(await board.ask(local(server), { isOnce: true }).end, 'end 200');
    assert.is(server.accepted.length, 2);
    assert.is(await board.ask(local(server)).end, 'end 200');
    assert.is(server.accepted.length, 2, 'the other one was kept meanwhile');
  },
);

http('a node with another certificate than the pinned gets no byte of the request', async () => {
  const requests: string[] = [];
  const answer: RequestListener = (request, reply) => {
    requests.push(request.url ?? '');
    reply.end('{}');
  };
  const server = stopping(await serveHttps(own, answer));
  const board = adapter({ ...named(server), pinSha256: others.fingerprint, ca: own.cert });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const asked = board.ask(`https://127.0.0.1:${server.port}/v1/invoices`, TO_NODE);
    assert.is(await asked.end, 'certificate-refused');
    assert.equal(asked.said, ['certificate-refused']);
  }
  await pause(30);
  assert.is(server.accepted.length, 3);
  assert.equal(requests, []);
});

http('the pinned node is asked over one connection, and anew after that was closed', async () => {
  const bodies: string[] = [];
  const answer: RequestListener = (request, reply) => {
    let body = `${request.headers['grpc-metadata-macaroon']} `;
    request.on('data', (bytes) => {
      body += bytes;
    });
    request.on('end', () => {
      bodies.push(body);
      reply.end('{}');
    });
  };
  const server = stopping(await serveHttps(own, answer));
  const board = adapter({ ...named(server), pinSha256: own.fingerprint });
  const ask = () => board.ask(`https://127.0.0.1:${server.port}/v1/invoices`, TO_NODE);
  for (let i = 0; i < 3; i += 1) assert.is(await ask().end, 'end 200');
  assert.is(board.opened.node, 1);
  for (const socket of server.accepted) socket.destroy();
  await pause(250);
  // A second and third connection at once, which must not be resumed sessions without certificate.
  const both = [ask(), ask(), ask()];
  for (const each of both) assert.is(await each.end, 'end 200');
  assert.is(board.opened.node, 3);
  assert.equal(bodies, new Array(6).fill('c0ffee {"value":"1"}'));
});

const CERTIFICATES = [
  ['nobody vouches for', own, undefined, 'node', 'certificate-refused'],
  ['the owner’s authority vouches for', own, own.cert, 'node', 'end 200'],
  ['another authority vouches for', own, others.cert, 'node', 'certificate-refused'],
  ['is for another host', others, others.cert, 'node', 'certificate-refused'],
  [
    'only the node’s authority vouches for, at a link,',
    own,
    own.cert,
    'link',
    'certificate-refused',
  ],
] as const;
for (const [label, shown, ca, target, said] of CERTIFICATES) {
  http(`a certificate that ${label} gives: ${said}`, async () => {
    let requests = 0;
    const server = stopping(
      await serveHttps(shown, (_, reply) => {
        requests += 1;
        reply.end('{}');
      }),
    );
    const board = adapter({ ...named(server), ...(ca === undefined ? {} : { ca }) });
    const asked = board.ask(`https://127.0.0.1:${server.port}/`, { ...TO_NODE, target });
    assert.is(await asked.end, said);
    assert.is(requests, said === 'end 200' ? 1 : 0);
  });
}

const HOSTS = ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', '0.0.0.0'];
for (const host of HOSTS) {
  http(`a link to ${host} is refused without any connection`, async () => {
    const server = stopping(await serveHttp(hello));
    // The port of another service is named, which opens nothing else.
    const board = adapter({ localHosts: [`127.0.0.1:${server.port + 1}`, 'localhost:1'] });
    for (const scheme of ['http', 'https']) {
      const asked = board.ask(`${scheme}://${host}:${server.port}/`);
      assert.is(await asked.end, 'address-refused');
      assert.is(endings(asked), 1);
    }
    await pause(30);
    assert.is(server.accepted.length, 0);
  });
}

http('links to the ranges of local networks are refused', async () => {
  const board = adapter();
  for (const host of ['10.1.2.3', '169.254.169.254', '192.168.0.1', '[::1]', '[fe80::1]']) {
    assert.is(await board.ask(`http://${host}:9/`).end, 'address-refused', host);
  }
});

http('a host is reached where the owner named it, with its port or with all', async () => {
  const server = stopping(await serveHttp(hello));
  for (const host of ['127.0.0.1', 'localhost']) {
    for (const localHosts of [[host], [`${host}:${server.port}`]]) {
      const asked = adapter({ localHosts }).ask(`http://${host}:${server.port}/`);
      assert.is(await asked.end, 'end 200');
    }
  }
});

http('a redirect is an answer and is not followed', async () => {
  const paths: string[] = [];
  const server = stopping(
    await serveHttp((request, reply) => {
      paths.push(request.url ?? '');
      reply.writeHead(302, { Location: '/elsewhere' }).end();
    }),
  );
  assert.is(await adapter(named(server)).ask(local(server, '/here')).end, 'end 302');
  assert.equal(paths, ['/here']);
});

const HEAD = 'HTTP/1.1 200 OK\r\n';
const ANSWERS: readonly (readonly [string, (socket: Socket) => void, string])[] = [
  ['hangs up without a word', (socket) => socket.destroy(), 'broken'],
  ['resets the connection', (socket) => socket.resetAndDestroy(), 'broken'],
  ['writes garbage', (socket) => socket.end('what is this?\r\n\r\n'), 'broken'],
  ['cuts its body short', (socket) => socket.end(`${HEAD}Content-Length: 9\r\n\r\n12`), 'broken'],
  [
    'resets within a chunk',
    (socket) => {
      socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n5\r\nab`);
      setTimeout(() => socket.resetAndDestroy(), 20);
    },
    'broken',
  ],
  [
    'switches protocols unasked',
    (socket) => socket.write('HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
    'broken',
  ],
  ['sends 100 kB of headers', (socket) => socket.write(HEAD + 'a: b\r\n'.repeat(20_000)), 'broken'],
  ['ends its body by closing', (socket) => socket.end(`${HEAD}\r\n{}`), 'end 200'],
];
for (const [label, answer, said] of ANSWERS) {
  http(`a server that ${label} gives ${said}, once and soon`, async () => {
    const server = stopping(await serveBytes(answer));
    const startedMs = performance.now();
    const asked = adapter({ ...named(server), speed: 6 }).ask(local(server));
    assert.is(await asked.end, said);
    assert.ok(performance.now() - startedMs < 4_000, 'before the deadline');
    await pause(30);
    assert.is(endings(asked), 1);
  });
}

const SLOW: readonly (readonly [string, (socket: Socket) => void])[] = [
  ['never answers', () => {}],
  ['sends headers without end', (socket) => drip(socket, 'HTTP/1.1 200 OK\r\nx: ')],
  ['drips its body', (socket) => drip(socket, `${HEAD}Content-Length: 999\r\n\r\n`)],
  ['says to go on and on', (socket) => drip(socket, '', 'HTTP/1.1 100 Continue\r\n\r\n')],
];
function drip(socket: Socket, first: string, drop = 'a'): void {
  socket.write(first);
  const timer = setInterval(() => socket.write(drop), 50);
  socket.on('close', () => clearInterval(timer));
}
const DEADLINES = [
  [1, 1_400, 1_400],
  [10, 15_000, 1_500],
  [60, 30_000, 1_000],
] as const;
http('whatever a server does with time, the deadline counts from the start, by speed', async () => {
  const running = SLOW.flatMap(([label, answer]) =>
    DEADLINES.map(async ([speed, timeoutMs, wallMs]) => {
      const server = stopping(await serveBytes(answer));
      const startedMs = performance.now();
      const asked = adapter({ ...named(server), speed }).ask(local(server), { timeoutMs });
      assert.is(await asked.end, 'timeout', label);
      const tookMs = performance.now() - startedMs;
      assert.ok(tookMs > wallMs - 20 && tookMs < wallMs + 1_000, `${label}: ${tookMs} ms`);
      assert.ok(await eventually(() => server.closed === 1), `${label}: closed`);
      assert.is(endings(asked), 1);
    }),
  );
  await Promise.all(running);
});

http('nobody listens: not connected', async () => {
  const server = await serveHttp(hello);
  server.stop();
  assert.is(await adapter(named(server)).ask(local(server)).end, 'not-connected');
});

http.run();
