/** What the machine must have to build the peers. Nothing of it is installed by us. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const PEERS_FOLDER = 'test/peers';

/** Undefined when it is there; else why there can be no LND, in a line. */
export function missingForLnd(): string | undefined {
  const wanted = /^go ([\d.]+)$/m.exec(goMod())?.[1] ?? '';
  const found = goVersion();
  if (found === undefined) return `no Go to build LND with (Go ${wanted} or newer)`;
  return isAtLeast(found, wanted) ? undefined : `LND needs Go ${wanted}, and this is ${found}`;
}

/** `1.26.8`; undefined without Go. */
export function goVersion(): string | undefined {
  // Another toolchain than the machine's would be a downloaded program.
  const env = { ...process.env, GOTOOLCHAIN: 'local' };
  const { status, stdout } = spawnSync('go', ['env', 'GOVERSION'], { env });
  return status === 0 ? stdout.toString().trim().replace(/^go/, '') : undefined;
}

const PYTHON_MIN = '3.10';
/** LNbits says so of itself. */
const PYTHON_BELOW = '3.13';

export function missingForLnbits(): string | undefined {
  const wanted = `Python ${PYTHON_MIN} or newer, below ${PYTHON_BELOW}, with venv`;
  const found = pythonVersion();
  if (found === undefined) return `no python3 to run LNbits (${wanted}; python3-venv in Debian)`;
  if (isAtLeast(found, PYTHON_MIN) && !isAtLeast(found, PYTHON_BELOW)) return undefined;
  return `LNbits needs ${wanted}, and this is ${found}`;
}

/** Undefined without Python, or without what makes a virtual environment. */
export function pythonVersion(): string | undefined {
  const program = 'import ensurepip, platform, venv; print(platform.python_version())';
  const { status, stdout } = spawnSync('python3', ['-c', program]);
  return status === 0 ? stdout.toString().trim() : undefined;
}

export const goMod = (): string => readFileSync(join(PEERS_FOLDER, 'go.mod'), 'utf8');

/** Number by number, as versions are. */
export function isAtLeast(version: string, least: string): boolean {
  const [found, wanted] = [version, least].map((each) => each.split('.').map(Number.parseFloat));
  for (const [index, part] of (wanted ?? []).entries()) {
    const here = found?.[index] ?? 0;
    if (here !== part) return here > part;
  }
  return true;
}
