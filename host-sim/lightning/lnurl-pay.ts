/**
 * A Lightning address over an owner's node, as a pure function: LNURL-pay (LUD-06, LUD-16) with
 * `verify` (LUD-21). After the texts of the LUDs, and BTCPay Server's answers where they leave it
 * open. The invoice holds its description and not that description's hash.
 */
import { secret } from '../../src/secret';
import type { EpochClock, OwnerNode } from './backend';
import { drawnPreimages } from './drawn-preimages';
import type { RestReply, RestRequest } from './lnd-rest';

export type LnurlPayOptions = {
  readonly owner: OwnerNode;
  readonly epochMs: EpochClock;
  /** As it names itself: `https://HOST`. */
  readonly origin: string;
  readonly user: string;
  /** The service's own choice. */
  readonly expirySec: number;
  /** Whether it knows LUD-21. */
  readonly hasVerify?: boolean;
};

export type LnurlPay = (request: RestRequest) => RestReply;

const MIN_MILLI_SAT = 1_000;
const MAX_MILLI_SAT = 100_000_000;

export function createLnurlPay(options: LnurlPayOptions): LnurlPay {
  const draw = drawnPreimages('lnurl-pay');
  return (request) => {
    const answer = answerOf(options, draw, request);
    const headers = {
      'content-type': 'application/json',
      get date() {
        return new Date(options.epochMs()).toUTCString();
      },
    };
    const status = 'reason' in answer && answer.reason === 'Not found' ? 404 : 200;
    return { status, headers, body: JSON.stringify(answer) };
  };
}

function answerOf(
  options: LnurlPayOptions,
  draw: () => string,
  { method, path }: RestRequest,
): object {
  const { origin, user, owner } = options;
  const [route = '', query = ''] = path.split('?');
  const own = `/lnurlp/${user}`;
  if (method !== 'GET') return error('Not found');
  if (route === `/.well-known/lnurlp/${user}`) {
    return {
      callback: `${origin}${own}/callback`,
      maxSendable: MAX_MILLI_SAT,
      minSendable: MIN_MILLI_SAT,
      metadata: JSON.stringify([['text/identifier', `${user}@${new URL(origin).host}`]]),
      commentAllowed: 0,
      tag: 'payRequest',
    };
  }
  if (route === `${own}/callback`) {
    return callback(options, draw, Number(new URLSearchParams(query).get('amount')), own);
  }
  const invoice = owner.lookup(route.slice(`${own}/verify/`.length));
  if (!route.startsWith(`${own}/verify/`) || invoice === undefined) return error('Not found');
  const settled = invoice.state === 'SETTLED';
  const preimage = settled ? invoice.preimage.secret : null;
  return { status: 'OK', settled, preimage, pr: invoice.paymentRequest };
}

function callback(
  { owner, origin, user, expirySec, hasVerify = true }: LnurlPayOptions,
  draw: () => string,
  valueMilliSat: number,
  own: string,
): object {
  const isWithin = valueMilliSat >= MIN_MILLI_SAT && valueMilliSat <= MAX_MILLI_SAT;
  if (!Number.isSafeInteger(valueMilliSat) || !isWithin) return error('Amount is out of bounds.');
  const preimage = secret(draw());
  const added = owner.addInvoice({ preimage, valueMilliSat, memo: `to ${user}`, expirySec });
  if (!added.ok) return error('Failed to make an invoice.');
  const { paymentHash, paymentRequest: pr } = added.value;
  const verify = hasVerify ? { verify: `${origin}${own}/verify/${paymentHash}` } : {};
  return { pr, routes: [], ...verify };
}

const error = (reason: string) => ({ status: 'ERROR', reason });
