/**
 * BTCPay Server: the Lightning node of a store, over Greenfield, by an API key for that store which
 * creates and views invoices. The node behind it draws the hash; amounts are mSat in text, and an
 * invoice is known by an id that need not be its hash. Read in btcpayserver/btcpayserver at
 * 03345c2: GreenfieldLightningNodeApiController.cs, LightningInvoiceData.cs. Errors come as
 * `{"code","message"}`, of a body that is not understood as a list of them with 422.
 */
import { assert, fail, ok, type Result } from '../../result';
import { secret } from '../../secret';
import { milliSat } from '../../units';
import type { PickedFields } from '../../web/pick';
import type {
  Given,
  HashByNode,
  KnownInvoice,
  LookedUp,
  NewInvoice,
  NodeFault,
  NodePlace,
  NodeRequest,
} from './blueprint';
import { faultOfStatus, hashOfInvoice, isHash, wholeNumber } from './fields';

/** Of an id: hex, base58 or base64 without padding, as the nodes behind it make them. */
const ID_LENGTH_MAX = 64;
const ID_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const CREATED_PICK = Object.freeze(['code', 'id', 'BOLT11', 'paymentHash'] as const);
const LOOKED_UP_PICK = Object.freeze([
  'code',
  'id',
  'status',
  'BOLT11',
  'paymentHash',
  'amount',
  'amountReceived',
  'expiresAt',
] as const);

const pathOf = ({ account }: NodePlace): string =>
  `/api/v1/stores/${account}/lightning/BTC/invoices`;

function createInvoice(invoice: NewInvoice, place: NodePlace): NodeRequest {
  assert(invoice.amountMilliSat > 0, 'btcpay: no amount');
  const body = JSON.stringify({
    amount: String(milliSat(invoice.amountMilliSat)),
    description: invoice.memo,
    expiry: invoice.expirySec,
    privateRouteHints: false,
  });
  return { method: 'POST', path: secret(pathOf(place)), body: secret(body), pick: CREATED_PICK };
}

function readCreated(
  httpStatus: number,
  fields: PickedFields | undefined,
): Result<Given, NodeFault> {
  if (httpStatus !== 200 || fields === undefined) return fail(faultOfStatus(httpStatus));
  const { id, BOLT11: paymentRequest } = fields;
  if (typeof paymentRequest !== 'string' || paymentRequest === '') return fail('malformed');
  const hash = hashIn(fields);
  if (hash === undefined || typeof id !== 'string' || !isId(id)) return fail('malformed');
  // LND's id is the hash: then there is nothing more to keep.
  return ok({ kind: 'invoice', paymentRequest, hash, reference: id === hash ? '' : id });
}

function lookUpInvoice({ hash, reference }: KnownInvoice, place: NodePlace): NodeRequest {
  // What is no id was another kind of node's: nobody here knows of it, by its hash neither.
  const id = isId(reference) ? reference : hash;
  return { method: 'GET', path: secret(`${pathOf(place)}/${id}`), pick: LOOKED_UP_PICK };
}

function readLookedUp(
  httpStatus: number,
  fields: PickedFields | undefined,
  { hash }: KnownInvoice,
): Result<LookedUp, NodeFault> {
  if (httpStatus === 404 && fields?.['code'] === 'invoice-not-found') {
    return ok({ kind: 'not-found' });
  }
  if (httpStatus !== 200 || fields === undefined) return fail(faultOfStatus(httpStatus));
  const { status, BOLT11: paymentRequest } = fields;
  const value = wholeNumber(fields['amount']);
  const expiresAtSec = wholeNumber(fields['expiresAt']);
  if (hashIn(fields) !== hash || typeof paymentRequest !== 'string') return fail('malformed');
  if (value === undefined || expiresAtSec === undefined) return fail('malformed');
  if (status !== 'Paid' && status !== 'Unpaid' && status !== 'Expired') return fail('malformed');
  const isPaid = status === 'Paid';
  return ok({
    kind: 'invoice',
    // An expired one may have a payment on its way: our own clock says when it lapses.
    state: isPaid ? 'settled' : 'open',
    value: milliSat(value),
    amountPaid: milliSat(isPaid ? (wholeNumber(fields['amountReceived']) ?? 0) : 0),
    expiresAtSec,
    hash,
    memo: undefined,
    paymentRequest,
  });
}

/** Older servers say it in the invoice alone. */
function hashIn(fields: PickedFields): string | undefined {
  const { paymentHash, BOLT11 } = fields;
  if (typeof paymentHash === 'string') return isHash(paymentHash) ? paymentHash : undefined;
  return typeof BOLT11 === 'string' ? hashOfInvoice(BOLT11) : undefined;
}

/** It goes into a path. */
function isId(text: string): boolean {
  if (text.length === 0 || text.length > ID_LENGTH_MAX) return false;
  for (let i = 0; i < text.length; i += 1) {
    if (!ID_CHARACTERS.includes(text.charAt(i))) return false;
  }
  return true;
}

const PERMISSIONS = Object.freeze([
  'btcpay.store.cancreatelightninginvoice:',
  'btcpay.store.canviewlightninginvoice:',
] as const);

/** What the key may do; what is beyond two permissions of a store is more than enough. */
const strength: HashByNode['strength'] = Object.freeze({
  request: Object.freeze({
    method: 'GET',
    path: Object.freeze(secret('/api/v1/api-keys/current')),
    pick: Object.freeze(['permissions.length', 'permissions.0', 'permissions.1']),
  }),
  isTooStrong: (httpStatus: number, fields: PickedFields | undefined) => {
    const length = fields?.['permissions.length'];
    if (httpStatus !== 200 || typeof length !== 'number') return false;
    const shown = [fields?.['permissions.0'], fields?.['permissions.1']].slice(0, length);
    const isOurs = (each: unknown) =>
      typeof each === 'string' && PERMISSIONS.some((begin) => each.startsWith(begin));
    return length > PERMISSIONS.length || !shown.every(isOurs);
  },
});

const credentialValue = (key: string): string => `token ${key}`;

export const BTCPAY: HashByNode = Object.freeze({
  hashBy: 'node',
  credentialHeader: 'Authorization',
  credentialValue,
  strength,
  createInvoice,
  readCreated,
  lookUpInvoice,
  readLookedUp,
});
