/**
 * Two boards that hear each other in JSON text alone: a demand, an offer, a counter, a renewal with
 * a changed price file, an end. Both hold the same integers all the time, and charge the same.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Result, unreachable } from '../src/result';
import { judge } from '../src/terms/acceptance';
import { readAcceptance, writeAcceptance } from '../src/terms/acceptance-document';
import { readDemand, writeDemand } from '../src/terms/demand-document';
import { readEnding, writeEnding } from '../src/terms/ending-document';
import { endOf, firstEnding } from '../src/terms/ends';
import { agreedTerms, type Offer } from '../src/terms/offer';
import { readOffer, writeOffer } from '../src/terms/offer-document';
import {
  chargeStep,
  expectedAfter,
  type Period,
  periodAt,
  renewalFault,
  renewalOf,
  wantsRenewal,
} from '../src/terms/renewal';
import type { Expected } from '../src/terms/rules';
import { epochMs, milliSat, milliWattHours } from '../src/units';
import { table } from './tariff-reference';
import { DAY_SEC, DEMAND, OFFER, START_SEC, sat } from './terms-samples';

const agreed = suite('terms agreed');

function heard<Value>(read: (text: unknown) => Result<Value, unknown>, said: object): Value {
  const value = read(JSON.stringify(said));
  assert.ok(value.ok, JSON.stringify(value));
  return value.ok ? value.value : unreachable(undefined as never);
}

/** What each side holds after the seller said `offer`; undefined when it was refused. */
function negotiate(offer: Offer, expected: Expected): readonly [Offer, Offer] | undefined {
  const buyers = heard(readOffer, writeOffer(offer));
  const answer = judge(buyers, DEMAND, expected);
  const heardBack = heard(readAcceptance, writeAcceptance(answer));
  if (!answer.agrees || !heardBack.agrees) return undefined;
  const [seller, buyer] = [
    agreedTerms(offer, heardBack.payment),
    agreedTerms(buyers, answer.payment),
  ];
  assert.ok(seller.ok && buyer.ok);
  return seller.ok && buyer.ok ? [seller.value, buyer.value] : undefined;
}

/** Two registers of the same steps, seven seconds apart, over the end of the period. */
function charges(period: Period): readonly number[] {
  const found: number[] = [];
  let carry = 0;
  const boundaryMs = period.terms.stopSec * 1_000;
  for (let at = boundaryMs - 35_500; at < boundaryMs + 35_500; at += 7_000) {
    const used = { fromMs: epochMs(at), toMs: epochMs(at + 7_000), energy: milliWattHours(6_251) };
    const { before, after } = chargeStep(period, 'import', used, carry);
    for (const each of [before, after]) {
      if (each === undefined) continue;
      found.push(each.energy, each.cost);
      carry = each.carryMicroMilliSat;
    }
  }
  return [...found, carry];
}

agreed('both hold the same after a demand, a refused offer, and its counter', () => {
  const demand = heard(readDemand, writeDemand(DEMAND));
  assert.equal(demand, DEMAND);
  const dear: Offer = {
    ...OFFER,
    prepayment: sat(900),
    payment: { ...OFFER.payment, minimum: sat(20) },
  };
  assert.is(negotiate(dear, { kind: 'initial' }), undefined);
  const foreseen = judge(dear, demand, { kind: 'initial' });
  assert.ok(!foreseen.agrees);
  if (foreseen.agrees) return;
  const [seller, buyer] = negotiate(foreseen.counter, { kind: 'initial' })!;
  assert.equal(seller, buyer);
  assert.equal([seller.prepayment, seller.payment.minimum], [sat(100), sat(40)]);
});

agreed(
  'both hold the same through a renewal under a changed price file, and charge the same',
  () => {
    const rising = table('lines', [START_SEC, 33_333], [START_SEC + DAY_SEC + 7, 99_991]);
    const falling = table('lines', [START_SEC, 99_989], [START_SEC + 2 * DAY_SEC + 13, 11_113]);
    const first = negotiate({ ...OFFER, importTariff: rising }, { kind: 'initial' })!;
    const nowSec = OFFER.stopSec - 200;
    const changed: Offer = { ...OFFER, importTariff: falling };
    const sides = first.map((terms): Period => ({ terms }));
    assert.ok(sides.every((period) => wantsRenewal(period, nowSec)));
    const next = renewalOf(first[0], changed);
    const second = negotiate(next, expectedAfter(first[1]))!;
    const periods = first.map((terms, side): Period => ({ terms, next: second[side]! }));
    assert.ok(periods.every(({ terms, next }) => renewalFault(terms, next!) === undefined));
    const [sellers, buyers] = periods.map(charges);
    assert.equal(sellers, buyers);
    // The running terms kept their price, and every mWh was charged: 11 steps of 6,251.
    assert.equal(first[0].importTariff, rising);
    const energies = sellers!.slice(0, -1).filter((_, at) => at % 2 === 0);
    assert.is(
      energies.reduce((sum, each) => sum + each, 0),
      11 * 6_251,
    );
    assert.is(energies.length, 12);
    const after = periods.map((period) => periodAt(period, OFFER.stopSec));
    assert.equal(after[0], after[1]);
    assert.is(after[0]?.terms.startSec, OFFER.stopSec);
  },
);

agreed('both go by the same end when both announce one', () => {
  const terms = { ...OFFER, amountMax: sat(10) };
  const energy = milliWattHours(0);
  const sellers = endOf(terms, { nowSec: START_SEC + 61, energy, charged: milliSat(10_000) })!;
  const registers = { importRegister: milliWattHours(5), exportRegister: milliWattHours(7) };
  const one = { by: 'seller', ...sellers, ...registers } as const;
  const other = { by: 'buyer', why: 'buyer', atSec: START_SEC + 60, ...registers } as const;
  const atSeller = firstEnding(one, heard(readEnding, writeEnding(other)));
  const atBuyer = firstEnding(other, heard(readEnding, writeEnding(one)));
  assert.equal(atSeller, atBuyer);
  assert.equal(atSeller, other);
});

agreed.run();
