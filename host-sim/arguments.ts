/** The command line of `npm start`: parsed once, every mistake named in one helpful line. */
import { parseArgs } from 'node:util';
import { parseRealParts, REAL_HELP, REAL_OPTIONS, type RealParts } from './real-arguments';
import { SABOTAGES } from './sabotage';
import { complaintOf } from './usage';

export type Arguments = {
  readonly scenario: string;
  readonly engine: 'xs' | 'node';
  readonly lightning: 'ldk' | 'ledger';
  readonly speed: number | 'max';
  /** Undefined: until it is stopped. */
  readonly forMs: number | undefined;
  readonly seed: number;
  readonly port: number;
  readonly isHeadless: boolean;
  readonly json: string | undefined;
  readonly sabotage: string | undefined;
  readonly latePayments: boolean;
  /** A meter, or node and link, that are not of the desk. */
  readonly real?: RealParts;
};

export const HELP = `npm start -- [options]

  A street of boards sells energy: real firmware, real Lightning payments, all else simulated.

  --scenario NAME|FILE  street, or a JSON file (street)
  --engine xs|node      XS is the engine of the ESP32 (xs; node with --speed max)
  --lightning ldk|ledger  real nodes in memory, or a ledger in their place (ldk; ledger with max)
  --speed N|max         times the wall clock, 1 to 60 with ldk (10)
  --for 90s|30m|24h|30d simulated time, then stop (until Ctrl-C)
  --seed N              same seed, same street (1)
  --port N              of the page, 0 for any (8080)
  --headless            no page
  --json FILE           the report, written at the end
  --sabotage NAME       break the board on purpose: ${Object.keys(SABOTAGES).join(', ')}
  --late-payments       the owner's node takes money for cancelled and expired invoices
${REAL_HELP}
  --help

  Exit 0 when every checker was content, 1 when one was not, 64 for a wrong argument.
`;

export type Parsed =
  | { readonly kind: 'run'; readonly arguments: Arguments }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly line: string };

const OPTIONS = {
  scenario: { type: 'string', default: 'street' },
  engine: { type: 'string' },
  lightning: { type: 'string' },
  speed: { type: 'string' },
  for: { type: 'string' },
  seed: { type: 'string', default: '1' },
  port: { type: 'string', default: '8080' },
  headless: { type: 'boolean', default: false },
  json: { type: 'string' },
  sabotage: { type: 'string' },
  'late-payments': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  ...REAL_OPTIONS,
} as const;

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const LDK_SPEED_MAX = 60;
const SPEED_DEFAULT = '10';

export function parseArguments(argv: readonly string[]): Parsed {
  let values: ReturnType<typeof read>;
  try {
    values = read(argv);
  } catch (error) {
    return wrong(complaintOf(error, '--seed 7'));
  }
  if (values.help) return { kind: 'help' };

  const real = parseRealParts(values);
  if (!real.ok) return wrong(real.fault);
  const isReal = real.value.meterPath !== undefined || real.value.payments !== undefined;
  if (isReal && values.speed !== undefined && values.speed !== '1') {
    return wrong(`--speed ${values.speed}: real parts run in real time, at speed 1.`);
  }
  const speedText = values.speed ?? (isReal ? '1' : SPEED_DEFAULT);
  const speed = speedText === 'max' ? 'max' : Number(speedText);
  if (speed !== 'max' && !(speed >= 1 && speed <= 100_000)) {
    return wrong(`--speed ${values.speed}: give a number from 1, or max.`);
  }
  const engine = values.engine ?? (speed === 'max' ? 'node' : 'xs');
  if (engine !== 'xs' && engine !== 'node') return wrong(`--engine ${engine}: give xs or node.`);
  const lightning = values.lightning ?? (speed === 'max' ? 'ledger' : 'ldk');
  if (lightning !== 'ldk' && lightning !== 'ledger') {
    return wrong(`--lightning ${lightning}: give ldk or ledger.`);
  }
  if (lightning === 'ldk' && speed === 'max') {
    return wrong('--speed max needs --lightning ledger: real payments take real time.');
  }
  if (lightning === 'ldk' && Number(speed) > LDK_SPEED_MAX) {
    return wrong(
      `--speed ${speed} with ldk: a real payment takes some 0.1 s, at more than ` +
        `${LDK_SPEED_MAX} times that is longer than a board waits. Use --lightning ledger.`,
    );
  }
  const forMs = values.for === undefined ? undefined : durationOf(values.for);
  if (Number.isNaN(forMs)) return wrong(`--for ${values.for}: give 90s, 30m, 24h or 30d.`);
  if (forMs === undefined && speed === 'max') return wrong('--speed max needs --for, such as 30d.');
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed) || seed < 0)
    return wrong(`--seed ${values.seed}: a whole number.`);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    return wrong(`--port ${values.port}: give 0 to 65535.`);
  }
  const { sabotage } = values;
  if (sabotage !== undefined && !Object.hasOwn(SABOTAGES, sabotage)) {
    return wrong(`--sabotage ${sabotage}: one of ${Object.keys(SABOTAGES).join(', ')}.`);
  }
  return {
    kind: 'run',
    arguments: {
      scenario: values.scenario,
      engine,
      lightning,
      speed,
      forMs,
      seed,
      port,
      isHeadless: values.headless || speed === 'max',
      json: values.json,
      sabotage,
      latePayments: values['late-payments'],
      real: real.value,
    },
  };
}

const read = (argv: readonly string[]) =>
  parseArgs({ args: [...argv], options: OPTIONS, strict: true, allowPositionals: false }).values;

function durationOf(text: string): number {
  const unit = UNIT_MS[text.slice(-1)];
  const count = Number(text.slice(0, -1));
  return unit !== undefined && count > 0 && text.length > 1 ? Math.round(count * unit) : Number.NaN;
}

const wrong = (line: string): Parsed => ({
  kind: 'wrong',
  line: `${line} See npm start -- --help.`,
});
