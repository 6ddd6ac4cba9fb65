import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { creditOf } from '../src/account/account';
import { createBoard } from '../src/board';
import { blankJournal } from '../src/journal/recover';
import { reserveEnergy, standingOfSale } from '../src/sale/reserve';
import { viewOf } from '../src/web/view';
import { BoardDesk } from './desk/board-desk';
import { deskConfig } from './desk/desk-config';
import { charging, selling, told } from './desk/selling';

const supply = suite('supply');

supply('not closed before the first payment, nor after one that does not reach the reserve', () => {
  const desk = new BoardDesk(deskConfig('ev'), 21);
  desk.link.pays = 'never';
  desk.run(4_000);
  desk.offer();
  desk.run(90_000);
  assert.is(desk.state.supply.operations, 0);
  assert.is(desk.state.supply.reason, 'no-credit');
  const { reserve = 0, left = 0 } = standingOfSale(desk.state, desk.now) ?? {};
  const needed = reserve - left;
  desk.book.accounts[0]!.paid = needed;
  desk.run(3_000);
  assert.not(desk.isClosed, 'the reserve is not for sale');
  desk.book.accounts[0]!.paid = needed + 1;
  desk.run(3_000);
  assert.ok(desk.isClosed);
});

supply('the lease is renewed by good readings, by nothing else', () => {
  const desk = charging();
  const before = told(desk).length;
  desk.meter.fault = 'timeout';
  for (let i = 0; i < 5; i++) desk.deliver({ kind: 'tick' });
  desk.deliver({ kind: 'http-reply', id: 'x', status: 200, fields: {} });
  desk.run(900);
  assert.is(told(desk).length, before);
  desk.run(10_000);
  assert.ok(
    told(desk)
      .slice(before)
      .every(({ state }) => state === 'open'),
  );
  for (const { state, validForMs } of told(desk)) {
    if (state === 'closed') assert.is(validForMs, 2_500);
  }
});

supply('a silent meter: open within 3 intervals, and closed again when it speaks', () => {
  const desk = charging();
  desk.meter.fault = 'timeout';
  desk.run(3_000);
  assert.not(desk.isClosed);
  assert.is(desk.state.supply.reason, 'meter-silent');
  assert.is(told(desk).at(-1)?.state, 'open');
  desk.meter.fault = undefined;
  desk.run(30_000);
  assert.ok(desk.isClosed);
});

supply('a reading that cannot be opens at once', () => {
  const desk = charging();
  desk.meter.jump(5_000_000);
  desk.run(1_200);
  assert.not(desk.isClosed);
  assert.is(desk.state.supply.reason, 'meter-implausible');
  assert.is(told(desk).at(-1)?.state, 'open');
  assert.is(told(desk).at(-1)?.after, undefined, 'and waits for no record');
});

for (const [milliAmps, withinMs] of [
  [33_000, 11_100],
  [36_000, 3_100],
  [42_000, 1_100],
] as const) {
  supply(`${milliAmps} mA of 32,000: open within ${withinMs} ms, latched until the owner`, () => {
    const desk = charging();
    desk.meter.current = milliAmps;
    desk.run(withinMs);
    assert.not(desk.isClosed);
    assert.is(desk.state.supply.reason, 'over-current');
    desk.meter.current = 0;
    desk.run(60_000);
    assert.not(desk.isClosed);
    desk.cutPower(9);
    desk.powerOn();
    desk.run(60_000);
    assert.not(desk.isClosed, 'after a power cut');
    assert.is(desk.state.supply.reason, 'over-current');
    desk.deliver({ kind: 'owner-command', command: 'clear-latch' });
    desk.run(30_000);
    assert.ok(desk.isClosed);
  });
}

supply('latched: no pull is begun', () => {
  const desk = charging();
  desk.meter.current = 42_000;
  desk.run(5_000);
  const before = desk.requests.length;
  desk.book.accounts[0]!.paid = 0;
  desk.run(120_000);
  assert.is(desk.requests.length, before);
});

supply('money ends: an EV winds down for at most 6 s, then it is open', () => {
  const desk = charging();
  desk.link.pays = 'never';
  desk.meter.load = 7_000_000;
  desk.run(600_000, () => told(desk).at(-1)?.state === 'wind-down');
  assert.is(told(desk).at(-1)?.validForMs, 6_000);
  const from = desk.at;
  desk.run(10_000, () => !desk.isClosed);
  assert.ok(desk.at - from <= 6_000, `${desk.at - from}`);
  assert.ok(creditOf(desk.book.accounts[0]!) >= 0);
  assert.ok(desk.state.supply.wasShort);
});

supply('an EV that stops drawing is opened before the 6 s are over', () => {
  const desk = charging();
  desk.link.pays = 'never';
  desk.meter.load = 7_000_000;
  desk.run(600_000, () => told(desk).at(-1)?.state === 'wind-down');
  desk.meter.load = 0;
  desk.run(2_000);
  assert.not(desk.isClosed);
});

supply('without a pilot money opens at once', () => {
  const desk = charging({}, 'flat');
  desk.link.pays = 'never';
  desk.meter.load = 3_000_000;
  desk.run(600_000, () => told(desk).at(-1)?.state !== 'closed');
  assert.is(told(desk).at(-1)?.state, 'open');
  assert.ok(creditOf(desk.book.accounts[0]!) >= 0);
});

supply('closed again only after the minimum off time, with the reserve and a payment', () => {
  const desk = charging();
  desk.link.pays = 'never';
  desk.meter.load = 7_000_000;
  desk.run(900_000, () => told(desk).at(-1)?.state === 'open');
  desk.link.pays = 'at-once';
  desk.link.payMs = 100;
  const from = desk.at;
  desk.run(120_000, () => desk.isClosed);
  assert.ok(desk.isClosed && desk.at - from >= 10_000);
});

supply(
  'unknown clock: paid credit goes on, nothing is pulled, and it is charged once known',
  () => {
    const desk = charging();
    desk.isWallKnown = false;
    const { charged } = desk.book.accounts[0]!;
    const energy = Math.floor(desk.meter.energy / 1_000);
    desk.run(60_000);
    assert.ok(desk.isClosed);
    assert.is(desk.book.accounts[0]!.charged, charged);
    desk.run(600_000, () => !desk.isClosed);
    assert.not(desk.isClosed, 'until it is used up at the highest price');
    assert.is(
      desk.requests.some(({ id }) => id.startsWith('0.') && id.endsWith('late')),
      false,
    );
    desk.isWallKnown = true;
    desk.run(2_000);
    const used = Math.floor(desk.meter.energy / 1_000) - energy;
    const owed = desk.book.accounts[0]!.charged - charged;
    assert.ok(owed >= (used - 1) * 250 && owed <= (used + 1) * 250, `${owed} for ${used} Wh`);
  },
);

supply('the current limit goes to the pilot with every closed, and nowhere without one', () => {
  const withPilot = told(charging()).filter(({ state }) => state === 'closed');
  assert.ok(withPilot.every(({ currentMax }) => currentMax === 32_000));
  const without = told(charging({}, 'flat')).filter(({ state }) => state === 'closed');
  assert.ok(without.every((each) => !('currentMax' in each)));
});

supply('the view is plain JSON and says why', () => {
  const desk = charging();
  const view = viewOf(desk.state, desk.now, 3);
  assert.equal(JSON.parse(JSON.stringify(view)).supply, { ...view.supply });
  assert.is(view.supply.reason, 'none');
  assert.ok((view.sale?.lastsMs ?? 0) > 60_000);
});

supply('who closes and opens between two readings tells the judge of the meter', () => {
  const desk = selling();
  for (let i = 0; i < 600 && !desk.isClosed; i++) desk.run(100);
  assert.ok(desk.state.metering.hasMoved);
  desk.deliver({ kind: 'owner-command', command: 'stop-sale' });
  assert.not(desk.isClosed);
  desk.run(1_100);
  assert.not(desk.state.metering.hasMoved);
});

supply('reserve: where no current is seen a buyer may draw what the breaker lets through', () => {
  const terms = { currentMaxMilliAmps: 6_000 };
  const seen = createBoard(deskConfig('ev', { terms }), blankJournal(), 1);
  const blind = createBoard(
    deskConfig('ev', { terms, meter: { type: 'pulses' } }),
    blankJournal(),
    1,
  );
  assert.is(blind.reserveEnergy, reserveEnergy(blind.config, blind.metering.limits.powerMax));
  assert.ok(seen.reserveEnergy < blind.reserveEnergy / 6);
});

supply.run();
