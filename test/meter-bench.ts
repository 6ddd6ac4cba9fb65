/** A virtual meter on a virtual wire, and our driver at the other end. */
import * as assert from 'uvu/assert';
import { ModbusMeter } from '../drivers/meters/modbus-meter';
import type { MeterRow } from '../drivers/meters/row';
import { METER_ROWS } from '../drivers/meters/rows';
import { ModbusMaster } from '../drivers/modbus/master';
import type { Chance } from '../host-sim/meters/line-faults';
import { type Answer, VirtualMeter } from '../host-sim/meters/virtual-meter';
import { openWire } from '../host-sim/meters/wire';
import type { MeterFault, Reading } from '../src/ports';
import type { Result } from '../src/result';
import { ManualClock } from './manual-clock';

export const ADDRESS = 17;
const SERIAL = 4_023_456_789; // above 2^31: the top bit is no sign
export const START = 1_234_567_000;
/** Longer than three time-outs. */
export const SETTLED_MS = 2_000;

export type Given = {
  readonly row?: MeterRow;
  readonly hurt?: (healthy: Answer) => Answer;
  readonly isUpsideDown?: boolean;
  readonly wire?: { readonly isByteByByte?: boolean; readonly hasEcho?: boolean };
};

export function meterBench({
  row = METER_ROWS.sdm120,
  hurt = (same) => same,
  isUpsideDown,
  wire,
}: Given) {
  const clock = new ManualClock();
  const phases = row.volts.length;
  const virtual = new VirtualMeter({
    row,
    address: ADDRESS,
    serial: SERIAL,
    importMilliWattHours: START,
    exportMilliWattHours: 89_010_000,
  });
  virtual.loadChanges(0, {
    importMilliWatts: 7_400_000,
    exportMilliWatts: 0,
    milliVolts: new Array<number>(phases).fill(230_200),
    milliAmps: new Array<number>(phases).fill(32_150),
  });
  const { line } = row;
  const { answerDelayMs } = virtual;
  const answer = hurt((atMs, request) => virtual.answer(atMs, request));
  const open = openWire({ clock, line, answer, answerDelayMs, ...wire });
  const master = new ModbusMaster(clock, open, line);
  const options = { address: ADDRESS, ...(isUpsideDown === undefined ? {} : { isUpsideDown }) };
  const meter = new ModbusMeter(master, row, options);

  function sample(): Result<Reading, MeterFault> {
    let result: Result<Reading, MeterFault> | undefined;
    meter.sample((sampled) => {
      result = sampled;
    });
    clock.advance(SETTLED_MS);
    assert.ok(result !== undefined, 'a sample ends');
    assert.is(clock.waiting, 0, 'no timer is left');
    return result;
  }

  function identify(): Result<string, MeterFault> {
    let result: Result<string, MeterFault> | undefined;
    meter.identify((identified) => {
      result = identified;
    });
    clock.advance(SETTLED_MS);
    assert.ok(result !== undefined, 'identifying ends');
    return result;
  }

  return { clock, meter, master, virtual, sample, identify };
}

/** Numerical Recipes' linear congruence: the same run every time. */
export function chance(seed: number): Chance {
  let state = seed;
  return (below) => {
    state = (state * 1_664_525 + 1_013_904_223) % 0x1_0000_0000;
    return Math.floor((state / 0x1_0000_0000) * below);
  };
}
