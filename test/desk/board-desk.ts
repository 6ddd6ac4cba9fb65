/**
 * A board with hands on a small desk of its own: one virtual clock, a meter, a contactor with its
 * guard, flash, a node and a withdraw link, in plain TypeScript, so that it runs inside XS too.
 * What happens is deterministic; a test bends it through the public fields.
 */

import { createBoard } from '../../src/board';
import type { BoardConfig } from '../../src/config/board-config';
import { createHands, deliver, type Hands, type Host } from '../../src/hands';
import type { BoardEvent, Command, FlashCommand, HttpRequest, Now } from '../../src/ports';
import { ENTROPY_BYTES } from '../../src/ports';
import { assert } from '../../src/result';
import type { BoardState } from '../../src/state';
import { durationMs, epochMs, journalSequence, monotonicMs } from '../../src/units';
import { createChance, hexOf } from '../chance';
import type { FakeBuyer } from './fake-buyer';
import { type DeskCut, type DeskFlash, FakeFlash } from './fake-flash';
import { FakeLink } from './fake-link';
import { FakeMeter } from './fake-meter';
import { FakeNode } from './fake-node';
import type { FakePeer } from './fake-peer';
import { type Bend, carry } from './fake-wire';

export const START_SEC = 1_700_000_000;
export const LINK = 'https://wallet.example/w';
export const OTHER_LINK = 'https://wallet.example/other';
const TICK_MS = 1_000;

type Happening = { readonly at: number; readonly order: number; readonly run: () => void };

export class BoardDesk implements Host {
  readonly node = new FakeNode();
  readonly link = new FakeLink(this);
  readonly meter = new FakeMeter();
  /** The buyer's board, where there is one. */
  peer: FakePeer | undefined;
  buyer: FakeBuyer | undefined;
  readonly config: BoardConfig;
  /** Milliseconds of the world. */
  at = 0;
  bootedAt = 0;
  hands: Hands | undefined;
  readonly crashes: string[] = [];
  readonly chip: FakeFlash;
  /** The newest journal format of the image that runs, and whether it was confirmed. */
  format: number | undefined;
  isConfirmed = true;
  hardware = 'desk';
  flashMs = 3;
  isWallKnown = true;
  wallOffMs = 0;
  readonly done: Command[] = [];
  readonly requests: HttpRequest[] = [];
  bend: (request: HttpRequest) => Bend = () => undefined;
  /** Called before a command is carried out. `DeskCut`: the power is cut instead. */
  cut: (command: Command) => DeskCut | undefined = () => undefined;
  /** Replaces the state by its JSON round trip after every event. */
  isRoundTripped = false;
  isClosed = false;
  leaseUntil = 0;
  readonly #entropy: () => number;
  readonly #seed: number;
  readonly #happenings: Happening[] = [];
  #order = 0;
  #boot = 0;

  constructor(config: BoardConfig, seed = 1, entropySeed = seed, flash: DeskFlash = {}) {
    this.format = flash.format;
    this.config = config;
    this.#seed = seed;
    this.#entropy = createChance(entropySeed);
    this.chip = new FakeFlash(seed, flash);
    this.node.canCancel = config.node.canCancel;
    this.node.cancelsExpired = config.node.canCancel;
    this.powerOn();
  }

  get state(): BoardState {
    assert(this.hands?.state !== undefined, 'desk: the board is off');
    return this.hands.state;
  }

  get book() {
    return this.state.book;
  }

  get nowSec(): number {
    return START_SEC + Math.floor(this.at / 1_000);
  }

  get now(): Now {
    const wall = { epochMs: epochMs(START_SEC * 1_000 + this.at + this.wallOffMs) };
    return {
      mono: monotonicMs(this.at - this.bootedAt),
      wall: this.isWallKnown ? { ...wall, plusMinusMs: durationMs(50) } : undefined,
    };
  }

  powerOn(): void {
    assert(this.hands === undefined, 'desk: the board is on');
    const journal = this.chip.recover(this.format);
    this.#boot++;
    this.bootedAt = this.at;
    this.hands = createHands(createBoard(this.config, journal, this.#seed));
    this.deliver({ kind: 'boot', hardware: this.hardware });
    if (this.isConfirmed) this.deliver({ kind: 'image-confirmed' });
    this.#tick();
  }

  /** Memory is gone and the coil falls; see `DeskCut` for what was being written. */
  cutPower(kept = 0, share = 0): void {
    this.chip.cut({ kept, share });
    this.hands = undefined;
    this.#boot++;
    this.#settleEnergy();
    this.isClosed = false;
  }

  deliver(event: BoardEvent): boolean {
    if (this.hands === undefined) return false;
    const taken = deliver(this.hands, this.now, event, this);
    if (this.isRoundTripped && this.hands?.state !== undefined && !this.hands.running) {
      this.hands.state = JSON.parse(JSON.stringify(this.hands.state));
    }
    return taken;
  }

  offer(link = LINK, tenant?: string, more: readonly string[] = []): boolean {
    const others = more.map((secret) => ({ secret }));
    const shown = { kind: 'link-offered', link: { secret: link }, more: others } as const;
    return this.deliver(tenant === undefined ? shown : { ...shown, tenant });
  }

  /** Lets the world go on for `ms`, or until `isDone`. */
  run(ms: number, isDone: () => boolean = () => false): void {
    const end = this.at + Math.ceil(ms);
    while (!isDone()) {
      const next = this.#happenings[0];
      if (next === undefined || next.at > end) {
        this.#settleEnergy(end);
        this.at = end;
        return;
      }
      this.#happenings.shift();
      this.#settleEnergy(next.at);
      this.at = next.at;
      next.run();
    }
  }

  /** In whole ms: goes on without the board. */
  after(ms: number, run: () => void): void {
    const happening = { at: this.at + Math.ceil(ms), order: ++this.#order, run };
    let place = this.#happenings.length;
    while (place > 0 && this.#happenings[place - 1]!.at > happening.at) place--;
    this.#happenings.splice(place, 0, happening);
  }

  perform(command: Command): void {
    if (this.hands === undefined) return;
    const cut = this.cut(command);
    if (cut !== undefined) return this.cutPower(cut.kept, cut.share);
    this.done.push(command);
    switch (command.kind) {
      case 'supply':
        this.isClosed = command.state !== 'open';
        this.leaseUntil = this.at + command.validForMs;
        return;
      case 'flash-erase':
      case 'flash-write':
        return this.#tellFlash(command);
      case 'restart':
        return this.#restart();
      case 'http-request':
        return this.#request(command);
      case 'entropy-request':
        return this.#later(1, () =>
          this.deliver({ kind: 'entropy', bytes: { secret: hexOf(this.#entropy, ENTROPY_BYTES) } }),
        );
      case 'bus-request':
        return this.#askMeter(command.ask);
      case 'trip':
      case 'log':
        return;
    }
  }

  crashed(message: string): void {
    this.crashes.push(message);
    this.cutPower(this.chip.programming.length);
  }

  /** Later in this boot. */
  #later(ms: number, run: () => void): void {
    const boot = this.#boot;
    this.after(ms, () => {
      if (boot === this.#boot) run();
    });
  }

  #tick(): void {
    this.#later(TICK_MS, () => {
      this.#tick();
      this.deliver({ kind: 'tick' });
    });
  }

  #settleEnergy(until = this.at): void {
    const onUntil = this.isClosed ? Math.min(until, this.leaseUntil) : this.at;
    this.meter.flow(Math.max(0, onUntil - this.at), until - this.at);
    if (until >= this.leaseUntil) this.isClosed = false;
  }

  #tellFlash(order: FlashCommand): void {
    this.chip.programming.push(order);
    this.#later(this.flashMs, () => {
      const sequence = this.chip.finish();
      if (sequence === 0) return;
      this.deliver({ kind: 'journal-written', sequence: journalSequence(sequence) });
    });
  }

  /** Flash has done all it was told by then. */
  #restart(): void {
    this.#later(this.flashMs + 1, () => {
      this.cutPower(this.chip.programming.length);
      this.powerOn();
    });
  }

  #request(request: HttpRequest): void {
    this.requests.push(request);
    const boot = this.#boot;
    carry(this, request, (event) => {
      if (boot === this.#boot) this.deliver(event);
    });
  }

  #askMeter(ask: 'sample' | 'identify'): void {
    this.#later(80, () => {
      this.deliver(this.meter.answer(ask, this.now.mono));
    });
  }
}
