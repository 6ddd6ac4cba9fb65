/**
 * TLS as the HTTP port's socket, over the native client (`drivers/esp32/native/tls.h`), which does
 * all that could wait in threads of its own: here one timer looks at its two slots. It never waits
 * and never throws, and every end has a name.
 */
import type { CallFault, Clock, Timer } from '../../src/ports';
import { durationMs, type MonotonicMs } from '../../src/units';
import type { OpenSocket, Socket, SocketEvents, SocketTarget } from './socket';

/** As much of the native parts as is used: `mc/ffi`, or a fake. */
export interface NativeTls {
  dc_tls_open(
    slot: number,
    host: string,
    port: number,
    serverName: string,
    trust: string,
    allowPrivate: number,
    deadlineMs: number,
  ): number;
  dc_tls_status(slot: number): number;
  dc_tls_read(slot: number, buffer: ArrayBuffer, length: number): number;
  dc_tls_write(slot: number, buffer: ArrayBuffer, length: number): number;
  dc_tls_close(slot: number): void;
  dc_tls_fault(slot: number): string;
}

/** As tls.h has them. */
const SLOTS = 2;
const STATUS_OPEN = 4;
const STATUS_CLOSED = 5;
const BUSY = -7;

/** A handshake and an answer take some hundred milliseconds; a kept connection rests for hours. */
const LOOK_MS = 10;
const LOOK_RESTING_MS = 100;
const RESTING_AFTER_MS = 2_000;
/** A piece is a part of the native ring of 2,048 bytes. */
const PIECE_BYTES = 1_024;
const NOTHING = new Uint8Array(0);
/** As many in one look as the ring holds: a fast server must not keep the rest of the board. */
const PIECES_MAX = 2;

const FAULTS: readonly CallFault[] = Object.freeze([
  'not-connected',
  'address-refused',
  'certificate-refused',
  'timeout',
  'broken',
] as const);

export type TlsOptions = { readonly clock: Clock; readonly native: NativeTls };

export function openTlsSocket(options: TlsOptions): OpenSocket {
  const poll = new TlsPoll(options);
  return (target, events) => poll.open(target, events);
}

/** The sockets there are, and the one timer that looks at all of them. */
class TlsPoll {
  readonly native: NativeTls;
  readonly clock: Clock;
  readonly piece = new ArrayBuffer(PIECE_BYTES);
  readonly #bySlot: (TlsSocket | undefined)[] = new Array(SLOTS).fill(undefined);
  readonly #sockets = new Set<TlsSocket>();
  #timer: Timer | undefined;
  #paceMs = 0;

  constructor({ clock, native }: TlsOptions) {
    this.clock = clock;
    this.native = native;
  }

  open(target: SocketTarget, events: SocketEvents): Socket {
    const socket = new TlsSocket(this, target, events);
    this.#sockets.add(socket);
    this.wake();
    return socket;
  }

  /** A slot of its own, or -1 while others have them. */
  takeSlot(socket: TlsSocket): number {
    const slot = this.#bySlot.indexOf(undefined);
    if (slot >= 0) this.#bySlot[slot] = socket;
    return slot;
  }

  leave(socket: TlsSocket): void {
    this.#sockets.delete(socket);
    this.giveBack(socket);
    if (this.#sockets.size > 0) return;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  giveBack(socket: TlsSocket): void {
    const slot = this.#bySlot.indexOf(socket);
    if (slot < 0) return;
    this.#bySlot[slot] = undefined;
    this.native.dc_tls_close(slot);
  }

  /** Something is about to happen: the next look is soon. */
  wake(): void {
    if (this.#paceMs === LOOK_MS && this.#timer !== undefined) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#later(LOOK_MS);
  }

  #later(ms: number): void {
    this.#paceMs = ms;
    this.#timer = this.clock.after(durationMs(ms), () => this.#look());
  }

  #look(): void {
    this.#timer = undefined;
    for (const socket of [...this.#sockets]) socket.look();
    if (this.#timer !== undefined || this.#sockets.size === 0) return;
    const restingAt = this.clock.now() - RESTING_AFTER_MS;
    const isResting = [...this.#sockets].every(({ movedAt }) => movedAt < restingAt);
    this.#later(isResting ? LOOK_RESTING_MS : LOOK_MS);
  }
}

class TlsSocket implements Socket {
  readonly #poll: TlsPoll;
  readonly #target: SocketTarget;
  readonly #events: SocketEvents;
  readonly #openBy: number;
  movedAt: MonotonicMs;
  #slot = -1;
  #isOpen = false;
  #isClosed = false;
  #received: Uint8Array = NOTHING;
  /** What the native ring had no room for; nothing more is taken until it is gone. */
  #unsent = NOTHING;

  constructor(poll: TlsPoll, target: SocketTarget, events: SocketEvents) {
    this.#poll = poll;
    this.#target = target;
    this.#events = events;
    this.movedAt = poll.clock.now();
    this.#openBy = this.movedAt + target.deadlineMs;
  }

  read(count: number): Uint8Array {
    const bytes = this.#received;
    if (count < bytes.length) {
      this.#received = bytes.subarray(count);
      return bytes.slice(0, count);
    }
    this.#received = NOTHING; // what was read is not kept as long as the connection
    return bytes;
  }

  write(bytes: Uint8Array): number {
    if (this.#isClosed || !this.#isOpen || this.#unsent.length > 0) return 0;
    this.#unsent = bytes.slice();
    this.#send();
    this.#poll.wake();
    return this.#unsent.length > 0 ? 0 : PIECE_BYTES;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#received = NOTHING;
    this.#unsent = NOTHING;
    this.#poll.leave(this);
  }

  look(): void {
    if (this.#isClosed) return;
    if (this.#slot < 0) this.#begin();
    if (this.#slot < 0 || this.#isClosed) return;
    const { native, clock } = this.#poll;
    const status = native.dc_tls_status(this.#slot);
    if (status < 0 && !this.#isOpen) return this.#fail(this.#faultOf());
    if (status < STATUS_OPEN && !this.#isOpen) {
      this.movedAt = clock.now();
      return this.movedAt < this.#openBy ? undefined : this.#fail('timeout');
    }
    const wasOpen = this.#isOpen;
    const hadUnsent = this.#unsent.length > 0;
    this.#isOpen = true;
    if (status === STATUS_OPEN) this.#send();
    if (!wasOpen || (hadUnsent && this.#unsent.length === 0)) this.#events.onWritable(PIECE_BYTES);
    this.#receive(status);
  }

  /** Slots and threads of what was closed just now may not be free yet: asked again until then. */
  #begin(): void {
    const { native, clock } = this.#poll;
    const { host, port, trust, allowPrivate, deadlineMs } = this.#target;
    this.movedAt = clock.now();
    const leftMs = this.#openBy - this.movedAt;
    if (leftMs <= 0) return this.#fail('not-connected');
    const slot = this.#poll.takeSlot(this);
    if (slot < 0) return;
    // An IPv6 address stands in brackets in a URL and nowhere else.
    const name = host.startsWith('[') ? host.slice(1, -1) : host;
    const ms = Math.min(deadlineMs, leftMs);
    const answer = native.dc_tls_open(slot, name, port, '', trust, allowPrivate ? 1 : 0, ms);
    if (answer === 0) this.#slot = slot;
    else if (answer === BUSY) this.#poll.giveBack(this);
    else this.#fail('not-connected');
  }

  #send(): void {
    if (this.#unsent.length === 0) return;
    const bytes = this.#unsent;
    const taken = this.#poll.native.dc_tls_write(this.#slot, bytes.buffer, bytes.length);
    if (taken <= 0) return; // no room yet, or broken, which the status says
    this.#unsent = taken < bytes.length ? bytes.slice(taken) : NOTHING;
    this.movedAt = this.#poll.clock.now();
  }

  /** What came before the end is handed over before the end is. */
  #receive(status: number): void {
    const { native, piece, clock } = this.#poll;
    for (let pieces = 0; pieces < PIECES_MAX && !this.#isClosed; pieces++) {
      const count = native.dc_tls_read(this.#slot, piece, PIECE_BYTES);
      if (count < 0) return this.#fail(this.#faultOf());
      if (count === 0) return status === STATUS_CLOSED ? this.#fail('broken') : undefined;
      this.movedAt = clock.now();
      this.#received = new Uint8Array(piece.slice(0, count));
      this.#events.onReadable(count);
    }
  }

  #faultOf(): CallFault {
    const name = this.#poll.native.dc_tls_fault(this.#slot);
    return FAULTS.find((fault) => fault === name) ?? 'broken';
  }

  #fail(fault: CallFault): void {
    if (this.#isClosed) return;
    this.close();
    this.#events.onFault(fault);
  }
}
