/**
 * Which terms a sale runs under: those that were agreed with the buyer's board, from their first
 * second to just before their last; without them nothing is sold to a buyer who has a board.
 *
 *   [terms-agreed] ─▶ in force ─ next agreed ─▶ at the exact second the next are in force ⟲
 *                        └─ none agreed: the terms end, and with them the supply
 */
import { accountAt } from '../account/book';
import type { NamedTerms, SalePeriod } from '../account/period';
import type { TermsConfig } from '../config/terms-config';
import type { Now } from '../ports';
import { tenantKey } from '../sale/tenant';
import type { BoardState } from '../state';
import type { Offer } from '../terms/offer';
import { milliSat } from '../units';
import { beginTalk } from './talk';

/** As the original: more is asked for below twice 60 % of the prepayment. */
const THRESHOLD_PER_MILLE = 1_200;
/** The reserve is for both tariffs so long before one takes over from the other. */
const BOTH_BEFORE_MS = 60_000;

/** Of the tenant whose sale is on, if that tenant has a board. */
export function peerOfSale({ book, config }: BoardState) {
  const { sale } = book;
  if (sale === undefined) return undefined;
  const { buyer } = accountAt(book, sale.account);
  const tenant = config.tenants.find(({ name }) => tenantKey(name) === buyer);
  return tenant?.board === undefined ? undefined : { buyer, config: tenant.board };
}

/** Called before every decision, where some tenant has a board. */
export function termsStep(state: BoardState, now: Now): void {
  const { talk, book } = state;
  const { sale, period } = book;
  const buyer = sale === undefined ? '' : accountAt(book, sale.account).buyer;
  if (talk.sold !== buyer) {
    const hasBoard = peerOfSale(state) !== undefined;
    if (talk.ending !== undefined) {
      // The end of the sale before is still being said.
      sellUnder(state, undefined);
      if (hasBoard) state.termsEnded = true;
      return;
    }
    beginTalk(talk, buyer, hasBoard ? buyer : '');
  }
  if (talk.buyer === '' || sale === undefined) return sellUnder(state, undefined);
  const own = period?.account === sale.account ? period : undefined;
  const named = own === undefined ? undefined : inForce(own, now);
  sellUnder(state, named);
  // Without agreed terms they are the configuration's own, which nothing follows.
  if (own !== undefined && named !== undefined)
    state.terms.nextTariff = otherTariff(own, named, now);
  state.termsEnded = named === undefined || talk.standing === 'suspended';
  if (talk.standing === 'ended') state.termsEnded = true;
}

/** Without a clock what was paid is delivered all the same, as long as the board runs. */
function inForce({ terms, next }: SalePeriod, { wall }: Now): NamedTerms | undefined {
  if (wall === undefined) return next ?? terms;
  const sec = Math.floor(wall.epochMs / 1_000);
  return [terms, next].find(
    (each) => each !== undefined && sec >= each.offer.startSec && sec < each.offer.stopSec,
  );
}

function otherTariff({ terms, next }: SalePeriod, named: NamedTerms | undefined, { wall }: Now) {
  if (next === undefined || named === undefined) return undefined;
  const other = named === next ? terms : next;
  if (wall === undefined) return other.offer.importTariff;
  const awayMs = Math.abs(wall.epochMs - next.offer.startSec * 1_000) - wall.plusMinusMs;
  return awayMs < BOTH_BEFORE_MS ? other.offer.importTariff : undefined;
}

function sellUnder(state: BoardState, named: NamedTerms | undefined): void {
  const { talk, config } = state;
  const reference = named?.reference ?? '';
  if (talk.inForce === reference) return;
  talk.inForce = reference;
  state.terms = named === undefined ? config.terms : termsUnder(config.terms, named.offer);
}

/** What a sale needs to know of agreed terms; the rest is the owner's, as it is configured. */
function termsUnder(configured: TermsConfig, offer: Offer): TermsConfig {
  const { durationMs: _, idleEndMs: __, ...own } = configured;
  const { payment, prepayment, deposit } = offer;
  const { efficient } = configured.payment;
  return {
    ...own,
    tariff: offer.importTariff,
    payment: { ...payment, efficient: milliSat(Math.min(efficient, payment.maximum)) },
    prepayment,
    firstPayment: deposit > 0 ? deposit : payment.desired,
    cutOffLevel: milliSat(Math.max(offer.cutOffLevel, offer.reserve)),
    threshold: milliSat(Math.ceil((prepayment * THRESHOLD_PER_MILLE) / 1_000)),
    // What is ahead is agreed on: the other side pays no sooner.
    runwayMs: offer.runwayMs,
  };
}
