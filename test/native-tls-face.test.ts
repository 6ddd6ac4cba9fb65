/** What JavaScript may rely on: no call waits, all is bounded, no forbidden address is met. */
import { readdirSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isForbiddenAddress } from '../src/web/address';
import { createWholeChance } from './chance';
import { buildNative, missingForNative, NATIVE, said } from './native-build';
import { makeLeaf, pinOf } from './native-tls-certificates';
import { type NativeClient, OPEN, type Opening, startClient } from './native-tls-client';
import { buildTlsClient, type Served, serveBytes, serveTls } from './native-tls-servers';

const face = suite('native-tls-face');
const missing = missingForNative();
if (missing !== undefined) console.log(`skipped: TLS of the board, its face: ${missing}`);

const leaf = await makeLeaf();
const trust = pinOf(leaf);
const CORPUS = 'test/native/corpus-tls-trust';
const BUSY = -7;
const BAD_ARGUMENT = -6;

let client: NativeClient;
let server: Served;
let silent: Served;

face.before(async () => {
  client = startClient(await buildTlsClient(), {});
  server = await serveTls(leaf);
  silent = await serveBytes(Buffer.alloc(0));
});
face.after.each(async () => {
  await client.close(0);
  await client.close(1);
});
face.after(async () => {
  server.stop();
  silent.stop();
  await client.stop();
});

face('native-tls: the ring keeps its order and its bytes', async () => {
  const program = await buildNative('tls-ring', [`${NATIVE}/tls-ring.c`]);
  const { code, text } = await said(program, []);
  assert.is(code, 0, text);
  assert.match(text, /^1\.\.9$/m);
});

face(
  'native-tls: nothing that parses the trust of a request is hurt by what it is given',
  async () => {
    const sources = [`${NATIVE}/tls-trust.c`, `${NATIVE}/tls-address.c`];
    const desk = `${NATIVE}/desk/esp_crt_bundle.c`;
    const program = await buildNative('fuzz-tls-trust', [...sources, desk]);
    const files = readdirSync(CORPUS).map((file) => `${CORPUS}/${file}`);
    const { code, text } = await said(program, files);
    assert.is(code, 0, text);
    assert.match(text, new RegExp(`^ok 1 - \\d{4,} runs of ${files.length} files$`, 'm'));
  },
);

/** Every range's first bytes with every neighbour, and as many of plain chance. */
function addresses(): readonly (readonly number[])[] {
  const below = createWholeChance(4);
  const tail = (start: readonly number[], length: number) => [
    ...start,
    ...Array.from({ length: length - start.length }, () => [0, 1, 255, below(256)][below(4)] ?? 0),
  ];
  const found: number[][] = [[], [1, 2, 3], Array.from({ length: 15 }, () => 0x20)];
  for (let first = 0; first < 256; first += 1) {
    for (let second = 0; second < 256; second += 1) {
      found.push(tail([first, second], 4), tail([first, second], 16));
    }
  }
  for (const first of [192, 198, 203, 169, 172, 100]) {
    for (let third = 0; third < 256; third += 1) {
      found.push(tail([first, [0, 88, 51, 18, 19, 168][below(6)] ?? 0, third], 4));
    }
  }
  for (let round = 0; round < 4_000; round += 1) {
    const ipv4 = tail([[10, 127, 8, 192, 100, 224][below(6)] ?? 0], 4);
    found.push(tail([0x20, 0x02, ...ipv4], 16), tail([0x20, 0x01, below(4), below(256)], 16));
    found.push([0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, ...ipv4]);
    found.push([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ...ipv4]);
    found.push(tail([0x3f, 0xff, below(256)], 16), tail([0, 0x64, 0xff, 0x9b, below(2)], 16));
  }
  return found;
}

face('native-tls: C and TypeScript forbid the same addresses', async () => {
  const program = await buildNative('tls-address', [`${NATIVE}/tls-address.c`]);
  const asked = addresses();
  const lines = asked.map((bytes) => `${Buffer.from(bytes).toString('hex')}\n`);
  const { code, text } = await said(program, [], lines.join(''));
  assert.is(code, 0, text);
  const answers = text.trim().split('\n');
  assert.is(answers.length, asked.length);
  const wrong = asked.filter((bytes, at) => isForbiddenAddress(bytes) !== (answers[at] === '1'));
  assert.equal(wrong, []);
  assert.ok(answers.filter((answer) => answer === '0').length > 1_000);
});

/** The client resolves `=A,B` to those, and lets nothing leave the machine. */
const PLACES: readonly (readonly [host: string, fault: string])[] = [
  ['127.0.0.1', 'address-refused'],
  ['localhost', 'address-refused'],
  ['2130706433', 'address-refused'], // 127.0.0.1 as some resolvers read it
  ['=10.1.2.3', 'address-refused'],
  ['=169.254.169.254', 'address-refused'],
  ['=0.0.0.0', 'address-refused'],
  ['=::1', 'address-refused'],
  ['=fd00::1', 'address-refused'],
  ['=fe80::1', 'address-refused'],
  ['=::ffff:127.0.0.1', 'address-refused'],
  ['=64:ff9b::7f00:1', 'address-refused'],
  ['=1.1.1.1,10.0.0.1', 'address-refused'],
  ['=1.1.1.1', 'not-connected'],
  ['=2606:4700::1111,1.1.1.1', 'not-connected'],
];
for (const [host, fault] of PLACES) {
  face(`native-tls: ${host} is ${fault} to a link`, async () => {
    const told = await client.meet({ host, port: server.port, trust, allowPrivate: false });
    assert.is(told.fault, fault);
  });
}

/** A second look-up between judging and connecting would find the other address. */
const TURNS: readonly (readonly [host: string, faults: readonly string[]])[] = [
  ['~1.1.1.1,127.0.0.1', ['not-connected', 'address-refused']],
  ['~127.0.0.1,1.1.1.1', ['address-refused', 'not-connected']],
  ['~10.0.0.1,127.0.0.1', ['address-refused', 'address-refused']],
];
for (const [host, faults] of TURNS) {
  face(`native-tls: ${host} is judged by the answer it is connected to: ${faults}`, async () => {
    for (const fault of faults) {
      const told = await client.meet({ host, port: server.port, trust, allowPrivate: false });
      assert.is(told.fault, fault);
      await client.close();
    }
  });
}

face('native-tls: an address that the owner named is met wherever it is', async () => {
  const told = await client.meet({ host: '=127.0.0.1', port: server.port, trust });
  assert.is(told.status, OPEN);
});

const REFUSED: readonly (readonly [what: string, opening: Partial<Opening>])[] = [
  ['a third slot', { slot: 2 }],
  ['a slot before the first', { slot: -1 }],
  ['port 0', { port: 0 }],
  ['port 65536', { port: 65_536 }],
  ['a host longer than a name can be', { host: 'h'.repeat(254) }],
  ['a server name longer than a name can be', { name: 'n'.repeat(254) }],
  ['no deadline', { deadlineMs: 0 }],
  ['a deadline of hours', { deadlineMs: 7_200_000 }],
  ['no trust', { trust: 'none' }],
  ['a short pin', { trust: trust.slice(0, -1) }],
  ['a long pin', { trust: `${trust}0` }],
  ['a pin with another letter', { trust: `${trust.slice(0, -1)}g` }],
  ['a bundle and more', { trust: 'bundle2' }],
  ['an authority without a certificate', { trust: 'ca:hello' }],
];
for (const [what, opening] of REFUSED) {
  face(`native-tls: ${what} is refused at once`, async () => {
    assert.is(await client.open({ port: server.port, trust, ...opening }), BAD_ARGUMENT);
    assert.equal(await client.told('tell 0'), { status: 0, fault: '-', expiresSec: 0 });
  });
}

face('native-tls: two connections at once, and a slot in use takes no other', async () => {
  assert.is((await client.meet({ port: server.port, trust })).status, OPEN);
  assert.is((await client.meet({ port: server.port, trust, slot: 1 })).status, OPEN);
  assert.is(await client.open({ port: server.port, trust }), BUSY);
  assert.is((await client.told('tell 0')).status, OPEN);
});

face('native-tls: a deadline is kept while the resolver holds on, and no call waits', async () => {
  await client.ask('slowest');
  const beganAtMs = performance.now();
  const told = await client.meet({ host: 'slow', port: server.port, trust, deadlineMs: 300 });
  assert.is(told.fault, 'timeout');
  assert.ok(performance.now() - beganAtMs < 2_000);
  await client.close();
  await client.meet({ port: silent.port, trust, deadlineMs: 1_500, slot: 1 });
  // Far above what a busy machine adds, and below what a call that waits would take.
  assert.ok(Number(await client.ask('slowest')) < 1_000);
});

/** When a worker that was given up has ended, at most 10 s. */
async function openWhenFree(opening: Opening): Promise<number> {
  for (let looks = 0; looks < 200; looks += 1) {
    const answer = await client.open(opening);
    if (answer !== BUSY) return answer;
    await new Promise((done) => setTimeout(done, 50));
  }
  return BUSY;
}

face('native-tls: a closed slot is free at once, but given-up resolvers are counted', async () => {
  const slow = { host: 'slow', port: server.port, trust };
  for (let round = 0; round < 4; round += 1) {
    assert.is(await openWhenFree(slow), 0);
    await client.close();
  }
  assert.is(await client.open(slow), BUSY);
  assert.is(await openWhenFree({ port: server.port, trust }), 0);
  assert.is((await client.told('settle 0 9000')).status, OPEN);
});

face('native-tls: a slot closed in the middle of a handshake takes the next one', async () => {
  for (let round = 0; round < 30; round += 1) {
    const slot = round % 2;
    assert.is(await openWhenFree({ port: silent.port, trust, slot }), 0);
    if (round % 3 === 0) await client.ask(`settle ${slot} 10`);
    await client.close(slot);
    assert.is(await openWhenFree({ port: server.port, trust, slot }), 0);
    assert.is((await client.told(`settle ${slot} 9000`)).status, OPEN);
    await client.close(slot);
  }
});

if (missing === undefined) face.run();
