/** The command line of `npm run meter`: parsed once, a mistake named in one helpful line. */
import { parseArgs } from 'node:util';
import { METER_ROWS, type MeterType } from '../../drivers/meters/rows';
import type { LineSettings } from '../../drivers/modbus/line';
import { nearestName } from '../../src/config/nearest-name';
import { complaintOf } from '../usage';

export const BAUDS: readonly number[] = [
  1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 57_600, 115_200,
];
export const ADDRESS_DEFAULT = 1;
const ADDRESS_MAX = 247;
const PARITIES = ['none', 'even', 'odd'] as const;

export type MeterArguments = {
  readonly type: MeterType;
  readonly port: string;
  /** Undefined: the factory's, or every likely one in a scan. */
  readonly baud: number | undefined;
  readonly parity: LineSettings['parity'] | undefined;
  readonly address: number | undefined;
  readonly mode: 'read' | 'watch' | 'scan';
  /** `--baud auto`: look for the baud rate first. */
  readonly isBaudAuto: boolean;
  readonly isJson: boolean;
};

export type MeterCommand =
  | { readonly kind: 'run'; readonly arguments: MeterArguments }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly line: string };

const TYPES = Object.keys(METER_ROWS) as readonly MeterType[];

export const HELP = `npm run meter -- --type TYPE --port PATH [options]

  Reads a meter on an RS-485 adapter, with the driver the board uses. Nothing is written to it.

  --type TYPE       ${TYPES.join(', ')}
  --port PATH       of the adapter, such as /dev/ttyUSB0 or COM3
  --baud N|auto     ${BAUDS.join(', ')} (the factory's for the type)
  --parity none|even|odd  (the factory's)
  --address N       1 to ${ADDRESS_MAX} (${ADDRESS_DEFAULT})
  --scan            tries the likely bauds, parities and addresses until something answers
  --watch           one line a second until Ctrl-C
  --json            for programs: the unit is in every key
  --help

  Exit 0 when it was read, 1 when not, 64 for a wrong argument.
`;

const OPTIONS = {
  type: { type: 'string' },
  port: { type: 'string' },
  baud: { type: 'string' },
  parity: { type: 'string' },
  address: { type: 'string' },
  scan: { type: 'boolean', default: false },
  watch: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

export function parseMeterArguments(argv: readonly string[]): MeterCommand {
  let values: ReturnType<typeof read>;
  try {
    values = read(argv);
  } catch (error) {
    return wrong(complaintOf(error, '--baud 9600'));
  }
  if (values.help) return { kind: 'help' };
  const { type, port, baud, parity, address } = values;
  if (type === undefined) return wrong(`--type is missing: one of ${TYPES.join(', ')}.`);
  if (!isMeterType(type)) {
    const near = nearestName(type, TYPES);
    const hint = near === undefined ? `one of ${TYPES.join(', ')}` : `did you mean ${near}?`;
    return wrong(`--type ${type}: ${hint}${near === undefined ? '.' : ''}`);
  }
  if (port === undefined || port === '') {
    return wrong('--port is missing: the adapter, such as /dev/ttyUSB0 or COM3.');
  }
  if (baud !== undefined && baud !== 'auto' && !BAUDS.includes(Number(baud))) {
    return wrong(`--baud ${baud}: auto, or one of ${BAUDS.join(', ')}.`);
  }
  if (parity !== undefined && !isParity(parity)) {
    return wrong(`--parity ${parity}: none, even or odd.`);
  }
  const station = address === undefined ? undefined : Number(address);
  if (
    station !== undefined &&
    !(Number.isInteger(station) && station >= 1 && station <= ADDRESS_MAX)
  ) {
    return wrong(`--address ${address}: give 1 to ${ADDRESS_MAX}.`);
  }
  if (values.scan && values.watch) {
    return wrong('--scan ends with what it found; --watch goes on: give one of the two.');
  }
  return {
    kind: 'run',
    arguments: {
      type,
      port,
      baud: baud === undefined || baud === 'auto' ? undefined : Number(baud),
      parity,
      address: station,
      mode: values.scan ? 'scan' : values.watch ? 'watch' : 'read',
      isBaudAuto: baud === 'auto',
      isJson: values.json,
    },
  };
}

const read = (argv: readonly string[]) =>
  parseArgs({ args: [...argv], options: OPTIONS, strict: true, allowPositionals: false }).values;

const isMeterType = (text: string): text is MeterType => Object.hasOwn(METER_ROWS, text);
const isParity = (text: string): text is LineSettings['parity'] =>
  PARITIES.some((parity) => parity === text);

const wrong = (line: string): MeterCommand => ({
  kind: 'wrong',
  line: `${line} See npm run meter -- --help.`,
});
