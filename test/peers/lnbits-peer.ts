/**
 * LNbits as the owner's node: the board has the invoice key of a wallet. The npm withdraw service
 * pays from another LND, over Lightning; and, as a second peer, from another wallet of the same
 * LNbits, which is a payment inside its own books.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { secret } from '../../src/secret';
import { lnbitsVersion } from './cache';
import { waitFor } from './child';
import { type Lnbits, startLnbits, type Wallet } from './lnbits-server';
import type { LndNetwork } from './lnd-network';
import type { LndNode } from './lnd-node';
import { paymentsSent } from './lnd-peer';
import { startLosingProxy } from './losing-proxy';
import { createLosses, type Step } from './losses';
import type { PayoutPeer } from './payouts';
import type { Payment, Peer, PeerGroup } from './peer';
import { ask, askList, type Json, type Rest } from './rest';
import { type Pay, payFromLnbits, payFromLnd, startWithdraw } from './withdraw';

export async function startLnbitsPeers(
  python: string,
  { owner, payer }: LndNetwork,
  folder: string,
): Promise<PeerGroup> {
  const lnbits = await startLnbits(python, owner, folder);
  const peers: Peer[] = [];
  const stop = async () => {
    for (const peer of peers) await peer.stop();
    await lnbits.stop();
  };
  try {
    const pay = payFromLnd(payer);
    const made = await payer.ask('POST', '/v1/invoices', { value: '1' });
    const somebodys = String(made['payment_request']);
    const sent = () => paymentsSent(payer);
    peers.push(
      await openPeer(lnbits, folder, somebodys, {
        ...{ name: 'lnbits', hasSale: true, pay, sent },
        payout: await openPayout(lnbits, payer, pay),
      }),
    );
    const buyer = await openFunded(lnbits, 'buyer', BUYER_SAT, pay);
    peers.push(
      await openPeer(lnbits, folder, somebodys, {
        name: 'lnbits-inside',
        hasSale: false,
        pay: payFromLnbits(lnbits.rest, buyer.adminKey),
        sent: async () => (await listed(lnbits, buyer)).filter(({ milliSat }) => milliSat < 0),
      }),
    );
    return { peers, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Payer = Pick<Peer, 'name' | 'hasSale' | 'sent' | 'payout'> & { readonly pay: Pay };

const paying = (bolt11: string) => ({
  method: 'POST' as const,
  path: secret('/api/v1/payments'),
  body: secret(JSON.stringify({ out: true, bolt11 })),
});

async function openPeer(
  lnbits: Lnbits,
  folder: string,
  somebodys: string,
  payer: Payer,
): Promise<Peer> {
  const { name, hasSale, pay, sent, payout } = payer;
  const { rest, fingerprint } = lnbits;
  const wallet = await lnbits.openWallet(name);
  const credentialFile = join(folder, `${name}.key`);
  writeFileSync(credentialFile, `${wallet.invoiceKey}\n`, { mode: 0o600 });
  const losses = createLosses();
  const proxy = await startLosingProxy({ isTls: true, upstream: rest, losses, stepOf });
  const withdraw = await startWithdraw(pay, losses);
  return {
    ...{ name, kind: 'lnbits', program: 'LNbits', version: lnbitsVersion() },
    own: { origin: rest.origin, fingerprint },
    proxied: proxy,
    credentialFile,
    spending: [paying(somebodys)],
    canCancel: false,
    hasSale,
    withdraw,
    ...(payout === undefined ? {} : { payout }),
    losses,
    sent,
    received: async () => (await listed(lnbits, wallet)).filter(({ milliSat }) => milliSat > 0),
    stop: async () => {
      await withdraw.stop();
      await proxy.stop();
    },
  };
}

/** A wallet of its own, as docs/refunds.md has it, and the node that is given back to. */
async function openPayout(lnbits: Lnbits, payee: LndNode, pay: Pay): Promise<PayoutPeer> {
  const { origin } = lnbits.rest;
  const wallet = await openFunded(lnbits, 'payout', BUDGET_SAT, pay);
  return {
    kind: 'lnbits',
    own: { origin, fingerprint: lnbits.fingerprint },
    credential: wallet.adminKey,
    payee,
    sent: async () => (await listed(lnbits, wallet)).filter(({ milliSat }) => milliSat < 0),
  };
}

const BUYER_SAT = 10_000;
/** More than the hundredth of the channel that its node must keep. */
const BUDGET_SAT = 30_000;
const ARRIVAL_SEC_MAX = 30;

/** With more in it than ever leaves. */
async function openFunded(lnbits: Lnbits, name: string, sat: number, pay: Pay): Promise<Wallet> {
  const wallet = await lnbits.openWallet(name);
  const rest = readable(lnbits, wallet);
  const asked = { out: false, amount: sat, memo: 'funds' };
  const made: Json = await ask(rest, 'POST', '/api/v1/payments', asked);
  await pay(String(made['bolt11']));
  await waitFor(`the funds of the ${name}`, ARRIVAL_SEC_MAX, async () => {
    const { balance } = await ask(rest, 'GET', '/api/v1/wallet');
    return Number(balance) >= sat * 1_000;
  });
  return wallet;
}

function stepOf(method: string, path: string): Step | undefined {
  if (!path.startsWith('/api/v1/payments')) return undefined;
  // What finds a created invoice again is no look-up of it.
  if (method === 'GET') return path.includes('?') ? undefined : 'look-up';
  return 'create';
}

const ENTRIES_MAX = 1_000;

/** By the wallet's own list: what came, above zero, and what went, below. */
async function listed(lnbits: Lnbits, wallet: Wallet): Promise<readonly Payment[]> {
  const path = `/api/v1/payments?limit=${ENTRIES_MAX}`;
  return (await askList(readable(lnbits, wallet), path))
    .filter(({ status }) => status === 'success')
    .map((each) => ({ hash: String(each['payment_hash']), milliSat: Number(each['amount']) }));
}

const readable = ({ rest }: Lnbits, { invoiceKey }: Wallet): Rest => ({
  ...rest,
  headers: { 'X-Api-Key': invoiceKey },
});
