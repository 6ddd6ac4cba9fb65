/** The TLS of the board against real servers: whom it lets in, and what becomes of the bytes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket, TlsOptions } from 'node:tls';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { missingForNative } from './native-build';
import {
  daysFromNow,
  expiresSec,
  makeAuthority,
  makeLeaf,
  pinOf,
  type Signed,
} from './native-tls-certificates';
import { CLOSED, type NativeClient, OPEN, type Opening, startClient } from './native-tls-client';
import { buildTlsClient, type Served, serveTls } from './native-tls-servers';

const tls = suite('native-tls');
const missing = missingForNative();
if (missing !== undefined) console.log(`skipped: TLS of the board: ${missing}`);

const folder = mkdtempSync(join(tmpdir(), 'native-tls-'));
const root = await makeAuthority('root');
const intermediate = await makeAuthority('intermediate', root);
const stranger = await makeAuthority('stranger');
const good = await makeLeaf({ by: intermediate });
const selfSigned = await makeLeaf();
writeFileSync(join(folder, 'root.pem'), root.cert);
writeFileSync(join(folder, 'both.pem'), `${stranger.cert}\n${root.cert}`);
writeFileSync(join(folder, 'half.pem'), `${root.cert}\n${stranger.cert.replace('MII', '!II')}`);
const CA = `@${join(folder, 'root.pem')}`;

let client: NativeClient;
const servers: Served[] = [];

const withChain = (leaf: Signed, ...chain: readonly Signed[]): Signed => ({
  key: leaf.key,
  cert: [leaf, ...chain].map((each) => each.cert).join('\n'),
});

async function serve(
  signed: Signed,
  options?: TlsOptions,
  talk?: (socket: TLSSocket) => void,
): Promise<Served> {
  const served = await serveTls(signed, options, talk);
  servers.push(served);
  return served;
}

tls.before(async () => {
  client = startClient(await buildTlsClient(), { DC_CA_FILE: join(folder, 'root.pem') });
});
tls.after.each(async () => {
  await client.close(0);
  await client.close(1);
  for (const served of servers.splice(0)) served.stop();
});
tls.after(async () => {
  rmSync(folder, { recursive: true });
  await client.stop();
});

type Row = readonly [
  rule: string,
  fault: string,
  serve: () => Promise<Signed> | Signed,
  opening?: Partial<Opening>,
];

const chain = () => withChain(good, intermediate);
const aged = (from: number, until: number) => async () =>
  withChain(
    await makeLeaf({ by: intermediate, from: daysFromNow(from), until: daysFromNow(until) }),
    intermediate,
  );
const named = (name: string): Partial<Opening> => ({ name, trust: CA });

const CERTIFICATES: readonly Row[] = [
  ['a good chain is let in', '-', chain, named('localhost')],
  ['a good chain is let in by the bundle', '-', chain, { name: 'localhost', trust: 'bundle' }],
  ['a name in capitals is the same name', '-', chain, named('LOCALHOST')],
  ['one of two authorities is enough', '-', chain, { trust: `@${join(folder, 'both.pem')}` }],
  ['a leaf that the root signed needs no intermediate', '-', () => makeLeaf({ by: root })],
  ['an intermediate too many does no harm', '-', () => withChain(good, stranger, intermediate)],
  ['a missing intermediate is refused', 'certificate-refused', () => good],
  ['another name is refused', 'certificate-refused', chain, named('node.example')],
  ['the end of a name is not the name', 'certificate-refused', chain, named('host')],
  ['an expired leaf is refused', 'certificate-refused', aged(-9, -1)],
  ['a leaf that is not yet valid is refused', 'certificate-refused', aged(1, 9)],
  ['a stranger is refused', 'certificate-refused', () => makeLeaf({ by: stranger })],
  ['a self-signed leaf is refused', 'certificate-refused', () => selfSigned],
  [
    'a stranger is refused by the bundle',
    'certificate-refused',
    () => makeLeaf({ by: stranger }),
    { trust: 'bundle' },
  ],
  [
    'a leaf that a leaf signed is refused',
    'certificate-refused',
    async () => withChain(await makeLeaf({ by: good }), good, intermediate),
  ],
  [
    // Moddable's own TLS lets this one in: a genuine intermediate behind a leaf that nobody signed.
    'a self-signed leaf before a good intermediate is refused',
    'certificate-refused',
    () => withChain(selfSigned, intermediate, root),
  ],
  [
    'an expired intermediate is refused',
    'certificate-refused',
    async () => {
      const old = await makeAuthority('old', root, daysFromNow(-1));
      return withChain(await makeLeaf({ by: old }), old);
    },
  ],
  [
    'authorities of which one cannot be read are refused',
    'certificate-refused',
    chain,
    { trust: `@${join(folder, 'half.pem')}` },
  ],
  [
    'an address that the certificate names is let in',
    '-',
    () => makeLeaf({ by: root, names: [], addresses: ['127.0.0.1'] }),
    named('127.0.0.1'),
  ],
  [
    'an address that the certificate does not name is refused',
    'certificate-refused',
    () => makeLeaf({ by: root, names: ['127.0.0.1'], addresses: ['127.0.0.2'] }),
    named('127.0.0.1'),
  ],
];

for (const [rule, fault, make, opening = named('localhost')] of CERTIFICATES) {
  tls(`native-tls: ${rule}`, async () => {
    const { port } = await serve(await make());
    const told = await client.meet({ trust: CA, name: 'localhost', ...opening, port });
    assert.equal([told.fault, told.status === OPEN], [fault, fault === '-']);
  });
}

tls(
  'native-tls: the pinned leaf is let in, whatever its name and dates, and they are told',
  async () => {
    const dates = { from: daysFromNow(-9), until: daysFromNow(-2) };
    const leaf = await makeLeaf({ names: ['other'], ...dates });
    const { port } = await serve(leaf);
    const told = await client.meet({ port, trust: pinOf(leaf) });
    assert.equal(told, { status: OPEN, fault: '-', expiresSec: expiresSec(leaf) });
  },
);

tls('native-tls: a pinned RSA leaf is let in', async () => {
  const leaf = await makeLeaf({ keyType: 'rsa' });
  const { port } = await serve(leaf);
  const { fault } = await client.meet({ port, trust: pinOf(leaf) });
  assert.is(fault, '-');
});

tls('native-tls: another leaf than the pinned is refused, from a good chain too', async () => {
  const { port } = await serve(chain());
  const told = await client.meet({ port, trust: pinOf(intermediate), name: 'localhost' });
  assert.equal(told, { status: -3, fault: 'certificate-refused', expiresSec: 0 });
});

const SPEECH: readonly (readonly [rule: string, fault: string, options: TlsOptions])[] = [
  [
    'TLS 1.1 only',
    'broken',
    { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' },
  ],
  ['TLS 1.2 only', '-', { maxVersion: 'TLSv1.2' }],
  ['no forward secrecy', 'broken', { maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' }],
  ['CBC only', 'broken', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-SHA' }],
  ['ChaCha20', '-', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-CHACHA20-POLY1305' }],
  ['a wish for our certificate', '-', { requestCert: true, rejectUnauthorized: false }],
];
for (const [what, fault, options] of SPEECH) {
  tls(`native-tls: a server of ${what} is ${fault === '-' ? 'let in' : fault}`, async () => {
    const leaf = await makeLeaf({ keyType: 'rsa' });
    const { port } = await serve(leaf, { minVersion: 'TLSv1.2', ...options });
    assert.is((await client.meet({ port, trust: pinOf(leaf) })).fault, fault);
  });
}

tls('native-tls: the server is told the name, never an address', async () => {
  const served = await serve(selfSigned);
  await client.meet({ port: served.port, trust: pinOf(selfSigned), name: 'localhost' });
  await client.close();
  await client.meet({ port: served.port, trust: pinOf(selfSigned) });
  assert.equal(
    served.met.map(({ name }) => name),
    ['localhost', false],
  );
});

tls(
  'native-tls: the next handshake with a host is a short one, but not for another trust',
  async () => {
    const served = await serve(chain());
    const meet = async (trust: string) => {
      const { fault } = await client.meet({ port: served.port, trust, name: 'localhost' });
      await client.ask('say 0 x');
      await client.ask('hear 0 100'); // TLS 1.3 sends its tickets behind the handshake
      await client.close();
      return fault;
    };
    assert.equal([await meet(CA), await meet(CA), await meet(pinOf(good))], ['-', '-', '-']);
    assert.is(await meet(pinOf(root)), 'certificate-refused');
    assert.equal(
      served.met.slice(0, 3).map(({ isResumed }) => isResumed),
      [false, true, false],
    );
  },
);

tls('native-tls: more than the rings hold goes both ways, in both slots at once', async () => {
  const { port } = await serve(selfSigned);
  const trust = pinOf(selfSigned);
  await client.meet({ port, trust });
  await client.meet({ port, trust, slot: 1 });
  const second = startClient(await buildTlsClient(), {});
  await second.meet({ port, trust });
  const answers = await Promise.all([
    second.ask('echo 0 300000 20000'),
    client.ask('echo 1 200000 20000'),
  ]);
  assert.equal(answers, ['300000 300000', '200000 200000']);
  assert.is(await client.ask('echo 0 100000 20000'), '100000 100000');
  await second.stop();
});

tls('native-tls: a farewell ends it, and what came before is still read', async () => {
  const { port } = await serve(selfSigned, {}, (socket) => socket.end('x'.repeat(5_000)));
  await client.meet({ port, trust: pinOf(selfSigned) });
  assert.match(await client.ask('hear 0 5000'), /^5000 0 x+$/);
  assert.is((await client.told('tell 0')).status, CLOSED);
  assert.is(await client.ask('say 0 more'), '-5');
});

if (missing === undefined) tls.run();
else rmSync(folder, { recursive: true });
