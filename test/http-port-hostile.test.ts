/** HTTP on the device: servers that send what no client expects cost a connection, never the VM. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bench, CHUNKED, DATE_SEC, GOOD, LINK } from './http-bench';
import { clientName } from './sdk-client';

const http = suite(`http-port-hostile (client ${clientName()})`);

for (const [what, bytes] of [
  ['a trailer behind the last chunk', CHUNKED.replace('0\r\n\r\n', '0\r\nX-Y: z\r\n\r\n')],
  ['a header without end', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(20_000)}`],
  ['headers without end', `HTTP/1.1 200 OK\r\n${'A: b\r\n'.repeat(5_000)}`],
  ['a chunk size without end', CHUNKED.replace('3\r\n{"a', `0${'0'.repeat(20_000)}`)],
] as const) {
  http(`${what} breaks the connection and nothing else`, async () => {
    for (const piece of [1, 7, 1_536]) {
      const { clock, lines, ask, open } = await bench();
      const asked = ask(LINK);
      open(lines[0]!);
      lines[0]!.reply(bytes, piece);
      clock.advance(1);
      assert.equal(asked.heard, ['broken'], `in pieces of ${piece}`);
      assert.ok(lines[0]!.isClosed);
    }
  });
}

http('garbage in place of an answer ends as a fault, whatever it is', async () => {
  for (const bytes of [
    '\r\n',
    'x',
    'HTTP/1.1\r\n\r\n',
    '\0'.repeat(3_000),
    `${'\r\n'.repeat(99)}`,
  ]) {
    const { clock, lines, ask, open } = await bench();
    const asked = ask(LINK);
    open(lines[0]!);
    lines[0]!.reply(bytes);
    clock.advance(60_000);
    assert.is(asked.heard.length, 1, JSON.stringify(bytes.slice(0, 20)));
    assert.ok(['broken', 'timeout'].includes(asked.heard[0]!), asked.heard[0]);
  }
});

http('bytes behind an answer, or that nobody asked for, cost the connection alone', async () => {
  const { clock, lines, ask, open } = await bench();
  const first = ask(LINK);
  open(lines[0]!);
  lines[0]!.reply(`${GOOD}HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n`);
  clock.advance(1);
  assert.equal(first.heard, [`200 {"a":1} ${DATE_SEC}`]);
  assert.ok(lines[0]!.isClosed);
  const second = ask(LINK);
  open(lines[1]!);
  lines[1]!.reply(GOOD);
  clock.advance(1);
  lines[1]!.reply('HTTP/1.1 200 OK\r\n\r\n');
  assert.equal(second.heard, [`200 {"a":1} ${DATE_SEC}`]);
  assert.ok(lines[1]!.isClosed);
});

http.run();
