/**
 * LNbits' HTTP face over an owner's node, as a pure function: one wallet, its invoices created,
 * listed and looked up by the invoice key. Read in lnbits/lnbits at 7d98c6b (1.5.2):
 * core/views/payment_api.py, core/models/payments.py and decorators.py.
 */
import { secret } from '../../src/secret';
import type { EpochClock, Invoice, OwnerNode } from './backend';
import { drawnPreimages } from './drawn-preimages';
import type { RestReply, RestRequest } from './lnd-rest';

export type LnbitsOptions = {
  readonly owner: OwnerNode;
  readonly epochMs: EpochClock;
  readonly invoiceKey: string;
  /** It can pay as well. What it would pay is not simulated. */
  readonly adminKey?: string;
};

export type Lnbits = (request: RestRequest) => RestReply;

type Reply = { readonly status: number; readonly body: object };
type Fields = Readonly<Record<string, unknown>>;

const PAYMENTS = '/api/v1/payments';
const WALLET = 'f3c366b7fb6f43fa9467c4dccedaf824';
const MILLI_SAT_PER_SAT = 1_000;
const MEMO_LENGTH_MAX = 640;
const EXPIRY_SEC_DEFAULT = 3_600;

export function createLnbits(options: LnbitsOptions): Lnbits {
  const hashes: string[] = [];
  const draw = drawnPreimages('lnbits');
  return (request) => {
    const { status, body } = answer(options, hashes, draw, request);
    const headers = {
      'content-type': 'application/json',
      get date() {
        return new Date(options.epochMs()).toUTCString();
      },
    };
    return { status, headers, body: JSON.stringify(body) };
  };
}

/** `hashes`: of the wallet, oldest first. */
function answer(
  options: LnbitsOptions,
  hashes: string[],
  draw: () => string,
  { method, path, headers, body }: RestRequest,
): Reply {
  const [route = '', query = ''] = path.split('?');
  const key = headers['x-api-key'];
  const isAdmin = key !== undefined && key === options.adminKey;
  const hasKey = isAdmin || key === options.invoiceKey;
  if (method === 'GET' && route.startsWith(`${PAYMENTS}/`)) {
    const hash = route.slice(PAYMENTS.length + 1);
    const invoice = hashes.includes(hash) ? options.owner.lookup(hash) : undefined;
    if (invoice === undefined) return detail(404, 'Payment does not exist.');
    return { status: 200, body: statusJson(invoice, hasKey) };
  }
  if (route !== PAYMENTS && route !== '/api/v1/wallet') return detail(404, 'Not Found');
  if (!hasKey) return detail(401, 'Invalid key or expired key.');
  if (route !== PAYMENTS) {
    return { status: 200, body: { name: 'board', balance: 0, ...(isAdmin ? { id: WALLET } : {}) } };
  }
  if (method === 'GET') return list(options, hashes, new URLSearchParams(query));
  if (method !== 'POST') return detail(405, 'Method Not Allowed');
  return create(options, hashes, draw, JSON.parse(body) as Fields);
}

function create(
  { owner }: LnbitsOptions,
  hashes: string[],
  draw: () => string,
  { out = true, amount, unit = 'sat', memo = 'LNbits', expiry = EXPIRY_SEC_DEFAULT }: Fields,
): Reply {
  if (out !== false) return detail(403, 'Invoice (or Admin) key required.');
  if (typeof amount !== 'number' || typeof expiry !== 'number' || unit !== 'sat') {
    return { status: 400, body: { detail: [{ loc: ['body'], msg: 'value is not valid' }] } };
  }
  if (typeof memo !== 'string' || memo.length > MEMO_LENGTH_MAX) {
    return { status: 400, body: { detail: [{ loc: ['body', 'memo'], msg: 'too long' }] } };
  }
  if (Math.trunc(amount) <= 0) {
    return {
      status: 520,
      body: { detail: 'Amountless invoices not supported.', status: 'failed' },
    };
  }
  const valueMilliSat = Math.trunc(amount) * MILLI_SAT_PER_SAT;
  const preimage = secret(draw());
  const added = owner.addInvoice({ preimage, valueMilliSat, memo, expirySec: expiry });
  if (!added.ok) return { status: 520, body: { detail: 'Internal error', status: 'pending' } };
  hashes.push(added.value.paymentHash);
  return { status: 201, body: paymentJson(added.value) };
}

function list({ owner }: LnbitsOptions, hashes: readonly string[], query: URLSearchParams): Reply {
  const limit = Number(query.get('limit') ?? hashes.length);
  const isDescending = query.get('direction') === 'desc';
  const ordered = isDescending ? [...hashes].reverse() : hashes;
  const shown = ordered.map((hash) => owner.lookup(hash)).filter((each) => each !== undefined);
  return { status: 200, body: shown.slice(0, limit).map(paymentJson) };
}

const statusJson = (invoice: Invoice, hasKey: boolean): object => ({
  paid: invoice.state === 'SETTLED',
  ...(hasKey ? { status: statusOf(invoice) } : {}),
  preimage: invoice.preimage.secret,
  ...(hasKey ? { details: paymentJson(invoice) } : {}),
});

function statusOf({ state }: Invoice): 'success' | 'failed' | 'pending' {
  if (state === 'SETTLED') return 'success';
  return state === 'CANCELED' ? 'failed' : 'pending';
}

/** The amount is what was asked for, in mSat, whatever was paid. */
function paymentJson(invoice: Invoice): object {
  const at = (sec: number) => new Date(sec * 1_000).toISOString();
  const createdAt = at(invoice.createdAtSec).replace('Z', '+00:00');
  return {
    checking_id: invoice.paymentHash,
    payment_hash: invoice.paymentHash,
    wallet_id: WALLET,
    amount: invoice.valueMilliSat,
    fee: 0,
    bolt11: invoice.paymentRequest,
    status: statusOf(invoice),
    memo: invoice.memo,
    expiry: at(invoice.createdAtSec + invoice.expirySec).slice(0, 19),
    webhook: null,
    webhook_status: null,
    preimage: invoice.preimage.secret,
    tag: null,
    extension: null,
    time: createdAt,
    created_at: createdAt,
    updated_at: createdAt,
    extra: {},
  };
}

const detail = (status: number, text: string): Reply => ({ status, body: { detail: text } });
