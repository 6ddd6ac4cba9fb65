/** The TLS of the board against peers that mean no good, or are not there: it ends, with a name. */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { missingForNative } from './native-build';
import { makeLeaf, pinOf } from './native-tls-certificates';
import { type NativeClient, OPEN, type Opening, startClient } from './native-tls-client';
import {
  type Bend,
  bendTls,
  buildTlsClient,
  type Served,
  serveBytes,
  serveTls,
} from './native-tls-servers';

const hostile = suite('native-tls-hostile');
const missing = missingForNative();
if (missing !== undefined) console.log(`skipped: TLS of the board, hostile peers: ${missing}`);

const leaf = await makeLeaf();
const trust = pinOf(leaf);
/** So many clients of two slots each share a sweep over all bytes. */
const CLIENTS = 8;
const STALL_MS = 150;
/** Where the peer's end is what ends it, also on a busy machine. */
const AMPLE_MS = 20_000;

let client: NativeClient;
const servers: Served[] = [];

async function kept<Each extends Served>(served: Promise<Each>): Promise<Each> {
  servers.push(await served);
  return served;
}

const serve = (talk?: (socket: TLSSocket) => void) => kept(serveTls(leaf, {}, talk));

hostile.before(async () => {
  client = startClient(await buildTlsClient(), {});
});
hostile.after.each(async () => {
  await client.close(0);
  await client.close(1);
  for (const served of servers.splice(0)) served.stop();
});
hostile.after(() => client.stop());

async function faultOf(opening: Partial<Opening> & { readonly port: number }): Promise<string> {
  const { fault } = await client.meet({ trust, deadlineMs: AMPLE_MS, ...opening });
  await client.close();
  return fault;
}

/** Length of the first flight of a server that knows nothing of us. */
async function firstFlight(): Promise<number> {
  const wire = await kept(bendTls(await serve()));
  const stranger = startClient(await buildTlsClient(), {});
  const { status } = await stranger.meet({ port: wire.port, trust });
  await stranger.stop();
  assert.is(status, OPEN);
  return wire.firstFlightBytes;
}

/** The faults of one handshake for each of `bytes`, with how often each came. */
async function sweep(how: Bend['how'], bytes: readonly number[]): Promise<Record<string, number>> {
  const served = await serve();
  const faults: Record<string, number> = {};
  const deadlineMs = how === 'close' || how === 'reset' ? AMPLE_MS : STALL_MS;
  const waiting = [...bytes];
  const program = await buildTlsClient();
  const work = async (one: NativeClient, slot: number) => {
    const wire = await kept(bendTls(served));
    for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
      wire.bend = { at, how };
      const told = await one.meet({ port: wire.port, trust, slot, deadlineMs });
      await one.close(slot);
      faults[told.fault] = (faults[told.fault] ?? 0) + 1;
    }
  };
  const clients = Array.from({ length: CLIENTS }, () => startClient(program, {}));
  await Promise.all(clients.flatMap((one) => [work(one, 0), work(one, 1)]));
  await Promise.all(clients.map((one) => one.stop()));
  return faults;
}

const upTo = (end: number, step = 1) =>
  Array.from({ length: Math.ceil(end / step) }, (_, at) => at * step);
/** The length of an ECDSA signature varies by a few bytes from handshake to handshake. */
const SIGNATURE_SLACK = 8;

hostile(
  'native-tls: a peer that stalls at any byte of its first flight ends with timeout',
  async () => {
    const bytes = upTo((await firstFlight()) - SIGNATURE_SLACK);
    assert.ok(bytes.length > 400, `a first flight of ${bytes.length} bytes`);
    assert.equal(await sweep('stall', bytes), { timeout: bytes.length });
  },
);

hostile('native-tls: a handshake cut at any byte ends with broken', async () => {
  const bytes = upTo((await firstFlight()) - SIGNATURE_SLACK, 3);
  assert.equal(await sweep('close', bytes), { broken: bytes.length });
});

hostile('native-tls: a handshake reset at any byte ends with broken', async () => {
  const bytes = upTo((await firstFlight()) - SIGNATURE_SLACK, 29);
  assert.equal(await sweep('reset', bytes), { broken: bytes.length });
});

hostile('native-tls: a handshake with a bit turned at any byte is never let in', async () => {
  // The version of a record (bytes 1 and 2) is the only part that nothing vouches for.
  const bytes = upTo((await firstFlight()) - SIGNATURE_SLACK, 2).filter((at) => at > 4);
  const { '-': opened = 0, ...faults } = await sweep('flip', bytes);
  assert.is(opened, 0, JSON.stringify(faults));
  assert.equal(
    Object.keys(faults).filter(
      (each) => !['broken', 'certificate-refused', 'timeout'].includes(each),
    ),
    [],
  );
});

hostile('native-tls: a handshake byte by byte does not outlast the deadline', async () => {
  const wire = await kept(bendTls(await serve()));
  wire.bend = { at: 0, how: 'drip' };
  const beganAtMs = performance.now();
  assert.is(await faultOf({ port: wire.port, deadlineMs: 700 }), 'timeout');
  assert.ok(performance.now() - beganAtMs < 3_000);
});

const GARBAGE: readonly (readonly [what: string, bytes: Buffer])[] = [
  ['a web server without TLS', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ['an alert', Buffer.from('1503030002022800', 'hex')],
  [
    'a record of the greatest length',
    Buffer.concat([Buffer.from('160303ffff', 'hex'), Buffer.alloc(70_000)]),
  ],
  [
    'records without content',
    Buffer.concat(Array.from({ length: 9_000 }, () => Buffer.from('1603030000', 'hex'))),
  ],
  [
    'warnings without end',
    Buffer.concat(Array.from({ length: 20_000 }, () => Buffer.from('15030300020170', 'hex'))),
  ],
  [
    'a handshake message of 16 MB',
    Buffer.concat([
      Buffer.from('160303400002ffffff', 'hex'),
      Buffer.alloc(16_380),
      Buffer.from('1603034000', 'hex'),
      Buffer.alloc(50_000),
    ]),
  ],
];
for (const [what, bytes] of GARBAGE) {
  hostile(`native-tls: ${what} ends with broken`, async () => {
    const { port } = await kept(serveBytes(bytes));
    assert.is(await faultOf({ port }), 'broken');
  });
}

hostile('native-tls: garbage ends with a name, whatever it is', async () => {
  for (let round = 0; round < 20; round += 1) {
    const start = Buffer.from('16030300', 'hex').subarray(0, round % 5);
    const { port } = await kept(serveBytes(Buffer.concat([start, randomBytes(400)])));
    assert.ok(['broken', 'timeout'].includes(await faultOf({ port, deadlineMs: STALL_MS })));
  }
});

hostile('native-tls: a peer that resets an open connection ends it with broken', async () => {
  const wire = await kept(bendTls(await serve()));
  await client.meet({ port: wire.port, trust });
  assert.is(await client.ask('echo 0 5000 5000'), '5000 5000');
  wire.reset();
  assert.is((await client.told('end 0 5000')).fault, 'broken');
  assert.is(await client.ask('say 0 more'), '-5');
});

hostile(
  'native-tls: an end without farewell is broken, and what came before is still read',
  async () => {
    const { port } = await serve((socket) => {
      socket.write('x'.repeat(500), () => setTimeout(() => socket.destroy(), 100));
    });
    await client.meet({ port, trust });
    assert.match(await client.ask('hear 0 5000'), /^500 -5 x+$/);
  },
);

hostile('native-tls: a peer that takes nothing more ends with timeout', async () => {
  const { port } = await serve((socket) => void socket.pause());
  await client.meet({ port, trust, deadlineMs: 500 });
  assert.match(await client.ask('flood 0 20000'), /^-4 \d{5,}$/);
  assert.is((await client.told('tell 0')).fault, 'timeout');
});

hostile(
  'native-tls: a record that stops in its middle ends with timeout, silence does not',
  async () => {
    const wire = await kept(
      bendTls(await serve((socket) => socket.once('data', () => socket.write('y'.repeat(600))))),
    );
    await client.meet({ port: wire.port, trust, deadlineMs: 400 });
    await new Promise((done) => setTimeout(done, 900));
    assert.is((await client.told('tell 0')).status, OPEN);
    await client.close();

    // A client without a session, so that the handshake is as long as the first was.
    const stranger = startClient(await buildTlsClient(), {});
    wire.bend = { at: wire.firstFlightBytes + 700, how: 'stall' };
    await stranger.meet({ port: wire.port, trust, deadlineMs: 400 });
    await stranger.ask('say 0 go');
    const { fault } = await stranger.told('end 0 5000');
    await stranger.stop();
    assert.is(fault, 'timeout');
  },
);

hostile('native-tls: nobody there is not-connected, and no name for it neither', async () => {
  const gone = await new Promise<number>((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });
  assert.is(await faultOf({ port: gone }), 'not-connected');
  assert.is(await faultOf({ port: gone, host: 'nowhere' }), 'not-connected');
});

if (missing === undefined) hostile.run();
