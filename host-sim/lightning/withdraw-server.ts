/**
 * Our own withdraw service on a real socket, for what a correct one cannot do: misbehave. Plain
 * HTTP on 127.0.0.1; delays are real time here.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BuyerWallet } from './backend';
import {
  type WithdrawAnswer,
  type WithdrawOptions,
  type WithdrawReply,
  WithdrawService,
} from './withdraw-service';

export type WithdrawServer = {
  readonly service: WithdrawService;
  stop(): Promise<void>;
};

const FLOOD_CHUNK = Buffer.alloc(65_536, ' ');

/** At a port that the system chooses. */
export async function startWithdrawServer(
  options: Omit<WithdrawOptions, 'origin'>,
): Promise<WithdrawServer> {
  let service: WithdrawService | undefined;
  const served = await serveAnswers(options.wallet, (origin) => {
    service = new WithdrawService({ ...options, origin });
    return service;
  });
  if (service === undefined) throw new Error('bug: nothing is served');
  return { service, stop: served.stop };
}

type Answering = { answer(target: string): WithdrawAnswer };

/** What `make` makes of the origin answers there, and what it would pay is paid. */
export async function serveAnswers(
  wallet: BuyerWallet,
  make: (origin: string) => Answering,
): Promise<{ readonly origin: string; stop(): Promise<void> }> {
  const timers = new Set<NodeJS.Timeout>();
  const after = (delayMs: number, run: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, delayMs);
    timers.add(timer);
  };
  const server = createServer((request, reply) => {
    const { reply: planned, payment } = service.answer(request.url ?? '');
    if (planned.kind !== 'silence') after(planned.delayMs, () => send(planned, reply));
    if (payment !== undefined) pay(wallet, payment);
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', listening);
  });
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const service = make(origin);
  return {
    origin,
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
      server.closeAllConnections();
      return new Promise((stopped) => server.close(() => stopped()));
    },
  };
}

/** How it ends is the node's to say, as for any board. */
function pay(wallet: BuyerWallet, paymentRequest: string): void {
  wallet.pay(paymentRequest, () => {});
}

function send(planned: Exclude<WithdrawReply, { kind: 'silence' }>, reply: ServerResponse): void {
  if (planned.kind === 'reply') {
    reply.writeHead(planned.status, { 'content-type': planned.contentType }).end(planned.body);
    return;
  }
  let left = planned.bytes;
  reply.writeHead(200, { 'content-type': 'application/json' });
  const flow = () => {
    while (left > 0 && !reply.destroyed) {
      const chunk = FLOOD_CHUNK.subarray(0, Math.min(left, FLOOD_CHUNK.length));
      left -= chunk.length;
      if (!reply.write(chunk)) {
        reply.once('drain', flow);
        return;
      }
    }
    reply.end();
  };
  flow();
}
