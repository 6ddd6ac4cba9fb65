/**
 * What an approver hears and what it asks for. Two closed unions of plain data, as in
 * `src/ports.ts`: a request of the seller comes in as an event, its answer goes out as a command.
 */
import type { LogEvent } from '../log';
import type { Secret } from '../ports';
import type { MilliWattHours } from '../units';
import type { AgreedTerms, ApproverRecord } from './records';

export type ApproverEvent =
  | { readonly kind: 'boot' }
  /** Once a second. */
  | { readonly kind: 'tick' }
  /** From the hardware generator: `ENTROPY_BYTES` as hex, used once. */
  | { readonly kind: 'entropy'; readonly bytes: Secret }
  | {
      readonly kind: 'request';
      readonly id: string;
      readonly method: 'GET' | 'POST';
      /** Path and query; holds what is secret. */
      readonly target: Secret;
      /** Of the body; empty where there is none. */
      readonly contentType: string;
      /** At most `FRAME_BYTES_MAX` bytes of UTF-8; who sends more is refused by the host. */
      readonly body: string;
    }
  /** The board's own meter, read and trusted; import is what this sale is paid by. */
  | {
      readonly kind: 'metered';
      readonly importRegister: MilliWattHours;
      readonly exportRegister: MilliWattHours;
    }
  /**
   * The answer to `verify-invoice`: the key that the payment would go to, as 66 hex digits; empty
   * where the signature is nobody's.
   */
  | { readonly kind: 'invoice-verified'; readonly id: string; readonly payee: string }
  | { readonly kind: 'payment-answered'; readonly id: string; readonly answer: PaymentAnswer }
  /** Agreed on by the two owners, for a seller whose board does not negotiate. */
  | { readonly kind: 'terms-given'; readonly terms: AgreedTerms }
  /** `resume`: the owner has looked at both figures of a difference, and goes on. */
  | { readonly kind: 'owner-command'; readonly command: 'resume' | 'end-sale' };

/**
 * The node's word on one payment hash. `failed`: finally, and nothing of it is in flight.
 * `unknown`: no answer, or none that can be read. `not-found`: of a look-up only.
 */
export type PaymentAnswer =
  | { readonly kind: 'paid'; readonly feeMilliSat: number }
  | { readonly kind: 'failed' | 'in-flight' | 'unknown' | 'not-found' };

type Effect =
  | {
      readonly kind: 'answer';
      readonly id: string;
      readonly status: number;
      readonly contentType: string;
      readonly body: string;
    }
  | { readonly kind: 'record'; readonly sequence: number; readonly record: ApproverRecord }
  /** One at a time. Answered by `invoice-verified` with the same id; see `InvoiceVerifier`. */
  | { readonly kind: 'verify-invoice'; readonly id: string; readonly invoice: string }
  /** Answered by `payment-answered` with the same id. */
  | {
      readonly kind: 'pay';
      readonly id: string;
      readonly invoice: string;
      readonly hash: string;
      readonly amountMilliSat: number;
      readonly feeMilliSatMax: number;
      readonly timeoutSec: number;
    }
  | { readonly kind: 'look-up-payment'; readonly id: string; readonly hash: string }
  | { readonly kind: 'entropy-request' }
  | { readonly kind: 'log'; readonly event: LogEvent };

/** Held until so many records are in flash; lost in a power cut, and derived again from them. */
export type ApproverCommand = Effect & { readonly after?: number };

/**
 * Who signed an invoice: on the device a native part on a task of its own, so that metering goes
 * on meanwhile; on the desk `host-sim/lightning/invoice-signature.ts`. Holds no policy.
 *
 * The message is the human-readable part in UTF-8 followed by the data part without its 104 last
 * words, its 5-bit words joined to bytes and filled with zero bits; its SHA-256 is what was
 * signed with ECDSA on secp256k1 (BOLT 11). The signature is 64 bytes, r and s, and a recovery id
 * of 0 to 3; r and s are 1 to n - 1, and s is at most n / 2. Without an `n` field the key is
 * recovered. With one of 53 words, that key is the payee if the signature is its own; an `n` that
 * comes twice or has another length makes the invoice nobody's.
 *
 * `done` runs once, never before `verify` returns, within `VERIFY_TIMEOUT_MS`, with 66 lower-case
 * hex digits of the compressed key, or with an empty text. One call at a time; asking again before
 * `done` has run is a bug. At most 1,500 characters, 4 KB of stack and 8 KB of heap.
 */
export interface InvoiceVerifier {
  verify(invoice: string, done: (payee: string) => void): void;
}
