/** HTTP on the device: one kept connection per origin, a deadline for all, every fault named. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { durationMs } from '../src/units';
import { bench, CHUNKED, DATE_SEC, GOOD, HEAD, LINK, NODE } from './http-bench';
import { clientName } from './sdk-client';

const http = suite(`http-port (client ${clientName()})`);

for (const [what, answer] of [
  ['a body of known length', GOOD],
  ['a body in chunks', CHUNKED],
] as const) {
  http(`brings ${what}, cut anywhere`, async () => {
    for (let piece = 1; piece <= answer.length; piece += piece < 20 ? 1 : 37) {
      const { clock, lines, ask, open } = await bench();
      const asked = ask(NODE);
      open(lines[0]!);
      assert.match(lines[0]!.sent, /^POST \/v1\/invoices HTTP\/1.1\r\nhost: node.example:8080\r\n/);
      assert.ok(lines[0]!.sent.endsWith('{"value":"1"}'), lines[0]!.sent);
      lines[0]!.reply(answer, piece);
      clock.advance(1);
      assert.equal(asked.heard, [`200 {"a":1} ${DATE_SEC}`], `in pieces of ${piece}`);
      assert.is(clock.waiting, 0, 'no timer is left');
    }
  });
}

http('keeps the connection of an origin, and opens none for the next request', async () => {
  const { clock, lines, ask, open } = await bench();
  const first = ask(NODE);
  const second = ask(NODE);
  open(lines[0]!);
  lines[0]!.reply(GOOD);
  clock.advance(1);
  assert.is(first.heard.length, 1);
  assert.is(second.heard.length, 0, 'one after the other');
  lines[0]!.reply(CHUNKED);
  clock.advance(1);
  assert.is(second.heard.length, 1);
  assert.is(lines.length, 1);
});

http(
  'what goes out once goes out on a connection of its own, and what follows may use it',
  async () => {
    const { clock, lines, ask, open } = await bench();
    ask(LINK);
    open(lines[0]!);
    lines[0]!.reply(GOOD);
    clock.advance(1);
    const once = ask({ ...LINK, isOnce: true });
    assert.is(lines.length, 2);
    assert.ok(lines[0]!.isClosed);
    open(lines[1]!);
    lines[1]!.reply(GOOD);
    clock.advance(1);
    assert.is(once.heard.length, 1);
    const next = ask(LINK);
    assert.is(lines.length, 2);
    lines[1]!.reply(GOOD);
    clock.advance(1);
    assert.is(next.heard.length, 1);
  },
);

http('what goes out once waits for a connection in use, and then takes a new one', async () => {
  const { clock, lines, ask, open } = await bench();
  ask(LINK);
  const once = ask({ ...LINK, isOnce: true });
  open(lines[0]!);
  assert.is(lines.length, 1);
  lines[0]!.reply(GOOD);
  clock.advance(1);
  assert.is(lines.length, 2);
  open(lines[1]!);
  lines[1]!.reply(GOOD);
  clock.advance(1);
  assert.is(once.heard.length, 1);
});

http('holds two connections at most, and lets the one go that rests longest', async () => {
  const { clock, lines, ask, open } = await bench();
  ask(NODE);
  ask(LINK);
  const third = ask({ ...LINK, host: 'third.example' });
  assert.is(lines.length, 2, 'both are in use');
  open(lines[1]!);
  lines[1]!.reply(GOOD);
  clock.advance(1);
  assert.ok(lines[1]!.isClosed);
  assert.is(lines[2]!.target.host, 'third.example');
  open(lines[2]!);
  lines[2]!.reply(GOOD);
  clock.advance(1);
  assert.is(third.heard.length, 1);
  assert.not(lines[0]!.isClosed);
});

for (const [what, other] of [
  ['scheme', { isSecure: false }],
  ['host', { host: 'other.example' }],
  ['port', { port: 8081 }],
  ['trust', { trust: 'ca:other' }],
  ['leave to be at a private address', { allowPrivate: false }],
] as const) {
  http(`a connection is never lent to a request with another ${what}`, async () => {
    const { clock, lines, ask, open } = await bench();
    ask(NODE);
    open(lines[0]!);
    lines[0]!.reply(GOOD);
    clock.advance(1);
    ask({ ...NODE, ...other });
    assert.is(lines.length, 2);
  });
}

http('a fault before there was a connection keeps its name, and is unknown after', async () => {
  for (const fault of ['not-connected', 'address-refused', 'certificate-refused'] as const) {
    const { lines, ask, open } = await bench();
    const before = ask(NODE);
    lines[0]!.events.onFault(fault);
    assert.equal(before.heard, [fault]);
    const after = ask(LINK);
    open(lines[1]!);
    lines[1]!.events.onFault(fault);
    assert.equal(after.heard, ['broken']);
  }
});

http('without a length the end of the connection ends the body', async () => {
  const { clock, lines, ask, open } = await bench();
  const asked = ask(LINK);
  open(lines[0]!);
  lines[0]!.reply(`${HEAD}\r\n{"a":1}`);
  lines[0]!.events.onFault('broken');
  clock.advance(1);
  assert.equal(asked.heard, [`200 {"a":1} ${DATE_SEC}`]);
});

http('a body that is cut short is broken', async () => {
  const { lines, ask, open } = await bench();
  for (const answer of [GOOD, CHUNKED]) {
    const asked = ask({ ...LINK, host: `host${lines.length}.example` });
    const line = lines[lines.length - 1]!;
    open(line);
    line.reply(answer.slice(0, -3));
    line.events.onFault('broken');
    assert.equal(asked.heard, ['broken']);
  }
});

http('a server that closes after the answer is connected to anew', async () => {
  const { clock, lines, ask, open } = await bench();
  ask(LINK);
  open(lines[0]!);
  lines[0]!.reply(GOOD.replace('Content-Length', 'Connection: close\r\nContent-Length'));
  clock.advance(1);
  ask(LINK);
  assert.is(lines.length, 2);
});

for (const [what, until] of [
  ['connect', ''],
  ['headers', 'HTTP/1.1 200 OK\r\n'],
  ['body', GOOD.slice(0, -3)],
] as const) {
  http(`a server that stalls at ${what} is left within its deadline`, async () => {
    const { clock, lines, ask, open } = await bench();
    const asked = ask(LINK);
    if (until !== '') open(lines[0]!);
    lines[0]!.reply(until);
    clock.advance(31_000);
    assert.equal(asked.heard, ['timeout']);
    assert.ok(lines[0]!.isClosed);
    assert.is(clock.waiting, 0);
  });
}

http('a server that drips is left when the whole has taken too long', async () => {
  const { clock, lines, ask, open } = await bench();
  const asked = ask({ ...LINK, timeoutMs: durationMs(20_000) });
  open(lines[0]!);
  lines[0]!.reply(`${HEAD}Content-Length: 500\r\n\r\n`);
  for (let second = 0; second < 25; second++) {
    lines[0]!.reply(' ');
    clock.advance(1_000);
  }
  assert.equal(asked.heard, ['timeout']);
  assert.is(asked.body().length, 20);
});

http('what waits is bounded, and what is beyond that was not acted on', async () => {
  const { clock, ask } = await bench();
  const all = Array.from({ length: 12 }, () => ask(NODE));
  clock.advance(1);
  const refused = all.filter(({ heard }) => heard[0] === 'not-connected');
  assert.is(refused.length, 3, 'one is on its way, eight wait');
});

http('who hangs up hears nothing more', async () => {
  const { clock, lines, ask, open } = await bench();
  const asked = ask(LINK);
  open(lines[0]!);
  lines[0]!.reply(GOOD.slice(0, -3));
  asked.hangUp();
  assert.ok(lines[0]!.isClosed);
  lines[0]!.events.onReadable(3);
  clock.advance(60_000);
  assert.equal(asked.heard, []);
  assert.is(clock.waiting, 0);
});

http.run();
