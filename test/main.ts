/**
 * `npm test [-- NAME...]`: every test file in a Node of its own, then the core's once more inside
 * XS. The last line is `N passed, N failed`; exit 1 when something failed or nothing ran.
 */
import { XS_MISSING, xsBinary } from '../host-sim/engines/xs';
import { bundleTests, type TestFile } from './runner/bundle-tests';
import { formatOutcome, type Outcome } from './runner/outcome';
import { startProgress } from './runner/progress';
import { endAll, runInNode } from './runner/run-node';
import { runInXs } from './runner/run-xs';

const SIDE_BY_SIDE = 2;
const DURATIONS = 'build/test/durations.json';

type Job = { readonly part: string; readonly run: () => Promise<Outcome> };

const job = (engine: 'node' | 'xs', test: TestFile): Job => ({
  part: `${engine} ${test.name}`,
  run: () => (engine === 'node' ? runInNode(test) : runInXs(test)),
});

async function main(filters: readonly string[]): Promise<number> {
  const isCi = process.env['CI'] === 'true';
  const tests = await bundleTests(filters);
  const core = tests.filter((test) => test.isCore);
  const hasXs = xsBinary() !== undefined;
  const jobs = tests.map((test) => job('node', test));
  if (hasXs) jobs.push(...core.map((test) => job('xs', test)));

  const outcomes = await runAll(jobs);
  const skipped = outcomes.flatMap((outcome) => outcome.skipped);
  if (!hasXs) skipped.push(`${core.length} core test files in XS. ${XS_MISSING}`);
  for (const reason of skipped) print(`skipped: ${reason}\n`);
  if (tests.length === 0) print(`No test file matches ${filters.join(' ') || 'test/*.test.ts'}.\n`);

  const passed = sum(outcomes.map((outcome) => outcome.passed));
  const failed = sum(outcomes.map((outcome) => outcome.failed)) + (isCi ? skipped.length : 0);
  if (isCi && skipped.length > 0)
    print('With CI=true nothing may be skipped: counted as failed.\n');
  print(`\n${passed} passed, ${failed} failed\n`);
  return failed > 0 || passed === 0 ? 1 : 0;
}

async function runAll(jobs: readonly Job[]): Promise<readonly Outcome[]> {
  const parts = jobs.map((each) => each.part);
  const progress = startProgress(parts, SIDE_BY_SIDE, DURATIONS);
  const outcomes: Outcome[] = [];
  const waiting = [...jobs];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const outcome = await next.run();
      outcomes.push(outcome);
      progress.finish(next.part, outcome.ms);
      progress.clear();
      print(formatOutcome(outcome));
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  progress.stop();
  return outcomes;
}

const sum = (numbers: readonly number[]): number =>
  numbers.reduce((total, each) => total + each, 0);

const print = (text: string) => void process.stdout.write(text);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    endAll();
    process.exit(130);
  });
}

process.exitCode = await main(process.argv.slice(2));
