/**
 * LNURL-withdraw: the link's first answer, and the request that hands over an invoice. LUD-03, 14
 * and 19, and `pinLimit` of lnurl/luds#200. What the answer to that request may mean is in
 * `observation.ts`.
 */

import type { Picked, Secret } from '../ports';
import { assert, fail, ok, type Result } from '../result';
import { secret } from '../secret';
import { type MilliSat, milliSat } from '../units';
import { type AdmitPolicy, admitUrl } from '../web/address';
import type { PickedFields } from '../web/pick';
import { formatUrl, parseUrl, queryValue, type Url, withQuery } from '../web/url';
import { decodeLink, decodePayLink } from './lnurl';
import { errorReason, meaningOfStatus } from './observation';
import { classifyReason } from './reason';

export const K1_LENGTH_MAX = 512;
/** Kept for the whole sale: what real services send has under 100 characters. */
export const PAY_LINK_LENGTH_MAX = 256;

/** The fields to pick from a link's first answer. */
export const WITHDRAW_PICK: readonly string[] = Object.freeze([
  'tag',
  'callback',
  'k1',
  'minWithdrawable',
  'maxWithdrawable',
  'currentBalance',
  'balanceCheck',
  'payLink',
  'pinLimit',
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
  /** Where the buyer takes money back (LUD-19), as the URL to ask. */
  readonly payLink: Secret | undefined;
  /** From this amount on the buyer's PIN is asked for. */
  readonly pinLimit: MilliSat | undefined;
  /** True where the link says that it pays once: what LNbits calls a unique link. */
  readonly isForOnePayment: boolean;
};

/**
 * `exhausted`: nothing left, or the link ended. `used`: a card's tap or a link for one payment,
 * spent. `refused`: it said ERROR. `redirected`: it sends elsewhere, where the board does not
 * follow. `unknown`: no answer that can be read. `bad-callback`: not a URL, or it leads where a
 * link may not lead.
 */
export type WithdrawFault =
  | 'exhausted'
  | 'used'
  | 'refused'
  | 'redirected'
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
  if (fields === undefined) return fail(meaningOfStatus(httpStatus));
  const reason = errorReason(fields);
  if (reason !== undefined) {
    const { meaning } = classifyReason(reason);
    const isSaid = meaning === 'exhausted' || meaning === 'used' || meaning === 'unknown';
    return fail(isSaid ? meaning : 'refused');
  }
  if (fields['tag'] === undefined) {
    const meaning = meaningOfStatus(httpStatus);
    return fail(meaning === 'redirected' ? meaning : 'unknown');
  }
  if (fields['tag'] !== 'withdrawRequest') return fail('wrong-tag');

  const amountMin = readAmount(fields['minWithdrawable'] ?? 0);
  const amountMax = readAmount(fields['maxWithdrawable']);
  if (amountMin === undefined || amountMax === undefined) return fail('bad-amounts');
  if (amountMax === 0) return fail('exhausted');
  if (amountMin > amountMax) return fail('bad-amounts');
  const callback = readCallback(fields['callback'], policy, 'pr');
  if (callback === undefined) return fail('bad-callback');
  const k1 = fields['k1'];
  if (typeof k1 !== 'string' || !isK1(k1)) return fail('bad-k1');

  const balance = readAmount(fields['currentBalance']);
  const balanceCheck = readBalanceCheck(fields['balanceCheck'], policy);
  return ok({
    callback: secret(formatUrl(callback)),
    k1: secret(k1),
    amountMin,
    amountMax,
    balance,
    balanceCheck,
    payLink: readPayLink(fields['payLink'], policy),
    pinLimit: readAmount(fields['pinLimit'] ?? undefined),
    isForOnePayment: queryValue(callback, 'id_unique_hash') !== undefined,
  });
}

/**
 * The URL that hands over the invoice: `k1` and `pr`, and the buyer's PIN where one is asked for,
 * after whatever query the callback has.
 */
export function callbackUrl(
  callback: Secret,
  k1: Secret,
  paymentRequest: string,
  pin?: Secret,
): Secret {
  assert(isK1(k1.secret), 'withdraw: k1 was not read');
  const query = `k1=${encodeURIComponent(k1.secret)}&pr=${encodeURIComponent(paymentRequest)}`;
  const withPin = pin === undefined ? '' : `&pin=${encodeURIComponent(pin.secret)}`;
  return secret(withQuery(callback.secret, query + withPin));
}

/** A whole number of mSat, as a number or as digits; what exceeds 2^53 counts as 2^53 - 1. */
export function readAmount(picked: Picked | undefined): MilliSat | undefined {
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

/**
 * The callback may be on another host than the link, but is bound by the same rules. One that
 * brings a parameter of ours, an invoice or an amount, could have another read than the one it is
 * handed.
 */
export function readCallback(
  picked: Picked | undefined,
  policy: AdmitPolicy,
  ours: string,
): Url | undefined {
  const url = typeof picked === 'string' ? parseUrl(picked) : undefined;
  if (url === undefined || !url.ok) return undefined;
  if (hasParameter(url.value, ours)) return undefined;
  const admitted = admitUrl(url.value, policy);
  return admitted.ok ? admitted.value : undefined;
}

/** In any case, percent-encoded or not. */
function hasParameter({ target }: Url, ours: string): boolean {
  const [, ...query] = target.split('?');
  return query
    .join('?')
    .split('&')
    .some((pair) => isNamed(pair.split('=')[0] ?? '', ours));
}

function isNamed(name: string, ours: string): boolean {
  try {
    return decodeURIComponent(name).toLowerCase() === ours;
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

/** An unusable one counts as absent: nothing goes back to nowhere. */
function readPayLink(picked: Picked | undefined, policy: AdmitPolicy): Secret | undefined {
  if (typeof picked !== 'string' || picked.length > PAY_LINK_LENGTH_MAX) return undefined;
  const link = decodePayLink(secret(picked), policy);
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
