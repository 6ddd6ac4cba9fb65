/** What flows behind the bench's contactor, what the meter shows of it, and what it costs. */
import { parseConfig } from '../../../src/config/board-config';
import { formatConfigError } from '../../../src/config/fields';
import type { Reading } from '../../../src/ports';
import { secret } from '../../../src/secret';
import {
  type MonotonicMs,
  milliAmps,
  milliVolts,
  milliWattHours,
  milliWatts,
} from '../../../src/units';
import type { Documents } from '../../../src/wiring';
import type { Exposure } from './exposure';
import { type Place, PRICE_MILLI_SAT_PER_KILOWATTHOUR } from './rules';

export type Circuit = Place & { readonly wattsMax: number };

const VOLTS = 230;
const QUANTUM = milliWattHours(1_000);
const NO_ENERGY = milliWattHours(0);
const START_REGISTER = 12_345_000_000;
const MS_PER_HOUR = 3_600_000;
const MILLI_SAT_PER_MILLI_WATT_MS = PRICE_MILLI_SAT_PER_KILOWATTHOUR / 1_000_000 / MS_PER_HOUR;

/** A little below what trips. */
const LOAD_SHARE = 0.98;

export const circuitOf = (place: Place): Circuit => ({
  ...place,
  wattsMax: Math.floor((LOAD_SHARE * place.currentMaxMilliAmps * VOLTS * place.phases) / 1_000),
});

/** No pilot: a load that is cut at once. */
export function documentsOf(
  { phases, currentMaxMilliAmps }: Place,
  terms: Readonly<Record<string, unknown>>,
  nodeUrl: string,
  credential: string,
): Documents {
  const config = parseConfig({
    version: 1,
    board: { id: 'bench', name: 'Bench' },
    network: 'regtest',
    meter: { type: phases === 3 ? 'sdm630' : 'sdm120', address: 1 },
    supply: { breakerMilliAmps: 40_000, phases, pilot: false },
    node: { kind: 'lnd', url: nodeUrl, credential: 'node' },
    terms: { ...terms, currentMaxMilliAmps },
  });
  if (!config.ok) throw new Error(config.fault.map(formatConfigError).join('\n'));
  return { config: config.value, secrets: new Map([['node', secret(credential)]]) };
}

export class Flow {
  watts: number;
  isOn = false;
  readonly #phases: number;
  readonly #exposure: Exposure;
  #at = 0;
  #register = START_REGISTER;
  /** Below a mWh, in mW x ms. */
  #rest = 0;

  constructor({ watts, phases }: Circuit, exposure: Exposure) {
    this.watts = watts;
    this.#phases = phases;
    this.#exposure = exposure;
  }

  until(at: number): void {
    const flowed = this.isOn ? this.watts * 1_000 * (at - this.#at) : 0;
    this.#at = at;
    if (flowed === 0) return;
    this.#exposure.used(flowed * MILLI_SAT_PER_MILLI_WATT_MS);
    this.#rest += flowed;
    this.#register += Math.floor(this.#rest / MS_PER_HOUR);
    this.#rest %= MS_PER_HOUR;
  }

  turn(at: number, isOn: boolean): void {
    this.until(at);
    this.isOn = isOn;
  }

  reading(atMono: MonotonicMs): Reading {
    const power = this.isOn ? this.watts * 1_000 : 0;
    const current = milliAmps(Math.round(power / VOLTS / this.#phases));
    const phase = { volts: milliVolts(VOLTS * 1_000), current };
    return {
      atMono,
      importRegister: milliWattHours(this.#register - (this.#register % QUANTUM)),
      importQuantum: QUANTUM,
      exportRegister: NO_ENERGY,
      exportQuantum: QUANTUM,
      power: milliWatts(power),
      phases: Array.from({ length: this.#phases }, () => phase),
    };
  }
}
