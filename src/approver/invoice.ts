/**
 * Whether an invoice is one to pay, all but its signature: made for this network and for a known
 * amount, still payable, not for long, and with nothing in it that a payer does not know.
 */
import { decodeInvoice, type Invoice, type Network } from '../payment/bolt11';
import type { WallClock } from '../ports';
import { fail, ok, type Result, unreachable } from '../result';

/** Longer ones could come again for too long. */
export const EXPIRY_SEC_MAX = 3_600;
/** To check the signature, write the record and reach the node. */
export const REMAINING_SEC_MIN = 15;
/** Two clocks may differ by so much, besides what the own one says of itself. */
const FUTURE_SEC_MAX = 120;
/** More blocks hold a payer's money for days. LND asks for 80 at present, others for less. */
const CLTV_BLOCKS_MAX = 200;

/** Even bits that change nothing for who pays by a node: onion, secret, parts, metadata. */
const KNOWN_FEATURES: readonly number[] = Object.freeze([8, 14, 16, 48]);

export type PayableInvoice = Invoice & { readonly amount: NonNullable<Invoice['amount']> };

/** Or why not. */
export function readInvoice(text: string, network: Network): Result<PayableInvoice, string> {
  const decoded = decodeInvoice(text);
  if (!decoded.ok) return fail(decodeReason(decoded.fault, text));
  const invoice = decoded.value;
  const { amount, features, minFinalCltvDelta } = invoice;
  if (invoice.network !== network) {
    return fail(`an invoice for ${invoice.network}, this node is on ${network}`);
  }
  if (amount === undefined || amount === 0) return fail('0 amount invoices are not supported');
  const unknown = features.find((bit) => bit % 2 === 0 && !KNOWN_FEATURES.includes(bit));
  if (unknown !== undefined) return fail(`the invoice asks for feature ${unknown}, unknown here`);
  if (minFinalCltvDelta > CLTV_BLOCKS_MAX) {
    return fail(`final CLTV of ${minFinalCltvDelta} blocks, at most ${CLTV_BLOCKS_MAX}`);
  }
  return ok({ ...invoice, amount });
}

/** Why it is not to be paid at this time; undefined when it may be. */
export function timeReason(
  { timestampSec, expirySec }: Invoice,
  { epochMs, plusMinusMs }: WallClock,
): string | undefined {
  const earlySec = Math.floor((epochMs - plusMinusMs) / 1_000);
  const lateSec = Math.floor((epochMs + plusMinusMs) / 1_000);
  const expiresAtSec = timestampSec + expirySec;
  if (expirySec > EXPIRY_SEC_MAX) {
    return `the invoice is good for ${expirySec} s, at most ${EXPIRY_SEC_MAX} s`;
  }
  if (timestampSec > lateSec + FUTURE_SEC_MAX) {
    const ahead = `more than ${FUTURE_SEC_MAX} s ahead`;
    return `the invoice is of ${timestampSec} s, it is ${earlySec} s: ${ahead}`;
  }
  if (lateSec >= expiresAtSec) {
    return `this invoice has expired at ${expiresAtSec} s, it is ${lateSec} s`;
  }
  const remainingSec = expiresAtSec - lateSec;
  if (remainingSec < REMAINING_SEC_MIN) {
    return `the invoice is good for another ${remainingSec} s, at least ${REMAINING_SEC_MIN} s`;
  }
  return undefined;
}

function decodeReason(fault: 'not-bolt11' | 'bad-checksum' | 'too-long', text: string): string {
  switch (fault) {
    case 'too-long':
      return `an invoice of ${text.length} characters, at most 1500`;
    case 'bad-checksum':
      return 'the invoice has a wrong checksum: it was cut short or changed on the way';
    case 'not-bolt11':
      return 'pr is no BOLT 11 invoice';
    default:
      return unreachable(fault);
  }
}
