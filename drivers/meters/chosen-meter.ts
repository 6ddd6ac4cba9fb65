/**
 * The meter that a configuration names and the board is wired for: its row, its line or its counter
 * and its driver put together.
 */
import type { Clock, Meter, OpenByteStream } from '../../src/ports';
import { fail, ok, type Result } from '../../src/result';
import { type MilliWattHours, type MilliWatts, milliWatts } from '../../src/units';
import type { LineSettings } from '../modbus/line';
import { ModbusMaster } from '../modbus/master';
import { ModbusMeter } from './modbus-meter';
import { PULSE_MS_MIN, type PulseCounter, PulseMeter, type Registers } from './pulse-meter';
import { METER_ROWS, type MeterType } from './rows';

export type MeterChoice = {
  readonly type: string;
  readonly address: number;
  readonly upsideDown: boolean;
  readonly registerStep?: MilliWattHours;
};

/** How a board reaches its meter. */
export type MeterWire =
  | { readonly kind: 'line'; open(line: LineSettings): OpenByteStream }
  | {
      readonly kind: 'pulses';
      readonly counter: PulseCounter;
      readonly impulsesPerKilowattHour: number;
    };

/** `frames`: whole answers given so far, for statistics. */
export type ChosenMeter = Meter & { readonly frames: number };

const PULSES = 'pulses';
/** 1 kWh in mW x ms. */
const FLOW_PER_KILOWATT_HOUR = 3_600_000_000_000;
const NOTHING_WRITTEN: Registers = Object.freeze({ importRegister: 0, exportRegister: 0 });

/**
 * `since`: where the journal left the registers. `powerMax`: of the supply. A fault says which
 * types there are.
 */
export function chosenMeter(
  choice: MeterChoice,
  clock: Clock,
  wire: MeterWire,
  since: Registers = NOTHING_WRITTEN,
  powerMax: MilliWatts = milliWatts(0),
): Result<ChosenMeter, string> {
  const types = wire.kind === 'pulses' ? [PULSES] : Object.keys(METER_ROWS);
  if (!types.includes(choice.type)) {
    return fail(`meter.type: ${choice.type} is not one of ${types.join(', ')}`);
  }
  return wire.kind === 'pulses'
    ? pulseMeter(choice, clock, wire, since, powerMax)
    : ok(modbusMeter(choice, clock, wire));
}

function modbusMeter(
  { type, address, upsideDown, registerStep }: MeterChoice,
  clock: Clock,
  wire: MeterWire & { readonly kind: 'line' },
): ModbusMeter {
  const row = METER_ROWS[type as MeterType];
  const master = new ModbusMaster(clock, wire.open(row.line), row.line);
  return new ModbusMeter(master, row, {
    address,
    isUpsideDown: upsideDown,
    ...(registerStep === undefined ? {} : { energyStep: registerStep }),
  });
}

/** What is wired says all of it: a setting that contradicts it is not passed over. */
function pulseMeter(
  { upsideDown, registerStep }: MeterChoice,
  clock: Clock,
  { counter, impulsesPerKilowattHour }: MeterWire & { readonly kind: 'pulses' },
  { importRegister, exportRegister }: Registers,
  powerMax: MilliWatts,
): Result<PulseMeter, string> {
  if (upsideDown) return fail('meter.upsideDown: pulses tell one direction only');
  if (registerStep !== undefined) {
    return fail('meter.registerStepMilliWattHours: a pulse is what the board definition says');
  }
  // What comes faster is noise to the driver: it would flow and be billed to nobody.
  if (powerMax * impulsesPerKilowattHour * PULSE_MS_MIN > FLOW_PER_KILOWATT_HOUR) {
    const most = Math.floor(
      FLOW_PER_KILOWATT_HOUR / impulsesPerKilowattHour / PULSE_MS_MIN / 1_000,
    );
    return fail(`supply.breakerMilliAmps: pulses of this meter tell ${most} W at most`);
  }
  const since = {
    importRegister: Math.max(0, importRegister), // -1: none was ever written
    exportRegister: Math.max(0, exportRegister),
  };
  return ok(new PulseMeter({ clock, counter, impulsesPerKilowattHour, since }));
}
