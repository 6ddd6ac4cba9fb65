/** The command line of `npm run soak`: parsed once, a mistake named in one helpful line. */
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { complaintOf } from '../usage';
import { SOAK_SCENARIOS, type SoakScenario } from './dense-street';

export type SoakArguments = {
  readonly seeds: number;
  readonly from: number;
  /** Undefined: all, by turns. */
  readonly scenario: SoakScenario | undefined;
  readonly engine: 'node' | 'xs';
  readonly workers: number;
  readonly json: string | undefined;
  readonly log: string | undefined;
  readonly replay: string | undefined;
};

export type SoakCommand =
  | { readonly kind: 'run'; readonly arguments: SoakArguments }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly line: string };

export const HELP = `npm run soak -- [options]

  Many short lives of one board, each from one seed: power cuts at any command, any byte written
  and in any erase, a node, a link and a meter that fail. Then calm, and the books must be right.

  --seeds N        so many lives (200)
  --from SEED      the first seed (1)
  --scenario NAME  ${SOAK_SCENARIOS.join(' or ')} (all, by turns)
  --engine node|xs XS is the engine of the ESP32 (node)
  --workers N      threads (one a core)
  --json FILE      the sums and every violation
  --log FILE       each input and output of the boards, in the order of the seeds
  --replay FILE    one life from a file, as a violation leaves it
  --help

  Exit 0 without a violation, 1 with one, 64 for a wrong argument.
`;

const OPTIONS = {
  seeds: { type: 'string', default: '200' },
  from: { type: 'string', default: '1' },
  scenario: { type: 'string' },
  engine: { type: 'string', default: 'node' },
  workers: { type: 'string' },
  json: { type: 'string' },
  log: { type: 'string' },
  replay: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

const WORKERS_MAX = 256;
/** Chance is seeded by 32 bits. */
const SEED_MAX = 2 ** 32 - 1;

export function parseArguments(argv: readonly string[]): SoakCommand {
  let values: ReturnType<typeof read>;
  try {
    values = read(argv);
  } catch (error) {
    return wrong(complaintOf(error, '--seeds 500'));
  }
  if (values.help) return { kind: 'help' };

  const { scenario: wanted, engine, json, log, replay } = values;
  const seeds = Number(values.seeds);
  if (!isWithin(seeds, 1, SEED_MAX)) return wrong(`--seeds ${values.seeds}: give 1 or more.`);
  const from = Number(values.from);
  if (!isWithin(from, 0, SEED_MAX - seeds)) {
    return wrong(`--from ${values.from}: a whole number, 0 to ${SEED_MAX - seeds}.`);
  }
  const scenario = SOAK_SCENARIOS.find((name) => name === wanted);
  if (wanted !== undefined && scenario === undefined) {
    return wrong(`--scenario ${wanted}: one of ${SOAK_SCENARIOS.join(', ')}.`);
  }
  if (engine !== 'node' && engine !== 'xs') return wrong(`--engine ${engine}: give node or xs.`);
  const workers = values.workers === undefined ? availableParallelism() : Number(values.workers);
  if (!isWithin(workers, 1, WORKERS_MAX)) {
    return wrong(`--workers ${values.workers}: give 1 to ${WORKERS_MAX}.`);
  }
  // Known before minutes of running, not after.
  for (const [name, path] of Object.entries({ json, log })) {
    if (path === undefined || statOf(dirname(path))?.isDirectory()) continue;
    return wrong(`--${name} ${path}: there is no folder ${dirname(path)}.`);
  }
  if (replay !== undefined && statOf(replay)?.isFile() !== true) {
    return wrong(`--replay ${replay}: there is no such file.`);
  }
  return {
    kind: 'run',
    arguments: { seeds, from, scenario, engine, workers, json, log, replay },
  };
}

const read = (argv: readonly string[]) =>
  parseArgs({ args: [...argv], options: OPTIONS, strict: true, allowPositionals: false }).values;

const isWithin = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;

const statOf = (path: string) => statSync(path, { throwIfNoEntry: false });

const wrong = (line: string): SoakCommand => ({
  kind: 'wrong',
  line: `${line} See npm run soak -- --help.`,
});
