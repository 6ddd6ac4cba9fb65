/** Who may change something from the page, over real sockets: everybody else is refused. */
import { request } from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startStreet } from './page-street';

const test = suite('page control');

const SPEED = 60;
let street: Awaited<ReturnType<typeof startStreet>>;
let token = '';

type Asked = {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
};

/** A good control request, but for what is said otherwise; `undefined` leaves a header out. */
function ask({ path = '/control', method = 'POST', headers = {}, body = GOOD }: Asked) {
  const all: Record<string, string | undefined> = {
    host: new URL(street.url).host,
    origin: street.url,
    'x-page-token': token,
    'content-type': 'application/json',
    ...headers,
  };
  for (const [name, value] of Object.entries(all)) if (value === undefined) delete all[name];
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string }>(
    (done, failed) => {
      const { hostname, port } = new URL(street.url);
      const asked = request({ hostname, port, path, method, headers: all }, (reply) => {
        let text = '';
        reply.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        reply.on('end', () =>
          done({ status: reply.statusCode ?? 0, headers: reply.headers, text }),
        );
      });
      asked.on('error', failed);
      asked.end(method === 'POST' ? body : undefined);
    },
  );
}

const GOOD = JSON.stringify({ kind: 'empty-wallet', isHurt: true, board: 'flat-3' });
const leftOfFlat = () => street.run.payments.wallet('flat')?.balanceMilliSat() ?? -1;

async function until(holds: () => boolean): Promise<void> {
  const startedMs = performance.now();
  while (!holds() && performance.now() - startedMs < 2_000) {
    await new Promise((done) => setTimeout(done, 10));
  }
  assert.ok(holds(), 'within 2 s');
}

test.before(async () => {
  street = await startStreet(0, SPEED);
  const { text } = await ask({ path: '/', method: 'GET' });
  token = /name="page-token" content="([0-9a-f]{32})"/.exec(text)?.[1] ?? '';
  assert.is(token.length, 32);
});
test.after(async () => street.stop());

const REFUSED: readonly (readonly [what: string, status: number, asked: Asked])[] = [
  ['without a token', 403, { headers: { 'x-page-token': undefined } }],
  ['with another token', 403, { headers: { 'x-page-token': 'f'.repeat(32) } }],
  ['with a shorter token', 403, { headers: { 'x-page-token': 'f' } }],
  ['without an Origin', 403, { headers: { origin: undefined } }],
  ['from another Origin', 403, { headers: { origin: 'http://evil.example' } }],
  ['from an opaque Origin', 403, { headers: { origin: 'null' } }],
  ['for another Host', 421, { headers: { host: 'evil.example', origin: 'http://evil.example' } }],
  ['for another port', 421, { headers: { host: '127.0.0.1:1', origin: 'http://127.0.0.1:1' } }],
  ['as a form', 415, { headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
  ['as plain text', 415, { headers: { 'content-type': 'text/plain' } }],
  ['without a type', 415, { headers: { 'content-type': undefined } }],
  ['longer than 1 KB', 413, { body: `${GOOD}${' '.repeat(1_024)}` }],
  [
    'longer than 1 KB without saying so',
    413,
    { body: `${GOOD}${' '.repeat(1_024)}`, headers: { 'transfer-encoding': 'chunked' } },
  ],
  ['that is not JSON', 400, { body: '{' }],
  ['that is no object', 400, { body: '[]' }],
  ['for an unknown control', 400, { body: '{"kind":"explode","isHurt":true,"board":"yard"}' }],
  ['without saying which way', 400, { body: '{"kind":"unplug","board":"yard"}' }],
  ['with an unknown field', 400, { body: '{"kind":"unplug","isHurt":true,"board":"yard","x":1}' }],
  ['without a board', 400, { body: '{"kind":"unplug","isHurt":true}' }],
  ['for a board that is not there', 404, { body: '{"kind":"unplug","isHurt":true,"board":"x"}' }],
  ['for the node of one board', 400, { body: '{"kind":"node-away","isHurt":true,"board":"yard"}' }],
  ['by GET', 405, { method: 'GET' }],
];

for (const [what, status, asked] of REFUSED) {
  test(`control: a request ${what} is refused with ${status}`, async () => {
    const reply = await ask(asked);
    assert.is(reply.status, status);
    assert.ok(leftOfFlat() > 0, 'nothing was done');
  });
}

test('control: a request from the page is done, and its opposite too', async () => {
  assert.is((await ask({})).status, 204);
  await until(() => leftOfFlat() === 0);
  const body = JSON.stringify({ kind: 'empty-wallet', isHurt: false, board: 'flat-3' });
  assert.is((await ask({ body })).status, 204);
  await until(() => leftOfFlat() > 0);
});

test('server: the page runs no script but its own and is shown in no frame', async () => {
  const { headers, text } = await ask({ path: '/', method: 'GET' });
  const policy = String(headers['content-security-policy']);
  for (const part of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"]) {
    assert.ok(policy.includes(part), part);
  }
  assert.not.match(policy, /unsafe/);
  assert.not.match(
    text,
    /<script(?![^>]* src=)|<style| style=| on\w+=|https?:\/\/(?!www\.w3\.org)/,
  );
});

test('server: reads are refused for another Host, and what is not there', async () => {
  const evil = { host: 'evil.example' };
  assert.is((await ask({ path: '/', method: 'GET', headers: evil })).status, 421);
  assert.is((await ask({ path: '/events', method: 'GET', headers: evil })).status, 421);
  assert.is((await ask({ path: '/%2e%2e/package.json', method: 'GET' })).status, 404);
  assert.is((await ask({ path: '//', method: 'GET' })).status, 404);
  assert.is((await ask({ path: '/events' })).status, 405);
});

test('server: a port that is taken is the system\u2019s error', async () => {
  const { port } = new URL(street.url);
  let code = '';
  try {
    await startStreet(Number(port), SPEED);
  } catch (error) {
    code = (error as NodeJS.ErrnoException).code ?? '';
  }
  assert.is(code, 'EADDRINUSE');
});

test.run();
