/**
 * `npm run picture`: starts the street with its page, waits for five settled pulls and writes the
 * README's picture with Chromium.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArguments } from './arguments';
import { nodeEngine } from './engines/node';
import { XS_MISSING, xsBinary, xsEngine } from './engines/xs';
import { CHROMIUM_MISSING, findChromium, launchChromium } from './page/chromium';
import { startPage } from './page/server';
import { type Run, startRun } from './run';
import { readScenario } from './scenario';

const ROOT = process.cwd();
const FILE = 'docs/street.png';
const VIEWPORT = { width: 1_280, height: 900 } as const;
const SETTLED_WANTED = 5;
/** Of the wall clock; at speed 10 five payments take about half a minute. */
const WAIT_MS_MAX = 180_000;
/** Until the page has drawn what the last payment changed. */
const DRAWN_AFTER_MS = 4_000;

async function main(): Promise<number> {
  const executable = findChromium();
  if (executable === undefined) {
    process.stderr.write(`No picture was made: ${CHROMIUM_MISSING}.\n`);
    return 1;
  }
  const parsed = parseArguments([]);
  if (parsed.kind !== 'run') return 1;
  const hasXs = xsBinary() !== undefined;
  if (!hasXs) process.stderr.write(`${XS_MISSING}\n`);
  const engine = hasXs ? xsEngine : nodeEngine;
  const scenario = readScenario('street', join(ROOT, 'host-sim/scenarios'));
  const run = await startRun({
    root: ROOT,
    scenario,
    engine,
    arguments: parsed.arguments,
    onLine: () => {},
  });
  const speed = Number(parsed.arguments.speed);
  const page = await startPage({ run, scenario, root: ROOT, port: 0, engine: engine.name, speed });
  const finished = run.finish();
  try {
    await fiveSettled(run);
    await shoot(executable, page.url);
  } finally {
    run.pace.stop();
    await finished;
    await page.stop();
  }
  process.stdout.write(`${FILE} written.\n`);
  return 0;
}

/** On the busiest board, so that its credit is seen going down and up. */
async function fiveSettled(run: Run): Promise<void> {
  const startedMs = performance.now();
  let shown = -1;
  for (;;) {
    const counts = run.world.places.map((place) => place.record.latenciesMs.length);
    const settled = Math.max(...counts);
    if (settled !== shown) process.stdout.write(`${settled} of ${SETTLED_WANTED} pulls settled\n`);
    shown = settled;
    if (settled >= SETTLED_WANTED) return;
    if (performance.now() - startedMs > WAIT_MS_MAX) {
      throw new Error(`only ${settled} pulls settled in ${WAIT_MS_MAX / 1_000} s: see npm start`);
    }
    await pause(200);
  }
}

async function shoot(executable: string, url: string): Promise<void> {
  const browser = await launchChromium(executable);
  try {
    const page = await browser.newPage({
      viewport: VIEWPORT,
      colorScheme: 'light',
      reducedMotion: 'reduce',
    });
    await page.goto(url);
    await page.waitForSelector('[data-outcome="settled"]');
    await pause(DRAWN_AFTER_MS);
    mkdirSync(join(ROOT, 'docs'), { recursive: true });
    await page.screenshot({ path: join(ROOT, FILE) });
  } finally {
    await browser.close();
  }
}

const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

process.exitCode = await main();
