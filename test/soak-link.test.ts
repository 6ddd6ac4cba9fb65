import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FLOOD_BYTES } from '../host-sim/lightning/withdraw-service';
import { LINK_FAULTS } from '../host-sim/soak/faults/link';
import { type Heard, soakDesk } from './soak-desk';

const link = suite('soak link');

const TRIES = 24;
const MINUTE_MS = 60_000;

/** The callback of a new invoice, under the fault; heard at once, `spent` a minute later. */
async function pulled(kind: string, size: number, seed: number) {
  const desk = soakDesk(LINK_FAULTS, seed);
  const { hash, request } = await desk.invoice();
  desk.hurt(kind, size);
  const heard = await desk.ask(desk.callback(request));
  await desk.run(MINUTE_MS);
  return { desk, heard, hash, spent: desk.spentMilliSat() };
}

const says =
  (status: string, reason = '') =>
  ({ body }: Heard) =>
    body.includes(`"status":"${status}"`) && body.includes(reason);

// kind → what a callback hears, and what may have been spent
const CALLBACKS: [kind: string, hears: (heard: Heard) => boolean, spends: readonly number[]][] = [
  ['ok-and-never-pays', says('OK'), [0]],
  ['error-and-pays', says('ERROR'), [20_000]],
  ['link-too-early', says('ERROR', 'Wait 1 seconds.'), [0]],
  ['link-in-use', says('ERROR', 'already being processed'), [0, 20_000]],
  ['limits-change', says('ERROR', 'not within limits'), [0]],
  ['link-html', ({ body, status }) => status === 502 && body.startsWith('<html>'), [0]],
  ['link-silence', ({ fault, parts }) => fault === 'timeout' && parts === 0, [0]],
  ['link-flood', ({ body }) => body.length >= FLOOD_BYTES, [0]],
];

for (const [kind, hears, spends] of CALLBACKS) {
  link(`${kind}: a callback pays ${spends.join(' or ')} mSat`, async () => {
    const seen = new Set<number>();
    for (let seed = 1; seed <= TRIES; seed++) {
      const { desk, heard, spent } = await pulled(kind, 0, seed);
      assert.ok(hears(heard), JSON.stringify(heard).slice(0, 300));
      assert.equal(desk.strikes(kind), [0]);
      seen.add(spent);
      if (kind === 'link-flood' && seed > 1) break;
    }
    assert.equal(
      [...seen].sort((a, b) => a - b),
      spends,
    );
  });
}

// kinds that also spoil the offer
const OFFERS: [kind: string, hears: (heard: Heard) => boolean][] = [
  ['link-exhausted', ({ body, status }) => says('ERROR')({ body } as Heard) || status === 404],
  ['link-too-early', says('ERROR', 'Wait 1 seconds.')],
  ['link-html', ({ status }) => status === 502],
  ['link-silence', ({ fault }) => fault === 'timeout'],
  ['link-flood', ({ body }) => body.length >= FLOOD_BYTES],
  ['link-minimum-high', ({ body }) => JSON.parse(body).minWithdrawable === 1_000_000_000_000],
];

for (const [kind, hears] of OFFERS) {
  link(`${kind}: the offer is none that can be used, and the next is as ever`, async () => {
    const desk = soakDesk(LINK_FAULTS);
    const good = await desk.ask(desk.offer());
    desk.hurt(kind);
    assert.ok(hears(await desk.ask(desk.offer())));
    assert.equal(desk.strikes(kind), [0]);
    assert.is((await desk.ask(desk.offer())).body, good.body);
  });
}

link('link-exhausted: a callback is refused in words that services use, and not paid', async () => {
  const bodies = new Set<string>();
  for (let seed = 1; seed <= TRIES; seed++) {
    const { heard, spent } = await pulled('link-exhausted', 0, seed);
    bodies.add(heard.body);
    assert.is(spent, 0);
  }
  assert.is(bodies.size, 4);
});

link('limits-change: the next offer is lower, once', async () => {
  const { desk } = await pulled('limits-change', 0.25, 1);
  assert.is(JSON.parse((await desk.ask(desk.offer())).body).maxWithdrawable, 6_000);
  assert.is(JSON.parse((await desk.ask(desk.offer())).body).maxWithdrawable, 1_000_000);
});

link('callback-elsewhere: on another host of the same service, where it works', async () => {
  const desk = soakDesk(LINK_FAULTS);
  desk.hurt('callback-elsewhere');
  const { callback, k1 } = JSON.parse((await desk.ask(desk.offer())).body);
  assert.is(callback, 'https://pay.car.wallet.example/withdraw/callback');
  const { request } = await desk.invoice();
  const url = `${callback}?k1=${k1}&pr=${request}`;
  assert.ok(says('OK')(await desk.ask({ target: 'link', url })));
  await desk.run(MINUTE_MS);
  assert.is(desk.spentMilliSat(), 20_000);
  assert.equal(desk.strikes('callback-elsewhere'), [0]);
});

link(
  'link-shared: strikes while another board waits for its money from the same link',
  async () => {
    const spent = new Set<number>();
    for (let seed = 1; seed <= TRIES; seed++) {
      const desk = soakDesk(LINK_FAULTS, seed);
      const [first, second] = [await desk.invoice(), await desk.invoice()];
      const end = desk.hurt('link-shared', 0, 1);
      desk.send(desk.callback(first.request), 0);
      assert.equal(desk.strikes('link-shared'), [], 'the other board is not the one that is hurt');
      const heard = await desk.ask(desk.callback(second.request), 1);
      assert.ok(says('ERROR', 'already being processed')(heard));
      assert.equal(desk.strikes('link-shared'), [1]);
      await desk.run(MINUTE_MS);
      assert.is(desk.owner.lookup(first.hash)?.state, 'SETTLED');
      spent.add(desk.spentMilliSat());
      await desk.ask(desk.callback((await desk.invoice()).request), 1);
      assert.equal(desk.strikes('link-shared'), [1], 'nobody else waits any more');
      end();
    }
    assert.equal([...spent].sort(), [20_000, 40_000]);
  },
);

link('pays-another: an invoice from before is paid, and this one is not', async () => {
  const desk = soakDesk(LINK_FAULTS);
  const [old, fresh] = [await desk.invoice(30_000), await desk.invoice()];
  desk.hurt('ok-and-never-pays');
  await desk.ask(desk.callback(old.request));
  await desk.ask(desk.cancel(old.hash));
  desk.hurt('pays-another');
  assert.ok(says('OK')(await desk.ask(desk.callback(fresh.request))));
  await desk.run(MINUTE_MS);
  assert.is(desk.owner.lookup(old.hash)?.state, 'SETTLED');
  assert.is(desk.owner.lookup(fresh.hash)?.state, 'OPEN');
  assert.equal(
    desk.payments.settlements().map(({ hash, milliSat }) => [hash, milliSat]),
    [[old.hash, 30_000]],
  );
  assert.equal(desk.strikes('pays-another'), [0]);
});

link('pays-another: without one from before it waits, and the right one is paid', async () => {
  const { desk, hash, spent } = await pulled('pays-another', 0, 1);
  assert.is(desk.owner.lookup(hash)?.state, 'SETTLED');
  assert.is(spent, 20_000);
  assert.equal(desk.strikes('pays-another'), []);
});

link('pays-slowly: after 60 s at the earliest, and not what was canceled meanwhile', async () => {
  const { desk, hash, spent } = await pulled('pays-slowly', 0.5, 1);
  assert.is(spent, 0);
  await desk.run(20_000);
  assert.is(desk.owner.lookup(hash)?.state, 'SETTLED');
  assert.equal(desk.strikes('pays-slowly'), [0]);

  const canceled = await pulled('pays-slowly', 0.5, 1);
  await canceled.desk.ask(canceled.desk.cancel(canceled.hash));
  await canceled.desk.run(2 * MINUTE_MS);
  assert.is(canceled.desk.spentMilliSat(), 0);
});

link.run();
