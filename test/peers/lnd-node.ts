/** One LND of the tests: started in a folder of its own, asked over its REST with its own admin. */
import { randomInt, X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, startChild, waitFor } from './child';
import { ask, type Json, type Rest } from './rest';

export type LndNode = {
  readonly rest: Rest;
  readonly certificateFile: string;
  readonly adminMacaroonFile: string;
  /** SHA-256 of its certificate, lower-case hex: what a board pins. */
  readonly fingerprint: string;
  readonly publicKey: string;
  readonly peerAddress: string;
  readonly version: string;
  ask(method: 'GET' | 'POST', path: string, body?: object): Promise<Json>;
  /** A macaroon for these methods alone, with a root key of its own, in a file. */
  bake(name: string, methods: readonly string[]): Promise<string>;
  stop(): Promise<void>;
};

const START_SEC_MAX = 120;

export async function startLnd(
  program: string,
  parent: string,
  name: string,
  chainOptions: readonly string[],
): Promise<LndNode> {
  const folder = join(parent, name);
  mkdirSync(folder, { recursive: true });
  const [peerPort, rpcPort, restPort] = [await freePort(), await freePort(), await freePort()];
  const child = startChild({
    name,
    program,
    logFile: join(folder, 'output'),
    parameters: [
      ...[`--lnddir=${folder}`, `--alias=${name}`, ...chainOptions],
      ...[`--listen=127.0.0.1:${peerPort}`, `--rpclisten=127.0.0.1:${rpcPort}`],
      ...[`--restlisten=127.0.0.1:${restPort}`, '--nobootstrap', '--noseedbackup'],
      ...['--bitcoin.defaultchanconfs=1', '--trickledelay=50', '--debuglevel=info'],
    ],
  });
  const certificateFile = join(folder, 'tls.cert');
  const bare: Rest = { origin: `https://127.0.0.1:${restPort}`, caFile: certificateFile };
  try {
    const isActive = async () => (await ask(bare, 'GET', '/v1/state'))['state'] === 'SERVER_ACTIVE';
    await waitFor(name, START_SEC_MAX, isActive, child);
    const admin = join(folder, 'data/chain/bitcoin/regtest/admin.macaroon');
    const headers = { 'Grpc-Metadata-macaroon': readFileSync(admin).toString('hex') };
    const rest: Rest = { ...bare, headers };
    const about = await ask(rest, 'GET', '/v1/getinfo');
    const { fingerprint256 } = new X509Certificate(readFileSync(certificateFile));
    return {
      rest,
      certificateFile,
      adminMacaroonFile: admin,
      fingerprint: fingerprint256.replaceAll(':', '').toLowerCase(),
      publicKey: String(about['identity_pubkey']),
      peerAddress: `127.0.0.1:${peerPort}`,
      version: String(about['version']).split(' ')[0] ?? '',
      ask: (method, path, body) => ask(rest, method, path, body),
      bake: async (file, methods) => {
        const permissions = methods.map((action) => ({ entity: 'uri', action }));
        const root_key_id = String(randomInt(1, 1_000_000));
        const baked = await ask(rest, 'POST', '/v1/macaroon', { permissions, root_key_id });
        const path = join(folder, file);
        writeFileSync(path, Buffer.from(String(baked['macaroon']), 'hex'), { mode: 0o600 });
        return path;
      },
      stop: () => child.stop(),
    };
  } catch (error) {
    await child.stop();
    throw error;
  }
}
