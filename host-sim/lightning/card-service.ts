/**
 * A Bolt Card's service over a wallet, as a pure function, after boltcard/boltcard (d56685d) and
 * boltcard/hub (70c3c09): a tap is a counter that must grow, the first GET burns it and gives one
 * k1 for one payment within seconds, and the maximum it says is far beyond the real one.
 */
import type { Secret } from '../../src/ports';
import { secret } from '../../src/secret';
import type { BuyerWallet } from './backend';
import { json, REASON, refusal, type WithdrawAnswer } from './withdraw-service';

/** boltcard/hub gives so long between a tap and its payment. */
const K1_MS = 10_000;
/** What boltcard/hub says of any card: 100,000,000 sat. */
const MAXIMUM_MILLI_SAT = 100_000_000_000;
const MINIMUM_MILLI_SAT = 1_000;

export type CardOptions = {
  readonly wallet: BuyerWallet;
  /** Scheme, host and port as the board will see them, without a slash at the end. */
  readonly origin: string;
  /** What the owner of the card allows in one payment. */
  readonly limitMilliSat: number;
  /** The service's own clock, in ms. */
  readonly nowMs: () => number;
};

/** `said`: its first answer has it as its maximum. */
export type CardLimit = 'none' | 'hidden' | 'said';
const LOW_MILLI_SAT = 1_000;

export class CardService {
  readonly #options: CardOptions;
  /** Of the card, and the last one that the service has seen. */
  #counter = 0;
  #seen = 0;
  #k1: { readonly text: string; readonly atMs: number } | undefined;

  constructor(options: CardOptions) {
    this.#options = options;
  }

  limit: CardLimit = 'none';

  /** Held to a reader: what that reads, each time another. */
  tap(): Secret {
    this.#counter += 1;
    const p = hex(this.#counter, 32);
    return secret(`${this.#options.origin}/ln?p=${p}&c=${hex(this.#counter * 7919, 16)}`);
  }

  /** `target` is path and query of a GET. */
  answer(target: string): WithdrawAnswer {
    const [path, queryText = ''] = target.split('?');
    const query = new URLSearchParams(queryText);
    if (path === '/ln') return this.#first(Number.parseInt(query.get('p') ?? '', 16));
    if (path === '/cb') return this.#pay(query.get('k1') ?? '', query.get('pr') ?? '');
    return refusal('card not found', 404);
  }

  #first(counter: number): WithdrawAnswer {
    if (!(counter > this.#seen)) return refusal('card counter not incremented');
    this.#seen = counter;
    const text = hex(counter * 104_729, 32);
    this.#k1 = { text, atMs: this.#options.nowMs() };
    return json({
      tag: 'withdrawRequest',
      callback: `${this.#options.origin}/cb`,
      k1: text,
      default_description: 'card',
      minWithdrawable: MINIMUM_MILLI_SAT,
      maxWithdrawable: this.limit === 'said' ? LOW_MILLI_SAT : MAXIMUM_MILLI_SAT,
    });
  }

  #pay(k1: string, paymentRequest: string): WithdrawAnswer {
    const { wallet, limitMilliSat, nowMs } = this.#options;
    const known = this.#k1;
    if (known === undefined || known.text !== k1) return refusal('k1 not found');
    this.#k1 = undefined;
    if (nowMs() - known.atMs > K1_MS) return refusal('k1 value expired');
    const payable = wallet.check(paymentRequest);
    if (!payable.ok) {
      const isPoor = payable.fault === 'insufficient-balance';
      return refusal(isPoor ? 'Insufficient funds' : REASON[payable.fault]);
    }
    const most = this.limit === 'none' ? limitMilliSat : LOW_MILLI_SAT;
    if (payable.value.valueMilliSat > most) return refusal('amount exceeds card limit');
    return { ...json({ status: 'OK' }), payment: paymentRequest };
  }
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
