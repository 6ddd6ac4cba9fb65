/**
 * The world's own book of one connection: what really flowed through the contactor, to the mWh,
 * and what that costs at the tariff. The board never sees it; the checkers see nothing else.
 */
import { cost } from '../src/tariff/cost';
import type { Tariff } from '../src/tariff/tariff';
import { epochMs, milliWattHours } from '../src/units';
import { addEnergy, type EnergyIntegral } from './meters/energy-integral';

export class EnergyBook {
  #tariff: Tariff;
  readonly #epochMs: (at: number) => number;
  #energy: EnergyIntegral = { milliWattHours: 0, milliWattMs: 0 };
  #milliWatts = 0;
  #since = 0;
  #costMilliSat = 0;
  #carry = 0;

  constructor(tariff: Tariff, toEpochMs: (at: number) => number) {
    this.#tariff = tariff;
    this.#epochMs = toEpochMs;
  }

  /** Books what flowed until now at the old power, then takes the new one. */
  flows(at: number, milliWatts: number): void {
    const before = this.#energy.milliWattHours;
    this.#energy = addEnergy(this.#energy, this.#milliWatts, at - this.#since);
    const charge = cost(this.#tariff, {
      energy: milliWattHours(this.#energy.milliWattHours - before),
      fromMs: epochMs(this.#epochMs(this.#since)),
      toMs: epochMs(this.#epochMs(at)),
      carryMicroMilliSat: this.#carry,
    });
    this.#costMilliSat += charge.cost;
    this.#carry = charge.carryMicroMilliSat;
    this.#since = at;
    this.#milliWatts = milliWatts;
  }

  /** Another tariff holds from now on; what flowed until now is booked at the old one. */
  takeTariff(at: number, tariff: Tariff): void {
    this.flows(at, this.#milliWatts);
    this.#tariff = tariff;
  }

  get milliWatts(): number {
    return this.#milliWatts;
  }

  deliveredMilliWattHours(at: number): number {
    this.flows(at, this.#milliWatts);
    return this.#energy.milliWattHours;
  }

  /** Cost of all that was delivered, rounded down to a whole mSat. */
  costMilliSat(at: number): number {
    this.flows(at, this.#milliWatts);
    return this.#costMilliSat;
  }
}
