import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NODE_FAULTS } from '../host-sim/soak/faults/node';
import { decodeInvoice } from '../src/payment/bolt11';
import { START_MS, soakDesk } from './soak-desk';

const node = suite('soak node');

const SEEDS = 12;
const MINUTE_MS = 60_000;

/** An invoice in the payer's hands, paid as the fault has it. */
async function paying(kind: string, size: number, seed = 1) {
  const desk = soakDesk(NODE_FAULTS, seed);
  desk.hurt(kind, size);
  const bill = await desk.invoice();
  desk.send(desk.callback(bill.request));
  return { desk, ...bill };
}

node('node-restarts: what is under way breaks, acted on or not; then nobody is there', async () => {
  const acted = new Set<boolean>();
  for (let seed = 1; seed <= SEEDS; seed++) {
    const desk = soakDesk(NODE_FAULTS, seed);
    const before = desk.owner.settlements.length;
    const { hash } = await desk.invoice();
    const heard = desk.send(desk.cancel(hash), 1);
    const end = desk.hurt('node-restarts');
    await desk.run(1);
    assert.is(heard.fault, 'broken');
    acted.add(desk.owner.lookup(hash)?.state === 'CANCELED');
    assert.is((await desk.ask(desk.lookUp(hash))).fault, 'not-connected');
    assert.equal(desk.strikes('node-restarts'), [1, 0], 'each by the board that asked');
    end();
    assert.is((await desk.said(hash))['r_hash'] !== undefined, true);
    assert.is(desk.owner.settlements.length, before);
  }
  assert.is(acted.size, 2);
});

// size → what a node restored from that backup says of an invoice it was paid for
const BACKUPS: [size: number, status: number, state: string | undefined][] = [
  [0, 200, 'OPEN'],
  [0.99, 404, undefined],
];

for (const [size, status, state] of BACKUPS) {
  node(`node-restored, backup of ${size}: it took the money, and says ${status}`, async () => {
    const { desk, hash } = await paying('node-restored', size);
    await desk.run(20_000);
    const heard = await desk.ask(desk.lookUp(hash));
    assert.is(heard.status, status);
    assert.is(JSON.parse(heard.body).state, state);
    const [settlement] = desk.payments.settlements();
    assert.is(settlement?.hash, hash);
    assert.is(settlement?.isForgotten, true);
    assert.is(desk.spentMilliSat(), 20_000);
    assert.equal(desk.strikes('node-restored'), [0]);
    await desk.ask(desk.callback((await desk.invoice()).request));
    await desk.run(MINUTE_MS);
    assert.is(desk.payments.settlements()[1]?.isForgotten, false, 'it strikes once');
  });
}

node('node-restored: a canceled invoice is open again until it expires', async () => {
  const desk = soakDesk(NODE_FAULTS);
  const bill = await desk.invoice();
  await desk.ask(desk.cancel(bill.hash));
  assert.is(desk.owner.restoreTo(desk.queue.now - 10_002), 1);
  assert.is(desk.owner.lookup(bill.hash)?.state, 'OPEN');
  await desk.run(2 * MINUTE_MS);
  assert.is(desk.owner.lookup(bill.hash)?.state, 'CANCELED');
});

node(
  'node-replaced: another node knows no invoice; the old one comes back with its own',
  async () => {
    const desk = soakDesk(NODE_FAULTS);
    const own = await desk.invoice();
    await desk.ask(desk.callback(own.request));
    await desk.run(MINUTE_MS);
    const end = desk.hurt('node-replaced');
    assert.is((await desk.ask(desk.lookUp(own.hash))).status, 404);
    assert.is(desk.payments.settlements()[0]?.isForgotten, true);
    const others = await desk.invoice();
    await desk.ask(desk.callback(others.request));
    assert.is((await desk.said(others.hash))['state'], 'SETTLED');
    assert.equal(desk.strikes('node-replaced'), [0, 9, 9]);
    end();
    assert.is((await desk.said(own.hash))['state'], 'SETTLED');
    assert.is((await desk.ask(desk.lookUp(others.hash))).status, 404);
    const forgotten = desk.payments
      .settlements()
      .map(({ hash, isForgotten }) => [hash, isForgotten]);
    assert.equal(forgotten, [
      [own.hash, false],
      [others.hash, true],
    ]);
    assert.is(desk.owner.receivedMilliSat(), desk.spentMilliSat());
  },
);

node('node-forgets: what a payer holds is not found, and found again later', async () => {
  const desk = soakDesk(NODE_FAULTS);
  const [kept, handed] = [await desk.invoice(), await desk.invoice()];
  await desk.ask(desk.callback(handed.request));
  const end = desk.hurt('node-forgets');
  assert.is((await desk.ask(desk.lookUp(kept.hash))).status, 200, 'nobody holds it');
  for (const request of [desk.lookUp(handed.hash), desk.cancel(handed.hash)]) {
    assert.match((await desk.ask(request)).body, 'unable to locate invoice');
  }
  assert.equal(desk.strikes('node-forgets'), [0, 0]);
  end();
  assert.is((await desk.said(handed.hash))['state'], 'SETTLED');
});

// kind → request, statuses that it may say
const REFUSALS: [kind: string, statuses: readonly number[]][] = [
  ['node-busy', [429, 503]],
  ['credential-revoked', [401, 403, 500]],
];

for (const [kind, statuses] of REFUSALS) {
  node(`${kind}: nothing is acted on, for any board, until it ends`, async () => {
    const seen = new Set<number>();
    const desk = soakDesk(NODE_FAULTS);
    const { hash } = await desk.invoice();
    const end = desk.hurt(kind);
    for (let board = 0; board < SEEDS; board++) {
      seen.add((await desk.ask(desk.cancel(hash), board)).status);
      if (board === 8) assert.is(desk.owner.lookup(hash)?.state, 'OPEN');
    }
    assert.equal([...seen].sort(), statuses);
    assert.equal(desk.strikes(kind), [...Array(SEEDS).keys()]);
    end();
    assert.is((await desk.ask(desk.creation())).status, 200);
  });
}

for (const [size, skewMs] of [
  [0, -300_000],
  [0.75, 150_000],
] as const) {
  node(`node-clock-off: invoices are dated ${skewMs / 1_000} s off, and then right`, async () => {
    const desk = soakDesk(NODE_FAULTS);
    const end = desk.hurt('node-clock-off', size);
    assert.is(desk.payments.nodeEpochMs(), START_MS + desk.queue.now + skewMs);
    const atSec = Math.floor((START_MS + desk.queue.now + skewMs) / 1_000);
    const { hash } = await desk.invoice();
    const dated = Number((await desk.said(hash))['creation_date']);
    assert.ok(dated - atSec <= 1 && dated >= atSec, `${dated} at ${atSec}`);
    assert.equal(desk.strikes('node-clock-off'), [9]);
    end();
    assert.is(desk.payments.nodeEpochMs(), START_MS + desk.queue.now);
  });
}

node('node-cannot-cancel: an error for some cancels of that board, and no effect', async () => {
  const desk = soakDesk(NODE_FAULTS);
  desk.hurt('node-cannot-cancel', 0.3);
  const { hash } = await desk.invoice();
  for (const status of [500, 501]) {
    const heard = await desk.ask(desk.cancel(hash));
    assert.ok([500, 501].includes(heard.status), `${status}`);
    assert.is(desk.owner.lookup(hash)?.state, 'OPEN');
  }
  assert.is((await desk.ask(desk.cancel(hash))).status, 200);
  assert.is(desk.owner.lookup(hash)?.state, 'CANCELED');
  assert.equal(desk.strikes('node-cannot-cancel'), [0, 0]);
});

node('create-answer-lost: the invoice is there, and nobody said so', async () => {
  const desk = soakDesk(NODE_FAULTS);
  desk.hurt('create-answer-lost');
  const lost = desk.creation();
  assert.is((await desk.ask(lost)).fault, 'timeout');
  assert.match((await desk.ask(lost)).body, 'payment hash already exists');
  assert.equal(desk.strikes('create-answer-lost'), [0]);
});

node('calm: whatever was armed or under way is over', async () => {
  const desk = soakDesk(NODE_FAULTS);
  const { hash } = await desk.invoice();
  for (const kind of Object.keys(NODE_FAULTS)) desk.hurt(kind, 0.5);
  desk.payments.calm();
  assert.is((await desk.said(hash))['state'], 'OPEN');
  const paid = await desk.invoice();
  await desk.ask(desk.callback(paid.request));
  await desk.run(MINUTE_MS);
  assert.is((await desk.said(paid.hash))['state'], 'SETTLED');
  for (const kind of Object.keys(NODE_FAULTS)) assert.equal(desk.strikes(kind), [], kind);
});

node('wrong-invoice: what was asked for is made, and another is shown under its hash', async () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= SEEDS; seed++) {
    const desk = soakDesk(NODE_FAULTS, seed);
    const before = JSON.parse((await desk.ask(desk.creation())).body).payment_request;
    desk.hurt('wrong-invoice');
    const { r_hash, payment_request } = JSON.parse((await desk.ask(desk.creation())).body);
    const hash = Buffer.from(r_hash, 'base64').toString('hex');
    const made = desk.owner.lookup(hash);
    assert.is(made?.state, 'OPEN');
    assert.is.not(payment_request, made?.paymentRequest);
    const shown = decodeInvoice(payment_request);
    assert.ok(shown.ok);
    if (!shown.ok) return;
    const { paymentHash, amount, expirySec } = shown.value;
    if (payment_request === before) seen.add('earlier');
    else if (paymentHash !== hash) seen.add('hash');
    else seen.add(amount === 20_000 ? `expiry ${expirySec > 120}` : `amount ${amount! > 20_000}`);
    assert.equal(desk.strikes('wrong-invoice'), [0]);
    const { hash: next, request } = await desk.invoice();
    assert.is(desk.owner.lookup(next)?.paymentRequest, request, 'it strikes so often and no more');
  }
  assert.equal([...seen].sort(), ['amount true', 'earlier', 'expiry true', 'hash']);
});

node.run();
