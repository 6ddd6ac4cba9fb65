import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { creditOf } from '../src/account/account';
import { createChance } from './chance';
import { BoardDesk, OTHER_LINK } from './desk/board-desk';
import { deskConfig } from './desk/desk-config';
import { charging } from './desk/selling';

const charge = suite('charging');

/** Of what the book says was billed, at a constant price, rounded down. */
const exact = (milliWattHours: number, price: number): number =>
  Number((BigInt(milliWattHours) * BigInt(price)) / 1_000_000n);

const constant = (price: number) => ({
  tariff: { shape: 'steps', knots: [{ atSec: 0, priceMilliSatPerKilowattHour: price }] },
});

for (const [price, quantum] of [
  [250_000, 1_000],
  [250_001, 1],
  [333_333, 312],
  [7, 100],
  [0, 1_000],
  [-12_345, 10],
] as const) {
  charge(`a constant price of ${price} mSat/kWh in steps of ${quantum} mWh is exact`, () => {
    const terms = { ...constant(price), idleEndMs: 86_400_000 };
    const desk = new BoardDesk(deskConfig('ev', { terms }), 31);
    desk.meter.quantum = quantum;
    desk.run(4_000);
    desk.offer();
    const chance = createChance(price);
    const start = desk.meter.read(desk.now.mono).importRegister;
    for (let i = 0; i < 60; i++) {
      desk.meter.load = Math.floor(chance() * 7_000_000);
      desk.run(Math.floor(chance() * 30_000));
      const { billed, unauthorised, accounts } = desk.book;
      const { charged, carry } = accounts[0]!;
      const micro = BigInt(billed) * BigInt(price);
      assert.is(BigInt(charged) * 1_000_000n + BigInt(carry), micro, `step ${i}`);
      assert.is(unauthorised, 0);
    }
    desk.meter.load = 0;
    desk.run(5_000);
    const { importRegister } = desk.meter.read(desk.now.mono);
    assert.ok(desk.book.billed > 100_000);
    assert.is(desk.book.billed, importRegister - start);
  });
}

charge('credit is what was paid less what was charged, and never below 0 on paid energy', () => {
  const desk = charging();
  const chance = createChance(8);
  desk.link.pays = 'never';
  for (let i = 0; i < 200; i++) {
    desk.meter.load = Math.floor(chance() * 7_300_000);
    desk.run(5_000);
    const account = desk.book.accounts[0]!;
    assert.is(creditOf(account), account.paid + account.late - account.charged);
    assert.ok(creditOf(account) >= 0, `${creditOf(account)} after ${i}`);
  }
  assert.not(desk.isClosed);
});

charge(
  'energy through a contactor told to be open is unauthorised, charged down to credit 0',
  () => {
    const desk = charging();
    desk.link.pays = 'never';
    desk.meter.load = 7_000_000;
    desk.run(900_000, () => desk.state.supply.told === 'open');
    desk.run(10_000);
    const { billed } = desk.book;
    const credit = creditOf(desk.book.accounts[0]!);
    desk.meter.isBridged = true;
    desk.run(300_000);
    assert.ok(credit > 1_000 && desk.book.unauthorised > 400_000);
    const left = creditOf(desk.book.accounts[0]!);
    // The carry and a price step of a whole quantum apart, nothing is left.
    assert.ok(left >= 0 && left < 250, `${left}`);
    assert.ok(exact(desk.book.billed - billed, 250_000) <= credit);
  },
);

charge('with nobody’s sale on, it is on nobody’s account', () => {
  const desk = charging();
  desk.run(10_000);
  desk.deliver({ kind: 'unplugged' });
  desk.run(8_000);
  const credit = creditOf(desk.book.accounts[0]!);
  assert.ok(credit > 50_000);
  desk.meter.isBridged = true;
  desk.run(600_000);
  const left = creditOf(desk.book.accounts[0]!);
  // The step that was being filled as the sale ended is still of it.
  assert.ok(left === credit || left === credit - 250, 'what was paid stays that buyer’s');
  assert.ok(desk.book.unauthorised > 400_000);
  const { unauthorised } = desk.book;
  desk.cutPower(9);
  desk.run(60_000);
  desk.powerOn();
  desk.run(10_000);
  assert.is(creditOf(desk.book.accounts[0]!), left);
  assert.ok(desk.book.unauthorised >= unauthorised + 40_000, 'and no power cut hides it');
});

charge('what a meter shows late is of who drew it, not of who comes next', () => {
  const desk = charging();
  desk.meter.quantum = 1;
  desk.run(20_600);
  const { billed } = desk.book;
  desk.deliver({ kind: 'unplugged' });
  desk.offer(OTHER_LINK);
  assert.is(desk.book.sale?.account, 1);
  desk.run(1_500);
  assert.ok(desk.book.billed > billed, 'something did show late');
  assert.is(desk.book.accounts[1]?.charged, 0);
  assert.is(desk.book.accounts[0]?.charged, exact(desk.book.billed, 250_000));
});

charge('an hour through a welded contact while the meter was silent is not the sale’s', () => {
  const desk = charging();
  desk.link.pays = 'never';
  desk.meter.isBridged = true;
  desk.meter.fault = 'timeout';
  desk.run(3_600_000);
  desk.meter.fault = undefined;
  const credit = creditOf(desk.book.accounts[0]!);
  desk.run(10_000);
  assert.ok(desk.book.unauthorised > 2_000_000, `${desk.book.unauthorised}`);
  assert.ok(creditOf(desk.book.accounts[0]!) >= 0 && credit > 0);
});

charge.run();
