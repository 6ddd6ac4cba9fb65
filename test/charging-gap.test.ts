import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { creditOf } from '../src/account/account';
import { createChance } from './chance';
import { BoardDesk, LINK, OTHER_LINK } from './desk/board-desk';
import { deskConfig } from './desk/desk-config';
import { charging } from './desk/selling';

const charge = suite('charging');

/** Of what the book says was billed, at a constant price, rounded down. */
const exact = (milliWattHours: number, price: number): number =>
  Number((BigInt(milliWattHours) * BigInt(price)) / 1_000_000n);

for (const kept of [0, 9]) {
  charge(`a power cut loses no energy and charges none twice (${kept} unwritten kept)`, () => {
    const desk = charging({ idleEndMs: 86_400_000 });
    const start = desk.meter.energy - desk.book.billed;
    const chance = createChance(5);
    for (let cut = 0; cut < 12; cut++) {
      desk.meter.load = Math.floor(chance() * 7_000_000);
      desk.run(20_000 + chance() * 60_000);
      desk.cutPower(kept);
      desk.run(chance() * 20_000);
      desk.powerOn();
    }
    // The third boot in a row waits before it does anything.
    desk.run(20_000);
    desk.meter.load = 0;
    desk.run(5_000);
    const { billed, unauthorised } = desk.book;
    const metered = desk.meter.energy - start;
    assert.ok(Math.abs(metered - billed - unauthorised) <= 2_000, `${metered} ${billed}`);
    assert.is(unauthorised, 0);
    const price = 250_000;
    assert.ok(Math.abs(desk.book.accounts[0]!.charged - exact(billed, price)) <= 1);
    assert.ok(desk.meter.energy > 50_200_000);
  });
}

charge('a gap after a power cut is charged at the lowest price in it', () => {
  const knots = [
    { atSec: 0, priceMilliSatPerKilowattHour: 400_000 },
    { atSec: 1_700_000_100, priceMilliSatPerKilowattHour: 100_000 },
    { atSec: 1_700_000_200, priceMilliSatPerKilowattHour: 400_000 },
  ];
  const desk = charging({ tariff: { shape: 'steps', knots } });
  desk.run(60_000);
  desk.cutPower(9);
  // From the last checkpoint to the cut it cost 400, but no record says how much.
  const before = desk.chip.writes.length;
  desk.meter.jump(5_000);
  desk.run(200_000);
  desk.powerOn();
  const { charged } = desk.book.accounts[0]!;
  desk.meter.load = 0;
  desk.run(4_000);
  const gap = desk.book.billed;
  assert.ok(before > 0 && gap > 5_000);
  const micro = desk.book.accounts[0]!.charged - charged;
  assert.ok(micro > 0 && micro < (gap * 400_000) / 1_000_000);
});

charge('what flowed in a gap beyond what a sale could draw: unauthorised, down to credit 0', () => {
  const desk = charging();
  desk.cutPower(9);
  desk.meter.jump(10_000_000);
  desk.run(1_000);
  desk.powerOn();
  desk.link.pays = 'never';
  desk.run(4_000);
  const { billed, unauthorised, accounts } = desk.book;
  assert.ok(unauthorised > 9_400_000, `${unauthorised}`);
  // One and a quarter payment at 250, and what 3 s at P_max take.
  assert.ok(billed < 600_000, `${billed}`);
  assert.ok(creditOf(accounts[0]!) >= 0);
});

charge('energy used while the clock is unknown is not free after a power cut', () => {
  const desk = charging();
  desk.isWallKnown = false;
  desk.meter.load = 7_000_000;
  const before = creditOf(desk.book.accounts[0]!);
  desk.run(600_000, () => !desk.isClosed);
  desk.cutPower(9);
  desk.powerOn();
  desk.run(30_000);
  assert.not(desk.isClosed, 'it was used up');
  desk.isWallKnown = true;
  desk.link.pays = 'never';
  desk.run(5_000);
  assert.ok(before > 90_000 && creditOf(desk.book.accounts[0]!) < 40_000);
});

charge('a constant price needs no clock', () => {
  const desk = charging({}, 'flat');
  desk.isWallKnown = false;
  const { charged } = desk.book.accounts[0]!;
  desk.run(60_000);
  assert.ok((desk.book.accounts[0]?.charged ?? 0) > charged + 3_000);
});

charge('a new sale’s registers do not bury what the last buyer’s meter showed late', () => {
  const desk = charging();
  desk.meter.quantum = 1;
  desk.run(20_000);
  desk.deliver({ kind: 'unplugged' });
  desk.run(2_000);
  const { charged } = desk.book.accounts[0]!;
  desk.offer(OTHER_LINK);
  desk.run(100);
  desk.cutPower(9);
  desk.powerOn();
  assert.is(desk.book.accounts[0]?.charged, charged);
  assert.is(desk.book.sale?.link.secret, OTHER_LINK);
  assert.not(desk.book.sale?.link.secret === LINK);
});

charge('two buyers’ energy without a clock: neither pays for the other', () => {
  const desk = charging();
  desk.isWallKnown = false;
  desk.run(30_000);
  desk.deliver({ kind: 'unplugged' });
  desk.run(5_000);
  desk.offer(OTHER_LINK);
  desk.run(5_000);
  desk.isWallKnown = true;
  desk.link.pays = 'never';
  desk.run(5_000);
  assert.is(desk.book.accounts[0]?.charged, exact(desk.book.billed, 250_000));
  assert.is(desk.book.accounts[1]?.charged, 0);
});

charge('what one buyer drew last is not lost when the next one draws and the power is cut', () => {
  const config = deskConfig('ev', { supply: { minimumOffMs: 0 } });
  const desk = new BoardDesk(config, 21);
  desk.meter.quantum = 1;
  desk.run(4_000);
  for (const link of [OTHER_LINK, LINK]) {
    desk.offer(link);
    desk.run(30_600);
    assert.ok(desk.isClosed);
    desk.deliver({ kind: 'unplugged' });
    if (link === OTHER_LINK) desk.run(6_000);
  }
  desk.offer(OTHER_LINK);
  desk.run(3_000);
  assert.ok(desk.isClosed);
  const charged = desk.book.accounts.map((account) => account.charged);
  desk.cutPower(9);
  desk.powerOn();
  assert.is(desk.book.accounts[1]?.charged, charged[1]);
  desk.run(4_000);
  assert.ok((desk.book.accounts[0]?.charged ?? 0) >= charged[0]!);
});

charge('what waits for the clock as a sale ends is found again after a power cut', () => {
  const desk = charging();
  desk.isWallKnown = false;
  const { billed } = desk.book;
  const energy = desk.meter.energy;
  desk.run(30_000);
  desk.deliver({ kind: 'unplugged' });
  desk.cutPower(9);
  desk.powerOn();
  desk.run(5_000);
  const found = desk.book.billed + desk.book.unauthorised - billed;
  assert.ok(found >= desk.meter.energy - energy - 2_000, `${found}`);
});

charge.run();
