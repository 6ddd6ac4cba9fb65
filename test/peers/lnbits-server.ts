/** LNbits of the tests: from its package, over TLS of its own, funded by one LND. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCertificate } from '../../host-sim/lightning/certificate';
import { type Child, freePort, startChild, waitFor } from './child';
import type { LndNode } from './lnd-node';
import { ask, type Rest } from './rest';

export type Lnbits = {
  readonly rest: Rest;
  /** SHA-256 of its certificate. */
  readonly fingerprint: string;
  /** A wallet of a new account. */
  openWallet(name: string): Promise<Wallet>;
  stop(): Promise<void>;
};

export type Wallet = {
  /** Creates invoices and reads; cannot spend. */
  readonly invoiceKey: string;
  readonly adminKey: string;
};

const START_SEC_MAX = 120;

export async function startLnbits(python: string, owner: LndNode, parent: string): Promise<Lnbits> {
  const folder = join(parent, 'lnbits');
  mkdirSync(folder);
  // It looks for lnbits/static in the folder that it runs in.
  symlinkSync(join(sitePackages(python), 'lnbits'), join(folder, 'lnbits'));
  const { key, cert, fingerprint } = await makeCertificate('lnbits');
  const [keyFile, caFile] = [join(folder, 'server.key'), join(folder, 'server.pem')];
  writeFileSync(keyFile, key, { mode: 0o600 });
  writeFileSync(caFile, cert);
  const port = await freePort();
  const rest: Rest = { origin: `https://127.0.0.1:${port}`, caFile };
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
  await untilUp(rest, child);
  return {
    rest,
    fingerprint,
    openWallet: async (name) => {
      const wallet = await ask(rest, 'POST', '/api/v1/account', { name });
      return { invoiceKey: String(wallet['inkey']), adminKey: String(wallet['adminkey']) };
    },
    stop: () => child.stop(),
  };
}

async function untilUp(rest: Rest, child: Child): Promise<void> {
  const isUp = async () => (await ask(rest, 'GET', '/api/v1/health'))['server_time'] !== undefined;
  try {
    await waitFor('LNbits', START_SEC_MAX, isUp, child);
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
