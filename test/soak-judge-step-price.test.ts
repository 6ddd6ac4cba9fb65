/** The judge of prices within a step: a step at its end's price is told, each excuse holds once. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { afterStart, SoakStage } from './soak-stage';

const judge = suite('soak judge of a step’s price');

const EXCUSES = { 'clock-jumps': ['charge'], 'clock-unknown': [] } as const;
const RISES_AT_SEC = 37;
/** From 100 to 200 mSat/Wh, while 1 kW flows and the register moves by 1 Wh. */
const KNOTS = [
  { atSec: 0, price: 100_000 },
  { atSec: afterStart(RISES_AT_SEC), price: 200_000 },
];
const STEP = 1_000;
/** At 1 kW: 2.5 s of a reading's lag, and what is rounded. */
const UNSEEN_MILLI_SAT = 69 + 3;
/** At 6 kW: what had flowed within 2.5 s of the change, and is billed by the look. */
const READ_LATE_MILLI_SAT = 350;

/** Sold for a minute; from the rise of the price on `off` mSat are charged too much. */
async function sold(off: number, hurt: (stage: SoakStage) => void = () => {}): Promise<SoakStage> {
  const stage = new SoakStage({ knots: KNOTS, excuses: EXCUSES });
  const { place } = stage;
  await stage.sell();
  for (let sec = 1; sec < 60; sec++) {
    if (sec === RISES_AT_SEC) hurt(stage);
    const delivered = place.book.deliveredMilliWattHours(sec * 1_000);
    const cheap = place.book.costMilliSat(sec * 1_000);
    place.billed = delivered - (delivered % STEP);
    const price = sec > RISES_AT_SEC ? 0.2 : 0.1;
    const charged = Math.floor(cheap - (delivered % STEP) * price);
    const isOff = sec > RISES_AT_SEC + 5;
    place.account('alice', { paid: 10_000, charged: charged + (isOff ? off : 0) });
    await stage.pass(1);
  }
  return stage;
}

judge('charge: steps that are priced over their time are in order', async () => {
  assert.equal((await sold(0)).checkers, []);
});

judge('charge: as much as a reading lags may be unseen as the price changes, no more', async () => {
  for (const sign of [1, -1]) {
    assert.equal((await sold(sign * (UNSEEN_MILLI_SAT - 20))).checkers, []);
    assert.equal((await sold(sign * (UNSEEN_MILLI_SAT + 60))).checkers, ['charge']);
  }
});

/** At 6 kW for 46 s, looked at in the last one: what was billed had flowed by 43.5 s. */
async function readLate(risesAtSec: number, off: number): Promise<readonly string[]> {
  const knots = [KNOTS[0]!, { atSec: afterStart(risesAtSec), price: 200_000 }];
  const stage = new SoakStage({ knots });
  const { place } = stage;
  await stage.sell();
  place.draw(6);
  for (let sec = 1; sec < 46; sec++) {
    const delivered = Math.floor(((sec - 2.5) * 6_000_000) / 3_600);
    place.billed = Math.max(0, delivered - (delivered % STEP));
    const charged = Math.floor(place.billed / 10);
    place.account('alice', { paid: 10_000, charged: charged + (sec === 45 ? off : 0) });
    await stage.pass(1);
  }
  return stage.checkers;
}

judge('charge: a price that changes after energy flowed and before it is read counts', async () => {
  assert.equal(await readLate(45, 0), []);
  assert.equal(await readLate(45, READ_LATE_MILLI_SAT), []);
  assert.equal(await readLate(45, READ_LATE_MILLI_SAT + 10), ['charge']);
});

judge('charge: one that changes when it must have been read does not', async () => {
  assert.equal(await readLate(60, 0), []);
  assert.equal(await readLate(60, 4), ['charge']);
});

judge('charge: a step without a clock, in two parts, or by a wrong clock is excused', async () => {
  for (const kind of Object.keys(EXCUSES)) {
    const stage = await sold(UNSEEN_MILLI_SAT + 60, ({ judge: of }) => of.struck(kind, 0));
    assert.equal(stage.checkers, [], kind);
  }
  const switched = await sold(UNSEEN_MILLI_SAT + 60, (stage) => {
    stage.switch(false);
    stage.switch(true);
    stage.place.draw(1);
  });
  assert.equal(switched.checkers, []);
});

judge('charge: nothing costs what it cost while the contactor was open', async () => {
  for (const [dear, accused] of [
    [0, []],
    [1, ['charge']],
  ] as const) {
    const knots = [
      { atSec: 0, price: 200_000 },
      { atSec: afterStart(RISES_AT_SEC), price: 100_000 },
    ];
    const stage = new SoakStage({ knots });
    const { place } = stage;
    await stage.sell();
    stage.switch(false);
    await stage.pass(RISES_AT_SEC + 5);
    const before = place.book.deliveredMilliWattHours((RISES_AT_SEC + 6) * 1_000);
    stage.switch(true);
    place.draw(1);
    for (let sec = RISES_AT_SEC + 6; sec < 90; sec++) {
      const delivered = place.book.deliveredMilliWattHours(sec * 1_000);
      place.billed = delivered - (delivered % STEP);
      const cheap = (place.billed - before) / 10;
      // A step of it at the price of before.
      const charged = Math.max(0, Math.floor(cheap + (place.billed > STEP ? dear * 100 : 0)));
      place.account('alice', { paid: 10_000, charged });
      await stage.pass(1);
    }
    assert.equal([...new Set(stage.checkers)], accused);
  }
});

judge.run();
