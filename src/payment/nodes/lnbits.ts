/**
 * LNbits: a wallet on a shared server, by its invoice key, which cannot spend. It draws preimage
 * and hash itself, takes whole sat and answers in mSat, and cancels nothing. Read in lnbits/lnbits
 * at 7d98c6b (1.5.2): core/views/payment_api.py, and for the fields of 0.10 to 0.12, which have no
 * `bolt11` in what they create. Errors come as `{"detail"}`.
 */
import type { Secret } from '../../ports';
import { assert, fail, ok, type Result } from '../../result';
import { secret } from '../../secret';
import { milliSat } from '../../units';
import type { PickedFields } from '../../web/pick';
import { CALLBACK_PICK, WITHDRAW_PICK } from '../withdraw';
import type {
  Given,
  HashByNode,
  KnownInvoice,
  LookedUp,
  NewInvoice,
  NodeFault,
  NodeRequest,
} from './blueprint';
import { faultOfStatus, isHash, wholeNumber } from './fields';

const MEMO_LENGTH_MAX = 640;
const MILLI_SAT_PER_SAT = 1_000;
const PAYMENTS = '/api/v1/payments';

const GIVEN = Object.freeze(['payment_hash', 'bolt11', 'payment_request'] as const);
const CREATED_PICK = Object.freeze(['detail', ...GIVEN] as const);
/** The newest of the wallet. That it has another one in between costs one more invoice. */
const FOUND_PICK = Object.freeze([
  'length',
  '0.memo',
  '0.payment_hash',
  '0.bolt11',
  '0.payment_request',
] as const);
const LOOKED_UP_PICK = Object.freeze([
  'detail',
  'paid',
  'details.payment_hash',
  'details.amount',
  'details.memo',
  'details.bolt11',
] as const);

/** `out` must be said: it is true by default, which would be a payment. */
function createInvoice({ amountMilliSat, memo, expirySec }: NewInvoice): NodeRequest {
  assert(amountMilliSat > 0 && amountMilliSat % MILLI_SAT_PER_SAT === 0, 'lnbits: whole sat');
  assert(memo.length <= MEMO_LENGTH_MAX, 'lnbits: memo too long');
  const amount = amountMilliSat / MILLI_SAT_PER_SAT;
  const body = JSON.stringify({ out: false, amount, unit: 'sat', memo, expiry: expirySec });
  return { method: 'POST', path: secret(PAYMENTS), body: secret(body), pick: CREATED_PICK };
}

function readCreated(
  httpStatus: number,
  fields: PickedFields | undefined,
): Result<Given, NodeFault> {
  const isDone = httpStatus === 201 || httpStatus === 200;
  if (!isDone || fields === undefined) return fail(errorOf(httpStatus, fields));
  const { bolt11, payment_request: paymentRequest } = fields;
  return readGiven(fields['payment_hash'], bolt11 ?? paymentRequest);
}

function readGiven(hash: unknown, paymentRequest: unknown): Result<Given, NodeFault> {
  if (typeof hash !== 'string' || !isHash(hash)) return fail('malformed');
  if (typeof paymentRequest !== 'string' || paymentRequest === '') return fail('malformed');
  return ok({ kind: 'invoice', paymentRequest, hash, reference: '' });
}

const findInvoice = (): NodeRequest => ({
  method: 'GET',
  path: secret(`${PAYMENTS}?limit=1&sortby=time&direction=desc`),
  pick: FOUND_PICK,
});

function readFound(
  httpStatus: number,
  fields: PickedFields | undefined,
  { memo }: NewInvoice,
): Result<Given | undefined, NodeFault> {
  if (httpStatus !== 200 || fields === undefined) return fail(errorOf(httpStatus, fields));
  if (typeof fields['length'] !== 'number') return fail('malformed');
  if (fields['0.memo'] !== memo) return ok(undefined);
  return readGiven(fields['0.payment_hash'], fields['0.bolt11'] ?? fields['0.payment_request']);
}

function lookUpInvoice({ hash }: KnownInvoice): NodeRequest {
  assert(isHash(hash), 'lnbits: not a hash');
  return { method: 'GET', path: secret(`${PAYMENTS}/${hash}`), pick: LOOKED_UP_PICK };
}

/** Without a key, or with another wallet's, there are no `details`: that is no word on ours. */
function readLookedUp(
  httpStatus: number,
  fields: PickedFields | undefined,
  { hash }: KnownInvoice,
): Result<LookedUp, NodeFault> {
  if (httpStatus === 404 && detailOf(fields).includes('does not exist')) {
    return ok({ kind: 'not-found' });
  }
  if (httpStatus !== 200 || fields === undefined) return fail(errorOf(httpStatus, fields));
  const { paid, 'details.memo': memo, 'details.bolt11': paymentRequest } = fields;
  if (typeof paid !== 'boolean') return fail('malformed');
  if (fields['details.payment_hash'] === undefined) return fail('refused');
  // Negative: a payment of the same wallet to itself, of which it shows the side that pays.
  const { 'details.amount': amount } = fields;
  const isOwn = typeof amount === 'number' && amount < 0;
  const value = wholeNumber(isOwn ? -amount : amount);
  if (fields['details.payment_hash'] !== hash || value === undefined) return fail('malformed');
  if (typeof memo !== 'string' || typeof paymentRequest !== 'string') return fail('malformed');
  return ok({
    kind: 'invoice',
    // `failed` is what it calls an invoice that expired: our own clock says when that lapses.
    state: paid ? 'settled' : 'open',
    value: milliSat(value),
    amountPaid: milliSat(0),
    // A date, of a time zone that some versions leave out.
    expiresAtSec: undefined,
    hash,
    // The payer's own words.
    memo: isOwn ? undefined : memo,
    paymentRequest,
  });
}

function detailOf(fields: PickedFields | undefined): string {
  const detail = fields?.['detail'];
  return typeof detail === 'string' ? detail.toLowerCase() : '';
}

/** A key that is no wallet's: 401, and in some versions 404. */
function errorOf(httpStatus: number, fields: PickedFields | undefined): NodeFault {
  const isWallet = httpStatus === 404 && detailOf(fields).includes('wallet');
  return isWallet ? 'refused' : faultOfStatus(httpStatus);
}

/** wallet_api.py: to the admin key it also says the wallet's id. */
const strength: HashByNode['strength'] = Object.freeze({
  request: Object.freeze({
    method: 'GET',
    path: Object.freeze(secret('/api/v1/wallet')),
    pick: Object.freeze(['id']),
  }),
  isTooStrong: (httpStatus: number, fields: PickedFields | undefined) =>
    httpStatus === 200 && fields?.['id'] !== undefined,
});

/** With the invoice key: `LnurlScan`. What is no withdraw link at all is for the board to see. */
const limits = (link: Secret): NodeRequest => ({
  method: 'POST',
  path: secret('/api/v1/lnurlscan'),
  body: secret(JSON.stringify({ lnurl: lud17(link) })),
  pick: WITHDRAW_PICK,
});

/** It asks the link for its limits once more, and `success` says that the link said OK to it. */
const handOver = (link: Secret, paymentRequest: string): NodeRequest => ({
  method: 'POST',
  path: secret(`${PAYMENTS}/${encodeURIComponent(paymentRequest)}/pay-with-nfc`),
  body: secret(JSON.stringify({ lnurl_w: lud17(link) })),
  pick: Object.freeze(['success', ...CALLBACK_PICK]),
});

/** The only spelling that it takes in both places. */
const lud17 = ({ secret: link }: Secret) => `lnurlw${link.slice(link.indexOf('://'))}`;

export const LNBITS: HashByNode = Object.freeze({
  hashBy: 'node',
  credentialHeader: 'X-Api-Key',
  strength,
  createInvoice,
  readCreated,
  find: Object.freeze({ request: findInvoice, read: readFound }),
  asLink: Object.freeze({ limits, handOver }),
  lookUpInvoice,
  readLookedUp,
});
