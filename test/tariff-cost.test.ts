import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Charge, cost } from '../src/tariff/cost';
import { PRICE_MAX, type Tariff } from '../src/tariff/tariff';
import { epochMs, milliWattHours } from '../src/units';
import { createWholeChance } from './chance';
import { FLAT, RAMP, randomTariff, referenceMicro, STAIR, table } from './tariff-reference';

const YEAR_MS = 366 * 86_400_000;
/** 1 MW for a year, in mWh. */
const YEAR_AT_1_MW = 8_784_000_000_000;

const tariff = suite('tariff cost');

const costOf = (of: Tariff, energy: number, from: number, to: number, carry = 0): Charge =>
  cost(of, {
    energy: milliWattHours(energy),
    fromMs: epochMs(from),
    toMs: epochMs(to),
    carryMicroMilliSat: carry,
  });

const microOf = (charge: Charge): bigint =>
  BigInt(charge.cost) * 1_000_000n + BigInt(charge.carryMicroMilliSat);

// tariff, energy mWh, from ms, to ms, carry -> cost mSat, carry
const COSTS: [string, Tariff, number, number, number, number, number, number][] = [
  ['1 kWh at 250 sat', FLAT, 1_000_000, 0, 3_600_000, 0, 250_000, 0],
  ['1 mWh costs a quarter of a mSat', FLAT, 1, 0, 1_000, 0, 0, 250_000],
  ['the carry makes a mSat whole', FLAT, 1, 0, 1_000, 750_000, 1, 0],
  ['no energy costs nothing', FLAT, 0, 0, 1_000, 999_999, 0, 999_999],
  ['a negative price pays', table('steps', [0, -1]), 1, 0, 0, 0, -1, 999_999],
  ['before the first knot', RAMP, 1_000_000, 0, 500_000, 0, 100_000, 0],
  ['after the last knot', RAMP, 1_000_000, 2_000_000, 3_000_000, 0, -20_000, 0],
  ['a whole line is its mean', RAMP, 1_000_000, 1_000_000, 1_060_000, 0, 130_000, 0],
  ['an instant on a line', RAMP, 1_000_000, 1_030_000, 1_030_000, 0, 130_000, 0],
  ['a fraction of a second on a line', RAMP, 1_000_000, 1_000_001, 1_000_001, 0, 100_001, 0],
  ['a level line', RAMP, 1_000_000, 1_060_000, 1_120_000, 0, 160_000, 0],
  ['across a line and a level', RAMP, 1_000_000, 1_000_000, 1_120_000, 0, 145_000, 0],
  ['the end instant of a step is not in it', STAIR, 1_000_000, 1_000_000, 1_060_000, 0, 100_000, 0],
  ['an instant takes the step that begins', STAIR, 1_000_000, 1_060_000, 1_060_000, 0, 160_000, 0],
  ['two steps, half each', STAIR, 1_000_000, 1_030_000, 1_090_000, 0, 130_000, 0],
  ['ends exchanged are the same time', STAIR, 1_000_000, 1_090_000, 1_030_000, 0, 130_000, 0],
];

for (const [name, of, energy, from, to, carry, expected, expectedCarry] of COSTS) {
  tariff(`cost: ${name}`, () => {
    assert.equal(costOf(of, energy, from, to, carry), {
      cost: expected,
      carryMicroMilliSat: expectedCarry,
    });
    assert.is(
      microOf(costOf(of, energy, from, to, carry)),
      referenceMicro(of, energy, from, to, carry),
    );
  });
}

// every size of energy, price and gap that a board can meet, and the whole range besides
const RANGES: [string, number, number, number, number][] = [
  ['one reading on a minute table', 3_000, 2_000_000, 60, 5_000],
  ['a register step of 100 Wh', 100_000, 10_000_000, 3_600, 600_000],
  ['a year at 1 MW', YEAR_AT_1_MW, 10_000_000, 40 * 86_400, YEAR_MS],
  ['the highest price', YEAR_AT_1_MW, PRICE_MAX, 40 * 86_400, YEAR_MS],
  ['single seconds', 10_000, 10_000_000, 1, 10_000],
];

for (const [name, energyMax, priceMax, knotGapMax, spanMax] of RANGES) {
  tariff(`cost: equals the rational reference: ${name}`, () => {
    const chance = createWholeChance(energyMax % 1_000_003);
    for (let i = 0; i < 1_500; i++) {
      const of = randomTariff(chance, priceMax, knotGapMax);
      const { knots } = of;
      const start = (knots[0]!.atSec - knotGapMax) * 1_000;
      const length = (knots[knots.length - 1]!.atSec + knotGapMax) * 1_000 - start;
      // Every third time an end lies on a knot.
      const atKnot = knots[chance(knots.length)]!.atSec * 1_000;
      const from = chance(3) === 0 ? atKnot : start + chance(length);
      const to = chance(8) === 0 ? from : chance(3) === 0 ? atKnot : from + chance(spanMax);
      const energy = chance(energyMax + 1);
      const carry = chance(1_000_000);
      const charged = costOf(of, energy, from, to, carry);
      const label = `${JSON.stringify(of)} ${energy} ${from} ${to} ${carry}`;
      assert.is(microOf(charged), referenceMicro(of, energy, from, to, carry), label);
      assert.ok(charged.carryMicroMilliSat >= 0 && charged.carryMicroMilliSat < 1_000_000, label);
    }
  });
}

tariff('cost: products just around 2^53 are exact, either sign', () => {
  for (const price of [999_999_937, -999_999_937, 3, -3]) {
    const edge = Math.floor(2 ** 53 / Math.abs(price));
    for (let energy = edge - 5; energy <= edge + 5; energy++) {
      if (!Number.isSafeInteger(energy)) continue;
      for (const carry of [0, 1, 999_999]) {
        const of = table('steps', [0, price]);
        assert.is(
          microOf(costOf(of, energy, 0, 1, carry)),
          referenceMicro(of, energy, 0, 1, carry),
        );
      }
    }
  }
});

tariff('cost: a split charges at most a millionth of a mSat per split less, never more', () => {
  const chance = createWholeChance(7);
  for (let i = 0; i < 400; i++) {
    const of = table('lines', [0, chance(20_000_001) - 10_000_000], [600, chance(20_000_001)]);
    const parts = 2 + chance(20);
    const perPart = chance(5_000);
    const partMs = 1 + chance(20_000);
    const whole = microOf(costOf(of, perPart * parts, 0, partMs * parts));
    let carry = 0;
    let paid = 0n;
    let straight = 0n;
    for (let part = 0; part < parts; part++) {
      // Power is even in time only while the price is a line: each part pays its own mean.
      const piece = costOf(of, perPart, part * partMs, (part + 1) * partMs, carry);
      carry = piece.carryMicroMilliSat;
      paid += BigInt(piece.cost);
      straight += referenceMicro(of, perPart, part * partMs, (part + 1) * partMs);
    }
    const split = paid * 1_000_000n + BigInt(carry);
    assert.is(split, straight, 'the carry loses nothing');
    assert.ok(split <= whole, 'never more');
    assert.ok(whole - split <= BigInt(parts - 1), 'at most a millionth per split');
  }
});

tariff('cost: an amount beyond 2^53 mSat stays there, and does not end in an assertion', () => {
  const energy = Number.MAX_SAFE_INTEGER;
  const most = { cost: Number.MAX_SAFE_INTEGER, carryMicroMilliSat: 0 };
  const least = { cost: Number.MIN_SAFE_INTEGER, carryMicroMilliSat: 0 };
  assert.equal(costOf(table('steps', [0, PRICE_MAX]), energy, 0, 1), most);
  assert.equal(costOf(table('steps', [0, -PRICE_MAX]), energy, 0, 1), least);
});

tariff('cost: a carry outside its range is a bug', () => {
  for (const carry of [-1, 1_000_000, 0.5, Number.NaN]) {
    assert.throws(() => costOf(FLAT, 1, 0, 1, carry), /carry/);
  }
});

tariff.run();
