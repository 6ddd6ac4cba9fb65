/** The command line of `npm run mutants`: parsed once, a mistake named in one helpful line. */
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { nearestName } from '../../src/config/nearest-name';
import { complaintOf } from '../usage';

export type MutantsArguments = {
  /** Names, in the order of the folder. */
  readonly only: readonly string[];
  /** Lives that a mutant may survive before it counts as not caught. */
  readonly seeds: number;
  readonly workers: number;
  readonly json: string | undefined;
};

export type MutantsCommand =
  | { readonly kind: 'run'; readonly arguments: MutantsArguments }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly line: string };

export const HELP = `npm run mutants -- [options]

  Is the fault simulator any good? Each patch of test/mutants/ breaks the board on purpose, in a
  copy of the tree. The soak must notice, without the help of the unit tests, and they without its.
  First the copy as it is must pass both. Takes some minutes.

  --only NAME   this mutant alone; may be given again
  --seeds N     lives until a mutant counts as not caught (2000)
  --workers N   threads (one a core)
  --json FILE   who caught what
  --help

  Survived has who was caught by neither, and who breaks money, journal or supply and was not caught
  by the soak. Broken has patches that do not apply, do not compile or change nothing.

  Exit 0 when none survived and none is broken, 1 otherwise, 64 for a wrong argument.
`;

const OPTIONS = {
  only: { type: 'string', multiple: true },
  seeds: { type: 'string', default: '2000' },
  workers: { type: 'string' },
  json: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

const WORKERS_MAX = 256;
const SEEDS_MAX = 1_000_000;

/** `names`: all that there are. */
export function parseArguments(argv: readonly string[], names: readonly string[]): MutantsCommand {
  let values: ReturnType<typeof read>;
  try {
    values = read(argv);
  } catch (error) {
    return wrong(complaintOf(error, '--only count-twice'));
  }
  if (values.help) return { kind: 'help' };

  const wanted = values.only ?? names;
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const near = nearestName(unknown, names);
    const hint = near === undefined ? 'see test/mutants/.' : `did you mean ${near}?`;
    return wrong(`--only ${unknown}: there is no such mutant: ${hint}`);
  }
  const seeds = Number(values.seeds);
  if (!isWithin(seeds, 1, SEEDS_MAX)) {
    return wrong(`--seeds ${values.seeds}: give 1 to ${SEEDS_MAX}.`);
  }
  const workers = values.workers === undefined ? availableParallelism() : Number(values.workers);
  if (!isWithin(workers, 1, WORKERS_MAX)) {
    return wrong(`--workers ${values.workers}: give 1 to ${WORKERS_MAX}.`);
  }
  const { json } = values;
  // Known before minutes of running, not after.
  if (json !== undefined && !isFolder(dirname(json))) {
    return wrong(`--json ${json}: there is no folder ${dirname(json)}.`);
  }
  const only = names.filter((name) => wanted.includes(name));
  return { kind: 'run', arguments: { only, seeds, workers, json } };
}

const read = (argv: readonly string[]) =>
  parseArgs({ args: [...argv], options: OPTIONS, strict: true, allowPositionals: false }).values;

const isWithin = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;

const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

const wrong = (line: string): MutantsCommand => ({
  kind: 'wrong',
  line: `${line} See npm run mutants -- --help.`,
});
