import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createLedger } from '../host-sim/lightning/ledger';
import {
  FLOOD_BYTES,
  type Misbehaviour,
  SLOW_MS,
  type WithdrawAnswer,
  WithdrawService,
} from '../host-sim/lightning/withdraw-service';
import { secret } from '../src/secret';

const ORIGIN = 'http://127.0.0.1:9737';
const OK = { status: 'OK' };

function desk() {
  const clock = { nowMs: 1_800_000_000_000 };
  const epochMs = () => clock.nowMs;
  const lightning = createLedger({ epochMs, buyers: ['car'], fundedMilliSat: 60_000 });
  const wallet = lightning.buyer('car');
  const service = new WithdrawService({
    wallet,
    origin: ORIGIN,
    k1: secret('c0ffee'),
    description: 'the car',
    minMilliSat: 1_000,
    maxMilliSat: 50_000,
  });
  let preimages = 0;
  return {
    clock,
    wallet,
    service,
    offer: () => service.answer(service.link().secret.slice(ORIGIN.length)),
    pull: (pr: string) => service.answer(`/withdraw/callback?k1=c0ffee&pr=${pr}`),
    invoice(valueMilliSat: number): string {
      preimages += 1;
      const preimage = secret(preimages.toString(16).padStart(64, '0'));
      const request = { preimage, valueMilliSat, memo: '', expirySec: 90 };
      const added = lightning.owner.addInvoice(request);
      assert.ok(added.ok);
      return added.value.paymentRequest;
    },
  };
}

/** The JSON of an answer; an answer of another kind is a failed test. */
function json({ reply }: WithdrawAnswer): Record<string, unknown> {
  assert.ok(reply.kind === 'reply');
  return JSON.parse(reply.body);
}

const refused = (reason: string) => ({ status: 'ERROR', reason });

const service = suite('withdraw service');

service('the link offers a withdrawRequest, within link and wallet', () => {
  const { offer } = desk();
  assert.equal(json(offer()), {
    tag: 'withdrawRequest',
    callback: `${ORIGIN}/withdraw/callback`,
    k1: 'c0ffee',
    defaultDescription: 'the car',
    minWithdrawable: 1_000,
    maxWithdrawable: 50_000,
    balanceCheck: `${ORIGIN}/withdraw?q=c0ffee`,
    currentBalance: 60_000,
  });
});

service('a pull is answered OK before anything is paid, and the link works again', () => {
  const { wallet, offer, pull, invoice } = desk();
  for (const left of [40_000, 20_000, 0]) {
    const { reply, payment } = pull(invoice(20_000));
    assert.equal(json({ reply, payment }), OK);
    assert.is(wallet.balanceMilliSat(), left + 20_000);
    wallet.pay(payment!, () => {});
    assert.is(wallet.balanceMilliSat(), left);
  }
  assert.equal(json(offer()), refused('Insufficient balance.'));
});

service('the maximum falls with the wallet', () => {
  const { wallet, offer, invoice } = desk();
  wallet.pay(invoice(25_000), () => {});
  assert.is(json(offer())['maxWithdrawable'], 35_000);
});

service('an emptied wallet refuses both calls', () => {
  const { wallet, offer, pull, invoice } = desk();
  wallet.empty();
  assert.equal(json(offer()), refused('Insufficient balance.'));
  assert.equal(json(pull(invoice(20_000))), refused('Insufficient balance.'));
});

service('amounts out of bounds, expired, paid and garbled invoices are refused unpaid', () => {
  const { clock, wallet, pull, invoice } = desk();
  const refusedAs = (request: string, reason: string) => {
    const answer = pull(request);
    assert.equal(json(answer), refused(reason));
    assert.is(answer.payment, undefined);
  };
  refusedAs(invoice(999), 'Amount not within limits.');
  refusedAs(invoice(50_001), 'Amount not within limits.');
  refusedAs('lnbcrt1hello', 'Invalid payment request.');
  refusedAs('', 'Invalid payment request.');
  const paid = invoice(1_000);
  wallet.pay(paid, () => {});
  refusedAs(paid, 'Invoice already paid.');
  const expired = invoice(1_000);
  clock.nowMs += 90_000;
  refusedAs(expired, 'This invoice has expired.');
});

service('a link or k1 that is not ours is refused', () => {
  const { service, invoice } = desk();
  for (const target of ['/', '/withdraw?q=c0ffe', `/withdraw/callback?pr=${invoice(1_000)}`]) {
    assert.equal(json(service.answer(target)), refused('Unknown withdraw link.'));
  }
});

// misbehaviour → what the offer is, what the pull says, whether money moves
const SWITCHES: [Misbehaviour, offer: string, pull: string, pays: boolean][] = [
  ['html', '502 text/html after 0', '502 text/html after 0', false],
  ['silence', 'silence', 'silence', false],
  ['flood', `${FLOOD_BYTES} bytes`, `${FLOOD_BYTES} bytes`, false],
  ['slow', `200 withdrawRequest after ${SLOW_MS}`, `200 OK after ${SLOW_MS}`, true],
  ['ok-and-never-pays', '200 withdrawRequest after 0', '200 OK after 0', false],
  ['error-and-pays', '200 withdrawRequest after 0', '200 ERROR after 0', true],
  ['maximum-too-low', '200 withdrawRequest after 0', '200 ERROR after 0', false],
];

function inWords({ reply }: WithdrawAnswer): string {
  if (reply.kind === 'silence') return 'silence';
  if (reply.kind === 'flood') return `${reply.bytes} bytes`;
  const isJson = reply.contentType === 'application/json';
  const body = isJson ? JSON.parse(reply.body) : {};
  return `${reply.status} ${body.status ?? body.tag ?? reply.contentType} after ${reply.delayMs}`;
}

for (const [misbehaviour, offered, pulled, pays] of SWITCHES) {
  service(`${misbehaviour}: ${pulled}, ${pays ? 'pays' : 'never pays'}; and back`, () => {
    const { service, offer, pull, invoice } = desk();
    service.misbehave(misbehaviour);
    assert.is(inWords(offer()), offered);
    const answer = pull(invoice(20_000));
    assert.is(inWords(answer), pulled);
    assert.is(answer.payment !== undefined, pays);
    service.misbehave(undefined);
    assert.is(inWords(offer()), '200 withdrawRequest after 0');
  });
}

service('maximum-too-low offers no more than the minimum', () => {
  const { service, offer } = desk();
  service.misbehave('maximum-too-low');
  assert.is(json(offer())['maxWithdrawable'], 1_000);
});

service.run();
