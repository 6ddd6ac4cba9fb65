/**
 * LNbits as the owner's node, funded by an LND of its own; the npm withdraw service pays from
 * another LND, over Lightning. The board has the invoice key of a wallet.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCertificate } from '../../host-sim/lightning/certificate';
import { lnbitsVersion } from './cache';
import { type Child, freePort, startChild, waitFor } from './child';
import type { LndNetwork } from './lnd-network';
import type { LndNode } from './lnd-node';
import { paymentsSent } from './lnd-peer';
import { startLosingProxy } from './losing-proxy';
import { createLosses, type Step } from './losses';
import type { Payment, Peer } from './peer';
import { ask, askList, type Rest } from './rest';
import { payFromLnd, startWithdraw } from './withdraw';

const START_SEC_MAX = 120;

export async function startLnbitsPeer(
  python: string,
  { owner, payer }: LndNetwork,
  parent: string,
): Promise<Peer> {
  const folder = join(parent, 'lnbits');
  mkdirSync(folder);
  // It looks for lnbits/static in the folder that it runs in.
  symlinkSync(join(sitePackages(python), 'lnbits'), join(folder, 'lnbits'));
  const { key, cert, fingerprint } = await makeCertificate('lnbits');
  const [keyFile, caFile] = [join(folder, 'server.key'), join(folder, 'server.pem')];
  writeFileSync(keyFile, key, { mode: 0o600 });
  writeFileSync(caFile, cert);
  const port = await freePort();
  const server: Rest = { origin: `https://127.0.0.1:${port}`, caFile };
  const child = startChild({
    name: 'lnbits',
    program: python,
    folder,
    logFile: join(folder, 'output'),
    environment: environmentOf(owner, folder, port),
    parameters: [
      ...['-m', 'uvicorn', 'lnbits.__main__:app', '--host', '127.0.0.1', '--port', String(port)],
      ...['--ssl-keyfile', keyFile, '--ssl-certfile', caFile],
    ],
  });
  try {
    const invoiceKey = await openWallet(server, child);
    const credentialFile = join(folder, 'invoice.key');
    writeFileSync(credentialFile, `${invoiceKey}\n`, { mode: 0o600 });
    const losses = createLosses();
    const proxy = await startLosingProxy({ isTls: true, upstream: server, losses, stepOf });
    const withdraw = await startWithdraw(payFromLnd(payer), losses);
    return {
      kind: 'lnbits',
      program: 'LNbits',
      version: lnbitsVersion(),
      own: { origin: server.origin, fingerprint },
      proxied: proxy,
      credentialFile,
      canCancel: false,
      withdraw,
      losses,
      sent: () => paymentsSent(payer),
      received: () => paymentsReceived({ ...server, headers: { 'X-Api-Key': invoiceKey } }),
      stop: async () => {
        await withdraw.stop();
        await proxy.stop();
        await child.stop();
      },
    };
  } catch (error) {
    await child.stop();
    throw error;
  }
}

function sitePackages(python: string): string {
  const program = "import sysconfig; print(sysconfig.get_path('purelib'))";
  return spawnSync(python, ['-c', program]).stdout.toString().trim();
}

/** It reads `.env` of the folder that it runs in, which is empty. */
function environmentOf(owner: LndNode, folder: string, port: number): NodeJS.ProcessEnv {
  // It looks for prices and extensions: nothing of that leaves this machine.
  const nobody = 'http://127.0.0.1:9';
  return {
    PATH: process.env['PATH'],
    HOME: folder,
    HTTP_PROXY: nobody,
    HTTPS_PROXY: nobody,
    NO_PROXY: '127.0.0.1',
    HOST: '127.0.0.1',
    PORT: String(port),
    LNBITS_DATA_FOLDER: join(folder, 'data'),
    LNBITS_EXTENSIONS_PATH: folder,
    LNBITS_ADMIN_UI: 'false',
    LNBITS_BACKEND_WALLET_CLASS: 'LndRestWallet',
    LND_REST_ENDPOINT: `${owner.rest.origin}/`,
    LND_REST_CERT: owner.certificateFile,
    LND_REST_MACAROON: owner.adminMacaroonFile,
  };
}

/** The "Invoice/read key" of a new wallet. */
async function openWallet(server: Rest, child: Child): Promise<string> {
  let invoiceKey = '';
  const isOpened = async () => {
    const wallet = await ask(server, 'POST', '/api/v1/account', { name: 'board' });
    invoiceKey = String(wallet['inkey']);
    return true;
  };
  await waitFor('LNbits', START_SEC_MAX, isOpened, child);
  return invoiceKey;
}

function stepOf(method: string, path: string): Step | undefined {
  if (!path.startsWith('/api/v1/payments')) return undefined;
  // What finds a created invoice again is no look-up of it.
  if (method === 'GET') return path.includes('?') ? undefined : 'look-up';
  return 'create';
}

const ENTRIES_MAX = 1_000;

async function paymentsReceived(wallet: Rest): Promise<readonly Payment[]> {
  const payments = await askList(wallet, `/api/v1/payments?limit=${ENTRIES_MAX}`);
  return payments
    .filter(({ status, amount }) => status === 'success' && Number(amount) > 0)
    .map((each) => ({ hash: String(each['payment_hash']), milliSat: Number(each['amount']) }));
}
