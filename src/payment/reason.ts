/**
 * The texts that withdraw services give as `reason`, sorted by what they mean for a pull. They are
 * for people and change with versions: what is not known here is a refusal, and never a proof.
 */

import { frozen } from '../frozen';
import { type DurationMs, durationMs } from '../units';

/** `used`: this tap of a card, or this link for one payment, is spent; a new one may do. */
type Plain =
  | 'unknown'
  | 'in-flight'
  | 'probably-paid'
  | 'amount'
  | 'exhausted'
  | 'used'
  | 'refused';
export type ReasonMeaning = Plain | 'too-early';
export type Reason =
  | { readonly meaning: Plain }
  | { readonly meaning: 'too-early'; readonly waitMs: DurationMs };

/** A day: what a service may make the board wait at most. */
export const WAIT_MS_MAX = 86_400_000;

/** In this order: the first text that is contained decides. */
const MEANINGS = frozen([
  // LNbits in the board's place: the link was silent, broke or said what is no LNURL.
  ['lnurl request failed', 'unknown'],
  ['invalid lnurl response', 'unknown'],
  // LNbits; BTCPay Server (the same invoice while its payout is pending); boltcard/hub.
  ['already being processed', 'in-flight'],
  ['still pending', 'in-flight'],
  ['duplicate', 'in-flight'],
  ['phoenix api timeout', 'in-flight'],
  ['payout state', 'in-flight'],
  ['already paid', 'probably-paid'],
  ['already been paid', 'probably-paid'],
  ['already claimed', 'probably-paid'],
  // Cards: boltcard/hub, BTCPay Server, LNbits boltcards; LNbits, of a link for one payment.
  ['replayed', 'used'],
  ['counter not incremented', 'used'],
  ['k1 not found', 'used'],
  ['for k1 value', 'used'],
  ['k1 value expired', 'used'],
  ['k1 token does not match', 'used'],
  ['link is already used', 'used'],
  ['id_unique_hash not found', 'used'],
  // Of the invoice or the way to the node, not of the link: another attempt may do.
  ['invoice has expired', 'refused'],
  ['invoice expired', 'refused'],
  ['expired invoice', 'refused'],
  ['route not found', 'refused'],
  ['not within limits', 'amount'],
  ['not within bounds', 'amount'],
  // LNbits in the board's place.
  ['not in range', 'amount'],
  ['amounttoolow', 'amount'],
  ['exceeds card limit', 'amount'],
  ['insufficient', 'exhausted'],
  ['must reserve', 'exhausted'],
  ['overdraft', 'exhausted'],
  ['daily limit', 'exhausted'],
  ['daily withdrawal limit', 'exhausted'],
  ['is spent', 'exhausted'],
  ['expired', 'exhausted'],
  ['archived', 'exhausted'],
  ['not found', 'exhausted'],
  ['does not exist', 'exhausted'],
  ['disabled', 'exhausted'],
] as const);

export function classifyReason(reason: string): Reason {
  const text = reason.toLowerCase();
  const known = MEANINGS.find(([part]) => text.includes(part));
  if (known !== undefined) return { meaning: known[1] };
  const waitSec = secondsToWait(text);
  if (waitSec === undefined) return { meaning: 'refused' };
  // One more, because a whole second was rounded away on the other side.
  const waitMs = durationMs(Math.min((waitSec + 1) * 1_000, WAIT_MS_MAX));
  return { meaning: 'too-early', waitMs };
}

/** LNbits: `Wait N seconds.`, `wait link open_time N seconds.`, `time limit of N seconds`. */
function secondsToWait(text: string): number | undefined {
  if (!text.includes('wait') && !text.includes('time limit')) return undefined;
  const end = text.indexOf(' second');
  if (end < 1) return undefined;
  let start = end;
  while (start > 0 && isDigit(text.charCodeAt(start - 1))) start -= 1;
  // Any number of digits: the caller bounds the wait.
  return start < end ? Number(text.slice(start, end)) : undefined;
}

const isDigit = (code: number) => code >= 0x30 && code <= 0x39;
