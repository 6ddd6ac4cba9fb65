/**
 * LNURL-pay as a client: where a refund goes. A destination as a buyer gives it, its first answer,
 * the request for an invoice, and that invoice checked before it is paid. LUD-06, 16 and 17, and a
 * card's own `payLink` (LUD-19). No hash of the metadata is compared: who answers there is paid.
 */
import { isUser } from '../config/node-config';
import type { Secret } from '../ports';
import { assert, fail, ok, type Result } from '../result';
import { secret } from '../secret';
import type { MilliSat } from '../units';
import type { AdmitPolicy } from '../web/address';
import type { PickedFields } from '../web/pick';
import { formatUrl, parseUrl, withQuery } from '../web/url';
import { checkInvoice, decodeInvoice, type InvoiceFault, type Network } from './bolt11';
import { decodePayLink, type LinkFault } from './lnurl';
import { errorReason, meaningOfStatus } from './observation';
import { PAY_LINK_LENGTH_MAX, readAmount, readCallback } from './withdraw';

/** The fields to pick from the first answer. */
export const PAY_REQUEST_PICK: readonly string[] = Object.freeze([
  'tag',
  'callback',
  'minSendable',
  'maxSendable',
  'metadata',
  'status',
  'reason',
  'detail',
]);
/** The fields to pick from the callback's answer. */
export const PAY_INVOICE_PICK: readonly string[] = Object.freeze([
  'pr',
  'status',
  'reason',
  'detail',
]);

/** Core Lightning's default, and as long as a late payment is looked for. */
const EXPIRY_SEC_MAX = 604_800;

export type PayRequest = {
  readonly callback: Secret;
  /** Bounds of one payment: 0 < `amountMin` <= `amountMax`. */
  readonly amountMin: MilliSat;
  readonly amountMax: MilliSat;
};

/** As of a withdraw link; `refused` and `unknown` may be of this moment. */
export type PayRequestFault =
  | 'refused'
  | 'redirected'
  | 'unknown'
  | 'wrong-tag'
  | 'no-metadata'
  | 'bad-amounts'
  | 'bad-callback';

/** A Lightning address, or a pay link in any of its spellings, as the URL to ask. */
export function readDestination(shown: Secret, policy: AdmitPolicy): Result<Secret, LinkFault> {
  const text = shown.secret.trim();
  const url = addressUrl(
    text.toLowerCase().startsWith(LIGHTNING) ? text.slice(LIGHTNING.length) : text,
  );
  const link = decodePayLink(url ?? shown, policy);
  // What is kept is the URL: as LNURL it is half as long again.
  return link.ok && link.value.secret.length > PAY_LINK_LENGTH_MAX ? fail('too-long') : link;
}

const LIGHTNING = 'lightning:';

/** LUD-16, of which wallets write capitals too; undefined where it is no address. */
function addressUrl(text: string): Secret | undefined {
  const at = text.indexOf('@');
  const user = text.slice(0, Math.max(0, at)).toLowerCase();
  const host = text.slice(at + 1);
  if (!isUser(user) || host.includes('/') || host.includes('?')) return undefined;
  const path = `${host}/.well-known/lnurlp/${user}`;
  const https = parseUrl(`https://${path}`);
  if (!https.ok) return undefined;
  const isOnion = https.value.host.kind === 'onion';
  return secret(formatUrl(isOnion ? { ...https.value, scheme: 'http', port: 80 } : https.value));
}

/** `fields` as picked by `PAY_REQUEST_PICK`, undefined when the body was not JSON. */
export function readPayRequest(
  httpStatus: number,
  fields: PickedFields | undefined,
  policy: AdmitPolicy,
): Result<PayRequest, PayRequestFault> {
  const said = faultIn(httpStatus, fields);
  if (fields === undefined || said !== undefined) return fail(said ?? 'unknown');
  const { tag, metadata } = fields;
  if (tag === undefined) return fail('unknown');
  if (tag !== 'payRequest') return fail('wrong-tag');
  // With a picture in it it is too long to be picked, and counts as there.
  if (metadata !== undefined && typeof metadata !== 'string') return fail('no-metadata');
  const amountMin = readAmount(fields['minSendable']);
  const amountMax = readAmount(fields['maxSendable']);
  if (amountMin === undefined || amountMax === undefined) return fail('bad-amounts');
  if (amountMin === 0 || amountMin > amountMax) return fail('bad-amounts');
  const callback = readCallback(fields['callback'], policy, 'amount');
  if (callback === undefined) return fail('bad-callback');
  return ok({ callback: secret(formatUrl(callback)), amountMin, amountMax });
}

/** The URL that asks for an invoice over this amount. */
export function payCallbackUrl({ callback, ...bounds }: PayRequest, amount: MilliSat): Secret {
  assert(amount >= bounds.amountMin && amount <= bounds.amountMax, 'pay-request: out of bounds');
  return secret(withQuery(callback.secret, `amount=${amount}`));
}

export type ExpectedPayInvoice = {
  readonly network: Network;
  readonly amount: MilliSat;
  /** Seconds since 1970 UTC. */
  readonly nowSec: number;
  /** How long it must still be payable: the time that the payment may take, and a margin. */
  readonly remainingSecMin: number;
};

export type PayInvoice = {
  readonly paymentRequest: string;
  readonly hash: string;
  readonly expiresAtSec: number;
};

/** `expires-too-late`: as long as nobody knows whether it was paid the amount is nobody's. */
export type PayInvoiceFault =
  | InvoiceFault
  | 'expires-too-late'
  | 'refused'
  | 'redirected'
  | 'unknown';

/** `fields` as picked by `PAY_INVOICE_PICK`. What is read is journalled before it is paid. */
export function readPayInvoice(
  httpStatus: number,
  fields: PickedFields | undefined,
  expected: ExpectedPayInvoice,
): Result<PayInvoice, PayInvoiceFault> {
  const said = faultIn(httpStatus, fields);
  if (fields === undefined || said !== undefined) return fail(said ?? 'unknown');
  const { pr: paymentRequest } = fields;
  if (typeof paymentRequest !== 'string') return fail('unknown');
  const decoded = decodeInvoice(paymentRequest);
  if (!decoded.ok) return decoded;
  const { paymentHash: hash, timestampSec, expirySec } = decoded.value;
  const checked = checkInvoice(paymentRequest, {
    ...expected,
    // The service draws it: there is none to compare.
    paymentHash: hash,
    expirySec: undefined,
  });
  if (!checked.ok) return checked;
  const expiresAtSec = timestampSec + expirySec;
  if (expiresAtSec - expected.nowSec > EXPIRY_SEC_MAX) return fail('expires-too-late');
  return ok({ paymentRequest, hash, expiresAtSec });
}

/** What an answer without a `tag` or a `pr` says. The status of HTTP alone says little (LUD-01). */
function faultIn(
  httpStatus: number,
  fields: PickedFields | undefined,
): 'refused' | 'redirected' | 'unknown' | undefined {
  if (fields !== undefined && errorReason(fields) !== undefined) return 'refused';
  if (fields !== undefined && (fields['tag'] ?? fields['pr']) !== undefined) return undefined;
  return meaningOfStatus(httpStatus) === 'redirected' ? 'redirected' : 'unknown';
}
