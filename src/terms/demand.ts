/**
 * What a buyer will accept: bounds for each field of an offer. The buyer may state it first, and
 * is then offered what it can take. An absent bound is no bound.
 */
import type { Tariff } from '../tariff/tariff';
import type { DurationMs, MilliAmps, MilliSat, MilliWattHours } from '../units';
import type { VoltageBand } from './offer';

export type Demand = {
  readonly meterNumber: string;
  readonly durationSec: { readonly minimum: number; readonly maximum: number };
  /** The ceiling: nowhere may an offer be above it. */
  readonly importTariff: Tariff;
  /** The floor of what is paid for energy fed in. Absent: it need not be bought. */
  readonly exportTariff?: Tariff;
  readonly payment: {
    readonly minimum: MilliSat;
    readonly maximum: MilliSat;
    /** Absent: as the seller wishes. */
    readonly desired?: MilliSat;
  };
  readonly depositMax: MilliSat;
  readonly prepaymentMax: MilliSat;
  readonly cutOffLevelMax?: MilliSat;
  readonly reserveMax?: MilliSat;
  readonly allowanceMin: MilliSat;
  readonly runwayMsMax?: DurationMs;
  /** What the loads bear: the guaranteed band must lie within it. */
  readonly voltage: VoltageBand;
  readonly voltageDiscountPerMilleMin: number;
  /** What the loads need, per phase. */
  readonly currentMin: MilliAmps;
  /** An end by energy may not come before that. */
  readonly energyMin?: MilliWattHours;
  /** There must be an end by energy, at this or before. */
  readonly energyMax?: MilliWattHours;
  /** The same by what is charged. */
  readonly amountMax?: MilliSat;
};
