/**
 * Lightning on the desk as it runs live: LDK nodes, LND's REST face over HTTPS with a pinned
 * certificate, and the npm package `lnurl` as the buyer's service. One network serves all tests.
 */
import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Invoice, Lightning, PayOutcome } from '../host-sim/lightning/backend';
import { createLdkNetwork } from '../host-sim/lightning/ldk/network';
import { createLndRest } from '../host-sim/lightning/lnd-rest';
import { startLnurlServer } from '../host-sim/lightning/lnurl-server';
import { startLndServer } from '../host-sim/lightning/servers';
import { startWithdrawServer } from '../host-sim/lightning/withdraw-server';
import { FLOOD_BYTES } from '../host-sim/lightning/withdraw-service';
import { fail, ok } from '../src/result';
import { secret } from '../src/secret';
import { callLink, callNode, MACAROON } from './lightning-client';

const READY_MS_MAX = 3_000;
const SETTLE_MS_MAX = 5_000;
const PAID = ok({ feeMilliSat: 0 });

const clock = { nowMs: 1_800_000_000_000 };
const epochMs = () => clock.nowMs;
const preimages: string[] = [];
const printed: string[] = [];

const network = suite('lightning network');

let desk: Lightning;
let lateDesk: Lightning;
let readyMs = 0;
/** Stopped at the end, also when a test failed: an open server would keep the process alive. */
const servers: { stop(): Promise<void> }[] = [];

const captured = ['log', 'info', 'warn', 'error', 'debug'] as const;
const originals = captured.map((name) => console[name]);

network.before(async () => {
  for (const name of captured) console[name] = (...parts) => printed.push(parts.map(String).join());
  const startedMs = performance.now();
  desk = await createLdkNetwork({ epochMs, buyers: ['car', 'flat'] });
  readyMs = performance.now() - startedMs;
  lateDesk = await createLdkNetwork({ epochMs, buyers: ['car'], latePayments: true });
});

network.after(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  desk.stop();
  lateDesk.stop();
  captured.forEach((name, index) => {
    console[name] = originals[index]!;
  });
});

function freshPreimage(): string {
  const preimage = randomBytes(32).toString('hex');
  preimages.push(preimage);
  return preimage;
}

function invoice(valueMilliSat: number, expirySec = 90, lightning = desk): Invoice {
  const preimage = secret(freshPreimage());
  const added = lightning.owner.addInvoice({ preimage, valueMilliSat, memo: 'm', expirySec });
  assert.ok(added.ok);
  return added.value;
}

const pay = (buyer: string, paymentRequest: string, lightning = desk) =>
  new Promise<PayOutcome>((done) => lightning.buyer(buyer).pay(paymentRequest, done));

async function until(isReached: () => boolean | Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + SETTLE_MS_MAX;
  while (!(await isReached())) {
    assert.ok(performance.now() < deadlineMs, 'not reached in time');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

network('two buyers and the owner are ready within 3 s', () => {
  assert.ok(readyMs < READY_MS_MAX, `${readyMs} ms`);
  assert.is(desk.owner.receivedMilliSat(), 0);
  assert.is(desk.buyer('car').spentMilliSat(), 0);
  assert.ok(desk.buyer('car').balanceMilliSat() >= 15_000_000_000);
});

network('a payment moves exactly its amount through the channels', async () => {
  const bill = invoice(20_001);
  assert.equal(await pay('car', bill.paymentRequest), PAID);
  await until(() => desk.isIdle());
  assert.is(desk.owner.lookup(bill.paymentHash)?.state, 'SETTLED');
  assert.is(desk.owner.lookup(bill.paymentHash)?.paidMilliSat, 20_001);
  assert.is(desk.owner.receivedMilliSat(), 20_001);
  assert.is(desk.buyer('car').spentMilliSat(), 20_001);
  assert.is(desk.buyer('flat').spentMilliSat(), 0);
});

network('three payments of one wallet under way at once all settle', async () => {
  const before = desk.owner.receivedMilliSat();
  const bills = [invoice(1_000_000), invoice(1_000_000), invoice(1_000_000)];
  const outcomes = await Promise.all(bills.map((bill) => pay('car', bill.paymentRequest)));
  assert.equal(outcomes, [PAID, PAID, PAID]);
  await until(() => desk.isIdle());
  assert.is(desk.owner.receivedMilliSat() - before, 3_000_000);
});

network('an invoice is paid once, whoever tries again', async () => {
  const { paymentRequest } = invoice(5_000);
  const first = pay('car', paymentRequest);
  assert.equal(await pay('car', paymentRequest), fail('in-flight'));
  assert.equal(await first, PAID);
  assert.equal(await pay('car', paymentRequest), fail('already-paid'));
  assert.equal(await pay('flat', paymentRequest), fail('refused-by-payee'));
});

network('a canceled invoice refuses the money, and the wallet has it back', async () => {
  const before = desk.buyer('car').balanceMilliSat();
  const bill = invoice(5_000);
  assert.is(desk.owner.cancel(bill.paymentHash), 'canceled');
  assert.equal(await pay('car', bill.paymentRequest), fail('refused-by-payee'));
  await until(() => desk.isIdle());
  assert.is(desk.buyer('car').balanceMilliSat(), before);
  assert.is(desk.owner.lookup(bill.paymentHash)?.state, 'CANCELED');
});

network('an invoice canceled while the money is on its way refuses it', async () => {
  const bill = invoice(5_000);
  const paying = pay('car', bill.paymentRequest);
  assert.is(desk.owner.cancel(bill.paymentHash), 'canceled');
  assert.equal(await paying, fail('refused-by-payee'));
});

network('an invoice that expires while the money is on its way refuses it', async () => {
  const bill = invoice(5_000, 60);
  const paying = pay('car', bill.paymentRequest);
  clock.nowMs += 60_000;
  assert.equal(await paying, fail('refused-by-payee'));
  assert.is(desk.owner.lookup(bill.paymentHash)?.state, 'CANCELED');
  assert.equal(await pay('car', bill.paymentRequest), fail('expired'));
});

network('with late payments, canceled and expired invoices are paid and settle', async () => {
  const [canceled, expired] = [invoice(5_000, 90, lateDesk), invoice(5_000, 90, lateDesk)];
  lateDesk.owner.cancel(canceled.paymentHash);
  assert.equal(await pay('car', canceled.paymentRequest, lateDesk), PAID);
  clock.nowMs += 600_000;
  assert.is(lateDesk.owner.lookup(expired.paymentHash)?.state, 'CANCELED');
  assert.equal(await pay('car', expired.paymentRequest, lateDesk), PAID);
  assert.is(lateDesk.owner.lookup(expired.paymentHash)?.state, 'SETTLED');
});

network('the same preimage twice is a duplicate', () => {
  const { preimage } = invoice(1_000);
  const again = { preimage, valueMilliSat: 1_000, memo: '', expirySec: 90 };
  assert.equal(desk.owner.addInvoice(again), fail('duplicate'));
});

network('end to end: invoice over pinned HTTPS, pulled through lnurl, seen settled', async () => {
  const wallet = desk.buyer('flat');
  const rest = createLndRest({ owner: desk.owner, epochMs, macaroonHex: MACAROON });
  const node = await startLndServer(rest);
  servers.push(node);
  const lnurl = await startLnurlServer({
    wallet,
    description: 'the flat',
    minMilliSat: 1_000,
    maxMilliSat: 100_000,
  });
  servers.push(lnurl);
  const [spent, receivedBefore] = [wallet.spentMilliSat(), desk.owner.receivedMilliSat()];

  for (let pull = 1; pull <= 3; pull++) {
    const r_preimage = Buffer.from(freshPreimage(), 'hex').toString('base64');
    const body = JSON.stringify({ value_msat: '20000', expiry: '90', memo: 'm', r_preimage });
    const created = await callNode(node, 'POST', '/v1/invoices', body);
    assert.is(created.status, 200);

    const offer = (await callLink(lnurl.link.secret)).json;
    assert.is(offer['tag'], 'withdrawRequest');
    assert.equal([offer['minWithdrawable'], offer['maxWithdrawable']], [1_000, 100_000]);
    const callback = `${offer['callback']}?k1=${offer['k1']}&pr=${created.json['payment_request']}`;
    assert.equal((await callLink(callback)).json, { status: 'OK' });

    const hash = Buffer.from(String(created.json['r_hash']), 'base64').toString('hex');
    const lookUp = () => callNode(node, 'GET', `/v1/invoice/${hash}`);
    await until(async () => (await lookUp()).json['state'] === 'SETTLED');
    const again = (await callLink(callback)).json;
    assert.is(again['status'], 'ERROR', 'the same invoice twice');
  }
  await until(() => desk.isIdle());
  assert.is(desk.owner.receivedMilliSat() - receivedBefore, 60_000);
  assert.is(wallet.spentMilliSat() - spent, 60_000);
  assert.is(wallet.feesMilliSat(), 0);

  wallet.empty();
  const empty = { status: 'ERROR', reason: 'Insufficient balance.' };
  assert.equal((await callLink(lnurl.link.secret)).json, empty);
  wallet.refill();
  assert.is((await callLink(lnurl.link.secret)).json['tag'], 'withdrawRequest');

  await node.setAway(true);
  const code = await callNode(node, 'GET', '/v1/invoice/00').catch((error) => error.code);
  assert.is(code, 'ECONNREFUSED');
  await node.setAway(false);
  assert.is((await callNode(node, 'GET', `/v1/invoice/${'00'.repeat(32)}`)).status, 404);
});

network('our own service pays over HTTP too, and floods when told to', async () => {
  const options = { k1: secret('c0ffee'), description: '', minMilliSat: 1_000 };
  const wallet = desk.buyer('car');
  const own = await startWithdrawServer({ ...options, wallet, maxMilliSat: 100_000 });
  servers.push(own);
  const offer = (await callLink(own.service.link().secret)).json;
  const bill = invoice(20_000);
  const callback = `${offer['callback']}?k1=${offer['k1']}&pr=${bill.paymentRequest}`;
  assert.equal((await callLink(callback)).json, { status: 'OK' });
  await until(() => desk.owner.lookup(bill.paymentHash)?.state === 'SETTLED');

  own.service.misbehave('flood');
  const bytes = await new Promise<number>((resolve, reject) => {
    httpRequest(own.service.link().secret, { agent: false }, async (reply) => {
      let sum = 0;
      for await (const chunk of reply) sum += chunk.length;
      resolve(sum);
    })
      .on('error', reject)
      .end();
  });
  assert.is(bytes, FLOOD_BYTES);
});

network('nothing was printed, and so no preimage was', () => {
  assert.ok(preimages.length > 10);
  const all = printed.join('\n');
  for (const preimage of preimages) {
    assert.not(all.includes(preimage));
    assert.not(all.includes(Buffer.from(preimage, 'hex').toString('base64')));
  }
  assert.equal(printed, []);
});

network.run();
