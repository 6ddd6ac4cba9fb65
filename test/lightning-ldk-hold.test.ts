/** Hold invoices on the desk's real Lightning: LDK keeps the payment until the owner decides. */
import { randomBytes } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { HoldingNode, Invoice, Lightning, PayOutcome } from '../host-sim/lightning/backend';
import { hashOfPreimage } from '../host-sim/lightning/bolt11';
import { createLdkNetwork } from '../host-sim/lightning/ldk/network';
import { fail, ok } from '../src/result';
import { secret } from '../src/secret';

const REACHED_MS_MAX = 5_000;
const DEPOSIT = 5_000_000;

const hold = suite('lightning ldk hold');

let desk: Lightning;
let holds: HoldingNode;

hold.before(async () => {
  const nowMs = 1_800_000_000_000;
  desk = await createLdkNetwork({ epochMs: () => nowMs, buyers: ['car'] });
  assert.ok(desk.owner.holds);
  holds = desk.owner.holds;
});

hold.after(() => desk.stop());

async function until(isReached: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + REACHED_MS_MAX;
  while (!isReached()) {
    assert.ok(performance.now() < deadlineMs, 'not reached in time');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const stateOf = ({ paymentHash }: Invoice) => desk.owner.lookup(paymentHash)?.state;

/** Paid by the car, and held. */
async function held() {
  const preimage = randomBytes(32).toString('hex');
  const terms = { valueMilliSat: DEPOSIT, memo: 'deposit', expirySec: 600, cltvExpiry: 144 };
  const made = holds.addInvoice({ ...terms, paymentHash: hashOfPreimage(preimage) });
  assert.ok(made.ok);
  const outcomes: PayOutcome[] = [];
  const before = desk.buyer('car').balanceMilliSat();
  desk.buyer('car').pay(made.value.paymentRequest, (outcome) => outcomes.push(outcome));
  await until(() => stateOf(made.value) === 'ACCEPTED');
  return { invoice: made.value, preimage: secret(preimage), outcomes, before };
}

hold('paid, it is held: the payer’s money is away, and the owner has none of it', async () => {
  const { invoice, outcomes, before } = await held();
  const received = desk.owner.receivedMilliSat();
  assert.is(desk.buyer('car').balanceMilliSat(), before - DEPOSIT);
  assert.equal(outcomes, []);
  assert.is(desk.isIdle(), false);
  assert.is(desk.owner.cancel(invoice.paymentHash), 'canceled');
  await until(() => outcomes.length === 1);
  assert.equal(outcomes, [fail('refused-by-payee')]);
  await until(() => desk.buyer('car').balanceMilliSat() === before);
  assert.is(stateOf(invoice), 'CANCELED');
  assert.is(desk.owner.receivedMilliSat(), received);
  await until(() => desk.isIdle());
});

hold('settled with the preimage it is the owner’s, once', async () => {
  const received = desk.owner.receivedMilliSat();
  const { invoice, preimage, outcomes } = await held();
  assert.is(holds.settle(preimage), 'settled');
  assert.is(holds.settle(preimage), 'settled');
  await until(() => outcomes.length === 1 && stateOf(invoice) === 'SETTLED');
  assert.equal(outcomes, [ok({ feeMilliSat: 0 })]);
  assert.is(desk.owner.lookup(invoice.paymentHash)?.paidMilliSat, DEPOSIT);
  await until(() => desk.owner.receivedMilliSat() === received + DEPOSIT);
  assert.is(desk.owner.cancel(invoice.paymentHash), 'settled');
});

hold('what nobody paid is still open, and can be canceled', () => {
  const preimage = randomBytes(32).toString('hex');
  const paymentHash = hashOfPreimage(preimage);
  const terms = { valueMilliSat: DEPOSIT, memo: 'deposit', expirySec: 600, cltvExpiry: 144 };
  assert.is(holds.settle(secret(preimage)), 'not-found');
  assert.is(holds.addInvoice({ ...terms, paymentHash }).ok, true);
  assert.is(holds.settle(secret(preimage)), 'still-open');
  assert.is(desk.owner.cancel(paymentHash), 'canceled');
  assert.is(holds.settle(secret(preimage)), 'canceled');
});

hold.run();
