/**
 * The peers' programs, built from their sources once and kept in the user's cache folder. The key
 * names every version, so what is found there is what would be built.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type BuildStep, runBuild } from './build';
import { goMod, goVersion, PEERS_FOLDER, pythonVersion } from './toolchain';

const cacheFolder = (): string =>
  join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'distributed-charge-peers');

export type LndPrograms = { readonly btcd: string; readonly lnd: string };

/** The subserver that cancels invoices is not in a plain build. */
const GO_FLAGS = ['-trimpath', '-buildvcs=false', '-tags=invoicesrpc'];

/** A line for each package that is not in the compiler's own cache. */
const STALE = '{{if .Stale}}{{.ImportPath}}{{end}}';

/** Builds what is not there. Throws what the compiler said. */
export async function lndPrograms(): Promise<LndPrograms> {
  const packages = [...(/^tool \(\n([^)]*)\)/m.exec(goMod())?.[1] ?? '').matchAll(/\S+/g)];
  const names = packages.map(([name]) => name);
  const sum = readFileSync(join(PEERS_FOLDER, 'go.sum'), 'utf8');
  const key = keyOf('lnd', [goMod(), sum, goVersion() ?? '', process.arch, ...GO_FLAGS]);
  const environment = { ...process.env, GOTOOLCHAIN: 'local', CGO_ENABLED: '0' };
  const go = { program: 'go', folder: PEERS_FOLDER, environment };
  const folder = await kept(key, (unfinished) => [
    // Else the first to need the sources is the count of them, which says nothing meanwhile.
    { ...go, name: 'Fetching the sources of LND', parameters: ['list', '-deps', ...names] },
    {
      ...go,
      name: `Building LND ${versionOf('github.com/lightningnetwork/lnd')} and btcd`,
      parameters: ['build', '-v', ...GO_FLAGS, '-o', `${unfinished}/`, ...names],
      counted: ['list', '-deps', '-f', STALE, ...GO_FLAGS, ...names],
    },
  ]);
  return { btcd: join(folder, 'btcd'), lnd: join(folder, 'lnd') };
}

/** Of a module that go.mod requires. */
export const versionOf = (module: string): string =>
  goMod()
    .split('\n')
    .find((line) =>
      line
        .trim()
        .replace(/^require /, '')
        .startsWith(`${module} v`),
    )
    ?.split(' v')[1]
    ?.split(' ')[0] ?? '';

const REQUIREMENTS = join(PEERS_FOLDER, 'requirements.txt');

/** The Python of a virtual environment that has LNbits. */
export async function lnbitsPython(): Promise<string> {
  const requirements = readFileSync(REQUIREMENTS, 'utf8');
  const key = keyOf('lnbits', [requirements, pythonVersion() ?? '', process.arch]);
  const version = lnbitsVersion();
  const folder = await kept(key, (unfinished) => [
    {
      name: 'Making a virtual environment',
      program: 'python3',
      parameters: ['-m', 'venv', unfinished],
    },
    {
      name: `Installing LNbits ${version}`,
      program: join(unfinished, 'bin/python'),
      // Every version is named: what asks for what was settled when the file was made.
      parameters: ['-m', 'pip', 'install', '--no-deps', '--no-input', '-r', REQUIREMENTS],
    },
  ]);
  return join(folder, 'bin/python');
}

export const lnbitsVersion = (): string =>
  /^lnbits==(\S+)$/m.exec(readFileSync(REQUIREMENTS, 'utf8'))?.[1] ?? '';

const keyOf = (name: string, parts: readonly string[]): string =>
  `${name}-${createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 16)}`;

/** A folder that is there whole or not at all, though two runs may make it at once. */
async function kept(
  key: string,
  steps: (unfinished: string) => readonly BuildStep[],
): Promise<string> {
  const folder = join(cacheFolder(), key);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  const clear = () => rmSync(unfinished, { recursive: true, force: true });
  clear();
  mkdirSync(unfinished, { recursive: true });
  process.once('exit', clear); // who interrupts a build leaves no half of it
  try {
    for (const step of steps(unfinished)) await runBuild(step);
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } finally {
    clear();
    process.off('exit', clear);
  }
  return folder;
}
