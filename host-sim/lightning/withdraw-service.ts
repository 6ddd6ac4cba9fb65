/**
 * A buyer's LNURL-withdraw service over a wallet, as a pure function: one static link, pulled as
 * often as the wallet allows. It answers OK first and pays afterwards, as LUD-03 says. Switches
 * make it misbehave. https://github.com/lnurl/luds: 03 (withdrawRequest), 14 (balanceCheck)
 */
import type { Secret } from '../../src/ports';
import { secret } from '../../src/secret';
import type { BuyerWallet, PayFault } from './backend';

/** How a service fails buyers and boards. Each names what is wrong with what it sends or does. */
export type Misbehaviour =
  | 'html'
  | 'silence'
  | 'flood'
  | 'slow'
  | 'ok-and-never-pays'
  | 'error-and-pays'
  | 'maximum-too-low';

export const MISBEHAVIOURS: readonly Misbehaviour[] = [
  'html',
  'silence',
  'flood',
  'slow',
  'ok-and-never-pays',
  'error-and-pays',
  'maximum-too-low',
];

export const FLOOD_BYTES = 20_000_000;
export const SLOW_MS = 40_000;
const LOW_MAXIMUM_MILLI_SAT = 1_000;

/** Data, so that the caller's queue decides when it arrives. */
export type WithdrawReply =
  | {
      readonly kind: 'reply';
      readonly delayMs: number;
      readonly status: number;
      readonly contentType: string;
      readonly body: string;
    }
  /** A body of that many spaces. */
  | { readonly kind: 'flood'; readonly delayMs: number; readonly bytes: number }
  | { readonly kind: 'silence' };

export type WithdrawAnswer = {
  readonly reply: WithdrawReply;
  /** What the caller now hands to `BuyerWallet.pay`, whenever it wants the payment to arrive. */
  readonly payment: string | undefined;
};

export type WithdrawOptions = {
  readonly wallet: BuyerWallet;
  /** Scheme, host and port as the board will see them, without a slash at the end. */
  readonly origin: string;
  /** Names the link and is its k1. */
  readonly k1: Secret;
  readonly description: string;
  readonly minMilliSat: number;
  readonly maxMilliSat: number;
};

export class WithdrawService {
  readonly #options: WithdrawOptions;
  #misbehaviour: Misbehaviour | undefined;

  constructor(options: WithdrawOptions) {
    this.#options = options;
  }

  /** What the buyer shows to a board. */
  link(): Secret {
    const { origin, k1 } = this.#options;
    return secret(`${origin}/withdraw?q=${k1.secret}`);
  }

  /** `undefined` is the opposite of all of them. */
  misbehave(misbehaviour: Misbehaviour | undefined): void {
    this.#misbehaviour = misbehaviour;
  }

  /** `target` is path and query of a GET. */
  answer(target: string): WithdrawAnswer {
    if (this.#misbehaviour === 'silence') return { reply: { kind: 'silence' }, payment: undefined };
    if (this.#misbehaviour === 'flood') {
      return { reply: { kind: 'flood', delayMs: 0, bytes: FLOOD_BYTES }, payment: undefined };
    }
    if (this.#misbehaviour === 'html') {
      return { reply: reply(502, 'text/html', '<html>Bad gateway</html>'), payment: undefined };
    }
    const answer = this.#answer(target);
    if (this.#misbehaviour !== 'slow' || answer.reply.kind !== 'reply') return answer;
    return { ...answer, reply: { ...answer.reply, delayMs: SLOW_MS } };
  }

  #answer(target: string): WithdrawAnswer {
    const [path, queryText = ''] = target.split('?');
    const query = new URLSearchParams(queryText);
    const k1 = this.#options.k1.secret;
    if (path === '/withdraw' && query.get('q') === k1) return this.#offer();
    if (path === '/withdraw/callback' && query.get('k1') === k1) {
      return this.#pull(query.get('pr') ?? '');
    }
    return refusal('Unknown withdraw link.', 404);
  }

  #offer(): WithdrawAnswer {
    const { origin, k1, description, minMilliSat } = this.#options;
    const maxWithdrawable = this.#maxMilliSat();
    if (maxWithdrawable < minMilliSat) return refusal('Insufficient balance.');
    return json({
      tag: 'withdrawRequest',
      callback: `${origin}/withdraw/callback`,
      k1: k1.secret,
      defaultDescription: description,
      minWithdrawable: minMilliSat,
      maxWithdrawable,
      balanceCheck: this.link().secret,
      currentBalance: this.#options.wallet.balanceMilliSat(),
    });
  }

  #pull(paymentRequest: string): WithdrawAnswer {
    const payable = this.#options.wallet.check(paymentRequest);
    if (!payable.ok) return refusal(REASON[payable.fault]);
    const { valueMilliSat } = payable.value;
    if (valueMilliSat < this.#options.minMilliSat || valueMilliSat > this.#maxMilliSat()) {
      return refusal('Amount not within limits.');
    }
    if (this.#misbehaviour === 'ok-and-never-pays') return json({ status: 'OK' });
    if (this.#misbehaviour === 'error-and-pays') {
      return { ...refusal('Internal error.'), payment: paymentRequest };
    }
    return { ...json({ status: 'OK' }), payment: paymentRequest };
  }

  #maxMilliSat(): number {
    const { wallet, minMilliSat, maxMilliSat } = this.#options;
    const limit =
      this.#misbehaviour === 'maximum-too-low'
        ? Math.max(minMilliSat, LOW_MAXIMUM_MILLI_SAT)
        : maxMilliSat;
    return Math.min(limit, wallet.balanceMilliSat());
  }
}

/** In the words that services use, so that a board which reads them is tested with them. */
export const REASON: Readonly<Record<PayFault, string>> = {
  'malformed-invoice': 'Invalid payment request.',
  'wrong-network': 'Invoice is for another network.',
  expired: 'This invoice has expired.',
  'in-flight': 'Payment already being processed.',
  'already-paid': 'Invoice already paid.',
  'insufficient-balance': 'Insufficient balance.',
  'refused-by-payee': 'Payment refused by the payee.',
  'no-route': 'No route found.',
};

export const reply = (status: number, contentType: string, body: string): WithdrawReply => ({
  kind: 'reply',
  delayMs: 0,
  status,
  contentType,
  body,
});

export const json = (value: object, status = 200): WithdrawAnswer => ({
  reply: reply(status, 'application/json', JSON.stringify(value)),
  payment: undefined,
});

export const refusal = (reason: string, status = 200): WithdrawAnswer =>
  json({ status: 'ERROR', reason }, status);
