import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NODE_FAULTS } from '../host-sim/soak/faults/node';
import { soakDesk } from './soak-desk';

const payment = suite('soak payment');

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

payment(
  'paid-in-parts: a part shows for a while and is no payment; then all is there',
  async () => {
    const states = new Set<unknown>();
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { desk, hash } = await paying('paid-in-parts', 0.9, seed);
      await desk.run(20_000);
      const said = await desk.said(hash);
      const part = Number(said['amt_paid_msat']);
      assert.ok(part > 0 && part < 20_000, `${part}`);
      assert.is(desk.spentMilliSat(), 0);
      states.add(said['state']);
      assert.equal(desk.strikes('paid-in-parts'), [0]);
      await desk.run(MINUTE_MS);
      const whole = await desk.said(hash);
      assert.equal([whole['state'], whole['amt_paid_msat']], ['SETTLED', '20000']);
      assert.is(desk.spentMilliSat(), 20_000);
    }
    assert.equal([...states].sort(), ['ACCEPTED', 'OPEN']);
  },
);

payment(
  'paid-in-parts: canceled while OPEN, the part goes back; while ACCEPTED it cannot be',
  async () => {
    const outcomes = new Set<string>();
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { desk, hash } = await paying('paid-in-parts', 0.9, seed);
      await desk.run(20_000);
      const before = desk.owner.lookup(hash)?.state;
      await desk.ask(desk.cancel(hash));
      await desk.run(2 * MINUTE_MS);
      outcomes.add(`${before} ${desk.owner.lookup(hash)?.state} ${desk.spentMilliSat()}`);
    }
    assert.equal([...outcomes].sort(), ['ACCEPTED SETTLED 20000', 'OPEN CANCELED 0']);
  },
);

// canceled by the board, or expired → when the money comes, by size
for (const isCanceled of [true, false]) {
  payment(`paid-late: the node takes it after ${isCanceled ? 'cancel' : 'expiry'}`, async () => {
    // The last size pays twice as much as was asked.
    for (const [size, afterMs, milliSat] of [
      [0, 1_000, 20_000],
      [0.5, 84_852, 20_000],
      [0.9999, 7_193_000, 40_000],
    ] as const) {
      const { desk, hash } = await paying('paid-late', size);
      await desk.run(40_000);
      assert.is(desk.owner.lookup(hash)?.state, 'OPEN');
      if (isCanceled) await desk.ask(desk.cancel(hash));
      else await desk.run(70_000 + 1_000);
      await desk.run(isCanceled ? 0 : 8_500);
      assert.equal(desk.strikes('paid-late'), size === 0 ? [0] : []);
      await desk.run(afterMs);
      assert.is((await desk.said(hash))['state'], 'SETTLED');
      assert.equal(desk.strikes('paid-late'), [0]);
      assert.is(desk.payments.settlements()[0]?.milliSat, milliSat);
      assert.is(desk.spentMilliSat(), milliSat);
    }
  });
}

payment('paid-late: in the calm no money comes that was held up', async () => {
  const { desk, hash } = await paying('paid-late', 0.5);
  await desk.run(3 * MINUTE_MS);
  desk.payments.calm();
  await desk.run(10 * MINUTE_MS);
  assert.is(desk.owner.lookup(hash)?.state, 'CANCELED');
  assert.is(desk.spentMilliSat(), 0);
  assert.equal(desk.strikes('paid-late'), []);
});

// what arrives in place of 20,000 mSat
const AMOUNTS: [kind: string, size: number, milliSat: number][] = [
  ['paid-double', 0, 20_001],
  ['paid-double', 0.99999, 40_000],
  ['paid-less', 0, 1],
  ['paid-less', 0.5, 10_000],
];

for (const [kind, size, milliSat] of AMOUNTS) {
  payment(`${kind}: ${milliSat} mSat of 20000 arrive, and that is what was spent`, async () => {
    const { desk, hash } = await paying(kind, size);
    await desk.run(20_000);
    const said = await desk.said(hash);
    assert.equal([said['state'], said['amt_paid_msat']], ['SETTLED', `${milliSat}`]);
    assert.equal([desk.spentMilliSat(), desk.owner.receivedMilliSat()], [milliSat, milliSat]);
    assert.is(desk.payments.settlements()[0]?.milliSat, milliSat);
    assert.equal(desk.strikes(kind), [0]);
    await desk.ask(desk.callback((await desk.invoice()).request));
    await desk.run(20_000);
    assert.is(desk.spentMilliSat(), milliSat + 20_000, 'it strikes once');
  });
}

payment.run();
