/** What is said to the buyer's board: the terms that are offered, and where the account stands. */
import { accountAt } from '../account/book';
import { TERMS_LENGTH_MAX } from '../account/period';
import type { PeerConfig } from '../config/peer-config';
import type { Now } from '../ports';
import type { Statement } from '../protocol/message';
import type { BoardState } from '../state';
import { desiredPayment, type Offer } from '../terms/offer';
import { writeOffer } from '../terms/offer-document';
import { renewalOf } from '../terms/renewal';
import { durationMs, milliSat } from '../units';

/** What the owner sells under now, as terms from this second on. */
export function offerNow(state: BoardState, peer: PeerConfig, nowSec: number): Offer {
  const { terms } = state.config;
  const { minimum, desired, maximum } = terms.payment;
  const sizes = { minimum, desired, maximum };
  const cutOffLevel = wholeSatRoundedUp(terms.cutOffLevel);
  return {
    kind: 'initial',
    startSec: nowSec,
    stopSec: nowSec + peer.periodSec,
    meterNumber: state.book.serial === '' ? state.serial : state.book.serial,
    importTariff: terms.tariff,
    payment: { ...sizes, desired: desiredPayment(sizes) },
    deposit: terms.firstPayment,
    prepayment: terms.prepayment,
    cutOffLevel,
    reserve: cutOffLevel,
    allowance: terms.allowance,
    runwayMs: terms.runwayMs ?? durationMs(0),
    voltage: peer.voltage,
    voltageDiscountPerMille: peer.voltageDiscountPerMille,
    currentMax: terms.currentMax,
  };
}

/** Follows on the terms in force, at their last second; undefined without any. */
export function renewalNow(state: BoardState, peer: PeerConfig, nowSec: number): Offer | undefined {
  const { period } = state.book;
  const running = period?.next ?? period?.terms;
  return running && renewalOf(running.offer, offerNow(state, peer, nowSec));
}

/** As the journal and the protocol carry it; undefined where it is too long for one record. */
export function documentOf(offer: Offer): string | undefined {
  const document = JSON.stringify(writeOffer(offer));
  return document.length <= TERMS_LENGTH_MAX ? document : undefined;
}

/** Where the account stands, counted from the beginning of the sale. */
export function statementNow({ book, charging }: BoardState, now: Now): Statement | undefined {
  const { period } = book;
  if (period === undefined) return undefined;
  const { base, account } = period;
  const { charged, paid, late } = accountAt(book, account);
  return {
    atSec: now.wall === undefined ? null : Math.floor(now.wall.epochMs / 1_000),
    energyMilliWattHours: Math.max(0, book.billed + charging.pendingImport - base.billed),
    chargedMilliSat: charged - base.charged,
    paidMilliSat: Math.max(0, paid + late - base.paid),
  };
}

/** Of the account at this moment, for a sale that begins. */
export function baseNow({ book }: BoardState, account: number) {
  const { charged, paid, late } = accountAt(book, account);
  return { charged, paid: paid + late, billed: book.billed };
}

const wholeSatRoundedUp = (amount: number) => milliSat(Math.ceil(amount / 1_000) * 1_000);
