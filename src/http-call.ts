/** A request as it leaves the hands, and how its answer comes back: the port of HTTP drivers. */
import type { HttpFault, Secret } from './ports';
import type { DurationMs } from './units';

/** A request with origin and credential, as the hands send it. */
export type Call = {
  readonly isSecure: boolean;
  readonly host: string;
  readonly port: number;
  readonly trust: Trust;
  /** The owner named this host: it may be at an address of the local network. */
  readonly allowPrivate: boolean;
  readonly method: 'GET' | 'POST';
  readonly path: Secret;
  readonly headers: readonly (readonly [name: string, value: Secret])[];
  readonly body: string;
  /** As the request says. */
  readonly timeoutMs: DurationMs;
  readonly isOnce?: true;
};

/** Public authorities, SHA-256 of the certificate as 64 hex digits, or own authorities as PEM. */
export type Trust = 'bundle' | `pin:${string}` | `ca:${string}`;
export type CallFault = Exclude<HttpFault, 'too-long'>;

/** How an answer comes back, in parts, once. */
export interface CallSink {
  part(status: number, bytes: Uint8Array): void;
  end(status: number, dateSec: number | undefined): void;
  failed(fault: CallFault): void;
}
