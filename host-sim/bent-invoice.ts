/**
 * What a node that mixes its invoices up answers to a creation: the one that was asked for it has
 * made, and shows another under its hash.
 */

import { bytesToHex } from '@noble/hashes/utils.js';
import { base64 } from '@scure/base';
import { encodeInvoice, secretOfHash, signWithZeros } from './lightning/bolt11';
import type { Stream } from './prng';

export type WrongInvoice = {
  /** Of request and answer. */
  readonly asked: string;
  readonly answered: string;
  readonly createdAtSec: number;
  /** Made for the same board before, if any was. */
  readonly earlier: string | undefined;
};

const MORE_TIMES_MAX = 10;
const EXPIRY_SEC_MAX = 86_400;
const HASH_BYTES = 32;

/** The answer with another amount, hash or expiry in its invoice, or with an earlier one. */
export function wrongInvoice(
  { asked, answered, createdAtSec, earlier }: WrongInvoice,
  chance: Stream,
): string {
  const answer = JSON.parse(answered) as { readonly r_hash: string };
  const { value_msat: value, expiry, memo } = JSON.parse(asked) as Record<string, string>;
  const terms = {
    paymentHash: bytesToHex(base64.decode(answer.r_hash)),
    valueMilliSat: Number(value),
    expirySec: Number(expiry),
    memo: memo ?? '',
    createdAtSec,
  };
  const shown = (changed: Partial<typeof terms>): string => {
    const whole = { ...terms, ...changed };
    const paymentSecret = secretOfHash(whole.paymentHash);
    return encodeInvoice({ ...whole, paymentSecret }, signWithZeros);
  };
  const other = (): string => shown({ paymentHash: chance.hex(HASH_BYTES) });
  const wrong = [
    () => shown({ valueMilliSat: terms.valueMilliSat * (2 + chance.below(MORE_TIMES_MAX)) }),
    () => shown({ expirySec: terms.expirySec + 1 + chance.below(EXPIRY_SEC_MAX) }),
    other,
    () => earlier ?? other(),
  ] as const;
  return JSON.stringify({ ...answer, payment_request: wrong[chance.below(wrong.length)]!() });
}
