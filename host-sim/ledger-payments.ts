/**
 * Payments over the ledger, inside the world's queue: LND's face and the withdraw service answer
 * after seeded latencies, so that a month runs in minutes and one seed replays it. All that faults
 * need is here as small switches; until one is turned, everything works.
 */
import { base64 } from '@scure/base';
import { type BendOptions, Bends } from './bends';
import { wrongInvoice } from './bent-invoice';
import {
  bentAnswer,
  type GoodAnswer,
  isGood,
  type LinkMemory,
  withNewLimits,
  withoutElsewhere,
} from './bent-link';
import { Wire } from './bent-wire';
import type { OutgoingRequest } from './border';
import type { EventQueue } from './event-queue';
import { cardOf, cardOriginOf, linkOf, originOf } from './ledger-buyers';
import { createLedger, type Ledger } from './lightning/ledger';
import type { Settlement } from './lightning/ledger-node';
import { createLndRest } from './lightning/lnd-rest';
import type { WithdrawReply } from './lightning/withdraw-service';
import { TRIP_MEDIAN_MS } from './log-normal';
import { PaymentTravel } from './payment-travel';
import type { Payments } from './payments';
import { stream } from './prng';

const NODE_URL = 'https://node.street.example';
const MACAROON = '0201036c6e64';
const LOOKUP_PATH = '/v1/invoice/';
const HOLD_PATH = '/v2/invoices/hodl';

const ROUND_TRIP_MEDIAN_MS = 80;

export type LedgerOptions = {
  readonly queue: EventQueue;
  readonly epochMs: () => number;
  readonly buyers: readonly string[];
  readonly seed: number;
  readonly latePayments: boolean;
  /** Called before money moves, so that the world's books see every instant. */
  readonly onPayment: (buyer: string) => void;
  /** Absent: as measured (design, section 8). */
  readonly paymentMedianMs?: number;
  readonly roundTripMedianMs?: number;
};

type Struck = (board: number | undefined) => void;

export type LedgerPayments = Omit<Payments, 'lightning'> & {
  readonly lightning: Ledger;
  /** Every time the owner's node really took money, in order, whatever it says afterwards. */
  settlements(): readonly Settlement[];
  /** Bends what passes between boards, node and links. */
  bend(options: BendOptions): void;
  unbend(by: object): void;
  /** What is under way at the node breaks, and nobody answers until it is back. */
  restartNode(isAway: boolean, struck: Struck): void;
  /** Another node stands behind the same name. `struck` hears of each request that it answers. */
  replaceNode(isReplaced: boolean, struck: Struck): void;
  /** How far the node's clock is ahead. `struck` hears of each invoice that it dates. */
  setNodeClock(skewMs: number, struck: Struck): void;
  /** By the node's clock. */
  nodeEpochMs(): number;
  /** The faults' time is over: nothing is bent or armed any more, and no money comes late. */
  calm(): void;
};

export function createLedgerPayments(options: LedgerOptions): LedgerPayments {
  const { queue, epochMs, buyers, seed, latePayments, onPayment } = options;
  const worldMs = () => queue.now;
  const lightning = createLedger({
    epochMs,
    buyers,
    latePayments,
    worldMs,
    after: (delayMs, run) => void queue.after(delayMs, run),
    onTaking: onPayment,
  });
  const rest = createLndRest({ owner: lightning.owner.face, epochMs, macaroonHex: MACAROON });
  const nodeEpochMs = () => epochMs() + lightning.owner.skewMs;
  const chance = stream(seed, 'payments');
  const bends = new Bends(seed);
  const links = new Map(buyers.map((name) => [name, linkOf(name, lightning.buyer(name))]));
  const byOrigin = new Map(
    buyers.flatMap((name) => [originOf(name), cardOriginOf(name)].map((each) => [each, name])),
  );
  const cards = new Map(
    buyers.map((name) => [name, cardOf(name, lightning.buyer(name), epochMs)] as const),
  );
  const travel = new PaymentTravel({
    queue,
    lightning,
    chance,
    bends,
    medianMs: options.paymentMedianMs ?? TRIP_MEDIAN_MS,
    epochMs,
    onPayment,
  });
  /** Of each board, as its node showed it. */
  const madeLast = new Map<number | undefined, string>();
  let otherAnswered: Struck | undefined;
  let wronglyDated: Struck | undefined;

  function actNode(request: OutgoingRequest, board: number | undefined): WithdrawReply {
    const headers: Record<string, string> = {};
    for (const name in request.headers) headers[name.toLowerCase()] = request.headers[name]!;
    const { method, body } = request;
    const path = request.url.slice(request.url.indexOf('/', 'https://'.length));
    otherAnswered?.(board);
    const isCreate = path === '/v1/invoices' || path === HOLD_PATH;
    if (isCreate) wronglyDated?.(board);
    const answer = rest({ method, path, headers, body });
    const { status } = answer;
    const said = isCreate && status === 200 ? shown(body, answer.body, board) : answer.body;
    return { kind: 'reply', delayMs: 0, status, contentType: '', body: said };
  }

  /** What the node says it has made: that, or another invoice in its place. */
  function shown(asked: string, answered: string, board: number | undefined): string {
    const earlier = madeLast.get(board);
    const made = JSON.parse(answered) as { readonly payment_request: string };
    madeLast.set(board, made.payment_request);
    const bend = bends.isEmpty ? undefined : bends.pick('created', board);
    if (bend === undefined) return answered;
    bends.strike(bend, board);
    const createdAtSec = Math.floor(nodeEpochMs() / 1_000);
    return wrongInvoice({ asked, answered, createdAtSec, earlier }, bend.chance);
  }

  function actLink(request: OutgoingRequest, board: number | undefined): WithdrawReply | undefined {
    const url = withoutElsewhere(request.url);
    const pathAt = url.indexOf('/', 'https://'.length);
    const buyer = byOrigin.get(url.slice(0, pathAt));
    const link = buyer === undefined ? undefined : links.get(buyer);
    if (buyer === undefined || link === undefined) return undefined;
    const payer = { buyer, board };
    const isCard = url.startsWith(`${cardOriginOf(buyer)}/`);
    const service = isCard ? cards.get(buyer) : link.service;
    const good = (service ?? link.service).answer(url.slice(pathAt));
    const isStraight = bends.isEmpty && link.memory.nextMaximumMilliSat === undefined;
    const answer = isStraight || !isGood(good) ? good : answerBent(payer, good, link.memory);
    if (good.payment !== undefined) travel.handedOver(payer, good.payment);
    if (answer.payment !== undefined) travel.pay(payer, answer.payment);
    return answer.reply;
  }

  function answerBent(
    payer: { readonly buyer: string; readonly board: number | undefined },
    good: GoodAnswer,
    memory: LinkMemory,
  ) {
    const moment = good.payment === undefined ? 'offering' : 'accepting';
    const bend = bends.pick(moment, payer.board, (kind) =>
      kind === 'link-shared' ? travel.isShared(payer) : true,
    );
    if (bend === undefined) return withNewLimits(good, memory);
    bends.strike(bend, payer.board);
    return bentAnswer(bend, good, memory);
  }

  const wire = new Wire({
    queue,
    chance,
    bends,
    roundTripMedianMs: options.roundTripMedianMs ?? ROUND_TRIP_MEDIAN_MS,
    nodeEpochMs,
    node: actNode,
    link: actLink,
    canForget: (request) => lightning.owner.wasHandedOver(hashIn(request)),
  });

  return {
    kind: 'ledger',
    lightning,
    node: { url: NODE_URL },
    localHosts: [],
    credential: MACAROON,
    link: (buyer) => links.get(buyer)?.service.link().secret ?? '',
    wallet: (buyer) => lightning.buyer(buyer),
    guest: {
      pay: (buyer, request, board) => travel.pay({ buyer, board }, request),
      // LUD-17: what a card says begins so, and stands for https.
      tap: (buyer) => (cards.get(buyer)?.tap().secret ?? '').replace('https:', 'lnurlw:'),
      limitCard(buyer, limit) {
        const card = cards.get(buyer);
        if (card !== undefined) card.limit = limit;
      },
    },
    request: (request, sink, board) => wire.request(request, sink, board),
    setNodeAway: (isAway) => wire.setNodeAway(isAway),
    misbehave: (buyer, misbehaviour) => links.get(buyer)?.service.misbehave(misbehaviour),
    stop: () => Promise.resolve(lightning.stop()),

    settlements: () => lightning.owner.settlements,
    bend: (bend) => bends.add(bend),
    unbend: (by) => bends.end(by),
    restartNode: (isAway, struck) => wire.setNodeAway(isAway, isAway ? struck : undefined),
    replaceNode(isReplaced, struck) {
      otherAnswered = isReplaced ? struck : undefined;
      lightning.owner.setReplaced(isReplaced);
    },
    setNodeClock(skewMs, struck) {
      wronglyDated = skewMs === 0 ? undefined : struck;
      lightning.owner.setClock(skewMs);
    },
    nodeEpochMs,
    calm() {
      bends.clear();
      travel.calm();
      for (const { memory } of links.values()) memory.nextMaximumMilliSat = undefined;
      otherAnswered = undefined;
      wronglyDated = undefined;
      wire.setNodeAway(false);
      lightning.owner.setReplaced(false);
      lightning.owner.setClock(0);
    },
  };
}

/** The hash that a look-up or a cancel is about, as hex. */
function hashIn({ method, url, body }: OutgoingRequest): string {
  if (method === 'GET') return url.slice(url.indexOf(LOOKUP_PATH) + LOOKUP_PATH.length);
  const { payment_hash: hash } = JSON.parse(body) as { readonly payment_hash?: string };
  return hash === undefined ? '' : Buffer.from(base64.decode(hash)).toString('hex');
}
