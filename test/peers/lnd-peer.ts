/** LND as the owner's node; the npm withdraw service pays from a second LND over a channel. */
import { readFileSync } from 'node:fs';
import { secret } from '../../src/secret';
import { waitFor } from './child';
import type { LndNetwork } from './lnd-network';
import type { LndNode } from './lnd-node';
import { startLosingProxy } from './losing-proxy';
import { createLosses, type Step } from './losses';
import type { Payment, Peer, PeerGroup } from './peer';
import { listOf } from './rest';
import { payFromLnd, startWithdraw } from './withdraw';

/** As docs/payments.md has them baked for a board. */
const BOARD_METHODS = [
  '/lnrpc.Lightning/AddInvoice',
  '/lnrpc.Lightning/LookupInvoice',
  '/invoicesrpc.Invoices/CancelInvoice',
];

/** Where guests leave deposits. */
const DEPOSIT_METHODS = [
  ...BOARD_METHODS,
  '/invoicesrpc.Invoices/AddHoldInvoice',
  '/invoicesrpc.Invoices/SettleInvoice',
];

/** As docs/refunds.md has them baked. */
const PAYOUT_METHODS = ['/routerrpc.Router/SendPaymentV2', '/routerrpc.Router/TrackPaymentV2'];

/** And to read what is the owner's alone. */
const SPENDING = [
  { method: 'POST', path: secret('/v2/router/send'), body: secret('{}') },
  { method: 'POST', path: secret('/v1/macaroon'), body: secret('{}') },
  { method: 'GET', path: secret('/v1/payments') },
  { method: 'GET', path: secret('/v1/invoices') },
  { method: 'GET', path: secret('/v1/balance/channels') },
] as const;

export async function startLndPeer({ owner, payer }: LndNetwork): Promise<PeerGroup> {
  const losses = createLosses();
  const upstream = { origin: owner.rest.origin, caFile: owner.certificateFile };
  const proxy = await startLosingProxy({ isTls: true, upstream, losses, stepOf });
  const withdraw = await startWithdraw(payFromLnd(payer), losses);
  const peer: Peer = {
    name: 'lnd',
    kind: 'lnd',
    program: 'LND',
    version: owner.version,
    own: { origin: upstream.origin, fingerprint: owner.fingerprint },
    proxied: proxy,
    credentialFile: await owner.bake('board.macaroon', BOARD_METHODS),
    spending: SPENDING,
    canCancel: true,
    hasSale: true,
    withdraw,
    // The other way round: who pays there is who has the money.
    payout: {
      kind: 'lnd',
      own: { origin: payer.rest.origin, fingerprint: payer.fingerprint },
      credential: readFileSync(await payer.bake('payout.macaroon', PAYOUT_METHODS), 'hex'),
      payee: owner,
      sent: () => paymentsSent(payer),
    },
    deposit: {
      credential: readFileSync(await owner.bake('deposit.macaroon', DEPOSIT_METHODS), 'hex'),
      lesser: readFileSync(await owner.bake('lesser.macaroon', BOARD_METHODS), 'hex'),
      payer,
      sent: () => paymentsSent(payer),
    },
    losses,
    sent: () => paymentsSent(payer),
    received: () => paymentsReceived(owner),
    stop: async () => {
      await withdraw.stop();
      await proxy.stop();
    },
  };
  return { peers: [peer], stop: peer.stop };
}

function stepOf(method: string, path: string): Step | undefined {
  if (method === 'GET') return path.startsWith('/v1/invoice/') ? 'look-up' : undefined;
  if (path === '/v1/invoices') return 'create';
  return path === '/v2/invoices/cancel' ? 'cancel' : undefined;
}

const ENTRIES_MAX = 10_000;
const UNDER_WAY_SEC_MAX = 60;

/** Waits until none is under way. */
export async function paymentsSent(payer: LndNode): Promise<readonly Payment[]> {
  let sent: readonly Payment[] = [];
  await waitFor('the end of all payments', UNDER_WAY_SEC_MAX, async () => {
    const path = `/v1/payments?include_incomplete=true&max_payments=${ENTRIES_MAX}`;
    const payments = listOf((await payer.ask('GET', path))['payments']);
    sent = payments
      .filter(({ status }) => status === 'SUCCEEDED')
      .map((each) => ({
        hash: String(each['payment_hash']),
        milliSat: Number(each['value_msat']),
      }));
    return payments.every(({ status }) => status === 'SUCCEEDED' || status === 'FAILED');
  });
  return sent;
}

async function paymentsReceived(owner: LndNode): Promise<readonly Payment[]> {
  const path = `/v1/invoices?num_max_invoices=${ENTRIES_MAX}`;
  return listOf((await owner.ask('GET', path))['invoices'])
    .filter(({ state }) => state === 'SETTLED')
    .map((each) => ({
      hash: Buffer.from(String(each['r_hash']), 'base64').toString('hex'),
      milliSat: Number(each['amt_paid_msat']),
    }));
}
