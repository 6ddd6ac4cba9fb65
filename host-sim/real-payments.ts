/**
 * Payments with somebody's real node and real link. The desk keeps one promise the board does not
 * know of: no invoice goes to the link that would take the run beyond its cap.
 */
import { parseLocalHost } from '../src/config/origin';
import { decodeInvoice } from '../src/payment/bolt11';
import { createHttpAdapter } from './http-adapter';
import type { Pace } from './pace';
import type { Payments } from './payments';
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
  const adapter = createHttpAdapter({
    pace,
    speed: 1,
    localHosts,
    ...(pinSha256 === undefined ? {} : { pinSha256 }),
    ...(ca === undefined ? {} : { ca }),
  });
  /** By payment hash: the same invoice handed over again counts once. */
  const handedOver = new Map<string, number>();

  /** False when what `url` hands over does not fit under the cap, or cannot be read. */
  function fitsUnderCap(url: string): boolean {
    const paymentRequest = new URL(url).searchParams.get('pr');
    if (paymentRequest === null) return true;
    const invoice = decodeInvoice(paymentRequest);
    if (!invoice.ok || invoice.value.amount === undefined) return false;
    const { paymentHash, amount } = invoice.value;
    if (handedOver.has(paymentHash)) return true;
    let total = amount as number;
    for (const each of handedOver.values()) total += each;
    if (total > satMax * 1_000) return false;
    handedOver.set(paymentHash, amount);
    return true;
  }

  return {
    kind: 'real',
    lightning: undefined,
    node: { url: nodeOrigin, ...(pinSha256 === undefined ? {} : { pinSha256 }) },
    localHosts,
    credential: credential.secret,
    link: () => link.secret,
    wallet: () => undefined,
    request(request, sink) {
      if (request.target === 'node' || fitsUnderCap(request.url)) {
        return adapter.request(request, sink);
      }
      let total = 0;
      for (const each of handedOver.values()) total += each;
      onCap(total / 1_000);
      pace.inject(() => sink.failed('not-connected'));
      return () => {};
    },
    setNodeAway: () => {},
    misbehave: () => {},
    stop: () => Promise.resolve(adapter.stop()),
  };
}
