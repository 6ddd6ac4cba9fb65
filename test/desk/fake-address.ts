/** The node on the tests' desk behind a Lightning address: LNURL-pay, and `verify` (LUD-21). */
import type { HttpRequest } from '../../src/ports';
import type { Answer, FakeNode } from './fake-node';

const FIRST = '/.well-known/lnurlp/';
const CALLBACK = '/lnurlp/callback?amount=';
const VERIFY = '/lnurlp/verify/';
/** Of the desk's configurations. */
const ORIGIN = 'https://127.0.0.1:8443';
const EXPIRY_SEC = 120;

export const isAddress = (path: string): boolean =>
  [FIRST, CALLBACK, VERIFY].some((begin) => path.startsWith(begin));

export function answerAsAddress(node: FakeNode, request: HttpRequest, nowSec: number): Answer {
  const path = request.path.secret;
  if (path.startsWith(FIRST)) {
    const callback = ORIGIN + CALLBACK.slice(0, CALLBACK.indexOf('?'));
    return { status: 200, fields: { tag: 'payRequest', callback } };
  }
  if (path.startsWith(CALLBACK)) {
    const amountMilliSat = Number(path.slice(CALLBACK.length));
    const made = node.make(nowSec, { amountMilliSat, memo: 'address', expirySec: EXPIRY_SEC });
    const { paymentRequest: pr, hash } = made;
    return { status: 200, fields: { pr, verify: `${ORIGIN}${VERIFY}${hash}` } };
  }
  const invoice = node.invoices.get(path.slice(VERIFY.length));
  if (invoice === undefined)
    return { status: 404, fields: { status: 'ERROR', reason: 'Not found' } };
  const { state, paymentRequest: pr } = invoice;
  return { status: 200, fields: { status: 'OK', settled: state === 'SETTLED', pr } };
}
