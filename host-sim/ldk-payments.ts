/**
 * Payments over real Lightning nodes in this process, reached by real sockets: the owner's node
 * over HTTPS with a pinned certificate, the buyers' links over HTTP on a host the boards name.
 */
import { randomBytes } from 'node:crypto';
import { createHttpAdapter } from './http-adapter';
import { CardService } from './lightning/card-service';
import { createLdkNetwork } from './lightning/ldk/network';
import { createLndRest } from './lightning/lnd-rest';
import { type LnurlServer, startLnurlServer } from './lightning/lnurl-server';
import { startLndServer } from './lightning/servers';
import { serveAnswers } from './lightning/withdraw-server';
import type { Pace } from './pace';
import type { Payments } from './payments';

const LINK_MILLI_SAT_MIN = 1_000;
const LINK_MILLI_SAT_MAX = 1_000_000;

export type LdkOptions = {
  readonly epochMs: () => number;
  readonly buyers: readonly string[];
  readonly latePayments: boolean;
  readonly pace: Pace;
  /** The board's deadlines are the world's; a socket's must be the wall clock's. */
  readonly speed: number;
};

export async function createLdkPayments(options: LdkOptions): Promise<Payments> {
  const { epochMs, buyers, latePayments, pace, speed } = options;
  const lightning = await createLdkNetwork({ epochMs, buyers, latePayments });
  const credential = randomBytes(48).toString('hex');
  const rest = createLndRest({ owner: lightning.owner, epochMs, macaroonHex: credential });
  const node = await startLndServer(rest);
  const servers = new Map<string, LnurlServer>();
  for (const buyer of buyers) {
    const server = await startLnurlServer({
      wallet: lightning.buyer(buyer),
      description: `${buyer} pays for energy`,
      minMilliSat: LINK_MILLI_SAT_MIN,
      maxMilliSat: LINK_MILLI_SAT_MAX,
    });
    servers.set(buyer, server);
  }
  const cards = new Map<string, CardService>();
  const cardServers: Awaited<ReturnType<typeof serveAnswers>>[] = [];
  for (const buyer of buyers) {
    const wallet = lightning.buyer(buyer);
    const served = await serveAnswers(wallet, (origin) => {
      const card = new CardService({
        wallet,
        origin,
        limitMilliSat: LINK_MILLI_SAT_MAX,
        nowMs: epochMs,
      });
      cards.set(buyer, card);
      return card;
    });
    cardServers.push(served);
  }
  const links = [...servers.values()].map((each) => each.link.secret);
  const localHosts = [node.origin, ...links, ...cardServers.map(({ origin }) => origin)].map(
    (origin) => new URL(origin).host,
  );
  const adapter = createHttpAdapter({ pace, speed, localHosts, pinSha256: node.fingerprint });
  return {
    kind: 'ldk',
    lightning,
    node: { url: node.origin, pinSha256: node.fingerprint },
    localHosts,
    credential,
    link: (buyer) => servers.get(buyer)?.link.secret ?? '',
    wallet: (buyer) => lightning.buyer(buyer),
    guest: {
      pay: (buyer, paymentRequest) => lightning.buyer(buyer).pay(paymentRequest, () => {}),
      tap: (buyer) => cards.get(buyer)?.tap().secret ?? '',
    },
    request: adapter.request,
    opened: adapter.opened,
    setNodeAway: (isAway) => void node.setAway(isAway),
    misbehave: () => {},
    async stop() {
      adapter.stop();
      for (const server of [...servers.values(), ...cardServers]) await server.stop();
      await node.stop();
      lightning.stop();
    },
  };
}
