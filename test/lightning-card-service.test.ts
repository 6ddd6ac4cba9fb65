import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CardService } from '../host-sim/lightning/card-service';
import { createLedger } from '../host-sim/lightning/ledger';
import type { WithdrawAnswer } from '../host-sim/lightning/withdraw-service';
import { secret } from '../src/secret';

const card = suite('card-service');

const ORIGIN = 'https://car.card.example';
const START_MS = Date.UTC(2026, 0, 1);

function desk() {
  const clock = { ms: START_MS };
  const epochMs = () => clock.ms;
  const ledger = createLedger({ epochMs, buyers: ['car'] });
  const wallet = ledger.buyer('car');
  const service = new CardService({
    wallet,
    origin: ORIGIN,
    limitMilliSat: 100_000,
    nowMs: epochMs,
  });
  let made = 0;
  const invoice = (valueMilliSat: number) => {
    made += 1;
    const preimage = secret(String(made).padStart(64, '0'));
    const added = ledger.owner.addInvoice({ preimage, valueMilliSat, memo: '', expirySec: 600 });
    if (!added.ok) throw new Error('invoice');
    return added.value.paymentRequest;
  };
  const get = (url: string) => service.answer(url.slice(ORIGIN.length));
  const pay = (k1: string, request: string) => get(`${ORIGIN}/cb?k1=${k1}&pr=${request}`);
  const tapped = () => String(bodyOf(get(service.tap().secret))['k1']);
  return { clock, wallet, service, invoice, get, pay, tapped };
}

function bodyOf({ reply }: WithdrawAnswer): Record<string, unknown> {
  if (reply.kind !== 'reply') throw new Error('no reply');
  return JSON.parse(reply.body) as Record<string, unknown>;
}

const reasonOf = (answer: WithdrawAnswer) => bodyOf(answer)['reason'];

card('a tap gives one k1, and that one payment', () => {
  const { invoice, pay, tapped } = desk();
  const k1 = tapped();
  const request = invoice(50_000);
  const paid = pay(k1, request);
  assert.is(bodyOf(paid)['status'], 'OK');
  assert.is(paid.payment, request);
  assert.is(reasonOf(pay(k1, request)), 'k1 not found');
});

card('the first GET burns the tap, and every tap before it', () => {
  const { service, get } = desk();
  const [first, second] = [service.tap().secret, service.tap().secret];
  assert.is(bodyOf(get(second))['tag'], 'withdrawRequest');
  assert.is(reasonOf(get(second)), 'card counter not incremented');
  assert.is(reasonOf(get(first)), 'card counter not incremented');
});

card('a k1 lives ten seconds', () => {
  for (const [ms, isPaid] of [
    [10_000, true],
    [10_001, false],
  ] as const) {
    const { clock, invoice, pay, tapped } = desk();
    const k1 = tapped();
    clock.ms += ms;
    assert.is(pay(k1, invoice(50_000)).payment !== undefined, isPaid);
  }
});

card('a maximum far beyond the limit is said, and the limit holds', () => {
  const { service, get, invoice, pay } = desk();
  const said = bodyOf(get(service.tap().secret));
  assert.is(said['maxWithdrawable'], 100_000_000_000);
  const refused = pay(String(said['k1']), invoice(100_001));
  assert.is(reasonOf(refused), 'amount exceeds card limit');
  service.limit = 'said';
  assert.is(bodyOf(get(service.tap().secret))['maxWithdrawable'], 1_000);
});

card('an empty account pays nothing, in the words of the service', () => {
  const { wallet, invoice, pay, tapped } = desk();
  wallet.empty();
  assert.is(reasonOf(pay(tapped(), invoice(50_000))), 'Insufficient funds');
});

card('another path is no card', () => {
  assert.is(reasonOf(desk().get(`${ORIGIN}/other`)), 'card not found');
});

card.run();
