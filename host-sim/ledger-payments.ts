/**
 * Payments over the ledger, inside the world's queue: LND's face and the withdraw service answer
 * after seeded latencies, so that a month runs in minutes and one seed replays it.
 */

import { secret } from '../src/secret';
import type { OutgoingRequest } from './border';
import type { EventQueue } from './event-queue';
import type { BuyerWallet } from './lightning/backend';
import { createLedger } from './lightning/ledger';
import { createLndRest } from './lightning/lnd-rest';
import { type WithdrawReply, WithdrawService } from './lightning/withdraw-service';
import type { Payments } from './payments';
import { type Stream, stream } from './prng';
import type { HttpSink } from './surroundings';

const NODE_URL = 'https://node.street.example';
const MACAROON = '0201036c6e64';
const PART_BYTES = 4_096;

/** A round trip to a server, and a payment's way: median 2.1 s, p99 30 s (design, section 8). */
const ROUND_TRIP_MEDIAN_MS = 80;
const ROUND_TRIP_SPREAD = 0.4;
const PAYMENT_MEDIAN_MS = 2_100;
/** ln(30 / 2.1) / 2.326, the 99th percentile of the normal distribution. */
const PAYMENT_SPREAD = 1.143;
/** Of 1,000 payments these are stuck until their invoice has expired. */
const STUCK_PER_MILLE = 3;

export type LedgerOptions = {
  readonly queue: EventQueue;
  readonly epochMs: () => number;
  readonly buyers: readonly string[];
  readonly seed: number;
  readonly latePayments: boolean;
  /** Called before money moves, so that the world's books see every instant. */
  readonly onPayment: (buyer: string) => void;
};

export function createLedgerPayments(options: LedgerOptions): Payments {
  const { queue, epochMs, buyers, seed, latePayments } = options;
  const lightning = createLedger({ epochMs, buyers, latePayments });
  const rest = createLndRest({ owner: lightning.owner, epochMs, macaroonHex: MACAROON });
  const chance = stream(seed, 'payments');
  const services = new Map(buyers.map((name) => [name, serviceOf(name, lightning.buyer(name))]));
  let isNodeAway = false;

  function pay(buyer: string, paymentRequest: string): void {
    if (chance.below(1_000) < STUCK_PER_MILLE) return;
    queue.after(logNormal(chance, PAYMENT_MEDIAN_MS, PAYMENT_SPREAD), () => {
      options.onPayment(buyer);
      lightning.buyer(buyer).pay(paymentRequest, () => {});
    });
  }

  function askNode(request: OutgoingRequest, sink: HttpSink): void {
    const trip = logNormal(chance, ROUND_TRIP_MEDIAN_MS, ROUND_TRIP_SPREAD);
    if (isNodeAway) {
      queue.after(trip, () => sink.failed('not-connected'));
      return;
    }
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(request.headers))
      headers[name.toLowerCase()] = value;
    const path = request.url.slice(request.url.indexOf('/', 'https://'.length));
    queue.after(trip, () => {
      const { method, body } = request;
      const answer = rest({ method, path, headers, body });
      return send(sink, answer.body, answer.status);
    });
  }

  function askLink(url: URL, sink: HttpSink): void {
    const buyer = buyers.find((name) => url.origin === originOf(name));
    const service = buyer === undefined ? undefined : services.get(buyer);
    if (buyer === undefined || service === undefined) {
      queue.after(0, () => sink.failed('not-connected'));
      return;
    }
    const answer = service.answer(`${url.pathname}${url.search}`);
    if (answer.payment !== undefined) pay(buyer, answer.payment);
    reply(queue, chance, answer.reply, sink);
  }

  return {
    kind: 'ledger',
    lightning,
    node: { url: NODE_URL },
    localHosts: [],
    credential: MACAROON,
    link: (buyer) => services.get(buyer)?.link().secret ?? '',
    wallet: (buyer) => lightning.buyer(buyer),
    request(request, sink) {
      let isOpen = true;
      const guarded: HttpSink = {
        part: (status, bytes) => (isOpen ? sink.part(status, bytes) : undefined),
        end: (status) => (isOpen ? sink.end(status) : undefined),
        failed: (fault) => (isOpen ? sink.failed(fault) : undefined),
      };
      queue.after(request.timeoutMs, () => guarded.failed('timeout'));
      if (request.target === 'node') askNode(request, guarded);
      else askLink(new URL(request.url), guarded);
      return () => {
        isOpen = false;
      };
    },
    setNodeAway: (isAway) => {
      isNodeAway = isAway;
    },
    misbehave: (buyer, misbehaviour) => services.get(buyer)?.misbehave(misbehaviour),
    stop: () => Promise.resolve(lightning.stop()),
  };
}

const originOf = (buyer: string): string => `https://${buyer}.wallet.example`;

function serviceOf(name: string, wallet: BuyerWallet): WithdrawService {
  return new WithdrawService({
    wallet,
    origin: originOf(name),
    k1: secret(`k1-of-${name}`),
    description: `${name} pays for energy`,
    minMilliSat: 1_000,
    maxMilliSat: 1_000_000,
  });
}

function reply(queue: EventQueue, chance: Stream, answer: WithdrawReply, sink: HttpSink): void {
  const trip = logNormal(chance, ROUND_TRIP_MEDIAN_MS, ROUND_TRIP_SPREAD);
  switch (answer.kind) {
    case 'silence':
      return;
    case 'flood':
      queue.after(trip, () => flood(queue, sink, answer.bytes));
      return;
    case 'reply':
      queue.after(trip + answer.delayMs, () => send(sink, answer.body, answer.status));
      return;
  }
}

/** The body in parts of some kilobytes, as a socket gives it. Waits only where the board does. */
function send(sink: HttpSink, body: string, status: number, at = 0): void | Promise<void> {
  const bytes = Buffer.from(body);
  for (let from = at; from < bytes.length; from += PART_BYTES) {
    const sent = sink.part(status, bytes.subarray(from, from + PART_BYTES));
    if (sent !== undefined) return sent.then(() => send(sink, body, status, from + PART_BYTES));
  }
  return sink.end(status);
}

function flood(queue: EventQueue, sink: HttpSink, bytes: number): void | Promise<void> {
  if (bytes <= 0) return sink.end(200);
  queue.after(1, () => flood(queue, sink, bytes - PART_BYTES));
  return sink.part(200, new Uint8Array(PART_BYTES).fill(0x20));
}

/** Whole milliseconds from a log-normal distribution (Box and Muller). */
function logNormal(chance: Stream, medianMs: number, spread: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - chance.share()));
  const normal = radius * Math.cos(2 * Math.PI * chance.share());
  return Math.max(1, Math.round(medianMs * Math.exp(spread * normal)));
}
