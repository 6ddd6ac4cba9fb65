/** Finds the test files, bundles them for Node, and tells which of them XS can run too. */
import { readdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { SCRIPT_OPTIONS } from '../../host-sim/engines/bundle';

export type TestFile = {
  readonly name: string;
  readonly source: string;
  readonly program: string;
  /** It and all it imports are engine-neutral: no Node, of the simulator its flash only. */
  readonly isCore: boolean;
};

const OUT = 'build/test';
const CORE_PACKAGES = /^(uvu(\/assert)?|@scure\/base|@noble\/hashes\/.+)$/;

/** Test files whose name contains one of `filters`; all of them when there are none. */
export async function bundleTests(filters: readonly string[]): Promise<readonly TestFile[]> {
  const names = readdirSync('test')
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => basename(file, '.test.ts'))
    .filter((name) => filters.length === 0 || filters.some((filter) => name.includes(filter)));
  if (names.length === 0) return [];

  const { metafile } = await build({
    entryPoints: names.map((name) => `./test/${name}.test.ts`),
    outdir: OUT,
    outbase: 'test',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    metafile: true,
    logLevel: 'error',
  });
  return names.map((name) => {
    const program = `${OUT}/${name}.test.mjs`;
    return { name, source: `test/${name}.test.ts`, program, isCore: isCore(metafile, program) };
  });
}

function isCore(metafile: Metafile, program: string): boolean {
  const output = metafile.outputs[program];
  if (!output) return false;
  const isOurs = (path: string) => /^(src|drivers|test|host-sim\/flash)\//.test(path);
  const used = output.imports.filter((each) => each.external).map((each) => each.path);
  return Object.keys(output.inputs).every(isOurs) && used.every((path) => CORE_PACKAGES.test(path));
}

const withOurSuite: Plugin = {
  name: 'suite',
  setup(context) {
    context.onResolve({ filter: /^uvu$/ }, () => ({ path: resolve('test/xs/uvu.ts') }));
  },
};

/** The same test file as a cell: see `test/xs/uvu.ts`. */
export async function bundleForXs(test: TestFile): Promise<string> {
  const { outputFiles } = await build({
    ...SCRIPT_OPTIONS,
    stdin: {
      contents: `import './${test.source}'; import { turn } from 'uvu'; globalThis.turn = turn;`,
      resolveDir: '.',
    },
    plugins: [withOurSuite],
  });
  return outputFiles[0]?.text ?? '';
}
