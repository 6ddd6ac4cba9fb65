/**
 * The npm package `lnurl` as the buyer's withdraw service: it pays from a real wallet, and answers
 * when that has paid, as it does by itself. One link without end, seen through a losing proxy.
 */
import type { AddressInfo } from 'node:net';
import { loadLnurl } from '../../host-sim/lightning/lnurl-server';
import type { LndNode } from './lnd-node';
import { type LosingProxy, startLosingProxy } from './losing-proxy';
import type { Losses } from './losses';
import { ask, type Rest } from './rest';

export type Withdraw = {
  readonly link: string;
  /** Where the link leads. */
  readonly host: string;
  stop(): Promise<void>;
};

/** Throws where the payment failed. */
export type Pay = (paymentRequest: string) => Promise<object>;

const MIN_MILLI_SAT = 1_000;
const MAX_MILLI_SAT = 200_000;

export async function startWithdraw(pay: Pay, losses: Losses): Promise<Withdraw> {
  const server = loadLnurl().createServer({
    listen: false, // it refuses port 0
    store: { backend: 'memory', config: { noWarning: true } },
  });
  server.ln = { payInvoice: pay };
  const { webServer } = server.app;
  await server.onReady();
  await new Promise<void>((listening, failed) => {
    webServer.once('error', failed);
    webServer.listen(0, '127.0.0.1', listening);
  });
  const { port } = webServer.address() as AddressInfo;
  const proxy: LosingProxy = await startLosingProxy({
    isTls: false,
    upstream: { origin: `http://127.0.0.1:${port}` },
    losses,
    stepOf: (_method, path) => (path.includes('pr=') ? 'hand-over' : 'ask-link'),
  });
  server.options.url = proxy.origin;
  const limits = { minWithdrawable: MIN_MILLI_SAT, maxWithdrawable: MAX_MILLI_SAT };
  const params = { ...limits, defaultDescription: 'a buyer' };
  const { url } = await server.generateNewUrl('withdrawRequest', params, { uses: 0 });
  return {
    link: url,
    host: new URL(proxy.origin).host,
    stop: async () => {
      await proxy.stop();
      await server.close();
    },
  };
}

const PAY_SEC_MAX = 30;
const FEE_MILLI_SAT_MAX = 10_000;

/** The package's own way to an LND asks for a method that LND 0.21 no longer has. */
export const payFromLnd =
  (payer: LndNode): Pay =>
  async (paymentRequest) => {
    const { result } = await payer.ask('POST', '/v2/router/send', {
      payment_request: paymentRequest,
      timeout_seconds: PAY_SEC_MAX,
      fee_limit_msat: String(FEE_MILLI_SAT_MAX),
      no_inflight_updates: true,
    });
    const payment = (result ?? {}) as { status?: string; failure_reason?: string };
    if (payment.status !== 'SUCCEEDED') throw new Error(`not paid: ${payment.failure_reason}`);
    return { id: null, preimage: null };
  };

/** The package's own way to a wallet of LNbits, but over TLS that is checked. */
export const payFromLnbits =
  (lnbits: Rest, adminKey: string): Pay =>
  (bolt11) =>
    ask({ ...lnbits, headers: { 'X-Api-Key': adminKey } }, 'POST', '/api/v1/payments', {
      out: true,
      bolt11,
    });
