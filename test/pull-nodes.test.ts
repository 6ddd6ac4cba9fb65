/** `npm run pull` over TLS, in a process of its own, with each node that chooses the hash. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createBtcpay } from '../host-sim/lightning/btcpay';
import { createLnbits } from '../host-sim/lightning/lnbits';
import type { LndRest } from '../host-sim/lightning/lnd-rest';
import { createLnurlPay } from '../host-sim/lightning/lnurl-pay';
import { createPhoenixd } from '../host-sim/lightning/phoenixd';
import { type LndServer, startLndServer } from '../host-sim/lightning/servers';
import type { NodeKind } from '../src/payment/nodes/kinds';
import { bundleCommand, type Command, everPrinted, removeCommands } from './command-bench';
import { type PullBench, startPullBench } from './pull-bench';

const command = suite('pull nodes');

const PASSWORD = '5b4a1f0c7e3d4a5f8e6b';
const KEY = '0c7e3d4a5f8e6b5b4a1f0c7e3d4a5f8e';
const API_KEY = '3a7f1b9c5d2e8f4a6b0c3a7f1b9c5d2e8f4a6b0c';
const STORE = '5Sd8HYzQyVv4MVmtYKCv5gJw6fDRTzzbFCHcf3mdxFZ8';

type Named = {
  readonly kind: NodeKind;
  readonly credential: string | undefined;
  readonly account: string;
  face(bench: PullBench, origin: () => string): LndRest;
};

const NODES: readonly Named[] = [
  {
    kind: 'phoenixd',
    credential: `http-password=${'f'.repeat(64)}\nhttp-password-limited-access=${PASSWORD}`,
    account: '',
    face: ({ lightning: { owner } }) =>
      createPhoenixd({ owner, epochMs: Date.now, password: PASSWORD }),
  },
  {
    kind: 'lnbits',
    credential: KEY,
    account: '',
    face: ({ lightning: { owner } }) => createLnbits({ owner, epochMs: Date.now, invoiceKey: KEY }),
  },
  {
    kind: 'btcpay',
    credential: API_KEY,
    account: `${STORE}@`,
    face: ({ lightning: { owner } }) =>
      createBtcpay({ owner, epochMs: Date.now, store: STORE, apiKey: API_KEY }),
  },
  {
    kind: 'lightning-address',
    credential: undefined,
    account: 'owner@',
    face: ({ lightning: { owner } }, origin) => {
      const standing = { owner, epochMs: Date.now, user: 'owner', expirySec: 120 };
      return createLnurlPay({
        ...standing,
        get origin() {
          return origin();
        },
      });
    },
  },
];

let pull: Command;
let bench: PullBench;
const servers = new Map<NodeKind, LndServer>();

command.before(async () => {
  pull = await bundleCommand('pull');
  bench = await startPullBench();
  for (const { kind, face } of NODES) {
    const server = await startLndServer(face(bench, () => servers.get(kind)?.origin ?? ''));
    servers.set(kind, server);
  }
});
command.after(async () => {
  removeCommands();
  await Promise.all([...servers.values()].map((server) => server.stop()));
  await bench.stop();
});
command.after.each(() => bench.service.misbehave(undefined));

function argumentsOf(
  { kind, credential, account }: Named,
  changed: object = {},
): readonly string[] {
  const { origin = '', fingerprint } = servers.get(kind) ?? {};
  const file = credential === undefined ? undefined : join(bench.folder, `${kind}.credential`);
  if (file !== undefined) writeFileSync(file, `${credential}\n`);
  const node = `${kind}:${account}${origin}`;
  return bench.arguments({ node, pin: fingerprint, credential: file, ...changed });
}
const idle = async () => {
  while (!bench.lightning.isIdle()) await new Promise((resolve) => setTimeout(resolve, 10));
};

for (const named of NODES) {
  command(`${named.kind}: settled, and paid once`, async () => {
    const before = bench.wallet.spentMilliSat();
    const { code, stdout, stderr } = await pull.run(argumentsOf(named));
    assert.is(code, 0, stdout + stderr);
    assert.match(stdout, 'Settled: 10 sat arrived at 127.0.0.1');
    await idle();
    assert.is(bench.wallet.spentMilliSat() - before, 10_000);
  });

  command(
    `${named.kind}: not paid is unknown, and asked about again by what was kept`,
    async () => {
      bench.service.misbehave('ok-and-never-pays');
      const { code, stdout } = await pull.run([
        ...argumentsOf(named, { deadline: '1s' }),
        '--json',
      ]);
      assert.is(code, 2, stdout);
      const { id, paymentHash } = JSON.parse(stdout);
      assert.is(bench.lightning.owner.lookup(paymentHash)?.state, 'OPEN');
      const request = bench.lightning.owner.lookup(paymentHash)?.paymentRequest ?? '';
      bench.wallet.pay(request, () => {});
      await idle();
      const again = await pull.run(['--resume', id, '--state', join(bench.folder, 'pulls')]);
      assert.is(again.code, 3, again.output);
    },
  );
}

command(
  'a credential that is another kind’s, or one too many, is refused before anything',
  async () => {
    const [phoenixd, , , address] = NODES as [Named, Named, Named, Named];
    const spending = { ...phoenixd, credential: 'x' };
    assert.is((await pull.run(argumentsOf(spending))).code, 64);
    const { output, code } = await pull.run(
      argumentsOf(address, { credential: bench.credentialFile }),
    );
    assert.is(code, 64);
    assert.match(output, 'asks for none');
  },
);

command('no credential shows in what was printed', () => {
  const printed = everPrinted.join('');
  for (const hidden of [PASSWORD, KEY, API_KEY]) assert.not.match(printed, hidden);
  assert.match(printed, 'Settled');
});

command.run();
