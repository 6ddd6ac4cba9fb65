/**
 * The unit tests: those files of `test/` that run parts of the board and nothing of the desk but
 * its flash. Each in a Node of its own, the narrowest first, until one fails.
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

export type UnitTest = {
  readonly name: string;
  /** Paths from the root of what is in it. */
  readonly inputs: readonly string[];
};

const OUT = 'build/mutants';
const FILE_MS_MAX = 60_000;
const OUTPUT_CHARACTERS_MAX = 200_000;
const OURS = /^(src|drivers)\//;
const DESK = /^host-sim\/(?!flash\/)/;

/** The narrowest first: what fails there says most about where. */
export async function findUnitTests(root: string): Promise<readonly UnitTest[]> {
  const names = readdirSync(join(root, 'test'))
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -'.test.ts'.length));
  const inputsOf = await bundle(root, names);
  return names
    .map((name) => ({ name, inputs: inputsOf(name) }))
    .filter(({ inputs }) => inputs.some((path) => OURS.test(path)))
    .filter(({ inputs }) => !inputs.some((path) => DESK.test(path)))
    .sort((a, b) => a.inputs.length - b.inputs.length || (a.name < b.name ? -1 : 1));
}

/** The first test that fails, as `file: test`; undefined when all pass. */
export async function firstFailing(
  root: string,
  tests: readonly UnitTest[],
): Promise<string | undefined> {
  await bundle(
    root,
    tests.map(({ name }) => name),
  );
  for (const { name } of tests) {
    const failure = await failureOf(root, name);
    if (failure !== undefined) return `${name}: ${failure}`;
  }
  return undefined;
}

async function bundle(root: string, names: readonly string[]) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: names.map((name) => `./test/${name}.test.ts`),
    outdir: OUT,
    outbase: 'test',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    metafile: true,
    logLevel: 'error',
  });
  return (name: string): readonly string[] =>
    Object.keys(metafile.outputs[`${OUT}/${name}.test.mjs`]?.inputs ?? {});
}

function failureOf(root: string, name: string): Promise<string | undefined> {
  const { FORCE_COLOR, ...environment } = process.env;
  const child = spawn(process.execPath, [`${OUT}/${name}.test.mjs`], {
    cwd: root,
    env: { ...environment, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let isSlow = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      if (output.length < OUTPUT_CHARACTERS_MAX) output += text;
    });
  }
  const timer = setTimeout(() => {
    isSlow = true;
    child.kill('SIGKILL');
  }, FILE_MS_MAX);
  return new Promise((done) => {
    child.on('close', (code) => {
      clearTimeout(timer);
      if (isSlow) return done(`still running after ${FILE_MS_MAX / 1_000} s`);
      done(code === 0 ? undefined : (firstFailure(output) ?? `ended with code ${code}`));
    });
  });
}

/** Of what uvu prints; undefined when the file did not get so far. */
export const firstFailure = (output: string): string | undefined =>
  /^ *FAIL +[^"]*"(.+)"$/m.exec(output)?.[1];
