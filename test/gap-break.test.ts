/** Energy of a gap and energy after it, while the clock is unknown. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { creditOf } from '../src/account/account';
import { charging } from './desk/selling';

const charge = suite('charging');

charge('what is used after a boot has the price of its time, though the clock comes later', () => {
  const knots = [
    { atSec: 1_700_000_000, priceMilliSatPerKilowattHour: 250_000 },
    { atSec: 1_700_000_060, priceMilliSatPerKilowattHour: 1_000 },
    { atSec: 1_700_000_090, priceMilliSatPerKilowattHour: 250_000 },
  ];
  const desk = charging({ tariff: { shape: 'steps', knots }, idleEndMs: 86_400_000 });
  desk.link.pays = 'never';
  desk.run(20_000);
  desk.cutPower(9);
  desk.run(60_000);
  desk.isWallKnown = false;
  desk.powerOn();
  desk.run(30_000, () => desk.isClosed);
  assert.ok(desk.isClosed && desk.nowSec >= 1_700_000_090);
  const { energy } = desk.meter;
  const before = creditOf(desk.book.accounts[0]!);
  desk.run(120_000);
  const used = desk.meter.energy - energy;
  desk.isWallKnown = true;
  desk.run(3_000);
  const cost = before - creditOf(desk.book.accounts[0]!);
  assert.ok(cost >= (used * 250_000) / 1_000_000 - 500, `${cost} for ${used}`);
});

charge.run();
