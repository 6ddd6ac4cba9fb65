/**
 * A buyer's approver on a real socket: plain HTTP on 127.0.0.1, as on a local network. Carries out
 * what the pure part asks for: checks signatures, pays from a wallet, keeps the records in memory.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { step } from '../../src/approver/approver';
import { emptyBook } from '../../src/approver/book';
import type { ApproverCommand, ApproverEvent, PaymentAnswer } from '../../src/approver/ports';
import type { ApproverRecord } from '../../src/approver/records';
import { type ApproverConfig, type ApproverState, createApprover } from '../../src/approver/state';
import { ENTROPY_BYTES, type Secret } from '../../src/ports';
import { FRAME_BYTES_MAX } from '../../src/protocol/frame';
import { secret } from '../../src/secret';
import { durationMs, epochMs, milliWattHours, monotonicMs } from '../../src/units';
import { textFromUtf8 } from '../../src/web/utf8';
import type { Stream } from '../prng';
import type { BuyerWallet, PayFault } from './backend';
import { deskVerifier } from './invoice-signature';

export type ApproverServerOptions = {
  readonly config: Omit<ApproverConfig, 'origin'>;
  readonly wallet: Pick<BuyerWallet, 'pay'>;
  readonly chance: Pick<Stream, 'hex'>;
  /** What the board's clock says, in ms since 1970. */
  readonly epochMs: () => number;
  /** What the buyer's own meter says, in mWh. */
  readonly register: () => number;
  /** Of 127.0.0.1; absent, the system chooses. */
  readonly port?: number;
};

export type ApproverServer = {
  /** What the buyer gives to the seller. */
  readonly link: Secret;
  readonly origin: string;
  readonly records: readonly ApproverRecord[];
  deliver(event: ApproverEvent): void;
  stop(): Promise<void>;
};

const TICK_MS = 1_000;

export async function startApproverServer(options: ApproverServerOptions): Promise<ApproverServer> {
  const server = createServer((request, reply) => void take(request, reply));
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(options.port ?? 0, '127.0.0.1', listening);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const host = new Host(options, origin);
  const ticking = setInterval(() => host.tick(), TICK_MS);

  const take = async (request: IncomingMessage, reply: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    if (body === undefined) {
      reply.writeHead(413, { connection: 'close' }).end();
      return;
    }
    host.request(request, body, reply);
  };
  return {
    link: secret(`${origin}/energy/${options.config.link.secret}`),
    origin,
    records: host.records,
    deliver: (event) => host.deliver(event),
    stop: () => {
      clearInterval(ticking);
      server.closeAllConnections();
      return new Promise((stopped) => server.close(() => stopped()));
    },
  };
}

class Host {
  readonly records: ApproverRecord[] = [];
  readonly #options: ApproverServerOptions;
  readonly #state: ApproverState;
  readonly #replies = new Map<string, ServerResponse>();
  /** What the wallet said at last, by payment hash. */
  readonly #ends = new Map<string, PaymentAnswer>();
  readonly #queue: ApproverEvent[] = [];
  #isRunning = false;
  #requests = 0;

  constructor(options: ApproverServerOptions, origin: string) {
    this.#options = options;
    this.#state = createApprover({ ...options.config, origin }, emptyBook());
    this.deliver({ kind: 'boot' });
    this.tick();
  }

  /** Reads the meter, once a second. */
  tick(): void {
    const importRegister = milliWattHours(this.#options.register());
    this.deliver({ kind: 'tick' });
    this.deliver({ kind: 'metered', importRegister, exportRegister: milliWattHours(0) });
  }

  request(request: IncomingMessage, body: string, reply: ServerResponse): void {
    this.#requests += 1;
    const id = String(this.#requests);
    this.#replies.set(id, reply);
    reply.once('close', () => this.#replies.delete(id));
    const method = request.method === 'POST' ? 'POST' : 'GET';
    const contentType = request.headers['content-type'] ?? '';
    const target = secret(request.url ?? '/');
    this.deliver({ kind: 'request', id, method, target, contentType, body });
  }

  deliver(event: ApproverEvent): void {
    this.#queue.push(event);
    if (this.#isRunning) return;
    this.#isRunning = true;
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      const mono = monotonicMs(Math.floor(performance.now()));
      const wall = { epochMs: epochMs(this.#options.epochMs()), plusMinusMs: durationMs(1_000) };
      for (const command of step(this.#state, { mono, wall }, next)) this.#perform(command);
    }
    this.#isRunning = false;
  }

  /** Memory takes a record at once, so nothing has to wait for `after`. */
  #perform(command: ApproverCommand): void {
    switch (command.kind) {
      case 'record':
        this.records.push(command.record);
        return;
      case 'answer':
        this.#replies
          .get(command.id)
          ?.writeHead(command.status, { 'content-type': command.contentType })
          .end(command.body);
        return;
      case 'entropy-request':
        this.deliver({ kind: 'entropy', bytes: secret(this.#options.chance.hex(ENTROPY_BYTES)) });
        return;
      case 'verify-invoice': {
        const { id, invoice } = command;
        const done = (payee: string) => this.deliver({ kind: 'invoice-verified', id, payee });
        return deskVerifier.verify(invoice, done);
      }
      case 'pay':
        return this.#pay(command.id, command.hash, command.invoice);
      case 'look-up-payment': {
        const answer = this.#ends.get(command.hash) ?? { kind: 'not-found' };
        return this.deliver({ kind: 'payment-answered', id: command.id, answer });
      }
      case 'log':
        return;
    }
  }

  #pay(id: string, hash: string, invoice: string): void {
    this.#ends.set(hash, { kind: 'in-flight' });
    this.#options.wallet.pay(invoice, (outcome) => {
      const answer = outcome.ok
        ? ({ kind: 'paid', feeMilliSat: outcome.value.feeMilliSat } as const)
        : faultAnswer(outcome.fault);
      this.#ends.set(hash, answer);
      this.deliver({ kind: 'payment-answered', id, answer });
    });
  }
}

/** An earlier request to pay it has the word. */
const faultAnswer = (fault: PayFault): PaymentAnswer => ({
  kind: fault === 'in-flight' || fault === 'already-paid' ? 'unknown' : 'failed',
});

/** Undefined where there is too much of it, or it is not UTF-8. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > FRAME_BYTES_MAX) return undefined;
    parts.push(part);
  }
  return textFromUtf8(Buffer.concat(parts));
}
