/**
 * Lightning on the desk, for real: an owner's node and one per buyer, each buyer with a channel to
 * the owner, on a chain in memory. Time is the virtual clock's: invoices carry it, both sides check
 * expiry by it, blocks follow it. Balances are read from the channels.
 */
import * as ldk from 'lightningdevkit';
import { assert } from '../../../src/result';
import type { Lightning, LightningOptions } from '../backend';
import { InvoiceBook } from '../invoice-book';
import { MemoryChain } from './chain';
import { loadLdk } from './load';
import { LdkNode } from './node';
import { LdkOwner } from './owner';
import { LdkWallet } from './wallet';
import { Wire } from './wire';

/** In each wallet at the start: 60,000 kWh at 250 sat/kWh. */
const FUNDED_MILLI_SAT = 15_000_000_000;

/** Above this a channel must be negotiated as a large one. */
const CHANNEL_SAT_MAX = 16_777_215;

/** Per cent of a channel that each side must keep, and that the owner is given to start with. */
const RESERVE_PERCENT = 1;
const PUSHED_PERCENT = 1.2;
/** For the fees of the transaction that closes the channel, which the buyer would pay. */
const FEE_RESERVE_SAT = 20_000;

/** Of the wall clock: LDK forgets finished payments and stale offers on this tick. */
const TICK_MS = 60_000;
const BLOCK_CHECK_MS = 1_000;

/** Far more turns of the pump than opening a channel takes. */
const OPENING_TURNS_MAX = 10_000;

export async function createLdkNetwork(options: LightningOptions): Promise<Lightning> {
  await loadLdk();
  const network = new LdkNetwork(options);
  await network.open();
  return network;
}

class LdkNetwork implements Lightning {
  readonly owner: LdkOwner;
  readonly #chain: MemoryChain;
  readonly #nodes: LdkNode[];
  readonly #wallets = new Map<string, LdkWallet>();
  readonly #wires: Wire[];
  readonly #channelSat: number;
  #timers: NodeJS.Timeout[] = [];
  #fundings = 0;
  #isPumping = false;
  #isStopped = false;

  constructor(options: LightningOptions) {
    const { epochMs, latePayments = false, fundedMilliSat = FUNDED_MILLI_SAT } = options;
    this.#channelSat = channelSatFor(fundedMilliSat);
    const genesis = ldk.BestBlock.constructor_from_network(ldk.Network.LDKNetwork_Regtest);
    this.#chain = new MemoryChain(genesis.get_block_hash(), epochMs, (block) => {
      for (const node of this.#nodes) node.see(block);
      this.#wake();
    });
    const epochSec = Math.floor(epochMs() / 1_000);
    const ownerNode = new LdkNode(this.#chain, epochSec);
    this.owner = new LdkOwner(ownerNode, new InvoiceBook(epochMs, latePayments), () =>
      this.#wake(),
    );
    for (const name of options.buyers) {
      const node = new LdkNode(this.#chain, epochSec);
      const wake = () => this.#wake();
      this.#wallets.set(name, new LdkWallet(node, epochMs, latePayments, wake));
    }
    const buyers = [...this.#wallets.values()].map((wallet) => wallet.node);
    this.#nodes = [ownerNode, ...buyers];
    this.#wires = buyers.map((buyer, index) => new Wire(buyer, ownerNode, index + 1));
  }

  buyer(name: string): LdkWallet {
    const wallet = this.#wallets.get(name);
    assert(wallet !== undefined, `ldk: no buyer ${name}`);
    return wallet;
  }

  isIdle(): boolean {
    return !this.#isPumping && [...this.#wallets.values()].every((wallet) => wallet.isIdle());
  }

  /** After this nothing of the network keeps the process alive, and no `done` runs. */
  stop(): void {
    this.#isStopped = true;
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
  }

  async open(): Promise<void> {
    const buyers = [...this.#wallets.values()];
    this.#wake();
    await this.#until(() => buyers.every(({ node }) => node.peers.list_peers().length === 1));
    const pushedMilliSat = Math.ceil((this.#channelSat * PUSHED_PERCENT) / 100) * 1_000;
    for (const { node } of buyers) {
      node.openChannel(this.owner.node, this.#channelSat, pushedMilliSat);
    }
    this.#wake();
    await this.#until(() => this.#fundings === buyers.length && !this.#isPumping);
    this.#chain.mine();
    await this.#until(() => buyers.every(({ node }) => node.usableChannels() === 1));
    await this.#until(() => !this.#isPumping);

    this.owner.countFromHere();
    for (const wallet of buyers) wallet.countFromHere();
    this.#every(BLOCK_CHECK_MS, () => this.#chain.mineWhenDue());
    this.#every(TICK_MS, () => {
      for (const node of this.#nodes) node.manager.timer_tick_occurred();
      this.#wake();
    });
  }

  #every(intervalMs: number, run: () => void): void {
    this.#timers.push(setInterval(run, intervalMs).unref());
  }

  async #until(isReached: () => boolean): Promise<void> {
    for (let turns = 0; !isReached(); turns++) {
      assert(turns < OPENING_TURNS_MAX && !this.#isStopped, 'ldk: the network does not open');
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** One turn per turn of the event loop: without yielding, finalizers starve and memory grows. */
  #wake(): void {
    if (this.#isPumping || this.#isStopped) return;
    this.#isPumping = true;
    const pump = () => {
      this.#isPumping = !this.#isStopped && this.#turn();
      if (this.#isPumping) setImmediate(pump);
    };
    setImmediate(pump);
  }

  /** True when something moved, and so something else may move next. */
  #turn(): boolean {
    let hasMoved = false;
    for (const node of this.#nodes) node.peers.process_events();
    for (const wire of this.#wires) hasMoved = wire.deliver() || hasMoved;
    for (const node of this.#nodes) {
      for (const event of node.takeEvents()) {
        hasMoved = true;
        this.#heed(node, event);
      }
    }
    return hasMoved;
  }

  #heed(node: LdkNode, event: ldk.Event): void {
    if (event instanceof ldk.Event_FundingGenerationReady) {
      this.#fundings += 1;
      node.fund(event, this.#fundings);
    } else if (event instanceof ldk.Event_PendingHTLCsForwardable) {
      node.manager.process_pending_htlc_forwards();
    } else if (node === this.owner.node) {
      this.owner.heed(event);
    } else {
      for (const wallet of this.#wallets.values()) if (wallet.node === node) wallet.heed(event);
    }
  }
}

/** Rounded up, so that a wallet holds at least what was asked for. */
function channelSatFor(fundedMilliSat: number): number {
  const keptShare = (RESERVE_PERCENT + PUSHED_PERCENT) / 100;
  const sat = Math.ceil((fundedMilliSat / 1_000 + FEE_RESERVE_SAT) / (1 - keptShare));
  assert(sat <= CHANNEL_SAT_MAX, 'ldk: more than one channel holds');
  return sat;
}
