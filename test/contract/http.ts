/**
 * What HTTP is to the board, whatever stands behind it: an answer in parts and an end, or one named
 * fault, once; and the same name for the same trouble on the desk and on the device.
 */
import { createServer, type Socket } from 'node:net';
import * as assert from 'uvu/assert';
import type { CallFault } from '../../src/ports';
import type { Rule } from './flash';

export type Heard = {
  readonly ends: string[];
  body: string;
};
export type HttpBench = {
  /** Asks this port of 127.0.0.1 with GET; hears what becomes of it. */
  ask(port: number, timeoutMs: number, heard: Heard): () => void;
  close(): void;
};

const COMES_MS_MAX = 8_000;
/** The desk's sockets live by the wall clock, and have a second at least. */
const TIMEOUT_MS = 1_500;
const HEAD = 'HTTP/1.1 200 OK\r\nDate: Fri, 27 Nov 2026 10:00:00 GMT\r\n';
const DATE_SEC = 1_795_773_600;

type Serve = (socket: Socket) => void;
const say = (text: string, isLast = false): Serve => {
  return (socket) => (isLast ? socket.end(text) : socket.write(text));
};

const GOOD: readonly (readonly [name: string, serve: Serve, heard: string, body: string])[] = [
  ['a length', say(`${HEAD}Content-Length: 5\r\n\r\nhello`), `200 ${DATE_SEC}`, 'hello'],
  [
    'chunks',
    say(`${HEAD}Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n`),
    `200 ${DATE_SEC}`,
    'hello',
  ],
  ['a refusal', say('HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\nno'), '404 undefined', 'no'],
  [
    'a redirect, which is not followed',
    say('HTTP/1.1 302 Go\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n'),
    '302 undefined',
    '',
  ],
];

const BAD: readonly (readonly [name: string, serve: Serve, fault: CallFault])[] = [
  ['closes without a word', (socket) => socket.end(), 'broken'],
  ['is cut off within the headers', say(HEAD, true), 'broken'],
  ['is cut off within the body', say(`${HEAD}Content-Length: 9\r\n\r\nhel`, true), 'broken'],
  ['says what is no HTTP', say('SSH-2.0-server\r\n\r\n', true), 'broken'],
  ['says nothing', () => {}, 'timeout'],
  ['stops within the body', say(`${HEAD}Content-Length: 9\r\n\r\nhel`), 'timeout'],
];

export function httpContract(test: Rule, name: string, open: () => Promise<HttpBench>): void {
  const rule = (text: string, serve: Serve, check: (heard: Heard) => void, ms = TIMEOUT_MS) =>
    test(`http, ${name}: ${text}`, async () => {
      const bench = await open();
      const sockets: Socket[] = [];
      const server = createServer((socket) => {
        sockets.push(socket);
        socket.on('error', () => {});
        socket.once('data', () => serve(socket));
      });
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      const heard: Heard = { ends: [], body: '' };
      try {
        bench.ask((server.address() as { port: number }).port, ms, heard);
        await until(() => heard.ends.length > 0);
        await sleep(50); // a second end would come now
        check(heard);
      } finally {
        bench.close();
        for (const socket of sockets) socket.destroy();
        server.close();
      }
    });

  for (const [text, serve, wanted, body] of GOOD) {
    rule(`an answer with ${text}`, serve, (heard) => {
      assert.equal(heard.ends, [wanted]);
      assert.is(heard.body, body);
    });
  }
  for (const [text, serve, fault] of BAD) {
    rule(`a server that ${text}: ${fault}, once`, serve, ({ ends }) => {
      assert.equal(ends, [fault]);
    });
  }

  test(`http, ${name}: nobody there: not-connected`, async () => {
    const bench = await open();
    const heard: Heard = { ends: [], body: '' };
    bench.ask(1, TIMEOUT_MS, heard);
    await until(() => heard.ends.length > 0);
    bench.close();
    assert.equal(heard.ends, ['not-connected']);
  });

  test(`http, ${name}: after hanging up nothing is heard`, async () => {
    const bench = await open();
    const heard: Heard = { ends: [], body: '' };
    bench.ask(1, TIMEOUT_MS, heard)();
    await sleep(200);
    bench.close();
    assert.equal(heard, { ends: [], body: '' });
  });
}

async function until(isSo: () => boolean): Promise<void> {
  for (let ms = 0; ms < COMES_MS_MAX && !isSo(); ms += 10) await sleep(10);
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
