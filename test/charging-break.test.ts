/** What an adversarial pass over charging found: each name is a rule that did not hold. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
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

charge.run();
