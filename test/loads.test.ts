/**
 * Smart loads: the vectors of the original (SmartLoads.py; 1 sat/Wh is 1,000,000 mSat/kWh, the band
 * is 1.0 to 3.0), and where it is wrong a test that says how ours differs.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PriceBand } from '../src/loads/band';
import { noticeAt, presentPrice, readNotice, writeNotice } from '../src/loads/price-notice';
import { newRelay, type RelayLoad, type RelayState, relayStep } from '../src/loads/relay-load';
import { percentRoundedDown } from '../src/loads/variable-load';
import { durationMs, epochMs, milliSatPerKilowattHour, monotonicMs } from '../src/units';
import { FLAT, RAMP, STAIR } from './tariff-reference';
import { SAT_PER_WATT_HOUR } from './terms-samples';

const loads = suite('loads');

const rate = (perWattHour: number) =>
  milliSatPerKilowattHour(Math.round(perWattHour * SAT_PER_WATT_HOUR));
const BAND: PriceBand = { allBelow: rate(1), noneAbove: rate(3) };

const PERCENTS: readonly (readonly [rate: number, percent: number])[] = [
  [1.5, 75],
  [2, 50],
  [2.99, 0],
  [2.98, 1],
  [1, 100],
  [0.99, 100],
  [-5, 100],
  [1.000001, 99],
  [3, 0],
  [70, 0],
];
for (const [perWattHour, percent] of PERCENTS) {
  loads(`variable: ${percent} % at ${perWattHour} sat/Wh`, () => {
    assert.is(percentRoundedDown(BAND, rate(perWattHour)), percent);
  });
}

loads('variable: the original loses a percent to its floats at 2.1 sat/Wh, ours does not', () => {
  assert.is(Math.trunc((1 + (2.1 - 1) / (1 - 3)) * 100), 44);
  assert.is(percentRoundedDown(BAND, rate(2.1)), 45);
});

loads('variable: without a price the load is off', () => {
  assert.is(percentRoundedDown(BAND, undefined), 0);
});

const RELAY: RelayLoad = {
  priorityPerMille: 250,
  deadBandPerMille: 100,
  minimumOnMs: durationMs(0),
  minimumOffMs: durationMs(5_000),
};
const step = (state: RelayState, load: RelayLoad, perWattHour: number | undefined, atMs: number) =>
  relayStep(
    state,
    load,
    BAND,
    perWattHour === undefined ? undefined : rate(perWattHour),
    monotonicMs(atMs),
  );

// priority, rate -> from off, from on. The off price is priority x 2.0 + 1.0.
const BANDS: readonly (readonly [number, number, boolean, boolean])[] = [
  [250, 1.5, false, true],
  [250, 2, false, false],
  [500, 2, false, true],
  [250, 1.500001, false, false],
  [250, 1.35, false, true],
  [250, 1.349999, true, true],
  [1_000, 2.99, false, true],
  [1_000, 2.69, true, true],
  [0, 1, false, true],
  [0, 0.899999, true, true],
];
for (const [priorityPerMille, perWattHour, fromOff, fromOn] of BANDS) {
  loads(`relay: of priority ${priorityPerMille} at ${perWattHour} sat/Wh`, () => {
    const load = { ...RELAY, priorityPerMille, minimumOffMs: durationMs(0) };
    const off: RelayState = { isOn: false, sinceMono: 0 };
    const on: RelayState = { isOn: true, sinceMono: 0 };
    assert.is(step(off, load, perWattHour, 1), fromOff);
    assert.is(step(on, load, perWattHour, 1), !fromOn);
    assert.equal([off.isOn, on.isOn], [fromOff, fromOn]);
  });
}

loads('relay: off for 5 s after boot, whatever the price', () => {
  const relay = newRelay(monotonicMs(1_000));
  assert.is(step(relay, RELAY, 0.5, 1_000), false);
  assert.is(step(relay, RELAY, 0.5, 5_999), false);
  assert.is(step(relay, RELAY, 0.5, 6_000), true);
  assert.equal(relay, { isOn: true, sinceMono: 6_000 });
});

loads('relay: neither on nor off for less than its minimum times', () => {
  const load = { ...RELAY, minimumOnMs: durationMs(60_000), minimumOffMs: durationMs(30_000) };
  const relay = newRelay(monotonicMs(0));
  step(relay, load, 1, 30_000);
  assert.is(step(relay, load, 3, 89_999), false);
  assert.is(step(relay, load, 3, 90_000), true);
  assert.is(step(relay, load, 1, 119_999), false);
  assert.is(step(relay, load, 1, 120_000), true);
});

loads('relay: a price that stays in the dead band switches nothing, however it jumps', () => {
  for (const isOn of [true, false]) {
    const relay: RelayState = { isOn, sinceMono: 0 };
    for (let i = 1; i <= 1_000; i++) {
      assert.is(step(relay, RELAY, i % 2 === 0 ? 1.35 : 1.5, i * 60_000), false);
    }
  }
});

loads('relay: without a price it goes off, once it was on for long enough', () => {
  const relay: RelayState = { isOn: true, sinceMono: 0 };
  const load = { ...RELAY, minimumOnMs: durationMs(60_000) };
  assert.is(step(relay, load, undefined, 59_999), false);
  assert.is(step(relay, load, undefined, 60_000), true);
  assert.is(relay.isOn, false);
});

loads('relay: below 0 the original never comes back on, as price/off > 1 there; ours does', () => {
  const band: PriceBand = { allBelow: rate(-2), noneAbove: rate(0) };
  const load = { ...RELAY, minimumOffMs: durationMs(0) };
  // Its off price is -1.5: at -1.65 and below it is cheap.
  const original = (price: number) => price / -1.5 < 0.9;
  for (const [price, isOn] of [
    [-1.6, false],
    [-1.66, true],
    [-9, true],
  ] as const) {
    assert.is(original(price), false);
    const relay: RelayState = { isOn: false, sinceMono: 0 };
    relayStep(relay, load, band, rate(price), monotonicMs(1));
    assert.is(relay.isOn, isOn);
  }
});

loads(
  'relay: an off price of 0, at which the original divides by it, is one like any other',
  () => {
    const band: PriceBand = { allBelow: rate(0), noneAbove: rate(2) };
    const load = { ...RELAY, priorityPerMille: 0, minimumOffMs: durationMs(0) };
    const relay: RelayState = { isOn: false, sinceMono: 0 };
    assert.is(relayStep(relay, load, band, rate(0), monotonicMs(1)), false);
    assert.is(relayStep(relay, load, band, milliSatPerKilowattHour(-1), monotonicMs(1)), true);
  },
);

loads('notice: a price counts for half a minute, and never beyond its own step', () => {
  assert.equal(noticeAt(FLAT, epochMs(5_999)), { atSec: 5, untilSec: 35, price: 250_000 });
  assert.equal(noticeAt(STAIR, epochMs(1_050_000)), {
    atSec: 1_050,
    untilSec: 1_060,
    price: 100_000,
  });
  assert.equal(noticeAt(RAMP, epochMs(1_030_500)), {
    atSec: 1_030,
    untilSec: 1_060,
    price: 130_500,
  });
});

loads(
  'notice: the original goes on at the last price for ever; ours knows none after a while',
  () => {
    const notice = noticeAt(FLAT, epochMs(5_000));
    assert.is(presentPrice(notice, epochMs(34_999)), 250_000);
    assert.is(presentPrice(notice, epochMs(35_000)), undefined);
    assert.is(presentPrice(undefined, epochMs(0)), undefined);
  },
);

loads('notice: written and read as the same, and all else is refused', () => {
  const notice = noticeAt(STAIR, epochMs(1_050_000));
  assert.equal(readNotice(writeNotice(notice)), { ok: true, value: notice });
  assert.equal(readNotice(JSON.stringify(writeNotice(notice))), { ok: true, value: notice });
  for (const bend of [
    { schema: 2 },
    { untilSec: 1_050 },
    { untilSec: 1_081 },
    { priceMilliSatPerKilowattHour: 1.5 },
    { priceMilliSatPerKilowattHour: '1' },
    { more: 1 },
  ]) {
    assert.not(readNotice({ ...writeNotice(notice), ...bend }).ok, JSON.stringify(bend));
  }
});

loads.run();
