/**
 * One LDK node. LDK's callbacks only queue: a callback that throws or calls back into LDK is the
 * end of the whole WASM instance. The pump in `network.ts` empties the queues from outside.
 */
import { randomBytes } from 'node:crypto';
import * as ldk from 'lightningdevkit';
import { assert } from '../../../src/result';
import { type Block, fundingTransaction, type MemoryChain } from './chain';

/** 253 sat per 1000 weight is the lowest that is relayed; this chain has no fee market. */
const FEE_RATE = 253;

/** Of a channel; the default would let only 2,530 sat of small payments be under way at once. */
const DUST_EXPOSURE_MILLI_SAT_MAX = 5_000_000_000n;

export class LdkNode {
  readonly manager: ldk.ChannelManager;
  readonly peers: ldk.PeerManager;
  readonly keys: ldk.KeysManager;
  readonly id: Uint8Array;
  readonly #events: ldk.Event[] = [];
  readonly #eventSources: ldk.EventsProvider[];
  readonly #listeners: ldk.Listen[];
  readonly #eventQueue: ldk.EventHandler;
  /** LDK holds what it was given by weak references only. */
  readonly #keptAlive: object[];

  constructor(chain: MemoryChain, epochSec: number) {
    const logger = ldk.Logger.new_impl({ log: () => {} });
    const fees = ldk.FeeEstimator.new_impl({ get_est_sat_per_1000_weight: () => FEE_RATE });
    const broadcaster = ldk.BroadcasterInterface.new_impl({
      broadcast_transactions: (transactions) => {
        for (const transaction of transactions) chain.broadcast(transaction);
      },
    });
    const stored = ldk.ChannelMonitorUpdateStatus.LDKChannelMonitorUpdateStatus_Completed;
    const persist = ldk.Persist.new_impl({
      persist_new_channel: () => stored,
      update_persisted_channel: () => stored,
      archive_persisted_channel: () => {},
    });
    const network = ldk.Network.LDKNetwork_Regtest;
    this.keys = ldk.KeysManager.constructor_new(randomBytes(32), BigInt(epochSec), 0);
    const entropy = this.keys.as_EntropySource();
    const signer = this.keys.as_NodeSigner();
    const graph = ldk.NetworkGraph.constructor_new(network, logger);
    const scorer = ldk.MultiThreadedLockableScore.constructor_new(
      ldk.ProbabilisticScorer.constructor_new(
        ldk.ProbabilisticScoringDecayParameters.constructor_default(),
        graph,
        logger,
      ).as_Score(),
    );
    const router = ldk.DefaultRouter.constructor_new(
      graph,
      logger,
      entropy,
      scorer.as_LockableScore(),
      ldk.ProbabilisticScoringFeeParameters.constructor_default(),
    );
    const messageRouter = ldk.DefaultMessageRouter.constructor_new(graph, entropy);
    const monitor = ldk.ChainMonitor.constructor_new(
      ldk.Option_FilterZ.constructor_none(),
      broadcaster,
      logger,
      fees,
      persist,
    );
    this.manager = ldk.ChannelManager.constructor_new(
      fees,
      monitor.as_Watch(),
      broadcaster,
      router.as_Router(),
      messageRouter.as_MessageRouter(),
      logger,
      entropy,
      signer,
      this.keys.as_SignerProvider(),
      channelSettings(),
      ldk.ChainParameters.constructor_new(network, ldk.BestBlock.constructor_from_network(network)),
      epochSec,
    );
    const ignorer = ldk.IgnoringMessageHandler.constructor_new();
    this.peers = ldk.PeerManager.constructor_new(
      this.manager.as_ChannelMessageHandler(),
      ignorer.as_RoutingMessageHandler(),
      ignorer.as_OnionMessageHandler(),
      ignorer.as_CustomMessageHandler(),
      epochSec,
      randomBytes(32),
      logger,
      signer,
    );
    this.id = this.manager.get_our_node_id();
    this.#eventSources = [this.manager.as_EventsProvider(), monitor.as_EventsProvider()];
    this.#listeners = [monitor.as_Listen(), this.manager.as_Listen()];
    this.#eventQueue = ldk.EventHandler.new_impl({
      handle_event: (event) => {
        this.#events.push(event);
        return ldk.Result_NoneReplayEventZ.constructor_ok();
      },
    });
    this.#keptAlive = [logger, fees, broadcaster, persist, graph, scorer, router, messageRouter];
    this.#keptAlive.push(monitor, ignorer, entropy, signer);
  }

  /** What happened since the last call. */
  takeEvents(): ldk.Event[] {
    for (const source of this.#eventSources) source.process_pending_events(this.#eventQueue);
    return this.#events.splice(0);
  }

  see(block: Block): void {
    const transactions = block.transactions.map((transaction, index) =>
      ldk.TwoTuple_usizeTransactionZ.constructor_new(index + 1, transaction),
    );
    for (const listener of this.#listeners) {
      listener.filtered_block_connected(block.header, transactions, block.height);
    }
  }

  openChannel(to: LdkNode, valueSat: number, pushedMilliSat: number): void {
    const opened = this.manager.create_channel(
      to.id,
      BigInt(valueSat),
      BigInt(pushedMilliSat),
      0n,
      null, // LDK chooses the id
      null, // the settings are the node's own
    );
    assert(opened.is_ok(), 'ldk: channel refused');
  }

  fund(event: ldk.Event_FundingGenerationReady, serial: number): void {
    const funded = this.manager.funding_transaction_generated(
      event.temporary_channel_id,
      event.counterparty_node_id,
      fundingTransaction(event.output_script, event.channel_value_satoshis, serial),
    );
    assert(funded.is_ok(), 'ldk: funding refused');
  }

  /** What all channels together can send, the reserves that must stay in them apart. */
  sendableMilliSat(): number {
    return this.manager
      .list_channels()
      .reduce((sum, channel) => sum + Number(channel.get_outbound_capacity_msat()), 0);
  }

  usableChannels(): number {
    return this.manager.list_usable_channels().length;
  }

  /** Signs an invoice: 64 bytes and the recovery id. `unsigned` carries a signature of zeros. */
  signInvoice(unsigned: string): Uint8Array {
    const parsed = ldk.SignedRawBolt11Invoice.constructor_from_str(unsigned);
    assert(
      parsed instanceof ldk.Result_SignedRawBolt11InvoiceBolt11ParseErrorZ_OK,
      'ldk: cannot read our own invoice',
    );
    const signed = this.keys
      .as_NodeSigner()
      .sign_invoice(parsed.res.raw_invoice(), ldk.Recipient.LDKRecipient_Node);
    assert(signed instanceof ldk.Result_RecoverableSignatureNoneZ_OK, 'ldk: cannot sign');
    return signed.res.slice(0, 65);
  }
}

function channelSettings(): ldk.UserConfig {
  const settings = ldk.UserConfig.constructor_default();
  const handshake = settings.get_channel_handshake_config();
  handshake.set_minimum_depth(1);
  handshake.set_max_inbound_htlc_value_in_flight_percent_of_channel(100);
  settings.set_channel_handshake_config(handshake);
  const channel = settings.get_channel_config();
  channel.set_max_dust_htlc_exposure(
    ldk.MaxDustHTLCExposure.constructor_fixed_limit_msat(DUST_EXPOSURE_MILLI_SAT_MAX),
  );
  settings.set_channel_config(channel);
  return settings;
}
