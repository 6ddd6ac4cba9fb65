/** When a payment is due: by meter, terms and budgets, each edge on itself and one mSat beyond. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { feeMilliSatMax } from '../src/approver/due';
import type { ApproverConfig } from '../src/approver/state';
import { classifyReason } from '../src/payment/reason';
import { milliSat } from '../src/units';
import { agreedDesk, pull, runningDesk } from './approver-bench';
import type { ApproverDesk } from './approver-desk';
import { CONFIG, OFFER, PERIOD_SEC, TERMS } from './approver-samples';
import { idOf, START_SEC } from './protocol-bench';

const due = suite('approver due');

const limits = (change: Partial<ApproverConfig['limits']>) => ({
  limits: { ...CONFIG.limits, ...change },
});

/** By one step of the meter: 200 sat are paid, and 0.1 sat a Wh. */
function used(desk: ApproverDesk, milliWattHours: number): ApproverDesk {
  desk.pass(10);
  desk.meter(1_000_000 + milliWattHours);
  return desk;
}

due('not before: 140 % of the prepayment, 2.5 % of what was used, and a fixed amount', () => {
  // 200,000 - 58,536 = 141,464, and 140,000 + 1,463 + 0 = 141,463: not below.
  const desk = used(runningDesk(limits({ toleranceMilliSat: milliSat(0) })), 585_360);
  assert.is(
    pull(desk, 1, 50_000),
    'not due: paid 200000 mSat, used 58536 mSat, 141464 mSat ahead, due below 141463 mSat. ' +
      'Wait 10 seconds.',
  );
  const later = used(runningDesk(limits({ toleranceMilliSat: milliSat(0) })), 585_380);
  assert.is(pull(later, 1, 50_000), 'OK');
});

due('the fixed tolerance is added: with 5 sat it is due that much sooner', () => {
  assert.match(pull(used(runningDesk(), 536_500), 1, 50_000), 'not due');
  assert.is(pull(used(runningDesk(), 536_600), 1, 50_000), 'OK');
});

due('not due: our own board waits as long as it is told', () => {
  const reason = pull(used(runningDesk(), 100_000), 1, 50_000);
  assert.equal(classifyReason(reason), { meaning: 'too-early', waitMs: 11_000 });
});

due('after each payment so much more has to be used', () => {
  const desk = used(runningDesk(), 600_000);
  assert.is(pull(desk, 1, 100_000), 'OK');
  assert.match(pull(desk, 2, 100_000), 'not due: paid 300000 mSat, used 60000 mSat');
  desk.pass(7);
  desk.meter(3_000_000);
  assert.is(pull(desk, 2, 100_000), 'OK');
  assert.is(desk.spent(), 400_000);
});

const SIZES: readonly (readonly [label: string, amount: number, reason: string])[] = [
  ['the least', 20_000, 'OK'],
  ['1 mSat below', 19_999, 'Amount not within limits: 19999 mSat, from 20000 to 100000 mSat'],
  ['the most', 100_000, 'OK'],
  ['1 mSat above', 100_001, 'Amount not within limits: 100001 mSat, from 20000 to 100000 mSat'],
  ['the deposit a second time', 200_000, 'Amount not within limits: 200000 mSat, from 20000'],
];

for (const [label, amount, reason] of SIZES) {
  due(`size: ${label}`, () => {
    assert.ok(pull(used(runningDesk(), 1_500_000), 1, amount).startsWith(reason));
  });
}

due('size: our own board asks for less when it is too much', () => {
  const reason = pull(used(runningDesk(), 1_500_000), 1, 100_001);
  assert.equal(classifyReason(reason), { meaning: 'amount' });
});

due('first payment: any size up to the deposit, before the meter has power', () => {
  for (const amount of [20_000, 150_000, 200_000]) assert.is(pull(agreedDesk(), 1, amount), 'OK');
});

due('the own meter is silent: nothing more is paid, and it is said for how long', () => {
  const desk = used(runningDesk(), 1_500_000);
  desk.pass(30);
  assert.is(pull(desk, 1, 50_000), 'OK');
  const silent = used(runningDesk(), 1_500_000);
  silent.pass(31);
  assert.is(pull(silent, 1, 50_000), "the buyer's meter is silent for 31 s, at most 30 s");
});

due('the own meter is silent since a power cut', () => {
  const desk = used(runningDesk(), 1_500_000);
  desk.restart();
  desk.pass(31);
  assert.match(pull(desk, 1, 50_000), "the buyer's meter is silent for 32 s, at most 30 s");
});

due('a meter that went backwards owes nothing for it, and counts on from there', () => {
  const desk = used(runningDesk(), 1_500_000);
  const before = desk.state.metered.chargedMilliSat;
  desk.meter(5);
  assert.is(desk.state.metered.chargedMilliSat, before);
  desk.meter(1_000_005);
  assert.is(desk.state.metered.chargedMilliSat, before + 100_000);
});

due('energy waits for the clock, and is charged when it is known', () => {
  const desk = runningDesk();
  desk.isClockKnown = false;
  used(desk, 1_500_000);
  assert.is(desk.state.metered.chargedMilliSat, 0);
  desk.isClockKnown = true;
  used(desk, 1_500_001);
  assert.is(desk.state.metered.chargedMilliSat, 150_000);
});

due('terms: not before their first second, and not in the second at which they end', () => {
  const startSec = START_SEC + 60;
  const desk = agreedDesk();
  desk.deliver({ kind: 'terms-given', terms: { ...TERMS, offer: { ...OFFER, startSec } } });
  const reason = pull(desk, 1, 200_000);
  assert.is(reason, `the terms begin at ${startSec} s, it is ${START_SEC} s. Wait 60 seconds.`);
  desk.pass(60);
  assert.is(pull(desk, 1, 200_000), 'OK');

  const stopSec = START_SEC + PERIOD_SEC;
  desk.pass(PERIOD_SEC - 61);
  desk.meter(9_000_000);
  assert.match(pull(desk, 2, 200_000), 'Amount not within limits');
  desk.pass(1);
  assert.is(pull(desk, 2, 50_000), `the terms ended at ${stopSec} s, it is ${stopSec} s`);
});

due('fees: 3 % rounded up, and never less than 2 sat', () => {
  const fees = [1, 66_666, 66_667, 66_700, 100_000, 100_001];
  assert.equal(fees.map(feeMilliSatMax), [2_000, 2_000, 2_001, 2_001, 3_000, 3_001]);
});

/** Two payments: 200 sat and 6 sat of fee at most, of which 1 was taken; then 50 sat and 2. */
const FIRST = 201_000;
const SECOND = 52_000;
const BUDGETS: readonly (readonly [
  name: string,
  of: keyof ApproverConfig['limits'],
  reason: string,
])[] = [
  ['hour', 'hourMilliSat', 'over the budget of this hour: 253000 mSat, at most 252999 mSat. Wait'],
  ['day', 'dayMilliSat', 'over the budget of this day: 253000 mSat, at most 252999 mSat. Wait'],
  ['sale', 'saleMilliSat', 'the budget of this sale is spent: 253000 mSat, at most 252999 mSat'],
];

for (const [name, of, reason] of BUDGETS) {
  due(`budget of the ${name}: all of it is paid, with its fees, and not 1 mSat more`, () => {
    const most = (amount: number) => runningDesk(limits({ [of]: milliSat(amount) }));
    assert.is(pull(used(most(FIRST + SECOND), 1_500_000), 1, 50_000), 'OK');
    const refused = pull(used(most(FIRST + SECOND - 1), 1_500_000), 1, 50_000);
    assert.ok(refused.startsWith(reason), refused);
  });
}

due('budget of the hour: another hour has its own, a clock set back has not', () => {
  const desk = used(runningDesk(limits({ hourMilliSat: milliSat(206_000) })), 1_500_000);
  const reason = pull(desk, 1, 50_000);
  const leftSec = 3_600 - ((START_SEC + 10) % 3_600);
  assert.ok(reason.endsWith(`Wait ${leftSec} seconds.`), reason);
  desk.atMs -= 3_600_000;
  desk.deliver({ kind: 'terms-given', terms: { ...TERMS, offer: { ...OFFER, startSec: 0 } } });
  assert.match(pull(desk, 1, 50_000), 'over the budget of this hour');
  desk.atMs += 3_600_000;
  desk.deliver({ kind: 'terms-given', terms: { ...TERMS, reference: idOf(8) } });
  desk.atMs += leftSec * 1_000 - 1_000;
  desk.deliver({
    kind: 'terms-given',
    terms: { ...TERMS, offer: { ...OFFER, stopSec: START_SEC * 2 } },
  });
  assert.match(pull(desk, 1, 50_000), 'over the budget of this hour');
  desk.pass(1);
  assert.is(pull(desk, 1, 50_000), 'OK');
});

due('what the sale before left counts as ahead', () => {
  const desk = used(runningDesk(), 100_000);
  desk.deliver({ kind: 'terms-given', terms: { ...TERMS, reference: idOf(9) } });
  assert.is(desk.state.book.paid.carriedMilliSat, 190_000);
  assert.match(pull(desk, 1, 50_000), 'not due: paid 190000 mSat');
});

due.run();
