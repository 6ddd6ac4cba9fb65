/** Two LND nodes over btcd, and a channel in which all is the payer's at first. */
import { type Bitcoin, startBitcoin } from './bitcoin';
import type { LndPrograms } from './cache';
import { waitFor } from './child';
import { type LndNode, startLnd } from './lnd-node';
import { listOf } from './rest';

export type LndNetwork = {
  readonly owner: LndNode;
  readonly payer: LndNode;
  stop(): Promise<void>;
};

const CHANNEL_SAT = 1_000_000;
/** Segregated witness is voted on in periods of 144 blocks, and is law after the third. */
const BLOCKS_FIRST = 450;
const STEP_SEC_MAX = 90;

export async function startLndNetwork(programs: LndPrograms, folder: string): Promise<LndNetwork> {
  const running: { stop(): Promise<void> }[] = [];
  const stop = async () => {
    for (const each of running.splice(0).reverse()) await each.stop();
  };
  try {
    const chain = await startBitcoin(programs.btcd, folder);
    running.push(chain);
    // While btcd starts again no LND may run: one that lost its chain has missed blocks for good.
    const early = await startLnd(programs.lnd, folder, 'payer', chain.lndOptions);
    running.push(early);
    const made = await early.ask('GET', '/v1/newaddress?type=WITNESS_PUBKEY_HASH');
    await early.stop();
    await chain.payMiner(String(made['address']));
    await chain.mine(BLOCKS_FIRST);
    // One after the other: side by side, the slower of two on a busy machine has run out of time.
    const payer = await startLnd(programs.lnd, folder, 'payer', chain.lndOptions);
    running.push(payer);
    const owner = await startLnd(programs.lnd, folder, 'owner', chain.lndOptions);
    running.push(owner);
    await waitFor("the payer's coins", STEP_SEC_MAX, async () => {
      const balance = await payer.ask('GET', '/v1/balance/blockchain');
      return Number(balance['confirmed_balance']) > CHANNEL_SAT;
    });
    await openChannel(chain, payer, owner);
    return { owner, payer, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function openChannel(chain: Bitcoin, payer: LndNode, owner: LndNode): Promise<void> {
  for (const node of [payer, owner]) {
    await waitFor('the chain', STEP_SEC_MAX, async () => {
      const about = await node.ask('GET', '/v1/getinfo');
      return about['synced_to_chain'] === true;
    });
  }
  const addr = { pubkey: owner.publicKey, host: owner.peerAddress };
  await payer.ask('POST', '/v1/peers', { addr, perm: true });
  await waitFor('the connection of the nodes', STEP_SEC_MAX, async () => {
    const { peers } = await payer.ask('GET', '/v1/peers');
    return listOf(peers).length > 0;
  });
  await payer.ask('POST', '/v1/channels', {
    node_pubkey_string: owner.publicKey,
    local_funding_amount: String(CHANNEL_SAT),
    sat_per_vbyte: '2',
  });
  await chain.mine(3);
  // An open channel is not yet one that the payer's own map of the network knows.
  await waitFor('a route over the channel', STEP_SEC_MAX, async () => {
    const { routes } = await payer.ask('GET', `/v1/graph/routes/${owner.publicKey}/1000`);
    return listOf(routes).length > 0;
  });
}
