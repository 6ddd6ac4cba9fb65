/** btcd on regtest: a chain of our own, with blocks when we ask for them. No peers, no network. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bech32 } from '@scure/base';
import { type Child, freePort, startChild, waitFor } from './child';
import { ask, type Json, type Rest } from './rest';

export type Bitcoin = {
  /** As LND is told where its chain is. */
  readonly lndOptions: readonly string[];
  mine(blocks: number): Promise<void>;
  /** Blocks mined from now on pay this address. btcd takes it at its start only. */
  payMiner(address: string): Promise<void>;
  stop(): Promise<void>;
};

const START_SEC_MAX = 60;

/** An address of which nobody has the key: the hash of it would be zero. */
const NOBODY = bech32.encode('bcrt', [0, ...bech32.toWords(new Uint8Array(20))]);

export async function startBitcoin(program: string, parent: string): Promise<Bitcoin> {
  const folder = join(parent, 'btcd');
  mkdirSync(folder);
  const [user, password] = [randomBytes(8).toString('hex'), randomBytes(16).toString('hex')];
  const port = await freePort();
  const certificate = join(folder, 'rpc.cert');
  // Else it reads, or makes, the one in the user's home.
  const config = join(folder, 'btcd.conf');
  writeFileSync(config, '');
  const parameters = [
    ...['--regtest', '--nolisten', '--nodnsseed', '--txindex'],
    ...[`--configfile=${config}`, `--datadir=${folder}/data`, `--logdir=${folder}/logs`],
    ...[`--rpcuser=${user}`, `--rpcpass=${password}`, `--rpclisten=127.0.0.1:${port}`],
    ...[`--rpccert=${certificate}`, `--rpckey=${folder}/rpc.key`],
  ];
  const rest: Rest = {
    origin: `https://127.0.0.1:${port}`,
    caFile: certificate,
    headers: { Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` },
  };
  const call = async (method: string, ...params: readonly unknown[]): Promise<unknown> => {
    const reply: Json = await ask(rest, 'POST', '/', { jsonrpc: '1.0', id: 1, method, params });
    if (reply['error'] !== null) throw new Error(`${method}: ${JSON.stringify(reply['error'])}`);
    return reply['result'];
  };
  const start = async (...more: readonly string[]): Promise<Child> => {
    const logFile = join(folder, 'output');
    const options = { name: 'btcd', program, parameters: [...parameters, ...more], logFile };
    const started = startChild(options);
    const isReady = async () => typeof (await call('getblockcount')) === 'number';
    await waitFor('btcd', START_SEC_MAX, isReady, started);
    return started;
  };

  let child = await start(`--miningaddr=${NOBODY}`);
  // LND waits until the last block is of today.
  await call('generate', 1);
  return {
    lndOptions: [
      ...['--bitcoin.regtest', '--bitcoin.node=btcd', `--btcd.rpchost=127.0.0.1:${port}`],
      ...[`--btcd.rpcuser=${user}`, `--btcd.rpcpass=${password}`],
      `--btcd.rpccert=${certificate}`,
    ],
    mine: async (blocks) => void (await call('generate', blocks)),
    payMiner: async (address) => {
      await child.stop();
      child = await start(`--miningaddr=${address}`);
    },
    stop: () => child.stop(),
  };
}
