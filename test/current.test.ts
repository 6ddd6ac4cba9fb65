import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { currentLimit, noOverCurrent, trips } from '../src/sale/current';
import { milliAmps, milliVolts, monotonicMs } from '../src/units';
import { deskConfig } from './desk/desk-config';

const current = suite('current');

const LIMIT = milliAmps(32_000);
const phases = (...amps: readonly number[]) =>
  amps.map((each) => ({ volts: milliVolts(230_000), current: milliAmps(each) }));

/** The first of the readings, one a second, at which it trips; -1 if none does. */
function tripsAt(...milliAmpsEach: readonly number[]): number {
  const state = noOverCurrent();
  return milliAmpsEach.findIndex((each, second) =>
    trips(state, phases(each), LIMIT, monotonicMs(second * 1_000)),
  );
}

const constant = (each: number, seconds: number) => new Array<number>(seconds).fill(each);

const TRIPS: readonly (readonly [string, readonly number[], number])[] = [
  ['the limit itself is allowed for ever', constant(32_000, 100), -1],
  ['1 mA more is allowed for 10 s', constant(32_001, 100), 10],
  ['1.1 times the limit, for 10 s', constant(35_200, 100), 10],
  ['1 mA more than that, for 2 s', constant(35_201, 100), 2],
  ['1.3 times the limit, for 2 s', constant(41_600, 100), 2],
  ['1 mA more than that, at once', constant(41_601, 100), 0],
  ['a break begins anew', [...constant(33_000, 10), 32_000, ...constant(33_000, 10)], -1],
  ['the higher level counts for the lower one', [...constant(36_000, 2), 33_000, 33_000], -1],
  ['and goes on there', [36_000, 36_000, ...constant(33_000, 20)], 10],
];
for (const [label, readings, expected] of TRIPS) {
  current(`${label}`, () => assert.is(tripsAt(...readings), expected));
}

current('the largest phase decides', () => {
  const state = noOverCurrent();
  assert.ok(trips(state, phases(0, 41_601, 10), LIMIT, monotonicMs(0)));
  assert.not(trips(noOverCurrent(), phases(32_000, 32_000, 32_000), LIMIT, monotonicMs(0)));
});

current('a meter without phases trips nothing', () => {
  assert.not(trips(noOverCurrent(), [], LIMIT, monotonicMs(0)));
});

current('the limit is the smaller of the breaker’s and the terms’', () => {
  assert.is(currentLimit(deskConfig('ev')), 32_000);
  assert.is(currentLimit(deskConfig('ev', { terms: { currentMaxMilliAmps: 10_000 } })), 10_000);
});

current.run();
