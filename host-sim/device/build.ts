/** Builds the firmware with the SDK's `mcconfig`, and for this machine the loader that runs it. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fail, ok, type Result } from '../../src/result';
import { narrow } from './narrow';
import { isOnPath, runTool, type Sdk } from './sdk';

/** Under the repository's own `build/`, which git does not see. */
export const OUT = 'build/device';
const GLIB_HINT = 'as libglib2.0-dev with apt, or glib2-devel with dnf';
const LINES_SHOWN = 15;

export type LinBuild = {
  readonly host: string;
  readonly runtime: string;
  /** Of the SDK's linker: each is something that could not be frozen. */
  readonly warnings: readonly string[];
};

/** Of the runtime; the device has 32. */
export type Bits = 32 | 64;

export type BuildOptions = {
  readonly root: string;
  readonly sdk: Sdk;
  /** With the SDK's instruments: a line of measurements each second. */
  readonly isInstrumented?: boolean;
  readonly tell: (text: string) => void;
};

export type LinOptions = BuildOptions & {
  /** From nothing: the linker warns of what it links, and of nothing else. */
  readonly isFresh?: boolean;
  /** Absent: those of this machine. */
  readonly bits?: Bits;
  /** In place of the heaps that the ESP32 gets. */
  readonly heaps?: Heaps;
};

/** Fixed: neither grows. */
export type Heaps = { readonly chunkBytes: number; readonly slots: number };

/** `-t build`: any other target of mcconfig's ends simulators that are not ours. */
export async function buildLin(options: LinOptions): Promise<Result<LinBuild, string>> {
  const { root, isInstrumented = false, isFresh = false, bits, heaps, tell } = options;
  const isNarrow = bits === 32;
  const narrowed = isNarrow ? await narrow(options.sdk) : ok(options.sdk);
  if (!narrowed.ok) return narrowed;
  const sdk = narrowed.value;
  const kindOf = isInstrumented ? 'lin-instrumented' : 'lin';
  const name = heaps === undefined ? kindOf : `${kindOf}-tight`;
  const out = join(root, OUT, isNarrow ? `${name}-32` : name);
  if (isFresh) rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const kind = isInstrumented ? ['-i'] : [];
  const manifest =
    heaps === undefined ? join(root, 'manifest.json') : tightManifest(root, out, heaps);
  const built = await runTool(
    'mcconfig',
    [...kind, '-m', '-p', 'lin', '-t', 'build', '-o', out, manifest],
    sdk.environment,
    tell,
  );
  if (built.code !== 0) return fail(`mcconfig could not build it:\n${lastLines(built.output)}`);
  const folder = isInstrumented ? 'instrument' : 'release';
  const runtime = join(out, 'bin/lin/mc', folder, basename(dirname(manifest)), 'mc.so');
  if (!existsSync(runtime)) return fail(`mcconfig built no ${runtime}.`);
  const host = await buildHost(root, sdk, isNarrow, tell);
  if (!host.ok) return host;
  const warnings = built.output.split('\n').filter((line) => line.startsWith('### warning'));
  return ok({ host: host.value, runtime, warnings });
}

/** What is included last has the last word on nothing that stands here. */
function tightManifest(root: string, out: string, { chunkBytes, slots }: Heaps): string {
  const folder = `${out}-manifest`;
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'manifest.json');
  const fixed = (initial: number) => ({ initial, incremental: 0 });
  const creation = { chunk: fixed(chunkBytes), heap: fixed(slots) };
  const include = relative(folder, join(root, 'manifest.json'));
  writeFileSync(file, JSON.stringify({ include, creation }));
  return file;
}

async function buildHost(
  root: string,
  sdk: Sdk,
  isNarrow: boolean,
  tell: (text: string) => void,
): Promise<Result<string, string>> {
  for (const tool of ['gcc', 'pkg-config']) {
    if (!isOnPath(tool, sdk.environment)) return fail(`${tool} is not on the path: install it.`);
  }
  const glib = await runTool(
    'pkg-config',
    ['--cflags', '--libs', 'glib-2.0'],
    sdk.environment,
    tell,
  );
  if (glib.code !== 0) return fail(`The headers of glib are missing: install them, ${GLIB_HINT}.`);
  const host = join(root, OUT, isNarrow ? 'host-32' : 'host');
  const built = await runTool(
    'gcc',
    [
      ...(isNarrow ? ['-m32'] : []),
      ...['-std=c11', '-O2', '-Wall', '-Wextra', '-Werror'],
      ...['-isystem', join(sdk.moddable, 'build/simulators/modules')],
      ...[join(root, 'host-sim/lin/host.c'), '-o', host, '-ldl'],
      ...glib.output.trim().split(/\s+/),
    ],
    sdk.environment,
    tell,
  );
  return built.code === 0 ? ok(host) : fail(`gcc could not build it:\n${lastLines(built.output)}`);
}

export const lastLines = (output: string): string =>
  output.trim().split('\n').slice(-LINES_SHOWN).join('\n');
