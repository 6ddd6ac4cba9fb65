/** `npm run soak`: the fault simulator. See `soak/arguments.ts` for the options. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { boardScript } from './board-script';
import { XS_MISSING, xsBinary } from './engines/xs';
import {
  type ExhaustiveArguments,
  HELP,
  parseArguments,
  type SoakArguments,
} from './soak/arguments';
import { exhaustiveJson, exhaustiveTable, isComplete } from './soak/exhaustive/exhaustive-summary';
import { HISTORIES } from './soak/exhaustive/histories';
import { cutEverywhere } from './soak/exhaustive/run-exhaustive';
import { FAULT_KINDS } from './soak/faults/faults';
import type { Life } from './soak/life';
import { readLife } from './soak/life-file';
import { unreachedIn } from './soak/reach-of-run';
import { soak } from './soak/run';
import { soakJson, soakTable } from './soak/summary';
import { serve } from './soak/worker';
import { EXIT_USAGE } from './usage';

const ROOT = process.cwd();
const PROGRAM = new URL(import.meta.url);
const UNREACHABLE = 'test/unreachable.txt';

async function main(): Promise<number> {
  const parsed = parseArguments(process.argv.slice(2));
  if (parsed.kind === 'help') {
    process.stdout.write(HELP);
    return 0;
  }
  if (parsed.kind === 'wrong') {
    process.stderr.write(`${parsed.line}\n`);
    return EXIT_USAGE;
  }
  if (parsed.arguments.engine === 'xs' && xsBinary() === undefined) {
    process.stderr.write(`${XS_MISSING.replace(' Running in Node.', '')}\n`);
    return 1;
  }
  if (parsed.kind === 'exhaustive') return runExhaustive(parsed.arguments);
  const { replay } = parsed.arguments;
  if (replay === undefined) return run(parsed.arguments, undefined);
  const life = readLife(replay);
  if (life.ok) return run(parsed.arguments, life.value);
  process.stderr.write(`--replay ${replay}: ${life.fault}.\n`);
  return EXIT_USAGE;
}

async function run(options: SoakArguments, life: Life | undefined): Promise<number> {
  const script = await boardScript(ROOT);
  const done = await soak({ ...options, life, script, program: PROGRAM }, stopsBySignal);
  const json = soakJson(done, unreachedIn(done.tally, UNREACHABLE), FAULT_KINDS);
  process.stdout.write(soakTable(json, commit()));
  if (options.json !== undefined) {
    writeFileSync(options.json, `${JSON.stringify(json, undefined, 2)}\n`);
  }
  return json.violations.length === 0 && json.unreached.length === 0 ? 0 : 1;
}

async function runExhaustive(options: ExhaustiveArguments): Promise<number> {
  const script = await boardScript(ROOT);
  const setup = { ...options, script, program: PROGRAM, histories: HISTORIES };
  const json = exhaustiveJson(await cutEverywhere(setup, stopsBySignal));
  process.stdout.write(exhaustiveTable(json, commit()));
  if (options.json !== undefined) {
    writeFileSync(options.json, `${JSON.stringify(json, undefined, 2)}\n`);
  }
  return isComplete(json) ? 0 : 1;
}

function stopsBySignal(stop: () => void): void {
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

/** Undefined where there is no repository, as in a copy without its history. */
function commit(): string | undefined {
  try {
    const words = ['rev-parse', '--short', 'HEAD'];
    return execFileSync('git', words, { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return undefined;
  }
}

if (isMainThread) process.exitCode = await main();
else serve();
