/** The command line of `npm run tariff`: parsed once, a mistake named in one helpful line. */
import { parseArgs } from 'node:util';
import { complaintOf } from '../usage';

export type TariffArguments = {
  readonly file: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly energyMilliWattHours: number;
  readonly isExport: boolean;
  readonly isJson: boolean;
  readonly prices: string | undefined;
  readonly rate: string | undefined;
};

export type TariffCommand =
  | { readonly kind: 'run'; readonly arguments: TariffArguments }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly line: string };

export const HELP = `npm run tariff -- FILE --from ISO --to ISO [options]

  What energy costs over time: draws the curve of a tariff and says the exact cost, as a board
  charges it. FILE is a tariff (docs/protocol.md, "Tariff recipes") or a board's configuration.

  --from ISO      as 2026-01-01 (midnight UTC), 2026-01-01T06:00Z or 2026-01-01T06:00:00+01:00
  --to ISO        at most 366 days later
  --energy KWH    flowing evenly in that time, to a millionth (1)
  --export        of a configuration, what is paid for energy that comes back
  --prices FILE   of a recipe feed, the list of prices as its server answers
  --rate FILE     of a recipe in a currency, the rate of exchange as its server answers
  --json          one object in place of the chart
  --help

  Exit 0, or 64 for a wrong argument or a file that is no tariff.
`;

const OPTIONS = {
  from: { type: 'string' },
  to: { type: 'string' },
  energy: { type: 'string', default: '1' },
  export: { type: 'boolean', default: false },
  prices: { type: 'string' },
  rate: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const SPAN_MS_MAX = 366 * 86_400_000;
const ENERGY_KWH_MAX = 1_000_000_000;
const MILLI_WATT_HOURS_PER_KWH = 1_000_000;
const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?$/;
/** Whole numbers of mWh have six decimals of a kWh. */
const DECIMAL = /^(\d{1,10})(?:\.(\d{1,6}))?$/;

export function parseArguments(argv: readonly string[]): TariffCommand {
  let parsed: ReturnType<typeof read>;
  try {
    parsed = read(argv);
  } catch (error) {
    return wrong(complaintOf(error, '--energy 10'));
  }
  const { values, positionals } = parsed;
  if (values.help) return { kind: 'help' };

  const [file, other] = positionals;
  if (file === undefined) return wrong('Which file? Give one with a tariff, as tariff.json.');
  if (other !== undefined) return wrong(`${other}: one file at a time.`);
  const fromMs = timeOf(values.from);
  if (fromMs === undefined) return wrong(`--from ${values.from ?? 'is missing'}: ${TIME_EXPECTED}`);
  const toMs = timeOf(values.to);
  if (toMs === undefined) return wrong(`--to ${values.to ?? 'is missing'}: ${TIME_EXPECTED}`);
  if (toMs <= fromMs) return wrong(`--to ${values.to}: must be after --from ${values.from}.`);
  if (toMs - fromMs > SPAN_MS_MAX) {
    return wrong(`--to ${values.to}: at most 366 days after --from ${values.from}.`);
  }
  const energy = energyOf(values.energy);
  if (energy === undefined) {
    return wrong(`--energy ${values.energy}: kWh as 10 or 0.25, at most six decimals.`);
  }
  return {
    kind: 'run',
    arguments: {
      file,
      fromMs,
      toMs,
      energyMilliWattHours: energy,
      isExport: values.export,
      isJson: values.json,
      prices: values.prices,
      rate: values.rate,
    },
  };
}

const TIME_EXPECTED = 'give a time as 2026-01-01, 2026-01-01T06:00Z or 2026-01-01T06:00:00+01:00.';

const read = (argv: readonly string[]) =>
  parseArgs({ args: [...argv], options: OPTIONS, strict: true, allowPositionals: true });

/** Undefined too for a 30 February, which `Date` would take for a day of March. */
function timeOf(text: string | undefined): number | undefined {
  if (text === undefined || !ISO.test(text)) return undefined;
  const ms = Date.parse(text);
  const day = Date.parse(text.slice(0, 10));
  const isDay = Number.isFinite(day) && new Date(day).toISOString().startsWith(text.slice(0, 10));
  return isDay && ms >= 0 ? ms : undefined;
}

function energyOf(text: string): number | undefined {
  const [, whole, fraction = ''] = DECIMAL.exec(text) ?? [];
  if (whole === undefined || Number(whole) > ENERGY_KWH_MAX) return undefined;
  return Number(whole) * MILLI_WATT_HOURS_PER_KWH + Number(fraction.padEnd(6, '0'));
}

const wrong = (line: string): TariffCommand => ({
  kind: 'wrong',
  line: `${line} See npm run tariff -- --help.`,
});
