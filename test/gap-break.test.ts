/** Energy of a gap and energy after it, while the clock is unknown. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { creditOf } from '../src/account/account';
import { BoardDesk, OTHER_LINK } from './desk/board-desk';
import { deskConfig } from './desk/desk-config';
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

charge('while another’s energy waits for the clock nobody draws for nothing', () => {
  const price = { priceMilliSatPerKilowattHour: 250_000 };
  const knots = [
    { atSec: 0, ...price },
    { atSec: 1_700_000_000, ...price },
  ];
  const terms = { tariff: { shape: 'steps', knots } };
  const desk = new BoardDesk(deskConfig('ev', { terms }), 21);
  desk.meter.quantum = 100_000;
  desk.run(4_000);
  desk.offer();
  desk.run(60_000, () => desk.meter.energy >= 50_030_000);
  desk.deliver({ kind: 'unplugged' });
  desk.run(3_000);
  desk.offer(OTHER_LINK);
  desk.run(40_000, () => desk.isClosed);
  assert.ok(desk.isClosed, 'closed');
  assert.is(desk.state.charging.tails.length, 1);
  const { energy } = desk.meter;
  desk.isWallKnown = false;
  desk.run(3_600_000);
  const drawn = desk.meter.energy - energy;
  assert.ok(drawn <= 110_000, `${drawn} drawn`);
  assert.ok(desk.book.unauthorised <= 100_000, `${desk.book.unauthorised}`);
});

charge.run();
