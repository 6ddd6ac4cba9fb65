/**
 * phoenixd's HTTP face over an owner's node, as a pure function: `createinvoice` and the incoming
 * payments. It draws the preimage itself; JSON is pretty-printed without null fields, errors are
 * plain text. Read in ACINQ/phoenixd at 402c2ea (0.8.0), Api.kt and JsonSerializers.kt, and in its
 * API document.
 */
import { secret } from '../../src/secret';
import type { EpochClock, Invoice, OwnerNode } from './backend';
import { drawnPreimages } from './drawn-preimages';
import type { RestReply, RestRequest } from './lnd-rest';

export type PhoenixdOptions = {
  readonly owner: OwnerNode;
  readonly epochMs: EpochClock;
  /** `http-password-limited-access`: who has it can create and look up. */
  readonly password: string;
  /** `http-password`: it can pay as well. What it would pay is not simulated. */
  readonly fullPassword?: string;
};

export type Phoenixd = (request: RestRequest) => RestReply;

type Reply = { readonly status: number; readonly type: string; readonly body: string };

const MILLI_SAT_PER_SAT = 1_000;
const DESCRIPTION_LENGTH_MAX = 128;
const EXPIRY_SEC_DEFAULT = 3_600;
const LIST_LENGTH_DEFAULT = 20;
const INCOMING = '/payments/incoming';

const NO_ACCESS =
  'Invalid authentication (use basic auth with the http password set in phoenix.conf)';

export function createPhoenixd(options: PhoenixdOptions): Phoenixd {
  const known = new Map<string, string>();
  const draw = drawnPreimages('phoenixd');
  return (request) => {
    const { status, type, body } = answer(options, known, draw, request);
    const headers = {
      'content-type': type,
      get date() {
        return new Date(options.epochMs()).toUTCString();
      },
    };
    return { status, headers, body };
  };
}

const basic = (password: string) => `Basic ${Buffer.from(`:${password}`).toString('base64')}`;

/** `known`: the external id of each hash, oldest first. */
function answer(
  options: PhoenixdOptions,
  known: Map<string, string>,
  draw: () => string,
  { method, path, headers, body }: RestRequest,
): Reply {
  const { password, fullPassword } = options;
  const shows = (each: string | undefined) =>
    each !== undefined && headers['authorization'] === basic(each);
  const isFull = shows(fullPassword);
  if (!isFull && !shows(password)) return text(401, NO_ACCESS);
  if (path === '/payinvoice') return isFull ? invalid('invoice') : text(401, NO_ACCESS);
  const [route = '', query = ''] = path.split('?');
  if (method === 'POST' && route === '/createinvoice') {
    if (headers['content-type'] !== 'application/x-www-form-urlencoded') return text(415, '');
    return create(options, known, draw, new URLSearchParams(body));
  }
  if (method === 'GET' && route === INCOMING) {
    return list(options, known, new URLSearchParams(query));
  }
  if (method === 'GET' && route.startsWith(`${INCOMING}/`)) {
    const hash = route.slice(INCOMING.length + 1);
    const invoice = known.has(hash) ? options.owner.lookup(hash) : undefined;
    if (invoice === undefined) return text(404, 'Not found');
    return json(paymentJson(options, invoice, known.get(hash) ?? ''));
  }
  return text(404, 'Unknown endpoint (check api doc)');
}

function create(
  { owner }: PhoenixdOptions,
  known: Map<string, string>,
  draw: () => string,
  form: URLSearchParams,
): Reply {
  const description = form.get('description');
  const amountSat = Number(form.get('amountSat') ?? Number.NaN);
  const expirySec = Number(form.get('expirySeconds') ?? EXPIRY_SEC_DEFAULT);
  if (description === null) return missing('Must provide either a description or descriptionHash');
  if (description.length > DESCRIPTION_LENGTH_MAX) {
    return text(400, `Request parameter description is too long (max ${DESCRIPTION_LENGTH_MAX})`);
  }
  if (!Number.isSafeInteger(amountSat) || amountSat <= 0) return invalid('amountSat');
  if (!Number.isSafeInteger(expirySec) || expirySec <= 0) return invalid('expirySeconds');
  const added = owner.addInvoice({
    preimage: secret(draw()),
    valueMilliSat: amountSat * MILLI_SAT_PER_SAT,
    memo: description,
    expirySec,
  });
  if (!added.ok) return text(500, 'Internal server error');
  const { paymentHash, paymentRequest: serialized } = added.value;
  known.set(paymentHash, form.get('externalId') ?? '');
  return json({ amountSat, paymentHash, serialized });
}

/** Newest first. Without `all` only what was paid. */
function list(
  options: PhoenixdOptions,
  known: ReadonlyMap<string, string>,
  query: URLSearchParams,
): Reply {
  const wanted = query.get('externalId');
  const isAll = query.get('all') === 'true';
  const limit = Number(query.get('limit') ?? LIST_LENGTH_DEFAULT);
  const found: object[] = [];
  for (const [hash, externalId] of [...known].reverse()) {
    const invoice = options.owner.lookup(hash);
    if (invoice === undefined || (wanted !== null && externalId !== wanted)) continue;
    if (isAll || invoice.state === 'SETTLED') found.push(paymentJson(options, invoice, externalId));
  }
  return json(found.slice(0, limit));
}

function paymentJson({ epochMs }: PhoenixdOptions, invoice: Invoice, externalId: string): object {
  const isPaid = invoice.state === 'SETTLED';
  const expiresAt = (invoice.createdAtSec + invoice.expirySec) * 1_000;
  return {
    type: 'incoming_payment',
    subType: 'lightning',
    paymentHash: invoice.paymentHash,
    preimage: invoice.preimage.secret,
    ...(externalId === '' ? {} : { externalId }),
    description: invoice.memo,
    invoice: invoice.paymentRequest,
    isPaid,
    isExpired: !isPaid && epochMs() >= expiresAt,
    requestedSat: invoice.valueMilliSat / MILLI_SAT_PER_SAT,
    receivedSat: isPaid ? Math.floor(invoice.paidMilliSat / MILLI_SAT_PER_SAT) : 0,
    fees: 0,
    expiresAt,
    ...(isPaid ? { completedAt: invoice.settledAtSec * 1_000 } : {}),
    createdAt: invoice.createdAtSec * 1_000,
  };
}

const json = (value: object): Reply => ({
  status: 200,
  type: 'application/json',
  body: JSON.stringify(value, undefined, 4),
});
const text = (status: number, body: string): Reply => ({ status, type: 'text/plain', body });
const missing = (what: string) => text(400, what);
const invalid = (name: string) => text(400, `Request parameter ${name} couldn't be parsed`);
