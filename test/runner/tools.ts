/** Runs a tool of node_modules and returns what it printed, without colours. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const OUTPUT_CHARACTERS_MAX = 20_000;

/** `tool`: name of a package and of its program. Undefined when it had nothing to say. */
export function complaintOf(
  [packageName, program]: readonly [string, string],
  parameters: readonly string[],
): Promise<string | undefined> {
  const require = createRequire(join(process.cwd(), 'package.json'));
  const file = require.resolve(`${packageName}/package.json`);
  const { bin } = require(file) as { bin: string | Record<string, string> };
  const script = join(dirname(file), typeof bin === 'string' ? bin : (bin[program] ?? ''));
  const child = spawn(process.execPath, [script, ...parameters], {
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(0, OUTPUT_CHARACTERS_MAX);
    });
  }
  return new Promise((done) => {
    child.on('error', (error) => done(error.message));
    child.on('close', (code) =>
      done(code === 0 ? undefined : output.trim() || `${program} ended with code ${code}`),
    );
  });
}
