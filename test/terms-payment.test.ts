/** Sizes of payments: what both allow, and the wish clamped to it; the first payment of a sale. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { judge } from '../src/terms/acceptance';
import { agreedTerms, desiredPayment, initialDeposit } from '../src/terms/offer';
import { sizes } from './terms-refusals';
import { DEMAND, OFFER, sat } from './terms-samples';

const payments = suite('terms payments');

// minimum, desired, maximum -> the original's seller (`Desired if Min < Desired < Max else Min`)
const DESIRED: readonly (readonly [number, number, number, number, number])[] = [
  [10, 60, 100, 60, 60],
  [10, 10, 100, 10, 10],
  [10, 5, 100, 10, 10],
  [10, 100, 100, 10, 100],
  [10, 200, 100, 10, 100],
];
for (const [minimum, desired, maximum, original, ours] of DESIRED) {
  const differs = original === ours ? 'as in the original' : `not ${original}`;
  payments(`desired: ${desired} of ${minimum} to ${maximum} is ${ours}, ${differs}`, () => {
    assert.is(desiredPayment(sizes(minimum, desired, maximum)), sat(ours));
    const payment = { minimum: sat(minimum), maximum: sat(maximum), desired: sat(desired) };
    const judged = judge({ ...OFFER, payment: sizes(1, 1, 1_000) }, { ...DEMAND, payment });
    assert.equal(judged, { agrees: true, payment: sizes(minimum, ours, maximum) });
  });
}

payments('payment sizes: what both allow, and the wish of the seller if the buyer has none', () => {
  const offer = { ...OFFER, payment: sizes(50, 150, 300) };
  const judged = judge(offer, { ...DEMAND, payment: { minimum: sat(40), maximum: sat(120) } });
  assert.equal(judged, { agrees: true, payment: sizes(50, 120, 120) });
  const agreed = agreedTerms(offer, sizes(50, 120, 120));
  assert.equal(agreed, { ok: true, value: { ...offer, payment: sizes(50, 120, 120) } });
});

for (const [minimum, desired, maximum] of [
  [49, 60, 100],
  [50, 60, 301],
  [50, 40, 100],
  [50, 120, 100],
] as const) {
  payments(`payment sizes: ${minimum}, ${desired}, ${maximum} are not those of the offer`, () => {
    const agreed = agreedTerms(
      { ...OFFER, payment: sizes(50, 150, 300) },
      sizes(minimum, desired, maximum),
    );
    assert.equal(agreed, { ok: false, fault: 'payment-outside-offer' });
  });
}

payments('deposit: by a multiple of the least payment; the original forgets the multiple', () => {
  // With the sample file (no InitialDeposit, a multiple) it takes the prepayment: 100.
  assert.is(initialDeposit(10, sat(40), sat(100)), sat(400));
  assert.is(initialDeposit(1, sat(40), sat(100)), sat(100));
});

payments.run();
