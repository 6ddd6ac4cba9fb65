/**
 * BTCPay Server's Greenfield over an owner's node, as a pure function: the Lightning invoices of
 * one store. The node behind it is Core Lightning, whose ids are no hashes. Read in
 * btcpayserver/btcpayserver at 03345c2: GreenfieldLightningNodeApiController.cs and the clients.
 */
import { secret } from '../../src/secret';
import type { EpochClock, Invoice, OwnerNode } from './backend';
import { drawnPreimages } from './drawn-preimages';
import type { RestReply, RestRequest } from './lnd-rest';

export type BtcpayOptions = {
  readonly owner: OwnerNode;
  readonly epochMs: EpochClock;
  readonly store: string;
  /** May create and view this store's invoices, and nothing else. */
  readonly apiKey: string;
  /** May do everything. What else it would do is not simulated. */
  readonly ownersKey?: string;
};

export type Btcpay = (request: RestRequest) => RestReply;

type Reply = { readonly status: number; readonly body: object };
type Fields = Readonly<Record<string, unknown>>;

const EXPIRY_SEC_DEFAULT = 3_600;

const DENIED = 'Insufficient API Permissions. Please use an API key with permission';
const NOT_AUTHENTICATED = 'Authentication is required for accessing this endpoint';
const NO_INVOICE = 'Impossible to find a lightning invoice with this id';

export function createBtcpay(options: BtcpayOptions): Btcpay {
  const ids = new Map<string, string>();
  const draw = drawnPreimages('btcpay');
  return (request) => {
    const { status, body } = answer(options, ids, draw, request);
    const headers = {
      'content-type': 'application/json',
      get date() {
        return new Date(options.epochMs()).toUTCString();
      },
    };
    return { status, headers, body: JSON.stringify(body) };
  };
}

/** `ids`: the hash of each. */
function answer(
  options: BtcpayOptions,
  ids: Map<string, string>,
  draw: () => string,
  { method, path, headers, body }: RestRequest,
): Reply {
  const invoices = `/api/v1/stores/${options.store}/lightning/BTC/invoices`;
  const isOwner = headers['authorization'] === `token ${options.ownersKey}`;
  if (!isOwner && headers['authorization'] !== `token ${options.apiKey}`) {
    return error(401, 'unauthenticated', NOT_AUTHENTICATED);
  }
  if (path === '/api/v1/api-keys/current') {
    const ofStore = ['cancreatelightninginvoice', 'canviewlightninginvoice'].map(
      (each) => `btcpay.store.${each}:${options.store}`,
    );
    const permissions = isOwner ? ['unrestricted'] : ofStore;
    return { status: 200, body: { apiKey: '...', label: 'board', permissions } };
  }
  if (!path.startsWith(invoices)) return error(403, 'missing-permission', DENIED);
  if (method === 'POST' && path === invoices) return create(options, ids, draw, parse(body));
  const id = path.slice(invoices.length + 1);
  const hash = method === 'GET' ? ids.get(id) : undefined;
  const invoice = hash === undefined ? undefined : options.owner.lookup(hash);
  if (invoice === undefined) return error(404, 'invoice-not-found', NO_INVOICE);
  return { status: 200, body: invoiceJson(options, id, invoice) };
}

function create(
  options: BtcpayOptions,
  ids: Map<string, string>,
  draw: () => string,
  { amount, description, expiry = EXPIRY_SEC_DEFAULT }: Fields,
): Reply {
  const valueMilliSat = Number(amount);
  if (!/^\d+$/.test(String(amount)) || valueMilliSat <= 0) return invalid('amount');
  if (typeof description !== 'string') return invalid('description');
  if (typeof expiry !== 'number' || expiry <= 0) return invalid('expiry');
  const preimage = secret(draw());
  const request = { preimage, valueMilliSat, memo: description, expirySec: expiry };
  const added = options.owner.addInvoice(request);
  if (!added.ok)
    return error(503, 'lightning-node-unavailable', 'The lightning node is unavailable');
  const id = `Fz7vQ${String(ids.size + 1).padStart(16, 'a')}`;
  ids.set(id, added.value.paymentHash);
  return { status: 200, body: invoiceJson(options, id, added.value) };
}

function invoiceJson({ epochMs }: BtcpayOptions, id: string, invoice: Invoice): object {
  const expiresAt = invoice.createdAtSec + invoice.expirySec;
  const isPaid = invoice.state === 'SETTLED';
  const isExpired = !isPaid && epochMs() >= expiresAt * 1_000;
  return {
    id,
    status: isPaid ? 'Paid' : isExpired ? 'Expired' : 'Unpaid',
    BOLT11: invoice.paymentRequest,
    paidAt: isPaid ? invoice.settledAtSec : null,
    expiresAt,
    amount: String(invoice.valueMilliSat),
    amountReceived: isPaid ? String(invoice.paidMilliSat) : null,
    paymentHash: invoice.paymentHash,
    preimage: isPaid ? invoice.preimage.secret : null,
    customRecords: null,
  };
}

function parse(body: string): Fields {
  try {
    return JSON.parse(body) as Fields;
  } catch {
    return {}; // Every field is missing.
  }
}

const error = (status: number, code: string, message: string): Reply => ({
  status,
  body: { code, message },
});
const invalid = (path: string): Reply => ({
  status: 422,
  body: [{ path, message: `The ${path} field is invalid.` }],
});
