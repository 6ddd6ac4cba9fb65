/** The command line of `npm run soak`: parsed once, a mistake named in one helpful line. */
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { nearestName } from '../../src/config/nearest-name';
import { complaintOf } from '../usage';
import { REACH_SEEDS_MIN } from './reach-of-run';
import { SOAK_SCENARIOS } from './scenarios';

export type SoakArguments = {
  readonly seeds: number;
  readonly from: number;
  /** Undefined: each seed has its own. */
  readonly scenario: string | undefined;
  readonly engine: 'node' | 'xs';
  readonly workers: number;
  readonly json: string | undefined;
  readonly log: string | undefined;
  readonly replay: string | undefined;
  /** No life begins later. */
  readonly timeLimitMs: number | undefined;
};

export type ExhaustiveArguments = Pick<SoakArguments, 'engine' | 'workers' | 'json'>;

export type SoakCommand =
  | { readonly kind: 'run'; readonly arguments: SoakArguments }
  | { readonly kind: 'exhaustive'; readonly arguments: ExhaustiveArguments }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly line: string };

export const HELP = `npm run soak -- [options]

  Many short lives of the desk's world, each from one seed: power cuts at any command and any byte,
  and everything else that can fail. Then calm, and the world's own books must be right.

  --seeds N         so many lives (2000)
  --from SEED       the first seed (1)
  --scenario NAME   one of ${SOAK_SCENARIOS.join(', ')} (each seed its own)
  --engine node|xs  XS is the engine of the ESP32 (node)
  --workers N       threads (one a core)
  --time-limit 30m  no life begins after 90s, 30m or 2h
  --json FILE       the sums, and every violation
  --log FILE        each input and output of the boards, a line each, in the order of the seeds
  --replay FILE     one life from a file, as a violation leaves it in soak-failures/
  --exhaustive      in place of seeds ten fixed sales, in plain and in encrypted flash: the power
                    goes at each byte that is written, four times in each erase and after each
                    command, in a life of its own that goes on to its end and is judged
  --help

  Exit 0 when nothing was violated and all was reached, 1 when not, 64 for a wrong argument.
  What must be reached is asked of runs of ${REACH_SEEDS_MIN} lives or more.
`;

const OPTIONS = {
  seeds: { type: 'string' },
  from: { type: 'string' },
  scenario: { type: 'string' },
  engine: { type: 'string', default: 'node' },
  workers: { type: 'string' },
  json: { type: 'string' },
  log: { type: 'string' },
  replay: { type: 'string' },
  'time-limit': { type: 'string' },
  exhaustive: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const SEEDS_DEFAULT = '2000';
const FROM_DEFAULT = '1';
/** All of a fixed set is lived, whatever else could be asked of seeds. */
const NOT_EXHAUSTIVE = ['seeds', 'from', 'scenario', 'log', 'replay', 'time-limit'] as const;
const WORKERS_MAX = 256;
/** Chance is seeded by 32 bits. */
const SEED_MAX = 2 ** 32 - 1;
const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

export function parseArguments(argv: readonly string[]): SoakCommand {
  let values: ReturnType<typeof read>;
  try {
    values = read(argv);
  } catch (error) {
    return wrong(complaintOf(error, '--seeds 500'));
  }
  if (values.help) return { kind: 'help' };

  const { scenario: wanted, engine, json, log, replay } = values;
  const other = NOT_EXHAUSTIVE.find((name) => values[name] !== undefined);
  if (values.exhaustive && other !== undefined) {
    return wrong(`--${other}: has no meaning with --exhaustive.`);
  }
  const seeds = Number(values.seeds ?? SEEDS_DEFAULT);
  if (!isWithin(seeds, 1, SEED_MAX)) return wrong(`--seeds ${values.seeds}: give 1 or more.`);
  const from = Number(values.from ?? FROM_DEFAULT);
  if (!isWithin(from, 0, SEED_MAX - seeds)) {
    return wrong(`--from ${values.from}: a whole number, 0 to ${SEED_MAX - seeds}.`);
  }
  if (wanted !== undefined && !SOAK_SCENARIOS.includes(wanted)) {
    const near = nearestName(wanted, SOAK_SCENARIOS);
    const hint =
      near === undefined ? `one of ${SOAK_SCENARIOS.join(', ')}.` : `did you mean ${near}?`;
    return wrong(`--scenario ${wanted}: ${hint}`);
  }
  if (engine !== 'node' && engine !== 'xs') return wrong(`--engine ${engine}: give node or xs.`);
  const workers = values.workers === undefined ? availableParallelism() : Number(values.workers);
  if (!isWithin(workers, 1, WORKERS_MAX)) {
    return wrong(`--workers ${values.workers}: give 1 to ${WORKERS_MAX}.`);
  }
  const timeLimit = values['time-limit'];
  const timeLimitMs = timeLimit === undefined ? undefined : durationOf(timeLimit);
  if (Number.isNaN(timeLimitMs)) return wrong(`--time-limit ${timeLimit}: give 90s, 30m or 2h.`);
  // Known before minutes of running, not after.
  for (const [name, path] of Object.entries({ json, log })) {
    if (path === undefined || statOf(dirname(path))?.isDirectory()) continue;
    return wrong(`--${name} ${path}: there is no folder ${dirname(path)}.`);
  }
  if (replay !== undefined && statOf(replay)?.isFile() !== true) {
    return wrong(`--replay ${replay}: there is no such file.`);
  }
  if (values.exhaustive) return { kind: 'exhaustive', arguments: { engine, workers, json } };
  return {
    kind: 'run',
    arguments: {
      seeds,
      from,
      scenario: wanted,
      engine,
      workers,
      json,
      log,
      replay,
      timeLimitMs,
    },
  };
}

const read = (argv: readonly string[]) =>
  parseArgs({ args: [...argv], options: OPTIONS, strict: true, allowPositionals: false }).values;

function durationOf(text: string): number {
  const unit = UNIT_MS[text.slice(-1)];
  const count = Number(text.slice(0, -1));
  return unit !== undefined && count > 0 ? Math.round(count * unit) : Number.NaN;
}

const isWithin = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;

const statOf = (path: string) => statSync(path, { throwIfNoEntry: false });

const wrong = (line: string): SoakCommand => ({
  kind: 'wrong',
  line: `${line} See npm run soak -- --help.`,
});
