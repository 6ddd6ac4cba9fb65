/**
 * A buyer's LNURL-withdraw service made of the npm package `lnurl`, an independent implementation,
 * paying through a wallet of ours. One static link, pulled without limit (`uses: 0`).
 */

import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { Secret } from '../../src/ports';
import { secret } from '../../src/secret';
import type { BuyerWallet, PayOutcome } from './backend';
import { REASON } from './withdraw-service';

export type LnurlServer = {
  /** What the buyer shows to a board. */
  readonly link: Secret;
  stop(): Promise<void>;
};

export type LnurlServerOptions = {
  readonly wallet: BuyerWallet;
  readonly description: string;
  readonly minMilliSat: number;
  readonly maxMilliSat: number;
  /** Hears how each payment ended. */
  readonly onPaid?: (outcome: PayOutcome) => void;
};

/** As much of the package as is used; it has no types of its own. */
type Limits = { minWithdrawable: number; maxWithdrawable: number };
export type LnurlModule = {
  createServer(options: object): {
    readonly options: { url: string };
    readonly app: { readonly webServer: Server };
    ln: { payInvoice(paymentRequest: string): Promise<object> };
    onReady(): Promise<void>;
    bindToHook(
      name: 'withdrawRequest:info' | 'withdrawRequest:action',
      run: (k1: string, params: Limits & { pr: string }, next: (fault?: object) => void) => void,
    ): void;
    generateNewUrl(tag: string, params: object, options: object): Promise<{ url: string }>;
    close(): Promise<void>;
  };
};
/** Loaded by name at run time: it finds its own stores by path, which no bundler follows. */
export const loadLnurl = (): LnurlModule => createRequire(import.meta.url)('lnurl') as LnurlModule;

type HttpErrorConstructor = new (message: string, status: number) => Error;

/** On 127.0.0.1, at a port that the system chooses. */
export async function startLnurlServer(options: LnurlServerOptions): Promise<LnurlServer> {
  const { wallet, minMilliSat, maxMilliSat } = options;
  const load = createRequire(import.meta.url);
  const HttpError = load('lnurl/lib/HttpError') as HttpErrorConstructor;

  const server = loadLnurl().createServer({
    listen: false, // it refuses port 0, and its callback needs the port that came of it
    store: { backend: 'memory', config: { noWarning: true } },
  });
  server.ln = {
    // OK first, payment afterwards: the answer must not wait for the money.
    payInvoice: async (paymentRequest) => {
      wallet.pay(paymentRequest, (outcome) => options.onPaid?.(outcome));
      return {};
    },
  };
  const refuse = (reason: string) => new HttpError(reason, 400);
  server.bindToHook('withdrawRequest:info', (_k1, params, next) => {
    params.maxWithdrawable = Math.min(maxMilliSat, wallet.balanceMilliSat());
    next(params.maxWithdrawable < minMilliSat ? refuse(REASON['insufficient-balance']) : undefined);
  });
  server.bindToHook('withdrawRequest:action', (_k1, params, next) => {
    const payable = wallet.check(params.pr);
    next(payable.ok ? undefined : refuse(REASON[payable.fault]));
  });

  const { webServer } = server.app;
  await server.onReady();
  await new Promise<void>((listening, failed) => {
    webServer.once('error', failed);
    webServer.listen(0, '127.0.0.1', listening);
  });
  const { port } = webServer.address() as AddressInfo;
  server.options.url = `http://127.0.0.1:${port}`;
  const { url } = await server.generateNewUrl(
    'withdrawRequest',
    {
      minWithdrawable: minMilliSat,
      maxWithdrawable: maxMilliSat,
      defaultDescription: options.description,
    },
    { uses: 0 },
  );
  return { link: secret(url), stop: () => server.close() };
}
