/** The node on the tests' desk, asked in the words of phoenixd, which draws the hash itself. */
import type { HttpRequest } from '../../src/ports';
import type { Answer, FakeInvoice, FakeNode } from './fake-node';

const CREATE = '/createinvoice';
const PAY = '/payinvoice';
const INCOMING = '/payments/incoming';

export const isPhoenixd = (path: string): boolean =>
  path === CREATE || path === PAY || path.startsWith(INCOMING);

export function answerAsPhoenixd(node: FakeNode, request: HttpRequest, nowSec: number): Answer {
  const path = request.path.secret;
  // The limited password.
  if (path === PAY) return { status: 401, fields: undefined };
  if (path === CREATE) return create(node, formOf(request.body?.secret ?? ''), nowSec);
  if (path.startsWith(`${INCOMING}?`)) {
    return find(node, formOf(path.slice(INCOMING.length + 1))['externalId'] ?? '');
  }
  const invoice = node.invoices.get(path.slice(INCOMING.length + 1));
  return invoice === undefined ? { status: 404, fields: undefined } : shown(invoice);
}

function create(node: FakeNode, form: Record<string, string>, nowSec: number): Answer {
  const made = node.make(nowSec, {
    amountMilliSat: Number(form['amountSat']) * 1_000,
    memo: form['description'] ?? '',
    expirySec: Number(form['expirySeconds']),
  });
  return { status: 200, fields: { paymentHash: made.hash, serialized: made.paymentRequest } };
}

/** The memo ends with what the board gives as the external id. */
function find(node: FakeNode, externalId: string): Answer {
  const found = [...node.invoices.values()].filter(({ memo }) => memo.endsWith(externalId));
  const newest = found.at(-1);
  if (newest === undefined) return { status: 200, fields: { length: 0 } };
  const { hash, paymentRequest } = newest;
  const fields = { '0.paymentHash': hash, '0.invoice': paymentRequest, '0.externalId': externalId };
  return { status: 200, fields: { length: found.length, ...fields } };
}

function shown({ hash, memo, paymentRequest, ...invoice }: FakeInvoice): Answer {
  const { state, value, paid, creationSec, expirySec } = invoice;
  const fields = {
    paymentHash: hash,
    description: memo,
    invoice: paymentRequest,
    isPaid: state === 'SETTLED',
    requestedSat: value / 1_000,
    receivedSat: Math.floor(paid / 1_000),
    expiresAt: (creationSec + expirySec) * 1_000,
  };
  return { status: 200, fields };
}

function formOf(text: string): Record<string, string> {
  const form: Record<string, string> = {};
  for (const pair of text.split('&')) {
    const [name = '', value = ''] = pair.split('=');
    form[name] = decodeURIComponent(value);
  }
  return form;
}
