/** The meter that a configuration names: its row, its line and its driver put together. */
import type { Clock, OpenByteStream } from '../../src/ports';
import { fail, ok, type Result } from '../../src/result';
import type { MilliWattHours } from '../../src/units';
import type { LineSettings } from '../modbus/line';
import { ModbusMaster } from '../modbus/master';
import { ModbusMeter } from './modbus-meter';
import { METER_ROWS, type MeterType } from './rows';

export type MeterChoice = {
  readonly type: string;
  readonly address: number;
  readonly upsideDown: boolean;
  readonly registerStep?: MilliWattHours;
};

/** A fault says which types there are. */
export function chosenMeter(
  { type, address, upsideDown, registerStep }: MeterChoice,
  clock: Clock,
  openLine: (line: LineSettings) => OpenByteStream,
): Result<ModbusMeter, string> {
  const types = Object.keys(METER_ROWS);
  if (!types.includes(type)) {
    return fail(`meter.type: ${type} is not one of ${types.join(', ')}`);
  }
  const row = METER_ROWS[type as MeterType];
  const master = new ModbusMaster(clock, openLine(row.line), row.line);
  const meter = new ModbusMeter(master, row, {
    address,
    isUpsideDown: upsideDown,
    ...(registerStep === undefined ? {} : { energyStep: registerStep }),
  });
  return ok(meter);
}
