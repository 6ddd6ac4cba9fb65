/** A load, the pulses that its meter gives for it, and the driver that counts them. */
import { PulseMeter, type Registers } from '../drivers/meters/pulse-meter';
import type { MeterFault, Reading } from '../src/ports';
import type { Result } from '../src/result';
import { ManualClock } from './manual-clock';

export const IMPULSES = 1_000;
const MILLI_WATT_MS_PER_KILOWATT_HOUR = 3_600_000_000_000;
const STEP_MS = 10;

export function pulseBench(impulses = IMPULSES, since?: Partial<Registers>, startAt = 0) {
  const clock = new ManualClock();
  let count: number | undefined = startAt;
  let isOn = false;
  let flow = 0;
  const meter = new PulseMeter({
    clock,
    counter: { count: () => count, isOn: () => isOn },
    impulsesPerKilowattHour: impulses,
    since: { importRegister: 0, exportRegister: 0, ...since },
  });
  const sample = (): Result<Reading, MeterFault> => {
    let result: Result<Reading, MeterFault> | undefined;
    meter.sample((each) => {
      result = each;
    });
    if (result === undefined) throw new Error('no answer');
    return result;
  };
  return {
    clock,
    meter,
    sample,
    good: (): Reading => {
      const sampled = sample();
      if (!sampled.ok) throw new Error(sampled.fault);
      return sampled.value;
    },
    add: (pulses: number) => {
      count = ((count ?? 0) + pulses) >>> 0;
    },
    hold: (on: boolean) => {
      isOn = on;
    },
    remove: () => {
      count = undefined;
    },
    /** So many watts for so long; pulses come as the meter gives them. */
    load: (watts: number, ms: number) => {
      for (let at = 0; at < ms; at += STEP_MS) {
        flow += watts * 1_000 * STEP_MS * impulses;
        for (; flow >= MILLI_WATT_MS_PER_KILOWATT_HOUR; flow -= MILLI_WATT_MS_PER_KILOWATT_HOUR) {
          count = ((count ?? 0) + 1) >>> 0;
        }
        clock.advance(STEP_MS);
      }
    },
  };
}
