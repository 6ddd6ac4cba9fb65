/** What an adversarial pass over charging found: each name is a rule that did not hold. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { creditOf } from '../src/account/account';
import { standingOfSale } from '../src/sale/reserve';
import { BoardDesk, LINK, OTHER_LINK } from './desk/board-desk';
import { deskConfig } from './desk/desk-config';

const charge = suite('charging');

const STEP = 100_000;
const PRICE = 250_000;
const flat = (price: number) => ({
  tariff: { shape: 'steps', knots: [{ atSec: 0, priceMilliSatPerKilowattHour: price }] },
});
const worth = (milliWattHours: number, price = PRICE): number => (milliWattHours * price) / 1e6;

/** A parking space whose meter shows whole 100 Wh. */
function coarse(terms: object = {}, meter: Record<string, unknown> = {}, before = 0): BoardDesk {
  const changes = { supply: { minimumOffMs: 0 }, meter, terms: { ...flat(PRICE), ...terms } };
  const desk = new BoardDesk(deskConfig('ev', changes), 31);
  desk.meter.quantum = STEP;
  desk.meter.load = 6_000_000;
  desk.meter.jump(before);
  desk.run(4_000);
  return desk;
}

/** Of one sale: what flowed from the link shown until the cable was pulled. */
function draw(desk: BoardDesk, link: string, milliWattHours: number): number {
  const { energy } = desk.meter;
  desk.offer(link);
  desk.run(400_000, () => desk.meter.energy - energy >= milliWattHours);
  assert.ok(desk.meter.energy - energy >= milliWattHours, 'it draws');
  desk.deliver({ kind: 'unplugged' });
  desk.run(6_000);
  return desk.meter.energy - energy;
}
const charged = (desk: BoardDesk, account: number) => desk.book.accounts[account]?.charged ?? 0;

charge('of a step only assumed after a boot nobody pays what he did not use', () => {
  const desk = coarse();
  draw(desk, LINK, 101_000);
  // To the beginning of a step.
  desk.meter.jump(2 * STEP - (desk.meter.energy % STEP));
  desk.run(10_000);
  const before = charged(desk, 0);
  desk.cutPower(9);
  desk.run(1_000);
  desk.powerOn();
  desk.run(4_000);
  const used = draw(desk, LINK, 6_000);
  draw(desk, OTHER_LINK, STEP + 2_000);
  assert.ok(charged(desk, 0) - before <= worth(used) + 500, `${charged(desk, 0) - before}`);
});

charge('of a shared step each pays a part, however seldom the meter is read', () => {
  const desk = coarse({}, { intervalMs: 10_000 });
  const used = draw(desk, LINK, 73_000);
  desk.run(20_000);
  draw(desk, OTHER_LINK, 40_000);
  assert.ok(charged(desk, 0) >= worth(used) * 0.8, `${charged(desk, 0)}`);
});

charge('of a shared step each pays a part, though the meter was silent at the end', () => {
  const desk = coarse();
  desk.offer(LINK);
  const { energy } = desk.meter;
  desk.run(400_000, () => desk.meter.energy - energy >= 80_000);
  desk.meter.fault = 'timeout';
  desk.run(8_000);
  desk.deliver({ kind: 'unplugged' });
  desk.run(2_000);
  desk.meter.fault = undefined;
  desk.run(10_000);
  draw(desk, OTHER_LINK, 40_000);
  assert.ok(charged(desk, 0) >= worth(80_000) * 0.9, `${charged(desk, 0)}`);
});

charge('a tenant who takes another’s place does not pay what that one used of the step', () => {
  const tenants = ['One', 'Two'].map((name) => ({ name, link: `${name}-link` }));
  const config = deskConfig('flat', {
    supply: { minimumOffMs: 0 },
    terms: { payment: { minimumSat: 5, desiredSat: 200, maximumSat: 400 }, prepaymentSat: 200 },
  });
  const desk = new BoardDesk(
    { ...config, tenants: tenants.map(({ name }) => ({ ...config.tenants[0]!, name })) },
    31,
  );
  desk.meter.quantum = STEP;
  desk.meter.load = 3_000_000;
  desk.run(4_000);
  desk.offer(OTHER_LINK, 'Two');
  desk.run(40_000, () => desk.isClosed);
  desk.run(2_000);
  desk.meter.load = 0;
  desk.offer(LINK, 'One');
  desk.run(60_000, () => desk.isClosed);
  desk.meter.load = 3_000_000;
  const { energy } = desk.meter;
  desk.run(400_000, () => desk.meter.energy - energy >= 80_000);
  const before = charged(desk, 1);
  desk.offer(OTHER_LINK, 'Two');
  assert.ok(desk.isClosed, 'the supply goes on');
  desk.run(60_000);
  assert.ok(charged(desk, 1) - before >= worth(70_000), `${charged(desk, 0)} ${charged(desk, 1)}`);
});

charge('what somebody used of a step has the price of his time, not of the next one’s', () => {
  const knots = [
    { atSec: 1_700_000_000, priceMilliSatPerKilowattHour: 250_000 },
    { atSec: 1_700_000_600, priceMilliSatPerKilowattHour: 1_000_000 },
  ];
  const desk = coarse({ tariff: { shape: 'steps', knots } });
  const used = draw(desk, LINK, 60_000);
  desk.run(3_600_000);
  draw(desk, OTHER_LINK, 50_000);
  assert.ok(charged(desk, 0) > 0);
  assert.ok(charged(desk, 0) <= worth(used) * 1.05, `${charged(desk, 0)} > ${worth(used)}`);
});

charge('a step of three buyers is counted once, wherever the power is cut', () => {
  for (let share = 0; share <= 1; share += 1 / 16) {
    const desk = coarse({ idleEndMs: 86_400_000 });
    const { energy: start } = desk.meter;
    draw(desk, LINK, 30_000);
    draw(desk, OTHER_LINK, 30_000);
    desk.offer(`${LINK}/third`);
    const { billed: before } = desk.book;
    const isStep = () => desk.book.billed > before && desk.chip.programming.length > 0;
    desk.run(400_000, isStep);
    assert.ok(isStep(), 'the step is being written');
    desk.cutPower(0, share);
    desk.powerOn();
    desk.run(5_000);
    const { billed, unauthorised } = desk.book;
    const metered = desk.meter.energy - start;
    assert.ok(billed + unauthorised <= metered, `${share}: ${billed} of ${metered}`);
  }
});

charge('the first step ever takes nobody below 0', () => {
  const desk = coarse({ firstPaymentSat: 20, prepaymentSat: 20 }, {}, 95_000);
  desk.offer(LINK);
  desk.run(400_000, () => charged(desk, 0) > 0);
  assert.ok(creditOf(desk.book.accounts[0]!) >= 0, `${creditOf(desk.book.accounts[0]!)}`);
});

charge('of a step that ten buyers used none pays for another', () => {
  const desk = coarse();
  desk.meter.load = 600_000;
  for (let i = 0; i < 8; i++) draw(desk, `${LINK}/${i}`, 500);
  desk.meter.load = 6_000_000;
  const used = draw(desk, `${LINK}/8`, 50_000);
  assert.is(desk.book.billed, 0, 'all of it is one step');
  draw(desk, OTHER_LINK, 60_000);
  assert.ok(charged(desk, 8) >= worth(used) * 0.9, `${charged(desk, 8)} of ${worth(used)}`);
});

charge('what flows with the contactor open earns nobody money at a negative price', () => {
  const knots = [
    { atSec: 1_700_000_000, priceMilliSatPerKilowattHour: 250_000 },
    { atSec: 1_700_000_600, priceMilliSatPerKilowattHour: -500_000 },
  ];
  const desk = coarse({ tariff: { shape: 'steps', knots }, idleEndMs: 86_400_000 });
  desk.offer(LINK);
  desk.run(30_000, () => desk.isClosed);
  desk.run(20_000);
  // A trip, and a welded contact.
  desk.meter.current = 100_000;
  desk.run(2_000);
  desk.meter.current = undefined;
  desk.meter.isBridged = true;
  desk.run(600_000);
  assert.ok(!desk.isClosed && desk.book.latch === 'over-current');
  const credit = creditOf(desk.book.accounts[0]!);
  desk.run(3_600_000);
  assert.ok(
    creditOf(desk.book.accounts[0]!) <= credit,
    `${creditOf(desk.book.accounts[0]!) - credit}`,
  );
  assert.ok(desk.book.unauthorised > 5_000_000, `${desk.book.unauthorised}`);
});

charge('a register that goes to and fro all day writes no more than 40 records', () => {
  const desk = coarse({ idleEndMs: 86_400_000 });
  draw(desk, LINK, 1_000);
  desk.run(60_000);
  const { sequence } = desk.book;
  for (let i = 0; i < 450; i++) {
    desk.meter.jump(i % 2 === 0 ? 900_000_000 : -900_000_000);
    desk.run(8_000);
  }
  const written = desk.book.sequence - sequence;
  // Those of a snapshot among them.
  assert.ok(written <= 12, `${written} in an hour`);
});

charge('who draws for less than a reading interval pays for it, and nobody else does', () => {
  const desk = coarse({}, { intervalMs: 10_000 });
  desk.meter.quantum = 1;
  draw(desk, LINK, 40_000);
  desk.run(20_000);
  const before = charged(desk, 0);
  desk.offer(OTHER_LINK);
  desk.run(60_000, () => desk.isClosed);
  desk.run(9_000);
  desk.deliver({ kind: 'unplugged' });
  desk.run(30_000);
  assert.is(charged(desk, 0), before);
  assert.ok(charged(desk, 1) >= worth(14_000), `${charged(desk, 1)}`);
});

charge('what others used of a step makes nobody’s credit more than it is', () => {
  for (let drawn = 40_000; drawn < 56_000; drawn += 2_000) {
    const desk = coarse({}, { intervalMs: 10_000 });
    draw(desk, `${LINK}/first`, STEP + 2_000);
    desk.run(20_000);
    desk.offer(LINK);
    const { energy } = desk.meter;
    desk.run(100_000, () => desk.meter.energy - energy >= drawn);
    desk.deliver({ kind: 'unplugged' });
    desk.offer(OTHER_LINK);
    desk.run(60_000, () => {
      const standing = standingOfSale(desk.state, desk.now);
      const account = desk.book.accounts[2];
      const isOn = desk.book.sale?.account === 2;
      if (!isOn || account === undefined || standing === undefined) return false;
      assert.ok(standing.left <= creditOf(account), `${standing.left} of ${creditOf(account)}`);
      return false;
    });
  }
});

charge.run();
