/** Runs one bundled test file in a Node of its own and reads uvu's summary. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { TestFile } from './bundle-tests';
import { type Outcome, plain } from './outcome';

const FILE_MS_MAX = 240_000;
const OUTPUT_CHARACTERS_MAX = 20_000;

const running = new Set<ChildProcess>();

/** Each file leads a process group, so that what it started ends with it. */
function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // nobody of the group is left
  }
}

/** Ends the files that still run; for an interrupted run. */
export const endAll = (): void => running.forEach(endGroup);

export function runInNode(test: TestFile): Promise<Outcome> {
  const startedAt = performance.now();
  const { FORCE_COLOR, ...environment } = process.env;
  const child = spawn(process.execPath, ['--enable-source-maps', test.program], {
    env: { ...environment, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  running.add(child);

  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-OUTPUT_CHARACTERS_MAX);
    });
  }
  const timer = setTimeout(() => {
    output += `\nstill running after ${FILE_MS_MAX / 1_000} s: ended\n`;
    endGroup(child);
  }, FILE_MS_MAX);

  return new Promise((done) => {
    child.on('exit', () => endGroup(child));
    child.on('close', (code) => {
      clearTimeout(timer);
      running.delete(child);
      done(outcomeOf(test.name, plain(output), code, performance.now() - startedAt));
    });
  });
}

function outcomeOf(name: string, output: string, code: number | null, ms: number): Outcome {
  const count = (label: string) =>
    Number(new RegExp(`^\\s+${label}:\\s+(\\d+)\\s*$`, 'm').exec(output)?.[1] ?? 0);
  const passed = count('Passed');
  const failedTests = count('Total') - passed;
  const skipped = [...output.matchAll(/(?:^|[•✘] )skipped: (.+)$/gm)].map(
    (match) => match[1] ?? '',
  );
  const leftOut = count('Skipped');
  if (leftOut > 0) skipped.push(`${leftOut} tests of ${name} by .skip or .only`);
  // A file that ended badly, or tested nothing and gave no reason, failed.
  const isWhole = code === 0 && (passed > 0 || skipped.length > 0);
  const failed = Math.max(failedTests, isWhole ? 0 : 1);
  const why = output.trim() === '' ? `ended with code ${code} and printed nothing` : output;
  return { engine: 'node', name, passed, failed, ms, output: why, skipped };
}
