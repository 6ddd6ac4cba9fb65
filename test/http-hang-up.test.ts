import { createServer } from 'node:tls';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { HttpAdapterOptions } from '../host-sim/http-adapter';
import type { Pace } from '../host-sim/pace';
import {
  type Adapter,
  adapterWith,
  endings,
  eventually,
  type Hostile,
  listen,
  makeCertificate,
  pause,
  serveBytes,
  serveHttp,
} from './hostile-servers';

const http = suite('http-hang-up');

const toStop: { stop(): void }[] = [];
http.after.each(() => {
  for (const each of toStop.splice(0)) each.stop();
});
const adapter = (options: Partial<HttpAdapterOptions>): Adapter => {
  const made = adapterWith(options);
  toStop.push(made);
  return made;
};
async function stopping(serving: Promise<Hostile>): Promise<Hostile> {
  const server = await serving;
  toStop.push(server);
  return server;
}

/** The world is busy: what is injected waits until `turn`. */
function busyPace() {
  const waiting: (() => void | Promise<void>)[] = [];
  const pace: Pace = {
    inject: (run) => void waiting.push(run),
    runUntil: async () => {},
    stop: () => {},
  };
  const turn = () => {
    for (const run of waiting.splice(0)) void run();
  };
  return { pace, waiting, turn };
}

const BODY_BYTES = 20_000_000;
const serveMuch = () => serveHttp((_, reply) => void reply.end(Buffer.alloc(BODY_BYTES)));

http('20 MB can be hung up on: the server sees it, the sink hears no more', async () => {
  const server = await stopping(serveMuch());
  const board = adapter({ localHosts: ['127.0.0.1'] });
  const asked = board.ask(`http://127.0.0.1:${server.port}/`);
  assert.ok(await eventually(() => asked.bytes > 0));
  asked.hangUp();
  const { length } = asked.said;
  assert.ok(await eventually(() => server.closed === 1));
  await pause(30);
  assert.is(asked.said.length, length);
  assert.is(endings(asked), 0);
  asked.hangUp();
});

http('a board that is slow to read holds one part in memory, not 20 MB', async () => {
  const server = await stopping(serveMuch());
  const { pace, waiting, turn } = busyPace();
  const board = adapter({ localHosts: ['127.0.0.1'], pace, speed: 1 });
  const asked = board.ask(`http://127.0.0.1:${server.port}/`);
  assert.ok(await eventually(() => waiting.length > 0));
  await pause(100);
  assert.is(waiting.length, 1);
  while (endings(asked) === 0) {
    turn();
    await pause(0);
  }
  assert.is(asked.bytes, BODY_BYTES);
  assert.is(await asked.end, 'end 200');
});

http('what waits for its turn when the board hangs up is not told', async () => {
  const server = await stopping(serveHttp((_, reply) => void reply.end('{}')));
  const { pace, waiting, turn } = busyPace();
  const board = adapter({ localHosts: ['127.0.0.1'], pace });
  const part = board.ask(`http://127.0.0.1:${server.port}/`);
  const refused = board.ask('http://10.0.0.1/');
  assert.ok(await eventually(() => waiting.length >= 2));
  part.hangUp();
  refused.hangUp();
  turn();
  await pause(30);
  turn();
  assert.equal([...part.said, ...refused.said], []);
});

http('a busy board hears a small answer whole, part before end', async () => {
  const server = await stopping(serveHttp((_, reply) => void reply.end('{}')));
  const { pace, turn } = busyPace();
  const board = adapter({ localHosts: ['127.0.0.1'], pace });
  const asked = board.ask(`http://127.0.0.1:${server.port}/`);
  await pause(50);
  turn();
  await pause(10);
  turn();
  assert.equal(asked.said, ['part 200', 'end 200']);
});

http('hung up before there is a connection: no word, no request', async () => {
  let requests = 0;
  const server = await stopping(
    serveHttp((_, reply) => {
      requests += 1;
      reply.end('{}');
    }),
  );
  const board = adapter({ localHosts: ['127.0.0.1'] });
  const asked = board.ask(`http://127.0.0.1:${server.port}/`);
  asked.hangUp();
  await pause(50);
  assert.equal(asked.said, []);
  assert.is(requests, 0);
});

http('an alert about certificates after the request was read is no refusal', async () => {
  const { key, cert, fingerprint } = await makeCertificate();
  // With TLS 1.3 the alert for want of a client's certificate comes after the client's request.
  const tls = createServer({ key, cert, requestCert: true, rejectUnauthorized: true });
  const { port } = await stopping(listen(tls));
  for (const trust of [{ pinSha256: fingerprint }, { ca: cert }]) {
    const board = adapter({ localHosts: ['127.0.0.1'], ...trust });
    const asked = board.ask(`https://127.0.0.1:${port}/`, { target: 'node' });
    assert.is(await asked.end, 'broken');
  }
});

http(
  'an answer before the question is not heard from a node with another certificate',
  async () => {
    const { key, cert, fingerprint } = await makeCertificate();
    let received = 0;
    const tls = createServer({ key, cert }, (socket) => {
      socket.on('error', () => {});
      socket.on('data', () => (received += 1));
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
    });
    const { port } = await stopping(listen(tls));
    const ask = (board: Adapter) => board.ask(`https://127.0.0.1:${port}/`, { target: 'node' });
    const localHosts = ['127.0.0.1'];
    const fooled = adapter({ localHosts, pinSha256: '00'.repeat(32) });
    // What was hung up leaves its connection behind, not yet known, for the next request.
    ask(fooled).hangUp();
    for (let i = 0; i < 3; i += 1) {
      const asked = ask(fooled);
      await asked.end;
      assert.equal(asked.said, ['certificate-refused']);
    }
    assert.is(received, 0);
    const right = adapter({ localHosts, pinSha256: fingerprint });
    ask(right).hangUp();
    assert.is(await ask(right).end, 'end 200');
  },
);

http('a server that speaks no TLS has read nothing that is secret', async () => {
  let first = '';
  const server = await stopping(
    serveBytes((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
  );
  const board = adapter({ localHosts: ['127.0.0.1'], pinSha256: '00'.repeat(32) });
  const asked = board.ask(`https://127.0.0.1:${server.port}/`, {
    target: 'node',
    headers: { 'Grpc-Metadata-macaroon': 'c0ffee' },
  });
  for (const socket of server.accepted) socket.on('data', (bytes) => (first += bytes));
  assert.is(await asked.end, 'broken');
  assert.not.match(first, 'c0ffee');
});

const UNWRITABLE = [
  ['a line break in the credential', 'http://127.0.0.1:9/', { macaroon: 'c0\r\nHost: evil' }],
  ['no URL', 'http://', {}],
  ['another scheme', 'ftp://127.0.0.1/', {}],
] as const;
for (const [label, url, headers] of UNWRITABLE) {
  http(`${label}: nothing is sent, and that is a fault, not a crash`, async () => {
    const board = adapter({ localHosts: ['127.0.0.1'] });
    const asked = board.ask(url, { headers });
    assert.is(await asked.end, 'not-connected');
    assert.is(endings(asked), 1);
  });
}

http('a line break in a URL adds no header', async () => {
  const headers: unknown[] = [];
  const server = await stopping(
    serveHttp((request, reply) => {
      headers.push(request.url, request.headers['x-evil']);
      reply.end('{}');
    }),
  );
  const board = adapter({ localHosts: ['127.0.0.1'] });
  const asked = board.ask(`http://127.0.0.1:${server.port}/a\r\nx-evil:1\r\n`);
  assert.is(await asked.end, 'end 200');
  assert.equal(headers, ['/ax-evil:1', undefined]);
});

http.run();
