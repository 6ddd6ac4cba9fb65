/**
 * The contactor and its native guard, as the world has them: a coil that takes a moment, and a
 * lease that opens by itself when the board falls silent, whatever JavaScript does. Upstream is a
 * breaker that the board can trip, and a person alone can reset. The troubles of the contactor are
 * switches for the fault simulator.
 */
import type { SupplyState } from '../src/ports';
import type { EventQueue, QueuedEvent } from './event-queue';

/** `bridged`: a wire around the contacts. */
export type ContactorTroubleKind = 'welded' | 'coil-broken' | 'late' | 'chattering' | 'bridged';

export type ContactorTrouble = {
  readonly kind: ContactorTroubleKind;
  /** Between two movements of a chattering contactor. */
  readonly everyMs?: number;
  /** Called each time the contacts are not where, or when, they should be. */
  readonly struck: () => void;
};

/** From the command to the contacts. A usual 25 A contactor needs 10 to 20 ms. */
const COIL_MS = 20;
/** A worn one: the most that the boards' reserve allows for. */
const LATE_COIL_MS = 200;
const CHATTER_MS = 300;

export class Contactor {
  readonly #queue: EventQueue;
  readonly #onChange: (isClosed?: boolean) => void;
  readonly #troubles = new Map<object, ContactorTrouble>();
  #isClosed = false;
  #told = false;
  #leaseUntil = 0;
  #guard: QueuedEvent | undefined;
  #isTripped = false;
  operations = 0;

  /** `onChange` hears where the contacts are, and nothing where only a bridge did. */
  constructor(queue: EventQueue, onChange: (isClosed?: boolean) => void) {
    this.#queue = queue;
    this.#onChange = onChange;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** What the board said last; the guard may have opened since. */
  isCommandedClosed = false;

  /** The lease that holds the contacts, or held them last, is a wind-down's. */
  isWindingDown = false;

  /** What the coil was told, wherever the contacts are. */
  get isToldClosed(): boolean {
    return this.#told;
  }

  /** Whether power can flow, through the contacts or around them. */
  get passes(): boolean {
    return !this.#isTripped && (this.#isClosed || this.#has('bridged') !== undefined);
  }

  /** The breaker upstream is open. */
  get isTripped(): boolean {
    return this.#isTripped;
  }

  /** The breaker upstream opens, whatever the contacts do. */
  trip(): void {
    this.#isTripped = true;
    this.#onChange();
  }

  /** Somebody resets it by hand. */
  resetBreaker(): void {
    this.#isTripped = false;
    this.#onChange();
  }

  /** What the board says. `wind-down` keeps the contacts closed while the load stops. */
  tell(state: SupplyState, validForMs: number): void {
    this.isCommandedClosed = state !== 'open';
    if (state === 'open') return this.#drive(false);
    this.isWindingDown = state === 'wind-down';
    this.#leaseUntil = this.#queue.now + validForMs;
    this.#drive(true);
    if (this.#guard !== undefined && this.#guard.at <= this.#leaseUntil) return;
    this.#queue.cancel(this.#guard);
    this.#watch();
  }

  /** No power at the coil: open at once, unless it is worn. */
  losePower(): void {
    this.#queue.cancel(this.#guard);
    this.#guard = undefined;
    if (this.#has('late')) return this.#drive(false);
    this.#told = false;
    this.#move(false);
  }

  /** From now on the contactor has this trouble, until `mend`. */
  hurt(cause: object, trouble: ContactorTrouble): void {
    this.#troubles.set(cause, trouble);
    if (trouble.kind === 'chattering') this.#chatter(cause, trouble);
    if (trouble.kind === 'coil-broken' && this.#isClosed) {
      trouble.struck();
      this.#move(false);
    }
    if (trouble.kind !== 'bridged') return;
    if (!this.#isClosed) trouble.struck();
    this.#onChange();
  }

  /** The contacts go where they were told to be. */
  mend(cause: object): void {
    const trouble = this.#troubles.get(cause);
    this.#troubles.delete(cause);
    if (trouble?.kind === 'bridged') this.#onChange();
    this.#move(this.#told);
  }

  #watch(): void {
    this.#guard = this.#queue.after(this.#leaseUntil - this.#queue.now, () => {
      this.#guard = undefined;
      if (!this.#told) return;
      if (this.#queue.now < this.#leaseUntil) this.#watch();
      else this.#drive(false);
    });
  }

  #drive(close: boolean): void {
    if (this.#told === close) return;
    this.#told = close;
    const late = this.#has('late');
    late?.struck();
    this.#queue.after(late ? LATE_COIL_MS : COIL_MS, () => this.#move(this.#told));
  }

  #move(closed: boolean): void {
    if (this.#isClosed === closed) return;
    const holding = this.#has(closed ? 'coil-broken' : 'welded');
    if (holding !== undefined) return holding.struck();
    this.#isClosed = closed;
    this.operations++;
    if (!closed) this.#has('bridged')?.struck();
    this.#onChange(closed);
  }

  #chatter(cause: object, { everyMs = CHATTER_MS, struck }: ContactorTrouble): void {
    this.#queue.after(everyMs, () => {
      const trouble = this.#troubles.get(cause);
      if (trouble === undefined) return;
      this.#chatter(cause, trouble);
      if (!this.#told) return;
      struck();
      this.#move(!this.#isClosed);
    });
  }

  #has(kind: ContactorTroubleKind): ContactorTrouble | undefined {
    if (this.#troubles.size === 0) return undefined;
    for (const trouble of this.#troubles.values()) if (trouble.kind === kind) return trouble;
    return undefined;
  }
}
