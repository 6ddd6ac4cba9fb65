/**
 * What `npm run pull` needs around it, all on loopback: LDK nodes, faces of LND and Core Lightning,
 * the npm lnurl service, one of ours that misbehaves or waits. Keeps what must never be printed.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import type { BuyerWallet, Lightning, OwnerNode } from '../host-sim/lightning/backend';
import { createClnRest } from '../host-sim/lightning/clnrest';
import { createLdkNetwork } from '../host-sim/lightning/ldk/network';
import { createLndRest } from '../host-sim/lightning/lnd-rest';
import { startLnurlServer } from '../host-sim/lightning/lnurl-server';
import { type LndServer, startLndServer } from '../host-sim/lightning/servers';
import { startWithdrawServer } from '../host-sim/lightning/withdraw-server';
import type { WithdrawService } from '../host-sim/lightning/withdraw-service';
import { secret } from '../src/secret';

const MIN_MILLI_SAT = 1_000;
const MAX_MILLI_SAT = 200_000;

export type PullBench = {
  readonly lightning: Lightning;
  readonly wallet: BuyerWallet;
  readonly node: LndServer;
  /** The same node as Core Lightning shows it. */
  readonly clnNode: LndServer;
  /** A node that says more was paid than was asked for. */
  readonly generousNode: LndServer;
  /** Something else that speaks HTTPS. */
  readonly strangeNode: LndServer;
  readonly folder: string;
  readonly credentialFile: string;
  readonly runeFile: string;
  /** Of the npm package. */
  readonly link: string;
  /** Of our own service. */
  readonly ownLink: string;
  readonly service: WithdrawService;
  /** While held, our own service answers OK and does not pay yet. */
  hold(): { release(): void };
  /** In every spelling: preimages, macaroons, links' keys. */
  secrets(): readonly string[];
  /** Arguments of a good pull, with some changed; undefined leaves one out. */
  arguments(changed?: Readonly<Record<string, string | undefined>>): readonly string[];
  stop(): Promise<void>;
};

export async function startPullBench(): Promise<PullBench> {
  const folder = mkdtempSync(join(tmpdir(), 'pull-bench-'));
  const lightning = await createLdkNetwork({ epochMs: Date.now, buyers: ['car'] });
  const wallet = lightning.buyer('car');
  const macaroonHex = `0201${randomBytes(60).toString('hex')}`;
  const credentialFile = join(folder, 'pull.macaroon');
  writeFileSync(credentialFile, Buffer.from(macaroonHex, 'hex'));

  const rune = randomBytes(48).toString('base64url');
  const runeFile = join(folder, 'pull.rune');
  writeFileSync(runeFile, `${rune}\n`);

  const preimages: string[] = [];
  const owner = listening(lightning.owner, preimages);
  const serve = (node: OwnerNode) =>
    startLndServer(createLndRest({ owner: node, epochMs: Date.now, macaroonHex }));
  const node = await serve(owner);
  const clnNode = await startLndServer(createClnRest({ owner, epochMs: Date.now, rune }));
  const generousNode = await serve(generous(owner));

  const strangeNode = await startLndServer(() => ({
    status: 404,
    headers: { 'content-type': 'application/json', date: new Date().toUTCString() },
    body: '{"detail":"Not Found"}',
  }));

  const limits = { minMilliSat: MIN_MILLI_SAT, maxMilliSat: MAX_MILLI_SAT };
  const lnurl = await startLnurlServer({ wallet, description: 'car', ...limits });
  const held: { payments: (() => void)[] | undefined } = { payments: undefined };
  const patient: BuyerWallet = {
    ...delegate(wallet),
    pay: (paymentRequest, done) => {
      const pay = () => wallet.pay(paymentRequest, done);
      if (held.payments === undefined) pay();
      else held.payments.push(pay);
    },
  };
  const k1 = randomBytes(16).toString('hex');
  const own = await startWithdrawServer({
    wallet: patient,
    k1: secret(k1),
    description: 'car',
    ...limits,
  });
  const ownLink = own.service.link().secret;

  return {
    lightning,
    wallet,
    node,
    clnNode,
    generousNode,
    strangeNode,
    folder,
    credentialFile,
    runeFile,
    link: lnurl.link.secret,
    ownLink,
    service: own.service,
    hold: () => {
      held.payments = [];
      return {
        release: () => {
          const payments = held.payments ?? [];
          held.payments = undefined;
          for (const pay of payments) pay();
        },
      };
    },
    secrets: () => [
      ...[...preimages, macaroonHex].flatMap((hex) => [
        hex,
        Buffer.from(hex, 'hex').toString('base64'),
        Buffer.from(hex, 'hex').toString('base64url'),
      ]),
      rune,
      k1,
      new URL(lnurl.link.secret).search,
    ],
    arguments: (changed = {}) => {
      const values: Record<string, string | undefined> = {
        node: `lnd:${node.origin}`,
        credential: credentialFile,
        pin: node.fingerprint,
        link: ownLink,
        network: 'regtest',
        sat: '10',
        state: join(folder, 'pulls'),
        'local-host': new URL(hosted(changed['link']) ?? ownLink).host,
        ...changed,
      };
      return Object.entries(values).flatMap(([name, value]) =>
        value === undefined ? [] : value === '' ? [`--${name}`] : [`--${name}`, value],
      );
    },
    stop: async () => {
      await Promise.all(
        [node, clnNode, generousNode, strangeNode, lnurl, own].map((server) => server.stop()),
      );
      lightning.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A link that is given by its URL, in place of by a file. */
const hosted = (link: string | undefined): string | undefined =>
  link?.startsWith('http') ? link : undefined;

/** The certificate that a server shows, as PEM. */
export function certificateOf(origin: string): Promise<string> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false });
    socket.on('error', reject);
    socket.on('secureConnect', () => {
      const lines =
        socket
          .getPeerCertificate()
          .raw.toString('base64')
          .match(/.{1,64}/g) ?? [];
      socket.destroy();
      resolve(`-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`);
    });
  });
}

function listening(owner: OwnerNode, preimages: string[]): OwnerNode {
  return {
    addInvoice: (request) => {
      preimages.push(request.preimage.secret);
      return owner.addInvoice(request);
    },
    lookup: (hash) => owner.lookup(hash),
    cancel: (hash) => owner.cancel(hash),
    receivedMilliSat: () => owner.receivedMilliSat(),
  };
}

function generous(owner: OwnerNode): OwnerNode {
  return {
    ...owner,
    lookup: (hash) => {
      const invoice = owner.lookup(hash);
      if (invoice?.state !== 'SETTLED') return invoice;
      return { ...invoice, paidMilliSat: invoice.paidMilliSat + 5_000 };
    },
  };
}

const delegate = (wallet: BuyerWallet): BuyerWallet => ({
  pay: (paymentRequest, done) => wallet.pay(paymentRequest, done),
  check: (paymentRequest) => wallet.check(paymentRequest),
  balanceMilliSat: () => wallet.balanceMilliSat(),
  heldMilliSat: () => wallet.heldMilliSat(),
  spentMilliSat: () => wallet.spentMilliSat(),
  feesMilliSat: () => wallet.feesMilliSat(),
  empty: () => wallet.empty(),
  refill: () => wallet.refill(),
});
