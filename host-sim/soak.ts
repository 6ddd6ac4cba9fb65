/** `npm run soak`: the fault simulator. See `soak/arguments.ts` for the options. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { boardScript } from './board-script';
import { XS_MISSING, xsBinary } from './engines/xs';
import { HELP, parseArguments, type SoakArguments } from './soak/arguments';
import { drawLife } from './soak/generate';
import type { Life } from './soak/life';
import { LogFile } from './soak/log-file';
import { addCounts, noCounts, type Outcome } from './soak/outcome';
import { startProgress } from './soak/progress';
import { type ReportedViolation, type SoakReport, soakReport, soakTable } from './soak/report';
import { liveAll, serveLives } from './soak/workers';
import { EXIT_USAGE } from './usage';

const ROOT = process.cwd();
/** Where the lives with violations are left. */
const REPLAYS = 'build/soak';

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
  const { json, replay } = parsed.arguments;
  const told = replay === undefined ? undefined : readLife(replay);
  if (replay !== undefined && told === undefined) {
    process.stderr.write(`--replay ${replay}: this is no life of a soak. See --help.\n`);
    return EXIT_USAGE;
  }
  const report = await soak(parsed.arguments, told);
  process.stdout.write(soakTable(report));
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, undefined, 2)}\n`);
  return report.violations.length === 0 ? 0 : 1;
}

async function soak(options: SoakArguments, told: Life | undefined): Promise<SoakReport> {
  const { from, scenario, engine, workers, log } = options;
  const seeds = told === undefined ? options.seeds : 1;
  const lifeOf = (seed: number): Life => told ?? drawLife(seed, scenario);
  const startedMs = performance.now();
  const counts = noCounts();
  const violations: ReportedViolation[] = [];
  const first = told?.seed ?? from;
  const logFile = log === undefined ? undefined : new LogFile(log, first);
  const progress = startProgress(seeds);
  let begun = 0;

  function lived(outcome: Outcome): void {
    const { seed } = outcome;
    addCounts(counts, outcome.counts);
    logFile?.add(seed, outcome.log);
    progress.lived(outcome.violations.length);
    if (outcome.violations.length === 0) return;
    const file = options.replay ?? keepLife(lifeOf(seed));
    for (const { checker, board, atMs, detail } of outcome.violations) {
      const at = `${board} at ${atMs} ms: ${detail}`;
      const replay = `npm run soak -- --engine ${engine} --replay ${file}`;
      violations.push({ seed, checker, detail: at, replay });
    }
  }
  try {
    await liveAll({
      program: new URL(import.meta.url),
      workers: Math.min(workers, seeds),
      work: { script: await boardScript(ROOT), engine, isLogged: log !== undefined },
      next: () => (begun < seeds ? lifeOf(first + begun++) : undefined),
      onOutcome: lived,
    });
  } finally {
    progress.stop();
    logFile?.close();
  }
  violations.sort((a, b) => a.seed - b.seed);
  return soakReport(counts, violations, performance.now() - startedMs);
}

function keepLife(life: Life): string {
  mkdirSync(REPLAYS, { recursive: true });
  const file = `${REPLAYS}/${life.name}-${life.seed}.json`;
  writeFileSync(file, `${JSON.stringify(life, undefined, 2)}\n`);
  return file;
}

function readLife(file: string): Life | undefined {
  try {
    const life = JSON.parse(readFileSync(file, 'utf8')) as Life;
    return life?.version === 1 && Array.isArray(life.faults) ? life : undefined;
  } catch {
    return undefined;
  }
}

if (isMainThread) process.exitCode = await main();
else serveLives();
