/**
 * LNURL-withdraw: the link's first answer, the request that hands over an invoice, and what the
 * answer to that may mean. No answer means paid: only the owner's node says so. LUD-03, LUD-14;
 * the meanings of `reason` were read in the sources of LNbits, BTCPay Server, boltcard and others.
 */

import type { Picked, Secret } from '../ports';
import { assert, fail, ok, type Result } from '../result';
import { secret } from '../secret';
import { type DurationMs, type MilliSat, milliSat } from '../units';
import { type AdmitPolicy, admitUrl } from '../web/address';
import type { PickedFields } from '../web/pick';
import { formatUrl, parseUrl, type Url } from '../web/url';
import { decodeLink } from './lnurl';
import { classifyReason } from './reason';

export const K1_LENGTH_MAX = 512;

/** The fields to pick from a link's first answer. */
export const WITHDRAW_PICK: readonly string[] = Object.freeze([
  'tag',
  'callback',
  'k1',
  'minWithdrawable',
  'maxWithdrawable',
  'currentBalance',
  'balanceCheck',
  'status',
  'reason',
  'detail',
]);
/** The fields to pick from the callback's answer. */
export const CALLBACK_PICK: readonly string[] = Object.freeze(['status', 'reason', 'detail']);

export type WithdrawRequest = {
  readonly callback: Secret;
  readonly k1: Secret;
  /** Bounds of one payment: 0 <= `amountMin` <= `amountMax`, 0 < `amountMax`. */
  readonly amountMin: MilliSat;
  readonly amountMax: MilliSat;
  /** What the link has left, where it says so (LUD-14). A hint, not a promise. */
  readonly balance: MilliSat | undefined;
  /** Where to ask next time, in place of the present link (LUD-14). */
  readonly balanceCheck: Secret | undefined;
};

/**
 * `exhausted`: nothing left, or the link ended. `refused`: it said ERROR. `unknown`: no answer
 * that can be read. `bad-callback`: not a URL, or it leads where a link may not lead.
 */
export type WithdrawFault =
  | 'exhausted'
  | 'refused'
  | 'unknown'
  | 'wrong-tag'
  | 'bad-amounts'
  | 'bad-callback'
  | 'bad-k1';

/** `fields` as picked by `WITHDRAW_PICK`, undefined when the body was not JSON. */
export function readWithdrawRequest(
  httpStatus: number,
  fields: PickedFields | undefined,
  policy: AdmitPolicy,
): Result<WithdrawRequest, WithdrawFault> {
  // The status of HTTP has no meaning (LUD-01), except where nothing else was said.
  if (fields === undefined) return fail(httpStatus === 404 ? 'exhausted' : 'unknown');
  const reason = errorReason(fields);
  if (reason !== undefined) {
    return fail(classifyReason(reason).meaning === 'exhausted' ? 'exhausted' : 'refused');
  }
  if (fields['tag'] === undefined) return fail('unknown');
  if (fields['tag'] !== 'withdrawRequest') return fail('wrong-tag');

  const amountMin = readAmount(fields['minWithdrawable'] ?? 0);
  const amountMax = readAmount(fields['maxWithdrawable']);
  if (amountMin === undefined || amountMax === undefined) return fail('bad-amounts');
  if (amountMax === 0) return fail('exhausted');
  if (amountMin > amountMax) return fail('bad-amounts');
  const callback = readCallback(fields['callback'], policy);
  if (callback === undefined) return fail('bad-callback');
  const k1 = fields['k1'];
  if (typeof k1 !== 'string' || !isK1(k1)) return fail('bad-k1');

  const balance = readAmount(fields['currentBalance']);
  const balanceCheck = readBalanceCheck(fields['balanceCheck'], policy);
  return ok({ callback, k1: secret(k1), amountMin, amountMax, balance, balanceCheck });
}

/** The URL that hands over the invoice: `k1` and `pr` after whatever query the callback has. */
export function callbackUrl(callback: Secret, k1: Secret, paymentRequest: string): Secret {
  assert(isK1(k1.secret), 'withdraw: k1 was not read');
  const url = callback.secret;
  let joint = '?';
  if (url.includes('?')) joint = url.endsWith('?') || url.endsWith('&') ? '' : '&';
  const query = `k1=${encodeURIComponent(k1.secret)}&pr=${encodeURIComponent(paymentRequest)}`;
  return secret(`${url}${joint}${query}`);
}

/**
 * What a callback's answer may mean. `unknown` includes OK: the payment may be under way, done
 * or never start. `probably-paid` is the link's word and moves no money.
 */
export type CallbackAnswer =
  | {
      readonly meaning:
        | 'unknown'
        | 'in-flight'
        | 'probably-paid'
        | 'amount'
        | 'exhausted'
        | 'refused'
        | 'needs-approval';
    }
  | { readonly meaning: 'too-early'; readonly waitMs: DurationMs };

const NEEDS_APPROVAL = Object.freeze(['approved', 'recorded', 'manually'] as const);

/** `fields` as picked by `CALLBACK_PICK`, undefined when the body was not JSON. */
export function classifyCallback(
  httpStatus: number,
  fields: PickedFields | undefined,
): CallbackAnswer {
  // BTCPay Server says 404, without JSON, of a link that was archived.
  if (fields === undefined) return { meaning: httpStatus === 404 ? 'exhausted' : 'unknown' };
  const reason = errorReason(fields);
  if (reason !== undefined) {
    const answer = classifyReason(reason);
    // A server that broke may have paid before it did.
    return answer.meaning === 'refused' && httpStatus >= 500 ? { meaning: 'unknown' } : answer;
  }
  if (!isStatus(fields, 'ok')) return { meaning: 'unknown' };
  const said = typeof fields['reason'] === 'string' ? fields['reason'].toLowerCase() : '';
  const isHeld = NEEDS_APPROVAL.some((word) => said.includes(word));
  return { meaning: isHeld ? 'needs-approval' : 'unknown' };
}

/** The reason of an ERROR, perhaps empty; undefined when the answer is not an ERROR. */
function errorReason(fields: PickedFields): string | undefined {
  const reason = fields['reason'] ?? fields['detail'];
  const text = typeof reason === 'string' ? reason : '';
  if (isStatus(fields, 'error')) return text;
  // LNbits, where the error is not of its LNURL part: `detail`, with or without a `status`.
  return typeof fields['detail'] === 'string' && !isStatus(fields, 'ok') ? text : undefined;
}

const isStatus = (fields: PickedFields, status: string) =>
  typeof fields['status'] === 'string' && fields['status'].toLowerCase() === status;

/** A whole number of mSat, as a number or as digits; what exceeds 2^53 counts as 2^53 - 1. */
function readAmount(picked: Picked | undefined): MilliSat | undefined {
  if (typeof picked === 'number') {
    return Number.isSafeInteger(picked) && picked >= 0 ? milliSat(picked) : undefined;
  }
  if (typeof picked !== 'string' || picked.length === 0 || picked.length > 40) return undefined;
  for (let i = 0; i < picked.length; i += 1) {
    const code = picked.charCodeAt(i);
    if (code < 0x30 || code > 0x39) return undefined;
  }
  return milliSat(Math.min(Number(picked), Number.MAX_SAFE_INTEGER));
}

/** The callback may be on another host than the link, but is bound by the same rules. */
function readCallback(picked: Picked | undefined, policy: AdmitPolicy): Secret | undefined {
  const url = typeof picked === 'string' ? parseUrl(picked) : undefined;
  if (url === undefined || !url.ok) return undefined;
  // One that brings an invoice of its own could have another read than the one it is handed.
  if (hasInvoice(url.value)) return undefined;
  const admitted = admitUrl(url.value, policy);
  return admitted.ok ? secret(formatUrl(admitted.value)) : undefined;
}

/** A parameter `pr` in any case, percent-encoded or not. */
function hasInvoice({ target }: Url): boolean {
  const [, ...query] = target.split('?');
  return query
    .join('?')
    .split('&')
    .some((pair) => isInvoiceName(pair.split('=')[0] ?? ''));
}

function isInvoiceName(name: string): boolean {
  try {
    return decodeURIComponent(name).toLowerCase() === 'pr';
  } catch {
    return false; // Not percent-encoding: no server reads a name in it.
  }
}

/** An unusable one counts as absent: the present link stays. */
function readBalanceCheck(picked: Picked | undefined, policy: AdmitPolicy): Secret | undefined {
  if (typeof picked !== 'string') return undefined;
  const link = decodeLink(secret(picked), policy);
  return link.ok ? link.value : undefined;
}

/** Printable ASCII: it goes into a request line, percent-encoded. */
function isK1(text: string): boolean {
  if (text.length === 0 || text.length > K1_LENGTH_MAX) return false;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return true;
}
