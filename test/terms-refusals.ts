/**
 * Offers that are refused for one reason each: with both numbers, and what the counter-proposal has
 * in place of the offer's. All else is as in the samples.
 */
import type { Demand } from '../src/terms/demand';
import type { Offer } from '../src/terms/offer';
import type { Reason, Why } from '../src/terms/reason';
import type { Expected } from '../src/terms/rules';
import { durationMs, milliAmps, milliVolts, milliWattHours } from '../src/units';
import { DAY_SEC, DEMAND, flat, START_SEC, sat } from './terms-samples';

export const sizes = (minimum: number, desired: number, maximum: number) => ({
  minimum: sat(minimum),
  desired: sat(desired),
  maximum: sat(maximum),
});
export const band = (minimum: number, maximum: number) => ({
  minimum: milliVolts(minimum),
  maximum: milliVolts(maximum),
});

type Case = readonly [
  what: string,
  change: { offer?: Partial<Offer>; demand?: Partial<Demand>; expected?: Expected },
  reason: Reason,
  /** What the counter-proposal has in place of the offer's. */
  counter: Partial<Offer>,
];
export const why = (name: Why, offered: Reason['offered'], limit: Reason['limit']): Reason => {
  return { why: name, offered, limit };
};

export const REFUSALS: readonly Case[] = [
  [
    'a least payment above the most that is paid',
    { offer: { payment: sizes(201, 250, 300) } },
    why('payment-minimum-too-high', 201_000, 200_000),
    { payment: sizes(200, 250, 300) },
  ],
  [
    'a largest payment below the least that is made',
    { offer: { payment: sizes(10, 20, 39) } },
    why('payment-maximum-too-low', 39_000, 40_000),
    { payment: sizes(10, 20, 40) },
  ],
  [
    'a prepayment that is too high',
    { offer: { prepayment: sat(101) } },
    why('prepayment-too-high', 101_000, 100_000),
    { prepayment: sat(100) },
  ],
  [
    'a price that is too high',
    { offer: { importTariff: flat(100_001) } },
    { why: 'import-price-too-high', offered: 100_001, limit: 100_000, atSec: START_SEC },
    { importTariff: DEMAND.importTariff },
  ],
  [
    'a renewal that wants a deposit',
    { offer: { kind: 'renewal', deposit: sat(1) } },
    why('deposit-in-renewal', 1_000, 0),
    { kind: 'renewal', deposit: sat(0) },
  ],
  [
    'a deposit that is too high',
    { offer: { deposit: sat(101) } },
    why('deposit-too-high', 101_000, 100_000),
    { deposit: sat(100) },
  ],
  [
    'less current than is needed',
    { offer: { currentMax: milliAmps(31_999) } },
    why('current-too-low', 31_999, 32_000),
    { currentMax: milliAmps(32_000) },
  ],
  [
    'a guaranteed voltage that may be too high',
    { offer: { voltage: band(207_000, 253_001) } },
    why('voltage-maximum-too-high', 253_001, 253_000),
    { voltage: band(207_000, 253_000) },
  ],
  [
    'a guaranteed voltage that may be too low',
    { offer: { voltage: band(206_999, 253_000) } },
    why('voltage-minimum-too-low', 206_999, 207_000),
    { voltage: band(207_000, 253_000) },
  ],
  [
    'a band wholly above what the loads bear, countered with one that is a band',
    { offer: { voltage: band(260_000, 270_000) } },
    why('voltage-maximum-too-high', 270_000, 253_000),
    { voltage: band(253_000, 253_000) },
  ],
  [
    'another meter',
    { offer: { meterNumber: '000300001235' } },
    why('other-meter', '000300001235', '000300001234'),
    { meterNumber: '000300001234' },
  ],
  [
    'a period that is too long',
    { offer: { stopSec: START_SEC + DAY_SEC + 1 } },
    why('period-too-long', DAY_SEC + 1, DAY_SEC),
    { stopSec: START_SEC + DAY_SEC },
  ],
  [
    'a period that is too short',
    { offer: { stopSec: START_SEC + 3_599 } },
    why('period-too-short', 3_599, 3_600),
    { stopSec: START_SEC + 3_600 },
  ],
  [
    'an initial offer where a renewal is due, whose counter wants no deposit',
    { expected: { kind: 'renewal' } },
    why('other-kind', 'initial', 'renewal'),
    { kind: 'renewal', deposit: sat(0) },
  ],
  [
    'a period that starts too early, which moves whole',
    { expected: { startSecMin: START_SEC + 60 } },
    why('starts-too-early', START_SEC, START_SEC + 60),
    { startSec: START_SEC + 60, stopSec: START_SEC + DAY_SEC + 60 },
  ],
  [
    'a period that starts too late, which moves whole',
    { expected: { startSecMax: START_SEC - 60 } },
    why('starts-too-late', START_SEC, START_SEC - 60),
    { startSec: START_SEC - 60, stopSec: START_SEC + DAY_SEC - 60 },
  ],
  [
    'too little for what is fed in',
    { offer: { exportTariff: flat(49_999) }, demand: { exportTariff: flat(50_000) } },
    { why: 'export-price-too-low', offered: 49_999, limit: 50_000, atSec: START_SEC },
    { exportTariff: flat(50_000) },
  ],
  [
    'nothing for what is fed in',
    { demand: { exportTariff: flat(50_000) } },
    why('export-price-too-low', null, 50_000),
    { exportTariff: flat(50_000) },
  ],
  [
    'a cut-off level that is too high',
    { offer: { cutOffLevel: sat(21) } },
    why('cut-off-level-too-high', 21_000, 20_000),
    { cutOffLevel: sat(20) },
  ],
  [
    'a reserve that is too high, and the cut-off level stays within it',
    { demand: { reserveMax: sat(15), cutOffLevelMax: sat(20) } },
    why('reserve-too-high', 25_000, 15_000),
    { reserve: sat(15), cutOffLevel: sat(15) },
  ],
  [
    'a starting allowance that is too low',
    { demand: { allowanceMin: sat(1) } },
    why('allowance-too-low', 0, 1_000),
    { allowance: sat(1) },
  ],
  [
    'a runway that is too long',
    { offer: { runwayMs: durationMs(90_001) } },
    why('runway-too-long', 90_001, 90_000),
    { runwayMs: durationMs(90_000) },
  ],
  [
    'too small a discount for wrong voltage',
    { offer: { voltageDiscountPerMille: 99 } },
    why('voltage-discount-too-low', 99, 100),
    { voltageDiscountPerMille: 100 },
  ],
  [
    'an end by energy that comes too early',
    { offer: { energyMax: milliWattHours(9) }, demand: { energyMin: milliWattHours(10) } },
    why('energy-end-too-early', 9, 10),
    { energyMax: milliWattHours(10) },
  ],
  [
    'an end by energy that comes too late',
    { offer: { energyMax: milliWattHours(11) }, demand: { energyMax: milliWattHours(10) } },
    why('energy-end-too-late', 11, 10),
    { energyMax: milliWattHours(10) },
  ],
  [
    'no end by what is charged, where there must be one',
    { demand: { amountMax: sat(5_000) } },
    why('amount-end-too-late', null, 5_000_000),
    { amountMax: sat(5_000) },
  ],
];
