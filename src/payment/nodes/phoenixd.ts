/**
 * phoenixd: it draws preimage and hash itself, makes invoices of whole sat and cancels none; what
 * it made is found by `externalId`. Read in ACINQ/phoenixd at 402c2ea (0.8.0): Api.kt,
 * JsonSerializers.kt. Errors are plain text, so only their status is read. Times are in ms, and an
 * unpaid invoice is shown with its preimage, which is never picked.
 */
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { base64 } from '@scure/base';
import type { Picked } from '../../ports';
import { assert, fail, ok, type Result } from '../../result';
import { secret } from '../../secret';
import { type MilliSat, milliSat } from '../../units';
import type { PickedFields } from '../../web/pick';
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

/** In characters (Api.kt); a board's name of 64, and the label, leave room. */
const DESCRIPTION_LENGTH_MAX = 128;
const MILLI_SAT_PER_SAT = 1_000;

const CREATED_PICK = Object.freeze(['paymentHash', 'serialized'] as const);
/** The list is of invoices with our own id: one, or one more for each answer that was lost. */
const FOUND_PICK = Object.freeze(['length', '0.paymentHash', '0.invoice', '0.externalId'] as const);
const LOOKED_UP_PICK = Object.freeze([
  'paymentHash',
  'description',
  'invoice',
  'isPaid',
  'requestedSat',
  'receivedSat',
  'expiresAt',
] as const);

function createInvoice(invoice: NewInvoice): NodeRequest {
  const { amountMilliSat, memo, label, expirySec } = invoice;
  assert(amountMilliSat > 0 && amountMilliSat % MILLI_SAT_PER_SAT === 0, 'phoenixd: whole sat');
  const form = [
    ['description', memo.slice(-DESCRIPTION_LENGTH_MAX)],
    ['amountSat', String(amountMilliSat / MILLI_SAT_PER_SAT)],
    ['expirySeconds', String(expirySec)],
    ['externalId', label],
  ] as const;
  const body = form.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  const path = secret('/createinvoice');
  return { method: 'POST', path, body: secret(body), pick: CREATED_PICK };
}

function readCreated(
  httpStatus: number,
  fields: PickedFields | undefined,
): Result<Given, NodeFault> {
  if (httpStatus !== 200 || fields === undefined) return fail(faultOfStatus(httpStatus));
  const given = readGiven(fields['paymentHash'], fields['serialized']);
  return given === undefined ? fail('malformed') : ok(given);
}

function readGiven(hash: unknown, paymentRequest: unknown): Given | undefined {
  if (typeof hash !== 'string' || !isHash(hash)) return undefined;
  if (typeof paymentRequest !== 'string' || paymentRequest === '') return undefined;
  return { kind: 'invoice', paymentRequest, hash, reference: '' };
}

/** Without `all` it shows only what was paid. */
function findInvoice({ label }: NewInvoice): NodeRequest {
  const path = secret(`/payments/incoming?all=true&externalId=${label}`);
  return { method: 'GET', path, pick: FOUND_PICK };
}

function readFound(
  httpStatus: number,
  fields: PickedFields | undefined,
  { label }: NewInvoice,
): Result<Given | undefined, NodeFault> {
  if (httpStatus !== 200 || fields === undefined) return fail(faultOfStatus(httpStatus));
  const { length } = fields;
  if (typeof length !== 'number') return fail('malformed');
  if (length === 0) return ok(undefined);
  if (fields['0.externalId'] !== label) return fail('malformed');
  const given = readGiven(fields['0.paymentHash'], fields['0.invoice']);
  return given === undefined ? fail('malformed') : ok(given);
}

const lookUpInvoice = ({ hash }: KnownInvoice): NodeRequest => {
  assert(isHash(hash), 'phoenixd: not a hash');
  return { method: 'GET', path: secret(`/payments/incoming/${hash}`), pick: LOOKED_UP_PICK };
};

function readLookedUp(
  httpStatus: number,
  fields: PickedFields | undefined,
  { hash }: KnownInvoice,
): Result<LookedUp, NodeFault> {
  // `Not found`, as plain text. A proxy may say the same: it is believed of nothing that was shown.
  if (httpStatus === 404) return ok({ kind: 'not-found' });
  if (httpStatus !== 200 || fields === undefined) return fail(faultOfStatus(httpStatus));
  const { isPaid, description, invoice } = fields;
  if (fields['paymentHash'] !== hash || typeof isPaid !== 'boolean') return fail('malformed');
  const requested = wholeSat(fields['requestedSat']);
  const received = wholeSat(fields['receivedSat']);
  const expiresAtMs = wholeNumber(fields['expiresAt']);
  if (requested === undefined || expiresAtMs === undefined) return fail('malformed');
  if (isPaid && received === undefined) return fail('malformed');
  if (typeof description !== 'string' || typeof invoice !== 'string') return fail('malformed');
  return ok({
    kind: 'invoice',
    // One that has expired may have a payment on its way: our own clock says when it lapses.
    state: isPaid ? 'settled' : 'open',
    value: requested,
    // What is missing went for liquidity, or to the fee credit: the buyer has paid it all the same.
    amountPaid: milliSat(isPaid ? Math.max(requested, received ?? 0) : 0),
    expiresAtSec: Math.floor(expiresAtMs / 1_000),
    hash,
    memo: description,
    paymentRequest: invoice,
  });
}

/** In mSat; undefined too where that is beyond 2^53. */
function wholeSat(picked: Picked | undefined): MilliSat | undefined {
  const amount = (wholeNumber(picked) ?? Number.NaN) * MILLI_SAT_PER_SAT;
  return Number.isSafeInteger(amount) ? milliSat(amount) : undefined;
}

/** A payment of nothing: the limited password is refused, the other one hears what is missing. */
const strength: HashByNode['strength'] = Object.freeze({
  request: Object.freeze({
    method: 'POST',
    path: Object.freeze(secret('/payinvoice')),
    body: Object.freeze(secret('')),
    pick: Object.freeze([]),
  }),
  isTooStrong: (httpStatus: number) => httpStatus === 400,
});

/** HTTP Basic with an empty user. */
const credentialValue = (password: string): string =>
  `Basic ${base64.encode(utf8ToBytes(`:${password}`))}`;

export const PHOENIXD: HashByNode = Object.freeze({
  hashBy: 'node',
  credentialHeader: 'Authorization',
  credentialValue,
  bodyType: 'application/x-www-form-urlencoded',
  strength,
  createInvoice,
  readCreated,
  find: Object.freeze({ request: findInvoice, read: readFound }),
  lookUpInvoice,
  readLookedUp,
});
