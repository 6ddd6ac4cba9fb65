/**
 * The native TLS client as tls.h promises it, the peer's end in the test's hands, and a socket
 * over it.
 */
import * as assert from 'uvu/assert';
import { type NativeTls, openTlsSocket } from '../drivers/http/tls-socket';
import { ManualClock } from './manual-clock';

export const TARGET = {
  isSecure: true,
  host: 'node.example',
  port: 8080,
  trust: 'bundle',
  allowPrivate: true,
  deadlineMs: 15_000,
} as const;
export const [HANDSHAKING, OPEN, CLOSED, BUSY] = [3, 4, 5, -7];
export const RING_BYTES = 2_048;

type Slot = {
  readonly asked: readonly (string | number)[];
  status: number;
  fault: string;
  readonly inbox: number[];
  readonly sent: number[];
  room: number;
};

/** The seven functions as tls.h promises them, with the peer's end in the test's hands. */
export class FakeTls implements NativeTls {
  readonly slots: (Slot | undefined)[] = [undefined, undefined];
  opened = 0;
  looks = 0;
  answer = 0;

  dc_tls_open(slot: number, ...asked: (string | number)[]): number {
    if (this.answer !== 0) return this.answer;
    if (this.slots[slot] !== undefined) return BUSY;
    this.opened += 1;
    const rings = { inbox: [], sent: [], room: RING_BYTES };
    this.slots[slot] = { asked, status: HANDSHAKING, fault: '', ...rings };
    return 0;
  }

  dc_tls_status(slot: number): number {
    this.looks += 1;
    return this.slots[slot]?.status ?? 0;
  }

  dc_tls_read(slot: number, buffer: ArrayBuffer, length: number): number {
    const { inbox, status } = this.slots[slot]!;
    assert.ok(length <= buffer.byteLength, 'C cannot see how long a buffer is');
    const bytes = inbox.splice(0, length);
    new Uint8Array(buffer).set(bytes);
    return bytes.length > 0 || status >= 0 ? bytes.length : status;
  }

  dc_tls_write(slot: number, buffer: ArrayBuffer, length: number): number {
    const of = this.slots[slot]!;
    assert.ok(length <= buffer.byteLength, 'C cannot see how long a buffer is');
    if (of.status !== OPEN) return Math.min(of.status, 0);
    const bytes = new Uint8Array(buffer, 0, Math.min(length, of.room));
    put(of.sent, bytes);
    of.room -= bytes.length;
    return bytes.length;
  }

  dc_tls_close(slot: number): void {
    this.slots[slot] = undefined;
  }

  dc_tls_fault(slot: number): string {
    return this.slots[slot]?.fault ?? '';
  }
}

/** One by one: XS has no stack for thousands of arguments. */
export function put(into: number[], bytes: ArrayLike<number>): void {
  for (let i = 0; i < bytes.length; i++) into.push(bytes[i]!);
}

export function bench() {
  const clock = new ManualClock();
  const native = new FakeTls();
  const openSocket = openTlsSocket({ clock, native });
  const open = (more: Partial<Parameters<typeof openSocket>[0]> = {}) => {
    const heard: string[] = [];
    const received: number[] = [];
    const socket = openSocket(
      { ...TARGET, ...more },
      {
        onWritable: (count) => heard.push(`writable ${count}`),
        onReadable: (count) => {
          heard.push(`readable ${count}`);
          put(received, socket.read(count));
        },
        onFault: (fault) => heard.push(fault),
      },
    );
    return { socket, heard, received };
  };
  const fail = (slot: number, status: number, fault: string) => {
    Object.assign(native.slots[slot]!, { status, fault });
    clock.advance(10);
  };
  return { clock, native, open, fail };
}
