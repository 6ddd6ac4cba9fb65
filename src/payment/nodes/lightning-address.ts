/**
 * A Lightning address, without any credential: invoices by LNURL-pay (LUD-06, LUD-16), and whether
 * they were paid by its `verify` (LUD-21). The service chooses hash and expiry, names no amount
 * that arrived, and cancels nothing. Only the origin of the address is asked, whatever its answers
 * name: who is let in there says what was paid. HTTP statuses have no meaning (LUD-01).
 */
import { originOf } from '../../config/origin';
import { assert, fail, ok, type Result } from '../../result';
import { secret } from '../../secret';
import { milliSat } from '../../units';
import type { PickedFields } from '../../web/pick';
import { parseUrl } from '../../web/url';
import type {
  FurtherRequest,
  Given,
  HashByNode,
  KnownInvoice,
  LookedUp,
  NewInvoice,
  NodeFault,
  NodePlace,
  NodeRequest,
} from './blueprint';
import { faultOfStatus, hashOfInvoice } from './fields';

/** While an invoice is unpaid it keeps every other one waiting. */
const EXPIRY_SEC_MAX = 3_600;

const ERROR_PICK = Object.freeze(['status', 'reason'] as const);
/** Of both answers on the way to an invoice. */
const CREATED_PICK = Object.freeze([...ERROR_PICK, 'tag', 'callback', 'pr', 'verify'] as const);
const LOOKED_UP_PICK = Object.freeze([...ERROR_PICK, 'settled', 'pr'] as const);

const get = (path: string, pick: readonly string[]): NodeRequest => ({
  method: 'GET',
  path: secret(path),
  pick,
});

const firstPath = ({ account }: NodePlace): string => `/.well-known/lnurlp/${account}`;

const createInvoice = (_: NewInvoice, place: NodePlace): NodeRequest =>
  get(firstPath(place), CREATED_PICK);

/** First where an invoice is to be had, then the invoice. */
function readCreated(
  httpStatus: number,
  fields: PickedFields | undefined,
  invoice: NewInvoice,
  place: NodePlace,
): Result<Given | FurtherRequest, NodeFault> {
  if (fields === undefined || isError(fields)) return fail(errorOf(httpStatus, fields));
  if (fields['tag'] !== undefined) return readFirst(fields, invoice, place);
  const { pr: paymentRequest, verify } = fields;
  if (typeof paymentRequest !== 'string') return fail('malformed');
  const hash = hashOfInvoice(paymentRequest);
  if (hash === undefined) return fail('malformed');
  const reference = targetAt(verify, place) ?? '';
  return ok({ kind: 'invoice', paymentRequest, hash, reference });
}

function readFirst(
  { tag, callback }: PickedFields,
  { amountMilliSat }: NewInvoice,
  place: NodePlace,
): Result<FurtherRequest, NodeFault> {
  const target = targetAt(callback, place);
  if (tag !== 'payRequest' || target === undefined) return fail('malformed');
  assert(amountMilliSat > 0, 'lightning-address: no amount');
  const path = `${target}${target.includes('?') ? '&' : '?'}amount=${milliSat(amountMilliSat)}`;
  return ok({ kind: 'ask', request: get(path, CREATED_PICK) });
}

/** Path and query of a URL of this very origin; undefined of any other. */
function targetAt(picked: unknown, { origin }: NodePlace): string | undefined {
  const url = typeof picked === 'string' ? parseUrl(picked) : undefined;
  if (url?.ok !== true) return undefined;
  const { scheme, host, port } = originOf(url.value);
  const isOurs = scheme === origin.scheme && host === origin.host && port === origin.port;
  return isOurs ? url.value.target : undefined;
}

/** Without a path it was another kind of node's: nobody here knows of it. */
const hasPath = ({ reference }: KnownInvoice): boolean => reference.startsWith('/');

const lookUpInvoice = (known: KnownInvoice, place: NodePlace): NodeRequest =>
  get(hasPath(known) ? known.reference : firstPath(place), LOOKED_UP_PICK);

function readLookedUp(
  httpStatus: number,
  fields: PickedFields | undefined,
  known: KnownInvoice,
): Result<LookedUp, NodeFault> {
  const { hash, value } = known;
  // A service may drop what has expired, or be another one by now, and not say so in its own words.
  const isGone = httpStatus === 404 && typeof fields?.['settled'] !== 'boolean';
  if (isGone || !hasPath(known)) return ok({ kind: 'not-found' });
  if (fields === undefined) return fail(errorOf(httpStatus, fields));
  if (isError(fields)) {
    const { reason } = fields;
    const isUnknown = typeof reason === 'string' && reason.toLowerCase().includes('not found');
    return isUnknown ? ok({ kind: 'not-found' }) : fail(errorOf(httpStatus, fields));
  }
  const { settled, pr: paymentRequest } = fields;
  if (typeof settled !== 'boolean' || typeof paymentRequest !== 'string') return fail('malformed');
  // Read only when it counts: of all answers the last one.
  if (settled && hashOfInvoice(paymentRequest) !== hash) return fail('malformed');
  return ok({
    kind: 'invoice',
    state: settled ? 'settled' : 'open',
    // That of the invoice of this hash, which was checked before anybody was shown it.
    value,
    amountPaid: milliSat(0),
    expiresAtSec: undefined,
    hash,
    memo: undefined,
    paymentRequest,
  });
}

const isError = ({ status }: PickedFields): boolean =>
  typeof status === 'string' && status.toLowerCase() === 'error';

/** An ERROR may be of this moment: a node that is down, an amount that is not taken. */
function errorOf(httpStatus: number, fields: PickedFields | undefined): NodeFault {
  return fields === undefined ? faultOfStatus(httpStatus) : 'unreachable';
}

export const LIGHTNING_ADDRESS: HashByNode = Object.freeze({
  hashBy: 'node',
  credentialHeader: '',
  expirySecMax: EXPIRY_SEC_MAX,
  needsReference: true,
  createInvoice,
  readCreated,
  lookUpInvoice,
  readLookedUp,
});
