import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { creditOf } from '../src/account/account';
import { BoardDesk, LINK, OTHER_LINK } from './desk/board-desk';
import { deskConfig } from './desk/desk-config';
import { charging, told } from './desk/selling';

const sale = suite('sale');

sale('unplugged: open at once, the sale ends, the credit stays with that buyer’s key', () => {
  const desk = charging();
  desk.deliver({ kind: 'unplugged' });
  assert.not(desk.isClosed);
  assert.is(desk.book.sale, undefined);
  const credit = creditOf(desk.book.accounts[0]!);
  assert.ok(credit > 90_000);
  desk.link.pays = 'never';
  desk.offer(OTHER_LINK);
  desk.run(60_000);
  assert.not(desk.isClosed, 'another buyer never sees it');
  assert.is(creditOf(desk.book.accounts[1]!), 0);
  desk.deliver({ kind: 'unplugged' });
  desk.run(60_000);
  desk.offer(LINK);
  desk.run(15_000);
  assert.ok(desk.isClosed, 'used at that key’s next sale');
  assert.ok(desk.book.accounts[0]!.paid === 100_000);
});

sale('a standing sale does not know of cables, and goes on after a power cut', () => {
  const desk = charging({}, 'flat');
  desk.deliver({ kind: 'unplugged' });
  desk.run(2_000);
  assert.ok(desk.isClosed);
  desk.cutPower(9);
  desk.powerOn();
  desk.run(20_000);
  assert.ok(desk.isClosed);
  assert.is(desk.book.accounts.length, 1);
});

sale('a standing sale gives way to no stranger’s link', () => {
  const desk = charging({}, 'flat');
  desk.offer(OTHER_LINK);
  desk.offer(OTHER_LINK, 'Flat 99');
  desk.run(5_000);
  assert.ok(desk.isClosed && desk.book.sale?.link.secret === LINK);
  assert.is(desk.state.faults['sale-in-progress'], 1);
  assert.is(desk.state.faults['tenant-unknown'], 1);
  desk.offer(OTHER_LINK, 'Flat 1');
  desk.run(1_000);
  assert.is(desk.book.sale?.link.secret, OTHER_LINK, 'the owner may give the tenant’s new link');
  assert.is(desk.book.accounts.length, 1);
});

sale('a tenant’s link that waits is not pushed out by a stranger’s, nor by a cable', () => {
  const desk = new BoardDesk(deskConfig('flat'), 21);
  desk.offer(LINK, 'Flat 1');
  desk.offer(OTHER_LINK);
  desk.deliver({ kind: 'unplugged' });
  desk.run(10_000);
  assert.is(desk.book.sale?.link.secret, LINK);
});

sale('strangers who never pay do not use up the accounts', () => {
  const desk = new BoardDesk(deskConfig('ev'), 21);
  desk.link.pays = 'never';
  desk.run(4_000);
  for (let n = 0; n < 80; n++) {
    desk.offer(`https://stranger.example/${n}`);
    desk.deliver({ kind: 'unplugged' });
  }
  desk.link.pays = 'at-once';
  desk.offer();
  desk.run(90_000);
  assert.is(desk.state.faults['accounts-full'], undefined);
  assert.ok(desk.isClosed);
  desk.cutPower(999);
  desk.powerOn();
  assert.equal(desk.crashes, []);
});

sale('with all accounts in use it sells only to keys it knows', () => {
  const desk = charging();
  desk.deliver({ kind: 'unplugged' });
  const [account] = desk.book.accounts;
  for (let n = 1; n < 64; n++) desk.book.accounts.push({ ...account!, buyer: `${n}` });
  desk.offer(OTHER_LINK);
  desk.run(5_000);
  assert.is(desk.state.faults['accounts-full'], 1);
  desk.offer(LINK);
  desk.run(30_000);
  assert.ok(desk.isClosed);
});

sale('terms end: an EV winds down, then the sale is over', () => {
  const desk = charging({ durationMs: 120_000 });
  desk.run(200_000, () => told(desk).at(-1)?.state !== 'closed');
  assert.is(told(desk).at(-1)?.state, 'wind-down');
  assert.is(desk.state.supply.reason, 'terms-ended');
  desk.run(8_000);
  assert.is(desk.book.lastSale?.reason, 'terms');
  assert.not(desk.isClosed);
  desk.run(5_000);
  desk.offer();
  desk.run(30_000);
  assert.ok(desk.isClosed, 'a new sale has new terms');
});

sale(
  'a factory reset opens, though the terms end at that instant and an EV could wind down',
  () => {
    const desk = charging({ durationMs: 120_000 });
    desk.wallOffMs = 500;
    desk.run(200_000, () => desk.nowSec >= desk.book.sale!.startedAtSec + 119);
    desk.run(700);
    assert.ok(desk.isClosed, 'no tick has seen the end yet');
    const before = desk.done.length;
    desk.deliver({ kind: 'owner-command', command: 'factory-reset' });
    assert.not(desk.isClosed);
    desk.run(50);
    const supplied = desk.done.slice(before).filter((each) => each.kind === 'supply');
    assert.equal(new Set(supplied.map(({ state }) => state)), new Set(['open']));
  },
);

const SWAPS: readonly (readonly [string, (desk: BoardDesk) => void])[] = [
  [
    'while the board is off',
    (desk) => {
      desk.cutPower(9);
      desk.meter.jump(900_000);
      desk.powerOn();
    },
  ],
  [
    'while the line is silent, with a register like the old one',
    (desk) => {
      desk.meter.fault = 'timeout';
      desk.run(8_000);
      desk.meter.fault = undefined;
    },
  ],
  ['between two readings', (desk) => desk.meter.jump(-30_000_000)],
];
for (const [label, swap] of SWAPS) {
  sale(`another meter, put in ${label}, is latched until it is confirmed`, () => {
    const desk = charging();
    const before = desk.book.accounts[0]!.charged;
    desk.meter.serial = '20000002';
    swap(desk);
    desk.run(20_000);
    assert.is(desk.state.supply.reason, 'meter-changed');
    assert.not(desk.isClosed);
    const { charged } = desk.book.accounts[0]!;
    assert.ok(charged - before < 5_000, 'the other register is not billed');
    desk.deliver({ kind: 'owner-command', command: 'clear-latch' });
    desk.run(20_000);
    assert.is(desk.state.supply.reason, 'meter-changed', 'clearing is not confirming');
    desk.deliver({ kind: 'owner-command', command: 'confirm-meter' });
    desk.run(30_000);
    assert.ok(desk.isClosed);
  });
}

sale('another meter that came while the board was latched is latched behind that', () => {
  const desk = charging();
  desk.meter.current = 100_000;
  desk.run(3_000);
  desk.meter.current = undefined;
  assert.is(desk.state.supply.reason, 'over-current');
  desk.meter.serial = '20000002';
  desk.meter.jump(-30_000_000);
  desk.run(20_000);
  desk.deliver({ kind: 'owner-command', command: 'clear-latch' });
  desk.run(20_000);
  assert.is(desk.state.supply.reason, 'meter-changed');
  assert.not(desk.isClosed);
  desk.deliver({ kind: 'owner-command', command: 'confirm-meter' });
  desk.run(30_000);
  assert.ok(desk.isClosed);
});

sale('a link shown before the clock is known waits for it', () => {
  const desk = new BoardDesk(deskConfig('ev'), 21);
  desk.isWallKnown = false;
  desk.offer();
  desk.run(10_000);
  assert.is(desk.book.sale, undefined);
  desk.isWallKnown = true;
  desk.run(20_000);
  assert.ok(desk.isClosed, 'and its terms do not end at once');
});

sale('idle, or never paid: a walk-up sale ends and lets the next buyer in', () => {
  const idle = charging({ idleEndMs: 60_000 });
  idle.meter.load = 0;
  idle.run(70_000);
  assert.is(idle.book.lastSale?.reason, 'idle');
  const unpaid = new BoardDesk(deskConfig('ev', { terms: { idleEndMs: 60_000 } }), 21);
  unpaid.link.pays = 'never';
  unpaid.run(4_000);
  unpaid.offer();
  unpaid.run(70_000);
  assert.is(unpaid.book.lastSale?.reason, 'idle');
});

sale('a starting allowance is granted once a sale, so much a day, and survives a power cut', () => {
  const terms = { allowanceSat: 20, allowancePerDaySat: 50 };
  const desk = new BoardDesk(deskConfig('ev', { terms }), 33);
  desk.link.pays = 'never';
  for (let plugged = 1; plugged <= 4; plugged++) {
    desk.offer(LINK);
    desk.run(4_000);
    assert.is(desk.book.accounts[0]?.granted, [20_000, 40_000, 50_000, 50_000][plugged - 1]);
    assert.is(desk.book.accounts[0]?.paid, 0, 'counted as granted, not as paid');
    desk.deliver({ kind: 'unplugged' });
    desk.run(2_000);
  }
  desk.cutPower(999);
  desk.powerOn();
  desk.run(4_000);
  desk.offer(LINK);
  desk.run(4_000);
  assert.is(desk.book.accounts[0]?.granted, 50_000, 'the day is remembered');
});

sale.run();
