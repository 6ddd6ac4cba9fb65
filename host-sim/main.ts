/** `npm start`: the street of boards, live or unpaced. See `arguments.ts` for the options. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT_USAGE, HELP, parseArguments } from './arguments';
import type { Engine } from './engines/engine';
import { nodeEngine } from './engines/node';
import { XS_MISSING, xsBinary, xsEngine } from './engines/xs';
import { startRun } from './run';
import { readScenario, type Scenario } from './scenario';
import { createTable } from './table';

const ROOT = process.cwd();

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
  let scenario: Scenario;
  try {
    scenario = readScenario(parsed.arguments.scenario, join(ROOT, 'host-sim/scenarios'));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return EXIT_USAGE;
  }
  const engine = chooseEngine(parsed.arguments.engine);
  if (engine === undefined) return 1;

  const table = createTable(parsed.arguments, engine.name);
  const run = await startRun({
    root: ROOT,
    scenario,
    engine,
    arguments: parsed.arguments,
    onLine: (board, at, line) => table.line(board, at, line),
  });
  const stop = () => run.pace.stop();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  table.begin(run);
  const result = await run.finish();
  table.end(result);
  if (parsed.arguments.json !== undefined) {
    writeFileSync(parsed.arguments.json, `${JSON.stringify(result, undefined, 2)}\n`);
  }
  return result.violations.length === 0 ? 0 : 1;
}

/** Undefined: XS is needed and not there. */
function chooseEngine(wanted: 'xs' | 'node'): Engine | undefined {
  if (wanted === 'node') return nodeEngine;
  if (xsBinary() !== undefined) return xsEngine;
  process.stderr.write(`${XS_MISSING}\n`);
  return process.env['CI'] === 'true' ? undefined : nodeEngine;
}

process.exitCode = await main();
