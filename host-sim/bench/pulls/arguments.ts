/** The command line of `npm run bench -- pulls`. */
import { parseArgs } from 'node:util';
import { complaintOf } from '../../usage';

export type PullsArguments = {
  readonly cycles: number;
  readonly seed: number;
  /** JSON on stdout in place of the table. */
  readonly isJson: boolean;
};

export type PullsCommand =
  | { readonly kind: 'run'; readonly arguments: PullsArguments }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly line: string };

const CYCLES = 10_000;
const CYCLES_MAX = 1_000_000;
const SEED_MAX = 2 ** 32 - 1;

export const PULLS_HELP = `npm run bench -- pulls [options]

  When and how much to pull: 10,000 payments at latencies as they were published, at 0.5, 3.6, 7.4
  and 22 kW, with the original's rule and with ours, side by side. Some minutes.

  --cycles N  settled pulls a row (${CYCLES})
  --seed N    the same seed, the same figures (1)
  --json      the rows as JSON, in place of the table
  --help

  Exit 0 when all was replayed, 1 when it went wrong, 64 for a wrong argument.
`;

const OPTIONS = {
  cycles: { type: 'string', default: String(CYCLES) },
  seed: { type: 'string', default: '1' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

export function parsePulls(argv: readonly string[]): PullsCommand {
  let values: ReturnType<typeof read>;
  try {
    values = read(argv);
  } catch (error) {
    return wrong(complaintOf(error, '--cycles 100'));
  }
  if (values.help) return { kind: 'help' };
  const cycles = wholeNumber(values.cycles, 1, CYCLES_MAX);
  if (cycles === undefined) return wrong(`--cycles ${values.cycles}: 1 to ${CYCLES_MAX} pulls.`);
  const seed = wholeNumber(values.seed, 0, SEED_MAX);
  if (seed === undefined) return wrong(`--seed ${values.seed}: a whole number to ${SEED_MAX}.`);
  return { kind: 'run', arguments: { cycles, seed, isJson: values.json } };
}

const read = (argv: readonly string[]) =>
  parseArgs({ args: [...argv], options: OPTIONS, strict: true, allowPositionals: false }).values;

function wholeNumber(text: string, min: number, max: number): number | undefined {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}

const wrong = (line: string): PullsCommand => ({
  kind: 'wrong',
  line: `${line} See npm run bench -- pulls --help.`,
});
