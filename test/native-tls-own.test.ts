/** Authorities of the owner's own (`ca`): whom they let in, and that nobody else is trusted. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { missingForNative } from './native-build';
import { daysFromNow, makeAuthority, makeLeaf, type Signed } from './native-tls-certificates';
import { type NativeClient, OPEN, startClient } from './native-tls-client';
import { buildTlsClient, serveTls } from './native-tls-servers';

const tls = suite('native-tls: authorities of the owner');
const missing = missingForNative();
if (missing !== undefined) console.log(`skipped: TLS of the board: ${missing}`);

const folder = mkdtempSync(join(tmpdir(), 'native-tls-own-'));
const publicRoot = await makeAuthority('public root');
const ownRoot = await makeAuthority('own root');
/** As a node makes its own at its first start: its own authority. */
const nodesOwn = await makeLeaf({ addresses: ['127.0.0.1'] });
const agedDates = { from: daysFromNow(-9), until: daysFromNow(-1) };
const aged = await makeLeaf(agedDates);
const file = (name: string, signed: Signed) => {
  writeFileSync(join(folder, name), signed.cert);
  return `@${join(folder, name)}`;
};
const PUBLIC = file('public.pem', publicRoot).slice(1);
const OWN_ROOT = file('own-root.pem', ownRoot);
const NODES_OWN = file('nodes-own.pem', nodesOwn);
const AGED = file('aged.pem', aged);

let client: NativeClient;
tls.before(async () => {
  client = startClient(await buildTlsClient(), { DC_CA_FILE: PUBLIC });
});
tls.after(async () => {
  rmSync(folder, { recursive: true });
  await client.stop();
});

const REFUSED = 'certificate-refused';
const byOwn = { by: ownRoot, addresses: ['127.0.0.1'] } as const;
for (const [rule, fault, make, trust, name = '-'] of [
  ['whom they signed is let in', '-', () => makeLeaf(byOwn), OWN_ROOT],
  ['by its name', '-', () => makeLeaf(byOwn), OWN_ROOT, 'localhost'],
  ['under another name it is refused', REFUSED, () => makeLeaf(byOwn), OWN_ROOT, 'node.example'],
  ['expired it is refused', REFUSED, () => makeLeaf({ ...byOwn, ...agedDates }), OWN_ROOT],
  ["a node's own certificate is its authority", '-', () => nodesOwn, NODES_OWN],
  ['under its own name only', REFUSED, () => nodesOwn, NODES_OWN, 'node.example'],
  ['and until it expires', REFUSED, () => aged, AGED, 'localhost'],
  ["another node's own is refused", REFUSED, () => makeLeaf(), NODES_OWN, 'localhost'],
  [
    'a public authority is none of them',
    REFUSED,
    () => makeLeaf({ by: publicRoot }),
    OWN_ROOT,
    'localhost',
  ],
] as const) {
  tls(`native-tls: own authorities: ${rule}`, async () => {
    const served = await serveTls(await make());
    const told = await client.meet({ port: served.port, trust, name });
    assert.equal([told.fault, told.status === OPEN], [fault, fault === '-']);
    await client.close();
    served.stop();
  });
}

tls('native-tls: whom the owner trusts for the node is no public authority', async () => {
  const served = await serveTls(await makeLeaf(byOwn));
  const told = await client.meet({ port: served.port, trust: 'bundle' });
  assert.is(told.fault, REFUSED);
  served.stop();
});

if (missing === undefined) tls.run();
else rmSync(folder, { recursive: true });
