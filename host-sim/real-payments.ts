/**
 * Payments with somebody's real node and real link. The desk keeps one promise the board does not
 * know of: no invoice goes to the link that would take the run beyond its cap.
 */
import { parseLocalHost } from '../src/config/origin';
import { decodeInvoice } from '../src/payment/bolt11';
import type { OutgoingRequest } from './border';
import { createHttpAdapter } from './http-adapter';
import type { Pace } from './pace';
import type { Payments } from './payments';
import { nodeDocument } from './pull/node-document';
import type { RealPayments } from './real-arguments';

export type RealPaymentsOptions = {
  readonly real: RealPayments;
  readonly pace: Pace;
  /** The next payment would pass the cap: nothing more is handed over. */
  readonly onCap: (handedOverSat: number) => void;
};

export function createRealPayments({ real, pace, onCap }: RealPaymentsOptions): Payments {
  const { nodeOrigin, pinSha256, ca, credential, link, satMax } = real;
  const nodeHost = parseLocalHost(new URL(nodeOrigin).host);
  const localHosts = [...real.localHosts, ...(nodeHost === undefined ? [] : [nodeHost])];
  // Two, so that naming the node does not open its host to the link.
  const node = createHttpAdapter({
    pace,
    speed: 1,
    localHosts,
    ...(pinSha256 === undefined ? {} : { pinSha256 }),
    ...(ca === undefined ? {} : { ca }),
  });
  const web = createHttpAdapter({ pace, speed: 1, localHosts: real.localHosts });
  /** mSat by payment hash: the same invoice handed over again counts once. */
  const handedOver = new Map<string, number>();

  const handedOverMilliSat = () => {
    let total = 0;
    for (const each of handedOver.values()) total += each;
    return total;
  };

  /** Counts what the request hands over, before it goes out: an attempt that fails may be paid. */
  function judge(request: OutgoingRequest): 'fits' | 'beyond-cap' | 'unreadable' {
    const given = paymentRequestsOf(request);
    if (given === undefined || given.length > 1) return 'unreadable';
    const paymentRequest = given[0];
    if (paymentRequest === undefined) return 'fits';
    const invoice = decodeInvoice(paymentRequest);
    if (!invoice.ok || invoice.value.amount === undefined) return 'unreadable';
    const { paymentHash, amount } = invoice.value;
    const before = handedOver.get(paymentHash) ?? 0;
    // The same hash for another amount: whichever of them is paid.
    const counted = Math.max(before, amount);
    if (handedOverMilliSat() - before + counted > satMax * 1_000) return 'beyond-cap';
    handedOver.set(paymentHash, counted);
    return 'fits';
  }

  return {
    kind: 'real',
    lightning: undefined,
    node: { ...nodeDocument(real), ...(pinSha256 === undefined ? {} : { pinSha256 }) },
    localHosts,
    credential: credential.secret,
    link: () => link.secret,
    wallet: () => undefined,
    request(request, sink) {
      if (request.target === 'node') return node.request(request, sink);
      const judged = judge(request);
      if (judged === 'fits') return web.request(request, sink);
      if (judged === 'beyond-cap') onCap(handedOverMilliSat() / 1_000);
      pace.inject(() => sink.failed('not-connected'));
      return () => {};
    },
    setNodeAway: () => {},
    misbehave: () => {},
    async stop() {
      node.stop();
      web.stop();
    },
  };
}

/**
 * Every `pr` of the query, in any case: a callback may bring one of its own, and which of two a
 * server takes is not known here. Undefined where an invoice could hide from this.
 */
function paymentRequestsOf({ url, body }: OutgoingRequest): readonly string[] | undefined {
  if (body !== '' || !URL.canParse(url)) return undefined;
  const pairs = [...new URL(url).searchParams];
  return pairs.flatMap(([name, value]) => (name.toLowerCase() === 'pr' ? [value] : []));
}
