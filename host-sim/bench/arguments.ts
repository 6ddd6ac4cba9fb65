/** The command line of `npm run bench`: parsed once, a mistake named in one helpful line. */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { nearestName } from '../../src/config/nearest-name';
import { complaintOf } from '../usage';
import { FIGURES } from './figures';

export type BenchArguments = {
  /** Ids of the rows to show, in the order of the table. */
  readonly only: readonly string[];
  readonly isQuick: boolean;
  readonly json: string | undefined;
};

export type BenchCommand =
  | { readonly kind: 'run'; readonly arguments: BenchArguments }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly line: string };

const IDS: readonly string[] = FIGURES.map(({ id }) => id);

export const HELP = `npm run bench -- [options]
npm run bench -- pulls [options]      when and how much to pull, beside the original's rule

  Measures the figures this project has set itself, and says which of them are met. It measures
  and does not judge: a figure that is not met is no error. Takes minutes; other programs on the
  same machine slow down sim-speed.

  --only ID    this row alone; may be given again
  --quick      fewer samples: to see that it works, not to quote
  --json FILE  writes the rows
  --help

  Rows:
${FIGURES.map(({ id, what }) => `    ${id.padEnd(20)} ${what}`).join('\n')}

  Exit 0 when all was measured, 1 when a measurement failed, 64 for a wrong argument.
`;

const OPTIONS = {
  only: { type: 'string', multiple: true },
  quick: { type: 'boolean', default: false },
  json: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

export function parseArguments(argv: readonly string[]): BenchCommand {
  let values: ReturnType<typeof read>;
  try {
    values = read(argv);
  } catch (error) {
    return wrong(complaintOf(error, '--only reaction'));
  }
  if (values.help) return { kind: 'help' };

  const only = values.only ?? IDS;
  const unknown = only.find((id) => !IDS.includes(id));
  if (unknown !== undefined) {
    const near = nearestName(unknown, IDS);
    const hint = near === undefined ? `one of ${IDS.join(', ')}` : `did you mean ${near}?`;
    return wrong(`--only ${unknown}: there is no such row: ${hint}${near ? '' : '.'}`);
  }
  const { json, quick } = values;
  if (json !== undefined && !isFolder(dirname(json))) {
    return wrong(`--json ${json}: there is no folder ${dirname(json)}.`);
  }
  const ids = IDS.filter((id) => only.includes(id));
  return { kind: 'run', arguments: { only: ids, isQuick: quick, json } };
}

const read = (argv: readonly string[]) =>
  parseArgs({ args: [...argv], options: OPTIONS, strict: true, allowPositionals: false }).values;

/** Known before minutes of measuring, not after. */
const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

const wrong = (line: string): BenchCommand => ({
  kind: 'wrong',
  line: `${line} See npm run bench -- --help.`,
});
