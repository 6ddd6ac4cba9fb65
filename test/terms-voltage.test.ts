/** Voltage outside of the guaranteed band: which minutes count, and what is off their cost. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Offer } from '../src/terms/offer';
import {
  endWatch,
  newWatch,
  noteStep,
  noteVoltage,
  takeCompensation,
  type VoltageWatch,
} from '../src/terms/voltage';
import { epochMs, milliAmps, milliVolts, milliWattHours } from '../src/units';
import { table } from './tariff-reference';
import { flat, OFFER, START_SEC } from './terms-samples';

const voltage = suite('voltage');

/** 207 to 253 V, 10 % off, 100 mSat a Wh. */
const TERMS: Offer = { ...OFFER, importTariff: flat(100_000) };
const LOW = 206_999;
const GOOD = 230_000;

const at = (sec: number) => epochMs((START_SEC + sec) * 1_000);
const phase = (volts: number) => ({ volts: milliVolts(volts), current: milliAmps(5_000) });

/** A reading at a second of the period. */
const read = (watch: VoltageWatch, sec: number, ...volts: readonly number[]) =>
  noteVoltage(watch, TERMS, at(sec), volts.map(phase));
/** A register step, from and to seconds of the period. */
const used = (watch: VoltageWatch, energy: number, from: number, to: number, terms = TERMS) =>
  noteStep(watch, terms, { energy: milliWattHours(energy), fromMs: at(from), toMs: at(to) });

/** A reading and a step of 100 mWh (10 mSat) every ten seconds, a minute for each of `minutes`. */
function run(watch: VoltageWatch, minutes: readonly number[], terms = TERMS): void {
  minutes.forEach((volts, minute) => {
    for (let sec = minute * 60 + 10; sec <= minute * 60 + 60; sec += 10) {
      read(watch, sec - 1, volts);
      used(watch, 100, sec - 10, sec, terms);
    }
  });
  read(watch, minutes.length * 60, GOOD);
}

// minutes of voltage -> minutes outside, mSat owed at 10 % of 60 mSat a minute
const CASES: readonly (readonly [string, readonly number[], number, number])[] = [
  ['at either bound it is inside', [207_000, 253_000], 0, 0],
  ['a mV beyond either bound it is outside', [LOW, 253_001], 2, 12],
  ['only the minutes outside are compensated', [GOOD, LOW, GOOD, GOOD, 260_000], 2, 12],
  ['the whole hour is', Array(60).fill(LOW), 60, 360],
];
for (const [what, minutes, outside, owed] of CASES) {
  voltage(`minutes: ${what}`, () => {
    const watch = newWatch();
    run(watch, minutes);
    assert.is(watch.outsideMinutes, outside);
    assert.is(watch.measuredMinutes, minutes.length);
    assert.is(takeCompensation(watch), owed);
    assert.is(takeCompensation(watch), 0);
  });
}

voltage('a minute is judged by its mean: a dip that the rest makes up for is none', () => {
  const watch = newWatch();
  used(watch, 1_000, 0, 1);
  read(watch, 1, 180_000);
  read(watch, 30, 234_000);
  read(watch, 60, GOOD);
  assert.is(watch.outsideMinutes, 0);
  // One mV less and the mean is below 207 V.
  const other = newWatch();
  used(other, 1_000, 0, 1);
  read(other, 1, 180_000);
  read(other, 30, 233_999);
  read(other, 60, GOOD);
  assert.is(other.outsideMinutes, 1);
  assert.is(takeCompensation(other), 10);
});

voltage('one phase outside is enough, and each phase has a mean of its own', () => {
  const watch = newWatch();
  read(watch, 1, GOOD, 200_000, GOOD);
  read(watch, 2, GOOD, 260_000, 260_000);
  read(watch, 60, GOOD, GOOD, GOOD);
  assert.is(watch.outsideMinutes, 0);
  read(watch, 61, GOOD, LOW, GOOD);
  read(watch, 62, GOOD, 180_000, GOOD);
  read(watch, 120, GOOD, GOOD, GOOD);
  assert.is(watch.outsideMinutes, 1);
});

voltage(
  'a coarse register: of a step over many minutes, the share of those outside is taken',
  () => {
    const watch = newWatch();
    // Ten minutes in one step of 10 Wh; the third and fourth, and the seventh, are outside.
    for (let minute = 0; minute < 10; minute++) {
      read(watch, minute * 60 + 30, [2, 3, 6].includes(minute) ? LOW : GOOD);
    }
    read(watch, 600, GOOD);
    used(watch, 10_000, 0, 600);
    // 3 of 10 minutes of 1,000 mSat, 10 % of it.
    assert.is(takeCompensation(watch), 30);
    assert.is(watch.outside.length, 0);
  },
);

voltage('the tail of a minute outside, in a step that ends after it, is compensated too', () => {
  const watch = newWatch();
  read(watch, 30, LOW);
  used(watch, 400, 0, 40);
  read(watch, 61, GOOD);
  used(watch, 400, 40, 80);
  // 60 of 80 seconds of 80 mSat, 10 % of it.
  assert.is(takeCompensation(watch), 6);
});

voltage('the price is that of the minutes outside, not of the whole step', () => {
  const tariff = table('steps', [START_SEC, 100_000], [START_SEC + 60, 900_000]);
  const terms = { ...TERMS, importTariff: tariff };
  const watch = newWatch();
  read(watch, 30, LOW);
  read(watch, 60, GOOD);
  read(watch, 120, GOOD);
  used(watch, 2_000, 0, 120, terms);
  assert.is(takeCompensation(watch), 10);
});

voltage('millionths add up: many small steps are compensated as one large one', () => {
  const [fine, coarse] = [newWatch(), newWatch()];
  for (const watch of [fine, coarse]) read(watch, 1, LOW);
  for (let i = 0; i < 60; i++) used(fine, 7, i, i + 1);
  used(coarse, 420, 0, 60);
  for (const watch of [fine, coarse]) read(watch, 60, GOOD);
  assert.equal(fine.owed, coarse.owed);
  assert.equal(fine.owed, { cost: 4, carryMicroMilliSat: 200_000 });
});

voltage('a minute without a reading is not known to be outside', () => {
  const watch = newWatch();
  read(watch, 30, LOW);
  // Silent from the second minute to the fifth.
  read(watch, 300, GOOD);
  used(watch, 5_000, 0, 300);
  assert.is(watch.measuredMinutes, 1);
  assert.is(takeCompensation(watch), 10);
});

voltage('where the price is negative there is nothing to take off', () => {
  const watch = newWatch();
  const terms = { ...TERMS, importTariff: flat(-100_000) };
  run(watch, [LOW, LOW], terms);
  assert.is(watch.outsideMinutes, 2);
  assert.is(takeCompensation(watch), 0);
});

voltage('minutes count from the start of the period, and its last may be a short one', () => {
  const startSec = START_SEC - 1_000_000 + 17;
  const terms: Offer = { ...TERMS, startSec, stopSec: startSec + 90 };
  const watch = newWatch();
  const on = (sec: number) => epochMs((startSec + sec) * 1_000);
  noteVoltage(watch, terms, on(59), [phase(GOOD)]);
  noteVoltage(watch, terms, on(60), [phase(LOW)]);
  const over = { energy: milliWattHours(2_000), fromMs: on(0), toMs: on(100) };
  endWatch(watch, terms);
  noteStep(watch, terms, over);
  assert.is(watch.outsideMinutes, 1);
  // 30 of 100 seconds of 200 mSat: what lies behind the end is the next period's.
  assert.is(takeCompensation(watch), 6);
});

voltage('a clock that was set back begins no minute again', () => {
  const watch = newWatch();
  read(watch, 61, LOW);
  read(watch, 5, LOW);
  read(watch, 119, LOW);
  read(watch, 120, GOOD);
  assert.is(watch.outsideMinutes, 1);
});

voltage(
  'more separate times outside than are kept: the last is prolonged, none is forgotten',
  () => {
    const watch = newWatch();
    for (let minute = 0; minute < 100; minute++) {
      read(watch, minute * 60 + 30, minute % 2 === 0 ? LOW : GOOD);
    }
    read(watch, 6_000, GOOD);
    assert.is(watch.outside.length, 32);
    assert.equal(watch.outside.at(-1), { fromMs: at(62 * 60), toMs: at(99 * 60) });
    used(watch, 100_000, 0, 6_000);
    // 31 minutes, and 37 in one piece, of 10,000 mSat in 100 minutes.
    assert.is(takeCompensation(watch), 680);
  },
);

voltage('the watch is plain data: after a round trip through JSON it goes on the same', () => {
  let copied = newWatch();
  const kept = newWatch();
  for (let sec = 1; sec <= 600; sec++) {
    const volts = sec % 180 < 90 ? LOW : GOOD;
    copied = JSON.parse(JSON.stringify(copied)) as VoltageWatch;
    for (const watch of [copied, kept]) {
      read(watch, sec, volts);
      used(watch, 13, sec - 1, sec);
    }
  }
  assert.equal(copied, kept);
  assert.ok(kept.owed.cost > 0);
});

voltage.run();
