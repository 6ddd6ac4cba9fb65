/** `npm run mutants`: is the soak any good? See `mutants/arguments.ts` for the options. */
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { HELP, type MutantsArguments, parseArguments } from './mutants/arguments';
import { MUTANTS_FOLDER, namesIn, readMutants } from './mutants/mutant';
import { runMutants } from './mutants/run';
import { copyTree } from './mutants/tree-copy';
import { mutantsJson, mutantsTable, outcomeLine } from './mutants/verdict';
import { serve } from './soak/worker';
import { EXIT_USAGE } from './usage';

const ROOT = process.cwd();
const EXIT_INTERRUPTED = 130;

async function main(): Promise<number> {
  const parsed = parseArguments(process.argv.slice(2), namesIn(MUTANTS_FOLDER));
  if (parsed.kind === 'help') {
    process.stdout.write(HELP);
    return 0;
  }
  if (parsed.kind === 'wrong') {
    process.stderr.write(`${parsed.line}\n`);
    return EXIT_USAGE;
  }
  return run(parsed.arguments);
}

async function run(options: MutantsArguments): Promise<number> {
  const mutants = readMutants(MUTANTS_FOLDER, options.only);
  const copy = copyTree(ROOT);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      copy.remove();
      process.exit(EXIT_INTERRUPTED);
    });
  }
  try {
    const program = new URL(import.meta.url);
    const done = await runMutants({ ...options, mutants, copy, program, lineOf: outcomeLine });
    const json = mutantsJson(done);
    process.stdout.write(mutantsTable(json));
    if (options.json !== undefined) {
      writeFileSync(options.json, `${JSON.stringify(json, undefined, 2)}\n`);
    }
    const { isWhole } = json.baseline;
    return isWhole && json.survived.length === 0 && json.broken.length === 0 ? 0 : 1;
  } finally {
    copy.remove();
  }
}

if (isMainThread) process.exitCode = await main();
else serve();
