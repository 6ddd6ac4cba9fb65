/**
 * A buyer's board with fake hands, for tests: flash that takes records when told, a node whose
 * books are the truth, a verifier that knows real keys, and a cut of power after any of its deeds.
 */
import { stream } from '../host-sim/prng';
import { step } from '../src/approver/approver';
import { type ApproverBook, apply, emptyBook } from '../src/approver/book';
import type { ApproverCommand, ApproverEvent, PaymentAnswer } from '../src/approver/ports';
import type { ApproverRecord } from '../src/approver/records';
import { type ApproverConfig, type ApproverState, createApprover } from '../src/approver/state';
import { ENTROPY_BYTES, type Now } from '../src/ports';
import { secret } from '../src/secret';
import { durationMs, epochMs, milliWattHours, monotonicMs } from '../src/units';
import { CONFIG } from './approver-samples';
import { START_SEC } from './protocol-bench';

/**
 * What the node does with the next request to pay. `lost`: its answer, or all of it, never came;
 * `late`: it arrives when told.
 */
export type NodeWill =
  | 'pays'
  | 'fails'
  | 'pays-lost'
  | 'fails-lost'
  | 'lost'
  | 'late'
  | 'in-flight';

type Pay = ApproverCommand & { readonly kind: 'pay' };
type Paid = { readonly amount: number; readonly fee: number };
type Answered = { readonly status: number; readonly contentType: string; readonly body: string };

/** Thrown where the power goes. */
class PowerCut {}

export const FEE = 1_000;

export class ApproverDesk {
  readonly config: ApproverConfig;
  readonly flash: ApproverRecord[] = [];
  readonly answers = new Map<string, Answered>();
  /** Of the node: what was paid, by hash, each time. */
  readonly paid = new Map<string, Paid[]>();
  readonly ends = new Map<string, PaymentAnswer>();
  readonly commands: ApproverCommand[] = [];
  wills: NodeWill[] = [];
  /** Whom the verifier finds; undefined: it never answers. */
  payeeOf: ((invoice: string) => string) | undefined;
  isClockKnown = true;
  atMs = START_SEC * 1_000;
  mono = 1_000;
  state: ApproverState;
  /** The power goes before so many more deeds, each time that it is there again. */
  cutsAfter: number[] = [];
  deeds = 0;
  requests = 0;
  readonly #queue: ApproverEvent[] = [];
  #late: Pay[] = [];
  #waiting: ApproverCommand[] = [];
  readonly #chance = stream(1, 'approver');

  constructor(change: Partial<ApproverConfig> = {}, payeeOf?: (invoice: string) => string) {
    this.config = { ...CONFIG, ...change };
    this.payeeOf = payeeOf;
    this.state = createApprover(this.config, emptyBook());
    this.deliver({ kind: 'boot' });
  }

  now(): Now {
    const wall = { epochMs: epochMs(this.atMs), plusMinusMs: durationMs(1_000) };
    return { mono: monotonicMs(this.mono), wall: this.isClockKnown ? wall : undefined };
  }

  /** The event, and all that follows from it, until the power goes. */
  deliver(event: ApproverEvent): void {
    this.#queue.push(event);
    try {
      for (let next = this.#queue.shift(); next; next = this.#queue.shift()) this.#turn(next);
    } catch (cut) {
      if (!(cut instanceof PowerCut)) throw cut;
      this.restart();
    }
  }

  /** With nothing but what is in flash. */
  restart(): void {
    this.#queue.length = 0;
    this.#waiting = [];
    this.mono = 1_000;
    this.state = createApprover(this.config, bookOf(this.flash));
    this.deliver({ kind: 'boot' });
  }

  pass(sec: number): void {
    for (let i = 0; i < sec; i += 1) {
      this.atMs += 1_000;
      this.mono += 1_000;
      this.deliver({ kind: 'tick' });
    }
  }

  meter(importRegister: number): void {
    this.deliver({
      kind: 'metered',
      importRegister: milliWattHours(importRegister),
      exportRegister: milliWattHours(0),
    });
  }

  /** A request of the seller; undefined while it was not answered. */
  request(
    method: 'GET' | 'POST',
    target: string,
    body = '',
    contentType = '',
  ): Answered | undefined {
    this.requests += 1;
    const id = `r${this.requests}`;
    this.deliver({ kind: 'request', id, method, target: secret(target), contentType, body });
    return this.answers.get(id);
  }

  /** The sum that really left, fees apart. */
  spent(): number {
    return [...this.paid.values()].flat().reduce((sum, { amount }) => sum + amount, 0);
  }

  #turn(event: ApproverEvent): void {
    // A round trip through JSON at any point goes on the same.
    this.state = JSON.parse(JSON.stringify(this.state)) as ApproverState;
    const commands = step(this.state, this.now(), event);
    this.commands.push(...commands);
    this.#waiting.push(...commands);
    this.#carryOut();
  }

  #carryOut(): void {
    const commands = this.#waiting;
    this.#waiting = [];
    // Flash is slower than all else: what need not wait for it goes first.
    const isRecord = ({ kind }: ApproverCommand) => kind === 'record';
    const waits = ({ after = 0 }: ApproverCommand) => after > 0;
    for (const each of commands) if (!isRecord(each) && !waits(each)) this.#perform(each);
    for (const each of commands) if (isRecord(each)) this.#perform(each);
    for (const each of commands) if (waits(each)) this.#perform(each);
  }

  #isCutNow(): boolean {
    const left = this.cutsAfter[0];
    if (left === undefined) return false;
    this.cutsAfter[0] = left - 1;
    if (left > 0) return false;
    this.cutsAfter.shift();
    return true;
  }

  #perform(command: ApproverCommand): void {
    if (command.kind === 'log') return;
    this.deeds += 1;
    if (this.#isCutNow()) throw new PowerCut();
    switch (command.kind) {
      case 'record':
        this.flash.push(command.record);
        if (command.sequence !== this.flash.length) throw new Error('a record is out of order');
        return;
      case 'answer':
        this.answers.set(command.id, command);
        return;
      case 'entropy-request': {
        const bytes = secret(this.#chance.hex(ENTROPY_BYTES));
        this.#queue.push({ kind: 'entropy', bytes });
        return;
      }
      case 'verify-invoice': {
        if (this.payeeOf === undefined) return;
        const payee = this.payeeOf(command.invoice);
        this.#queue.push({ kind: 'invoice-verified', id: command.id, payee });
        return;
      }
      case 'pay':
        return this.#pay(command);
      case 'look-up-payment': {
        const answer = this.ends.get(command.hash) ?? { kind: 'not-found' };
        this.#queue.push({ kind: 'payment-answered', id: command.id, answer });
        return;
      }
    }
  }

  /** What was held up on its way to the node. */
  arrive(): void {
    for (const pay of this.#late.splice(0)) this.#reach(pay, this.wills.shift() ?? 'pays');
  }

  #pay(pay: Pay): void {
    if (this.state.book.payment?.hash !== pay.hash) throw new Error('paid before the record');
    const will = this.wills.shift() ?? 'pays';
    if (will === 'late') this.#late.push(pay);
    if (will === 'late' || will === 'lost') return;
    this.#reach(pay, will);
    const answer = this.ends.get(pay.hash)!;
    if (will.endsWith('lost')) return;
    this.#queue.push({ kind: 'payment-answered', id: pay.id, answer });
  }

  /** Each kind of node tries anew what has failed. */
  #reach({ hash, amountMilliSat: amount }: Pay, will: NodeWill): void {
    const known = this.ends.get(hash)?.kind ?? 'failed';
    if (known !== 'failed' && this.config.node.isIdempotent) return;
    if (will.startsWith('pays')) {
      this.paid.set(hash, [...(this.paid.get(hash) ?? []), { amount, fee: FEE }]);
    }
    this.ends.set(hash, endFor(will));
  }
}

function endFor(will: NodeWill): PaymentAnswer {
  if (will.startsWith('pays')) return { kind: 'paid', feeMilliSat: FEE };
  return { kind: will === 'in-flight' ? 'in-flight' : 'failed' };
}

export function bookOf(records: readonly ApproverRecord[]): ApproverBook {
  const book = emptyBook();
  for (const record of records) apply(book, JSON.parse(JSON.stringify(record)) as ApproverRecord);
  return book;
}
