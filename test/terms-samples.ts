/**
 * An offer and a demand that agree, after the original's sample files, for the tests of terms. In
 * the original 1 sat/Wh is a rate; here it is 1,000,000 mSat/kWh.
 */
import type { Demand } from '../src/terms/demand';
import type { Offer } from '../src/terms/offer';
import { durationMs, milliAmps, milliSat, milliSatPerKilowattHour, milliVolts } from '../src/units';
import { table } from './tariff-reference';

/** 2026-01-01T00:00:00Z. */
export const START_SEC = 1_767_225_600;
export const DAY_SEC = 86_400;
export const SAT_PER_WATT_HOUR = 1_000_000;
export const sat = (amount: number) => milliSat(amount * 1_000);
export const flat = (price: number) => table('steps', [0, milliSatPerKilowattHour(price)]);

export const OFFER: Offer = {
  kind: 'initial',
  startSec: START_SEC,
  stopSec: START_SEC + DAY_SEC,
  meterNumber: '000300001234',
  importTariff: flat(100_000),
  payment: { minimum: sat(40), desired: sat(60), maximum: sat(200) },
  deposit: sat(100),
  prepayment: sat(100),
  cutOffLevel: sat(20),
  reserve: sat(25),
  allowance: sat(0),
  runwayMs: durationMs(90_000),
  voltage: { minimum: milliVolts(207_000), maximum: milliVolts(253_000) },
  voltageDiscountPerMille: 100,
  currentMax: milliAmps(32_000),
};

export const DEMAND: Demand = {
  meterNumber: '000300001234',
  durationSec: { minimum: 3_600, maximum: DAY_SEC },
  importTariff: flat(100_000),
  payment: { minimum: sat(40), maximum: sat(200) },
  depositMax: sat(100),
  prepaymentMax: sat(100),
  cutOffLevelMax: sat(20),
  reserveMax: sat(25),
  allowanceMin: sat(0),
  runwayMsMax: durationMs(90_000),
  voltage: { minimum: milliVolts(207_000), maximum: milliVolts(253_000) },
  voltageDiscountPerMilleMin: 100,
  currentMin: milliAmps(32_000),
};
