/**
 * A buyer's board on the tests' desk: the real approver with hands that do at once what it says,
 * a meter of its own behind the same load, and a wallet that pays the desk's node.
 */
import { step } from '../../src/approver/approver';
import { emptyBook } from '../../src/approver/book';
import type { ApproverCommand, ApproverEvent } from '../../src/approver/ports';
import { type ApproverConfig, type ApproverState, createApprover } from '../../src/approver/state';
import { ENTROPY_BYTES, type HttpRequest, type Picked } from '../../src/ports';
import { CONTENT_TYPE } from '../../src/protocol/frame';
import { milliWattHours } from '../../src/units';
import { createChance, hexOf } from '../chance';
import type { BoardDesk } from './board-desk';
import type { Answer } from './fake-node';

export const BUYER_ORIGIN = 'https://buyer.example';
const PAYEE = `02${'11'.repeat(32)}`;
const PAYS_AFTER_MS = 1_500;
const QUANTUM = 100;

type Answered = ApproverCommand & { readonly kind: 'answer' };
type BuyerConfig = Omit<ApproverConfig, 'origin' | 'payee' | 'network' | 'node'>;

export class FakeBuyer {
  readonly state: ApproverState;
  readonly link: string;
  /** In mSat, by the wallet's own list. */
  readonly paid = new Map<string, number>();
  /** Of its meter, in parts per million of what flows. */
  errorPerMillion = 0;
  /** What it refused, in its own words. */
  readonly refusals: string[] = [];
  readonly #desk: BoardDesk;
  readonly #entropy = createChance(77);
  #requests = 0;

  constructor(desk: BoardDesk, config: BuyerConfig) {
    this.#desk = desk;
    const whole = { ...config, origin: BUYER_ORIGIN, payee: PAYEE, network: 'regtest' } as const;
    this.state = createApprover(
      { ...whole, node: { isIdempotent: true, isFailedFinal: true } },
      emptyBook(),
    );
    this.link = `${BUYER_ORIGIN}/energy/${config.link.secret}`;
    this.#deliver({ kind: 'boot' });
    this.#live();
  }

  /** Its owner has had enough. */
  end(): void {
    this.#deliver({ kind: 'owner-command', command: 'end-sale' });
  }

  /** The seller's request, and what its hands would pick of the answer. */
  take(request: HttpRequest): Answer {
    this.#requests += 1;
    const id = String(this.#requests);
    const said = this.#deliver({
      kind: 'request',
      id,
      method: request.method,
      target: { secret: request.path.secret.slice(BUYER_ORIGIN.length) },
      contentType: request.target === 'peer' ? CONTENT_TYPE : '',
      body: request.body?.secret ?? '',
    }).find((each): each is Answered => each.kind === 'answer' && each.id === id);
    if (said === undefined) return { fault: 'timeout' };
    if (said.body.includes('"ERROR"')) this.refusals.push(said.body);
    if (request.target === 'peer') return { status: said.status, fields: { frame: said.body } };
    return { status: said.status, fields: picked(JSON.parse(said.body), request.pick) };
  }

  /** All that comes of it at once; a payment takes its time. */
  #deliver(event: ApproverEvent): ApproverCommand[] {
    const all: ApproverCommand[] = [];
    const events = [event];
    for (let next = events.shift(); next !== undefined; next = events.shift()) {
      const commands = step(this.state, this.#desk.now, next);
      all.push(...commands);
      for (const command of commands) {
        const follows = this.#perform(command);
        if (follows !== undefined) events.push(follows);
      }
    }
    return all;
  }

  #perform(command: ApproverCommand): ApproverEvent | undefined {
    const { node } = this.#desk;
    switch (command.kind) {
      case 'entropy-request':
        return { kind: 'entropy', bytes: { secret: hexOf(this.#entropy, ENTROPY_BYTES) } };
      case 'verify-invoice':
        return { kind: 'invoice-verified', id: command.id, payee: PAYEE };
      case 'pay': {
        const { id, hash, amountMilliSat } = command;
        this.#desk.after(PAYS_AFTER_MS, () => {
          const isPaid = node.pay(hash, this.#desk.nowSec, amountMilliSat);
          if (isPaid) this.paid.set(hash, amountMilliSat);
          const answer = isPaid ? { kind: 'paid', feeMilliSat: 0 } : { kind: 'failed' };
          this.#deliver({ kind: 'payment-answered', id, answer } as ApproverEvent);
        });
        return undefined;
      }
      case 'look-up-payment': {
        const isPaid = this.paid.has(command.hash);
        const answer = isPaid ? { kind: 'paid', feeMilliSat: 0 } : { kind: 'not-found' };
        return { kind: 'payment-answered', id: command.id, answer } as ApproverEvent;
      }
      case 'answer':
      case 'record':
      case 'log':
        return undefined;
    }
  }

  #live(): void {
    const { meter } = this.#desk;
    const energy = Math.floor((meter.energy * (1_000_000 + this.errorPerMillion)) / 1_000_000);
    this.#deliver({
      kind: 'metered',
      importRegister: milliWattHours(Math.floor(energy / QUANTUM) * QUANTUM),
      exportRegister: milliWattHours(0),
    });
    this.#deliver({ kind: 'tick' });
    this.#desk.after(1_000, () => this.#live());
  }
}

function picked(json: unknown, names: readonly string[]): Record<string, Picked> {
  const fields: Record<string, Picked> = {};
  for (const name of names) {
    let value = json;
    for (const part of name.split('.')) value = (value as Record<string, unknown>)?.[part];
    if (['string', 'number', 'boolean'].includes(typeof value)) fields[name] = value as Picked;
  }
  return fields;
}
