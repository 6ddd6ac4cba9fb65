/**
 * A connection as the HTTP port needs it, plain or secure: what `drivers/sdk/tcp-socket.ts` is for
 * plain TCP and the native TLS socket is for the rest. Nothing here waits and nothing throws;
 * resolving, the check of the resolved address and the handshake are the socket's own.
 */
import type { CallFault, Trust } from '../../src/ports';

export type SocketTarget = {
  readonly isSecure: boolean;
  readonly host: string;
  readonly port: number;
  readonly trust: Trust;
  readonly allowPrivate: boolean;
  /** For resolve, connect and handshake together. */
  readonly deadlineMs: number;
};

/** None of them is called before `OpenSocket` has returned, nor after `close`. */
export type SocketEvents = {
  /** There is a connection, the server is who it should be, and so much may be written. */
  onWritable(count: number): void;
  onReadable(count: number): void;
  /** The last that is heard of it. */
  onFault(fault: CallFault): void;
};

export interface Socket {
  /** `count` as told by `onReadable`. */
  read(count: number): Uint8Array;
  /** At most what was told; returns what may still be written. */
  write(bytes: Uint8Array): number;
  close(): void;
}

export type OpenSocket = (target: SocketTarget, events: SocketEvents) => Socket;
