/**
 * A name whose second look-up says something else (DNS rebinding): what was judged is what is
 * connected to, because each connection looks the name up once.
 */
import type { LookupAddress } from 'node:dns';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { guardedLookup, type Resolve } from '../host-sim/http-adapter';
import { adapterWith, type Hostile, listen } from './hostile-servers';

const test = suite('address turns');

const toStop: { stop(): void }[] = [];
test.after.each(() => {
  for (const each of toStop.splice(0)) each.stop();
});
const stopping = <Stopped extends { stop(): void }>(each: Stopped): Stopped => {
  toStop.push(each);
  return each;
};

const found = (...texts: readonly string[]): LookupAddress[] =>
  texts.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

/** Says the next answer each time; `asked` counts. */
function turning(...answers: readonly LookupAddress[][]): { resolve: Resolve; asked: number } {
  const turn = {
    asked: 0,
    resolve: ((_, __, done) => {
      const answer = answers[Math.min(turn.asked, answers.length - 1)];
      turn.asked += 1;
      setImmediate(() => done(null, answer ?? []));
    }) as Resolve,
  };
  return turn;
}

/** What the socket is told to connect to, or the fault. */
const looked = (resolve: Resolve, all: boolean): Promise<string> =>
  new Promise((done) => {
    guardedLookup(resolve)('two.example', { all }, (error, address) => {
      if (error !== null) return done((error as { code?: string }).code ?? 'error');
      const list = typeof address === 'string' ? [address] : address.map((each) => each.address);
      done(list.join(' '));
    });
  });

const REFUSED = 'EFORBIDDEN';
const TURNS: readonly (readonly [first: LookupAddress[], then: LookupAddress[], said: string])[] = [
  [found('1.1.1.1'), found('127.0.0.1'), '1.1.1.1'],
  [found('127.0.0.1'), found('1.1.1.1'), REFUSED],
  [found('1.1.1.1', '192.168.1.1'), found('1.1.1.1'), REFUSED],
  [found('192.168.1.1', '1.1.1.1'), found('1.1.1.1'), REFUSED],
  [found('::ffff:127.0.0.1'), found('1.1.1.1'), REFUSED],
  [found('64:ff9b::7f00:1'), found('1.1.1.1'), REFUSED],
  [found('fe80::1%1'), found('1.1.1.1'), REFUSED],
  [found(), found('1.1.1.1'), REFUSED],
];

for (const [first, then, said] of TURNS) {
  const label = first.map(({ address }) => address).join(' ') || 'nothing';
  for (const all of [true, false]) {
    const how = all ? 'as a list' : 'as one';
    test(`address turns: of ${label} a link gets ${said}, from one look-up ${how}`, async () => {
      const turn = turning(first, then);
      assert.is(await looked(turn.resolve, all), said);
      assert.is(turn.asked, 1);
    });
  }
}

test('address turns: a list keeps its order, and nothing is put in', async () => {
  const turn = turning(found('2606:4700::1111', '1.1.1.1'));
  assert.is(await looked(turn.resolve, true), '2606:4700::1111 1.1.1.1');
});

test('address turns: a resolver that fails is no address', async () => {
  const error = Object.assign(new Error('no'), { code: 'X' });
  const failing: Resolve = (_, __, done) => done(error, []);
  assert.is(await looked(failing, true), 'X');
});

test('address turns: refused before any connection, whatever would be said next', async () => {
  const server = stopping(await serve('127.0.0.1'));
  const turn = turning(found('127.0.0.1'), found('1.1.1.1'));
  const board = stopping(adapterWith({ resolve: turn.resolve }));
  assert.is(await board.ask(`http://two.example:${server.port}/`).end, 'address-refused');
  assert.is(server.accepted.length, 0);
  assert.is(turn.asked, 1);
});

test('address turns: each time a link is asked anew it is judged anew', async () => {
  const turn = turning(found('10.0.0.1'), found('127.0.0.1'), found('fd00::1'));
  const board = stopping(adapterWith({ resolve: turn.resolve }));
  for (const asked of [1, 2, 3]) {
    assert.is(await board.ask('http://two.example:9/').end, 'address-refused');
    assert.is(turn.asked, asked);
  }
});

test('address turns: a connection is to the first answer, and lasts without another', async () => {
  const first = stopping(await serve('127.0.0.1'));
  const second = stopping(await serve('127.0.0.2', first.port));
  const turn = turning(found('127.0.0.1'), found('127.0.0.2'));
  const localHosts = [`two.example:${first.port}`];
  const board = stopping(adapterWith({ localHosts, resolve: turn.resolve }));
  for (let i = 0; i < 3; i += 1) {
    assert.is(await board.ask(`http://two.example:${first.port}/`).end, 'end 200');
  }
  assert.equal([first.accepted.length, second.accepted.length, turn.asked], [1, 0, 1]);
  for (const socket of first.accepted as Socket[]) socket.destroy();
  await new Promise((done) => setTimeout(done, 100));
  assert.is(await board.ask(`http://two.example:${first.port}/`).end, 'end 200');
  assert.equal([first.accepted.length, second.accepted.length, turn.asked], [1, 1, 2]);
});

function serve(host: string, port = 0): Promise<Hostile> {
  return listen(
    createServer((_, reply) => void reply.end('{}')),
    host,
    port,
  );
}

test.run();
