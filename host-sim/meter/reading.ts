/** One meter, read with the board's driver, and how its reading is shown to people and programs. */
import { ModbusMeter } from '../../drivers/meters/modbus-meter';
import { METER_ROWS, type MeterType } from '../../drivers/meters/rows';
import type { LineSettings } from '../../drivers/modbus/line';
import { ModbusMaster } from '../../drivers/modbus/master';
import type { Clock, MeterFault, Reading } from '../../src/ports';
import type { Result } from '../../src/result';
import { monotonicMs } from '../../src/units';
import { openSerialLine, type SerialLine, type SerialLineFault } from '../meters/serial-line';

export type Station = {
  readonly type: MeterType;
  readonly port: string;
  readonly line: LineSettings;
  readonly address: number;
};

export type OpenMeter = {
  sample(): Promise<Result<Reading, MeterFault>>;
  /** Null: this meter keeps no serial number, or did not give it. */
  serial(): Promise<string | null>;
  /** Requests that were sent again since it was opened. */
  readonly retries: number;
  close(): Promise<void>;
};

const clock: Clock = {
  now: () => monotonicMs(Math.floor(performance.now())),
  after: (delay, run) => {
    const timer = setTimeout(run, delay);
    return { cancel: () => clearTimeout(timer) };
  },
};

export async function openMeter(station: Station): Promise<Result<OpenMeter, SerialLineFault>> {
  const opened = await openSerialLine(station.port, station.line);
  if (!opened.ok) return opened;
  return { ok: true, value: meterOn(opened.value, station) };
}

function meterOn(serialLine: SerialLine, { type, line, address }: Station): OpenMeter {
  const master = new ModbusMaster(clock, serialLine.open, line);
  const meter = new ModbusMeter(master, METER_ROWS[type], { address });
  return {
    sample: () => new Promise((resolve) => meter.sample(resolve)),
    serial: async () => {
      const answer = await new Promise<Result<string, MeterFault>>((resolve) =>
        meter.identify(resolve),
      );
      return answer.ok ? answer.value : null;
    },
    get retries() {
      return master.retries;
    },
    close: () => serialLine.close(),
  };
}

/** 2400 8N1, as installers and manuals write it. */
export const formatLine = ({ baud, parity, stopBits }: LineSettings): string =>
  `${baud} 8${parity.slice(0, 1).toUpperCase()}${stopBits}`;

/** The unit in every key; numbers as the meter counts, not rounded further. */
export function readingJson(station: Station, reading: Reading, serial: string | null) {
  return {
    schema: 1,
    type: station.type,
    model: METER_ROWS[station.type].model,
    port: station.port,
    baud: station.line.baud,
    parity: station.line.parity,
    address: station.address,
    serial,
    importKilowattHours: reading.importRegister / 1_000_000,
    exportKilowattHours: reading.exportRegister / 1_000_000,
    powerWatts: reading.power / 1_000,
    phases: reading.phases.map(({ volts, current }) => ({
      volts: volts / 1_000,
      amps: current / 1_000,
    })),
  };
}

/** Numbers right-aligned on their decimal point, one unit per line. */
export function readingTable(station: Station, reading: Reading, serial: string | null): string {
  const rows: [string, number, number, string][] = [
    ['import', reading.importRegister / 1_000_000, 3, 'kWh'],
    ['export', reading.exportRegister / 1_000_000, 3, 'kWh'],
    ['power', reading.power / 1_000, 1, 'W'],
  ];
  reading.phases.forEach(({ volts, current }, index) => {
    rows.push([`L${index + 1}`, volts / 1_000, 1, 'V'], ['', current / 1_000, 3, 'A']);
  });
  const cells = rows.map(([name, value, digits, unit]) => {
    const text = value.toFixed(digits);
    return { name, whole: text.split('.')[0] ?? '', part: text.split('.')[1] ?? '', unit };
  });
  const width = Math.max(...cells.map(({ whole }) => whole.length));
  const lines = cells.map(
    ({ name, whole, part, unit }) =>
      `  ${name.padEnd(8)}${whole.padStart(width)}.${part.padEnd(3)} ${unit}`,
  );
  const { model } = METER_ROWS[station.type];
  const title = `${model}, serial ${serial ?? 'not given'}, address ${station.address}`;
  return [`${title}, ${formatLine(station.line)}`, ...lines].join('\n');
}

/** One second of `--watch`. */
export function readingLine(reading: Reading): string {
  const { importRegister, exportRegister, power, phases } = reading;
  const each = phases.map(
    ({ volts, current }) => `${(volts / 1_000).toFixed(1)} V ${(current / 1_000).toFixed(3)} A`,
  );
  const energy =
    `import ${(importRegister / 1_000_000).toFixed(3)} kWh  ` +
    `export ${(exportRegister / 1_000_000).toFixed(3)} kWh`;
  return `${energy}  ${(power / 1_000).toFixed(1).padStart(9)} W  ${each.join('  ')}`;
}
