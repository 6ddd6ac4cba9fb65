/** `npm start`: the street of boards, live or unpaced. See `arguments.ts` for the options. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Arguments, HELP, parseArguments } from './arguments';
import { confirmRealMoney } from './confirm';
import type { Engine } from './engines/engine';
import { nodeEngine } from './engines/node';
import { XS_MISSING, xsBinary, xsEngine } from './engines/xs';
import { type Page, startPage } from './page/server';
import { hostOf } from './pull/parts';
import { startRun } from './run';
import { readScenario, type Scenario } from './scenario';
import { createTable } from './table';
import { EXIT_USAGE } from './usage';

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

  if (!(await isAgreed(parsed.arguments))) return 1;

  const table = createTable(parsed.arguments, engine.name);
  const onLine = (board: string, at: number, line: string) => table.line(board, at, line);
  const given = { root: ROOT, scenario, engine, arguments: parsed.arguments, onLine };
  const run = await startRun(given).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  });
  if (run === undefined) return 1;
  const { isHeadless, port, speed } = parsed.arguments;
  let page: Page | undefined;
  if (!isHeadless) {
    const paced = Number(speed);
    const options = { run, scenario, root: ROOT, port, engine: engine.name, speed: paced };
    page = await startPage(options).catch((error: unknown) => complain(error, port));
    if (page === undefined) {
      await run.payments.stop();
      return 1;
    }
  }
  const stop = () => run.pace.stop();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  table.begin(run);
  if (page !== undefined) process.stdout.write(`The page: ${page.url}\n`);
  const result = await run.finish();
  await page?.stop();
  table.end(result);
  if (parsed.arguments.json !== undefined) {
    writeFileSync(parsed.arguments.json, `${JSON.stringify(result, undefined, 2)}\n`);
  }
  const refused = run.world.places.filter((place) => place.record.refusal !== undefined);
  for (const { id, record } of refused) {
    process.stderr.write(`${id} did not sell: ${record.refusal}\n`);
  }
  return result.violations.length === 0 && refused.length === 0 ? 0 : 1;
}

/** Real money is asked for once, before anything is opened. */
async function isAgreed({ real }: Arguments): Promise<boolean> {
  const payments = real?.payments;
  if (payments === undefined || payments.network !== 'mainnet') return true;
  const [from, to] = [hostOf(payments.link.secret), hostOf(payments.nodeOrigin)];
  const line = `up to ${payments.satMax} sat of bitcoin from the link at ${from} to ${to}.`;
  const tell = (text: string) => void process.stdout.write(`${text}\n`);
  return confirmRealMoney(line, payments.isConfirmed, tell);
}

/** Why the page's port is not to be had, and what to do. */
function complain(error: unknown, port: number): undefined {
  const code = (error as NodeJS.ErrnoException).code;
  if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
  const why = code === 'EACCES' ? 'not permitted to you' : 'taken by another program';
  const remedy = `give another with --port N (0 for any free one), or run with --headless.`;
  process.stderr.write(`Port ${port} of the page is ${why}: ${remedy}\n`);
}

/** Undefined: XS is needed and not there. */
function chooseEngine(wanted: 'xs' | 'node'): Engine | undefined {
  if (wanted === 'node') return nodeEngine;
  if (xsBinary() !== undefined) return xsEngine;
  process.stderr.write(`${XS_MISSING}\n`);
  return process.env['CI'] === 'true' ? undefined : nodeEngine;
}

process.exitCode = await main();
