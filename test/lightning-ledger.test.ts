import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Invoice, LightningOptions, PayOutcome } from '../host-sim/lightning/backend';
import { encodeInvoice, hashOfPreimage, signWithZeros } from '../host-sim/lightning/bolt11';
import { createLedger } from '../host-sim/lightning/ledger';
import { fail, ok } from '../src/result';
import { secret } from '../src/secret';

const START_MS = 1_800_000_000_500;
const PAID = ok({ feeMilliSat: 0 });

function desk(options: Partial<LightningOptions> = {}) {
  const clock = { nowMs: START_MS };
  const lightning = createLedger({
    epochMs: () => clock.nowMs,
    buyers: ['car', 'flat'],
    fundedMilliSat: 100_000,
    ...options,
  });
  let preimages = 0;
  return {
    clock,
    owner: lightning.owner,
    car: lightning.buyer('car'),
    flat: lightning.buyer('flat'),
    invoice(valueMilliSat = 20_000, expirySec = 90): Invoice {
      preimages += 1;
      const preimage = secret(preimages.toString(16).padStart(64, '0'));
      const added = lightning.owner.addInvoice({ preimage, valueMilliSat, memo: 'm', expirySec });
      assert.ok(added.ok);
      return added.value;
    },
    pay(buyer: 'car' | 'flat', paymentRequest: string): PayOutcome {
      const outcomes: PayOutcome[] = [];
      lightning.buyer(buyer).pay(paymentRequest, (outcome) => outcomes.push(outcome));
      assert.is(outcomes.length, 1, 'the ledger answers at once, and once');
      return outcomes[0]!;
    },
  };
}

const ledger = suite('ledger');

ledger('a payment moves its amount from the wallet to the owner and settles the invoice', () => {
  const { clock, owner, car, flat, invoice, pay } = desk();
  const bill = invoice(20_001);
  clock.nowMs += 3_000;
  assert.equal(pay('car', bill.paymentRequest), PAID);
  assert.equal([owner.receivedMilliSat(), car.spentMilliSat()], [20_001, 20_001]);
  assert.equal([car.balanceMilliSat(), flat.balanceMilliSat()], [79_999, 100_000]);
  assert.equal(owner.lookup(bill.paymentHash), {
    ...bill,
    state: 'SETTLED',
    settleIndex: 1,
    settledAtSec: 1_800_000_003,
    paidMilliSat: 20_001,
  });
});

ledger('an invoice is paid once, whoever tries again', () => {
  const { owner, invoice, pay } = desk();
  const { paymentRequest } = invoice();
  assert.equal(pay('car', paymentRequest), PAID);
  assert.equal(pay('car', paymentRequest), fail('already-paid'));
  assert.equal(pay('flat', paymentRequest), fail('refused-by-payee'));
  assert.is(owner.receivedMilliSat(), 20_000);
});

ledger('the same preimage twice is a duplicate, also when the first was canceled', () => {
  const { owner, invoice } = desk();
  const { preimage, paymentHash } = invoice();
  const again = { preimage, valueMilliSat: 5, memo: '', expirySec: 60 };
  assert.equal(owner.addInvoice(again), fail('duplicate'));
  owner.cancel(paymentHash);
  assert.equal(owner.addInvoice(again), fail('duplicate'));
});

ledger('a canceled invoice takes no money; canceling twice says canceled twice', () => {
  const { owner, invoice, pay } = desk();
  const bill = invoice();
  assert.is(owner.cancel(bill.paymentHash), 'canceled');
  assert.is(owner.cancel(bill.paymentHash), 'canceled');
  assert.is(owner.lookup(bill.paymentHash)?.state, 'CANCELED');
  assert.equal(pay('car', bill.paymentRequest), fail('refused-by-payee'));
  assert.is(owner.receivedMilliSat(), 0);
});

ledger('a settled invoice cannot be canceled, an unknown one cannot be found', () => {
  const { owner, invoice, pay } = desk();
  const bill = invoice();
  pay('car', bill.paymentRequest);
  assert.is(owner.cancel(bill.paymentHash), 'settled');
  assert.is(owner.lookup(bill.paymentHash)?.state, 'SETTLED');
  assert.is(owner.cancel('00'.repeat(32)), 'not-found');
  assert.is(owner.lookup('00'.repeat(32)), undefined);
});

// ms after creation → state, and what the wallet says
const EXPIRY: [afterMs: number, state: string, outcome: PayOutcome][] = [
  [0, 'OPEN', PAID],
  [89_499, 'OPEN', PAID],
  [89_500, 'CANCELED', fail('expired')], // created at .5 s; LND's time stamps are whole seconds
  [31_536_000_000, 'CANCELED', fail('expired')],
];

for (const [afterMs, state, outcome] of EXPIRY) {
  ledger(`${afterMs} ms after creation a 90 s invoice is ${state}`, () => {
    const { clock, owner, invoice, pay } = desk();
    const bill = invoice(20_000, 90);
    clock.nowMs += afterMs;
    assert.is(owner.lookup(bill.paymentHash)?.state, state);
    assert.equal(pay('car', bill.paymentRequest), outcome);
  });
}

ledger('with late payments, canceled and expired invoices are paid and settle', () => {
  const { clock, owner, invoice, pay } = desk({ latePayments: true });
  const [canceled, expired] = [invoice(), invoice()];
  owner.cancel(canceled.paymentHash);
  assert.equal(pay('car', canceled.paymentRequest), PAID);
  clock.nowMs += 600_000;
  assert.is(owner.lookup(expired.paymentHash)?.state, 'CANCELED');
  assert.equal(pay('car', expired.paymentRequest), PAID);
  assert.is(owner.lookup(expired.paymentHash)?.state, 'SETTLED');
  assert.is(owner.receivedMilliSat(), 40_000);
});

ledger('an emptied wallet pays nothing and has spent nothing; refilled it pays again', () => {
  const { car, invoice, pay } = desk();
  const { paymentRequest } = invoice();
  car.empty();
  assert.equal([car.balanceMilliSat(), car.spentMilliSat()], [0, 0]);
  assert.equal(pay('car', paymentRequest), fail('insufficient-balance'));
  car.refill();
  assert.is(car.balanceMilliSat(), 100_000);
  assert.equal(pay('car', paymentRequest), PAID);
});

ledger('a wallet pays to the last mSat and not one more', () => {
  const { car, invoice, pay } = desk();
  assert.equal(pay('car', invoice(100_001).paymentRequest), fail('insufficient-balance'));
  assert.equal(pay('car', invoice(100_000).paymentRequest), PAID);
  assert.is(car.balanceMilliSat(), 0);
});

ledger('an invoice of nobody, of another network or garbled is refused', () => {
  const { clock, pay } = desk();
  const paymentHash = hashOfPreimage('ee'.repeat(32));
  const terms = { paymentHash, paymentSecret: paymentHash, valueMilliSat: 1_000, memo: '' };
  const createdAtSec = Math.floor(clock.nowMs / 1_000);
  const stranger = encodeInvoice({ ...terms, createdAtSec, expirySec: 60 }, signWithZeros);
  assert.equal(pay('car', stranger), fail('no-route'));
  assert.equal(pay('car', stranger.slice(0, -1)), fail('malformed-invoice'));
  const coffee = // BOLT11, "Examples"
    'lnbc2500u1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsy' +
    'qcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpu9qrsg' +
    'quk0rl77nj30yxdy8j9vdx85fkpmdla2087ne0xh8nhedh8w27kyke0lp53ut353s06fv3qfegext0eh' +
    '0ymjpf39tuven09sam30g4vgpfna3rh';
  assert.equal(pay('car', coffee), fail('wrong-network'));
});

ledger('the same calls give the same invoices', () => {
  const [first, second] = [desk(), desk()];
  for (let i = 0; i < 3; i++) assert.equal(first.invoice(), second.invoice());
});

ledger.run();
