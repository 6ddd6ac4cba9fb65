/** Where one thing ends and another begins: a sale, a meter, the credit. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { creditOf } from '../src/account/account';
import { journal } from '../src/journal/journal';
import { standingOfSale } from '../src/sale/reserve';
import { BoardDesk, LINK, OTHER_LINK, START_SEC } from './desk/board-desk';
import { deskConfig } from './desk/desk-config';
import { stepOf } from './desk/selling';

const ends = suite('charging-ends');

const STEP = 100_000;
const PRICE = 250_000;
const worth = (milliWattHours: number): number => (milliWattHours * PRICE) / 1e6;
const TERMS = {
  // Nothing but the reserve itself keeps anything back.
  reserveSat: 0,
  tariff: { shape: 'steps', knots: [{ atSec: 0, priceMilliSatPerKilowattHour: PRICE }] },
};

function desk(meter: Record<string, unknown> = {}, tariff: unknown = TERMS.tariff): BoardDesk {
  const terms = { ...TERMS, tariff };
  const changes = { supply: { minimumOffMs: 0, pilot: false, windDownMs: 0 }, meter, terms };
  const made = new BoardDesk(deskConfig('ev', changes), 31);
  made.meter.load = 6_000_000;
  made.run(4_000);
  return made;
}

function draws(board: BoardDesk, link: string, milliWattHours: number): void {
  const { energy } = board.meter;
  board.offer(link);
  board.run(400_000, () => board.meter.energy - energy >= milliWattHours);
  assert.ok(board.meter.energy - energy >= milliWattHours, 'it draws');
}

const charged = (board: BoardDesk, account: number) => board.book.accounts[account]?.charged ?? 0;

ends('what the register shows once the cable is out is not the next one’s, who has credit', () => {
  const board = desk();
  board.meter.quantum = STEP;
  draws(board, LINK, 20_000);
  board.deliver({ kind: 'unplugged' });
  board.run(6_000);
  draws(board, OTHER_LINK, 2 * STEP);
  const [first, second] = [charged(board, 0), charged(board, 1)];
  board.deliver({ kind: 'unplugged' });
  board.offer(LINK);
  // The meter is a moment behind.
  board.meter.jump(STEP - (board.meter.energy % STEP));
  board.run(2_500);
  assert.ok(charged(board, 1) > second, 'it is of whom it was used by');
  assert.ok(charged(board, 0) - first <= worth(2_000), `${charged(board, 0) - first}`);
});

ends('a register that goes on from far above bills nothing of the difference', () => {
  const board = desk();
  draws(board, LINK, 20_000);
  const { energy } = board.meter;
  const before = charged(board, 0);
  board.meter.jump(900_000_000);
  board.run(20_000);
  const used = board.meter.energy - energy - 900_000_000;
  assert.ok(charged(board, 0) - before <= worth(used) + 500, `${charged(board, 0) - before}`);
});

/** All that the breaker lets through, and from now on no payment arrives. */
function spending(): BoardDesk {
  const board = desk({ intervalMs: 5_000 });
  board.meter.load = Math.floor(board.state.powerMax / 1.05);
  board.meter.current = board.state.currentMax;
  draws(board, LINK, 20_000);
  board.bend = (request) => (stepOf(request) === 'hand-over' ? 'lost' : undefined);
  return board;
}

ends('a meter that falls silent as the credit ends costs nobody anything, whenever it does', () => {
  const reference = spending();
  const from = reference.at;
  reference.run(3_600_000, () => !reference.isClosed);
  assert.is(reference.state.supply.reason, 'no-credit');
  const lastsMs = reference.at - from;
  const beyond: string[] = [];
  for (let beforeMs = 0; beforeMs < 30_000; beforeMs += 500) {
    const board = spending();
    board.run(lastsMs - beforeMs);
    board.meter.fault = 'timeout';
    board.run(60_000);
    assert.not(board.isClosed);
    const { paid } = board.book.accounts[0]!;
    const over = worth(board.meter.energy - 50_000_000) - paid;
    if (over > 0) beyond.push(`${beforeMs} ms before its end: ${over} mSat`);
  }
  assert.equal(beyond, []);
});

ends('energy is not priced at a time at which the contactor was open', () => {
  const cheapSec = START_SEC + 120;
  const knots = [
    { atSec: 0, priceMilliSatPerKilowattHour: 20 * PRICE },
    { atSec: cheapSec, priceMilliSatPerKilowattHour: PRICE },
  ];
  const board = desk({}, { shape: 'steps', knots });
  board.run(125_000);
  const { energy } = board.meter;
  draws(board, LINK, 20_000);
  board.run(2_000);
  const used = board.meter.energy - energy;
  assert.ok(charged(board, 0) > 0);
  assert.ok(charged(board, 0) <= worth(used) + 1, `${charged(board, 0)} for ${used} mWh`);
});

ends('a step in several parts has the price of each, not of the times between them', () => {
  const knots = [{ atSec: 0, priceMilliSatPerKilowattHour: PRICE }];
  for (const sec of [100, 400]) {
    const atSec = START_SEC + sec;
    knots.push({ atSec, priceMilliSatPerKilowattHour: 40 * PRICE });
    knots.push({ atSec: atSec + 200, priceMilliSatPerKilowattHour: PRICE });
  }
  const board = desk({}, { shape: 'steps', knots });
  board.meter.quantum = STEP;
  for (const untilSec of [310, 610]) {
    draws(board, LINK, 20_000);
    board.deliver({ kind: 'unplugged' });
    assert.ok(board.at < (untilSec - 210) * 1_000, 'drawn before it is dear');
    board.run(untilSec * 1_000 - board.at);
  }
  draws(board, LINK, STEP - 30_000);
  board.run(2_000);
  assert.ok(charged(board, 0) > 0, 'the step is over');
  assert.ok(charged(board, 0) <= worth(STEP) + 3, `${charged(board, 0)}`);
});

/** A car that charges on whole steps, dear till `cheapSec`, until its credit makes it wind down. */
function windingDown(cheapSec: number): BoardDesk {
  const knots = [
    { atSec: 0, priceMilliSatPerKilowattHour: 20 * PRICE },
    { atSec: cheapSec, priceMilliSatPerKilowattHour: PRICE },
  ];
  const terms = { tariff: { shape: 'steps', knots } };
  const board = new BoardDesk(deskConfig('ev', { supply: { minimumOffMs: 0 }, terms }), 31);
  board.meter.quantum = STEP;
  board.meter.load = 6_000_000;
  board.run(4_000);
  draws(board, LINK, 20_000);
  board.bend = (request) => (stepOf(request) === 'hand-over' ? 'lost' : undefined);
  board.run(600_000, () => board.state.supply.told === 'wind-down');
  assert.is(board.state.supply.told, 'wind-down');
  return board;
}

ends('a wind-down that is called off leaves what was used before it the price of its time', () => {
  const cheapSec = windingDown(START_SEC + 86_400).nowSec + 1;
  const board = windingDown(cheapSec);
  const before = charged(board, 0);
  const used = board.meter.energy % STEP;
  const granted = { kind: 'allowance-granted', account: 0, amount: 3_000_000, day: 1 } as const;
  journal(board.state, granted);
  board.run(400_000, () => charged(board, 0) > before);
  assert.is(board.state.supply.operations, 1, 'it was closed all the time');
  const dear = 20 * worth(used);
  assert.ok(charged(board, 0) - before >= dear * 0.9, `${charged(board, 0) - before} for ${dear}`);
});

ends('what a buyer used of a step before it fell in price is not sold to him again', () => {
  const cheapSec = START_SEC + 300;
  const knots = [
    { atSec: 0, priceMilliSatPerKilowattHour: 20 * PRICE },
    { atSec: cheapSec, priceMilliSatPerKilowattHour: PRICE },
  ];
  const board = desk({}, { shape: 'steps', knots });
  board.meter.quantum = STEP;
  draws(board, LINK, 20_000);
  board.deliver({ kind: 'unplugged' });
  assert.ok(board.nowSec < cheapSec - 60, 'it is over while it is dear');
  board.run((cheapSec + 60 - board.nowSec) * 1_000);
  board.offer(LINK);
  board.run(60_000, () => board.isClosed);
  const credit = creditOf(board.book.accounts[0]!);
  const left = standingOfSale(board.state, board.now)?.left ?? credit;
  assert.ok(left <= credit - worth(18_000) * 20, `${left} of ${credit}`);
  assert.ok(left >= credit - worth(22_000) * 20 - worth(STEP), `${left} of ${credit}`);
});

ends.run();
