/** Runs one core test file inside XS, a turn per test. */
import type { Cell } from '../../host-sim/engines/engine';
import { xsEngine } from '../../host-sim/engines/xs';
import type { Ask, Told } from '../xs/uvu';
import { bundleForXs, type TestFile } from './bundle-tests';
import { type Outcome, plain } from './outcome';

const TEST_MS_MAX = 120_000;
const LINES_MAX = 60;

export async function runInXs(test: TestFile): Promise<Outcome> {
  const startedAt = performance.now();
  const failures: string[] = [];
  let passed = 0;
  let cell: Cell<Ask, Told> | undefined;
  try {
    const options = { name: test.name, deadlineMs: TEST_MS_MAX };
    cell = await xsEngine.start<Ask, Told>(await bundleForXs(test), options);
    const { count } = await ask(cell, { ask: 'count' });
    if (count === 0) failures.push('no test: is .run() missing?');
    for (let index = 0; index < (count ?? 0); index++) {
      await cell.turn({ ask: 'run', index });
      // A turn ends when all promises have come to rest, so the outcome is known by the next.
      const { name, failure } = await ask(cell, { ask: 'outcome', index });
      if (failure === null) passed += 1;
      else failures.push(`${name}\n${head(plain(failure ?? 'never ended'))}`);
    }
  } catch (error) {
    failures.push(error instanceof Error ? error.message : String(error));
  } finally {
    cell?.stop();
  }
  const ms = performance.now() - startedAt;
  const output = failures.join('\n');
  return {
    engine: 'xs',
    name: test.name,
    passed,
    failed: failures.length,
    ms,
    output,
    skipped: [],
  };
}

function head(text: string): string {
  const lines = text.split('\n');
  const left = lines.length - LINES_MAX;
  return left <= 0 ? text : [...lines.slice(0, LINES_MAX), `... ${left} lines more`].join('\n');
}

const ask = async (cell: Cell<Ask, Told>, question: Ask): Promise<Told> => cell.turn(question);
