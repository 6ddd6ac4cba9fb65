/** A serial line that answers by script, and a `ModbusMaster` that asks on it. */
import { hexToBytes } from '@noble/hashes/utils.js';
import * as assert from 'uvu/assert';
import { seal } from '../drivers/modbus/crc16';
import { type ReadRequest, readRequest } from '../drivers/modbus/frame';
import type { LineSettings } from '../drivers/modbus/line';
import { ModbusMaster } from '../drivers/modbus/master';
import type { ByteStream, MeterFault, OpenByteStream } from '../src/ports';
import { durationMs } from '../src/units';
import { ManualClock } from './manual-clock';
import { SDM_FRAMES } from './vectors/modbus';

export const LINE: LineSettings = { baud: 2_400, parity: 'none', stopBits: 1 };
/** Longer than any transaction with all its repeats. */
export const FOREVER_MS = 10_000;
export const VOLTS: ReadRequest = readRequest(1, { functionCode: 4, start: 0, count: 2 });
export const VOLTS_REPLY = hexToBytes(SDM_FRAMES[0]!.reply);
export const ENERGY = readRequest(1, { functionCode: 4, start: 0x48, count: 4 });
export const ENERGY_REPLY = seal(hexToBytes('010408449a522542b2051f0000'));

/** Bytes that arrive so long after the request was handed to the port. */
export type Arrival = { readonly afterMs: number; readonly bytes: Uint8Array };

class ScriptedLine implements ByteStream {
  readonly sent: { readonly atMs: number; readonly bytes: Uint8Array }[] = [];
  isClosed = false;
  readonly #clock: ManualClock;
  readonly #script: Script;
  readonly #received: number[] = [];
  #onReadable: () => void = () => {};

  constructor(clock: ManualClock, script: Script) {
    this.#clock = clock;
    this.#script = script;
  }

  readonly open: OpenByteStream = (onReadable) => {
    this.#onReadable = onReadable;
    return this;
  };

  read(): number | undefined {
    return this.#received.shift();
  }

  write(bytes: Uint8Array): void {
    if (this.isClosed) throw new Error('closed');
    this.sent.push({ atMs: this.#clock.now(), bytes: bytes.slice() });
    for (const { afterMs, bytes: arriving } of this.#script(this.sent.length - 1)) {
      if (afterMs === 0) this.arrive(arriving);
      else this.#clock.after(durationMs(afterMs), () => this.arrive(arriving));
    }
  }

  arrive(bytes: Uint8Array): void {
    this.leave(bytes);
    this.#onReadable();
  }

  /** Bytes that nobody is told of. */
  leave(bytes: Uint8Array): void {
    for (const byte of bytes) this.#received.push(byte);
  }
}

export const after = (afterMs: number, bytes: Uint8Array): Arrival => ({ afterMs, bytes });

/** What answers the request number `attempt`, counted from 0. */
export type Script = (attempt: number) => readonly Arrival[];

type Outcome = { readonly fault: MeterFault | undefined; readonly atMs: number };

export function bench(script: Script) {
  const clock = new ManualClock();
  const line = new ScriptedLine(clock, script);
  const asked = new ModbusMaster(clock, line.open, LINE);
  const into = new Uint8Array(16);
  const outcomes: Outcome[] = [];
  const read = (request = VOLTS) =>
    asked.read(request, into, 0, (fault) => outcomes.push({ fault, atMs: clock.now() }));
  return { clock, line, asked, into, outcomes, read };
}

/** One read under a script, run to its end: nothing may be left waiting. */
export function outcomeOf(script: Script) {
  const it = bench(script);
  it.read();
  it.clock.advance(FOREVER_MS);
  assert.is(it.outcomes.length, 1, 'done runs exactly once');
  assert.is(it.clock.waiting, 0, 'no timer is left');
  return { ...it, ...it.outcomes[0]! };
}
